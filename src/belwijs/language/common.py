"""Words of five letters or more that everybody says on the telephone; sharing them says nothing about the matter."""

from __future__ import annotations

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
