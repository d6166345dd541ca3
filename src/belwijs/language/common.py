"""Words that say nothing about the matter: what everybody says on the telephone, and what means nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from belwijs.call import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON_WORDS: Mapping[Language, frozenset[str]] = MappingProxyType(
    {
        "nl": _words(
            "afdeling alles anders bedankt bedrijf begrijp belde bellen collega daarom daarvoor dankjewel "
            "doorverbonden eigenlijk eventjes goedemiddag goedemorgen goedenavond goedendag graag hallo hebben "
            "heeft helaas helpen iemand jullie kunnen laten maken meneer mevrouw mijnheer misschien moest moeten "
            "natuurlijk nummer ogenblik omdat onder ongeveer praten precies probleem sorry spreek spreekt spreken "
            "telefoon verbind verder verteld vraag vragen waarmee waarom wacht wachten wanneer werden weten wilde "
            "willen worden wordt zeggen zeker zoals zullen"
        ),
        "en": _words(
            "about afternoon again anything because before being called calling colleague could department "
            "evening going hello holding little madam moment morning number phone please problem really right "
            "should somebody something sorry speak speaking thank thanks their there these thing think today "
            "understand waiting wanted where which would yours"
        ),
        "de": _words(
            "abend abteilung anruf anrufen augenblick bitte danke einen einer eines etwas frage fragen geben "
            "gerne guten haben hallo helfen herrn heute ihnen ihren immer können könnte leider meine meinen "
            "moment morgen möchte müssen nicht nummer problem sagen schon sprechen telefon verbinden verstehe "
            "vielen warten warum wegen werden wieder wissen worum würde"
        ),
        "fr": _words(
            "alors appel appeler appelle après attendre attente aussi avoir bonjour bonsoir cette chose collègue "
            "comme comment depuis désolé désolée encore faire instant jusque madame merci mieux moment monsieur "
            "numéro parce parler patienté pourquoi pouvez problème quand quelque service toujours votre "
            "voudrais"
        ),
    }
)


_EMPTY = frozenset(
    "de het een en eh ehm uh dus maar die dat of nou the a an and um er so but der die das ein eine und äh also aber le la "
    "les un une et euh donc mais alors".split()
)


def says_nothing(text: str) -> bool:
    """Whether a turn has no word but articles, conjunctions and hesitations, in any of the languages."""
    return all(word in _EMPTY for word in re.findall(r"\w+", text.lower()))
