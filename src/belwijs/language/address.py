"""Forms of address with a name (mevrouw De Vries, Frau Dr. Müller), and whether somebody is spoken to or spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from belwijs.call import Language
from belwijs.language.patterns import pattern

_NAME = r"[A-ZÀ-ÖØ-Ý][\w'’-]+"


@dataclass(frozen=True, slots=True)
class AddressForms:
    """`titled` finds a title and a name. Somebody is spoken of after one of `of` or before one of `does`; not so where one of
    `you` follows that ("mevrouw Bos kan ik u helpen?"), and not after `asked` ("spreek ik met mevrouw Bos?").
    """

    titled: re.Pattern[str]
    asked: tuple[str, ...]
    of: tuple[str, ...]
    does: tuple[str, ...]
    you: tuple[str, ...]


def _titled(titles: str, particles: str, *, more: str = "", second: str = "") -> re.Pattern[str]:
    """Particles belong to the name, with a capital (mevrouw Van den Berg) or without; none is a name by itself."""
    some = "(?:" + "|".join(f"[{p[0].upper()}{p[0]}]{p[1:]}" if p[0].isalpha() else p for p in particles.split("|")) + ")"
    return re.compile(rf"\b({titles})\.? ({more}(?:{some} )*(?!{some}\b){_NAME}{second})")


ADDRESS: Mapping[Language, AddressForms] = MappingProxyType(
    {
        "nl": AddressForms(
            titled=_titled("[Dd]e heer|[Mm]eneer|[Mm]evrouw|[Mm]ijnheer", "van|de|der|den|het|'t|ten|ter|te|el", second=f"(?: {_NAME})?"),
            asked=(r"spreek ik(?: \w+)? met", r"bent u", r"u bent"),
            of=(
                "met", "van", "voor", "door", "aan", "bij", "naar", "over", "op", "dat", "of", "en", "is", "was", "heeft", "had", "heb",
                "wil", "kan", "zal", "gaat", "moet", "onze", "die", "collega", "vraag", "vragen", "bel", "krijg", "zie", "ken", "tegen",
                "bereik", "haal", "geef", "zoek", "spreek", "mijn", "dan", "als", "zodra", "probeer",
            ),
            does=(
                "is(?! (?:dat|het))", "was", "heeft", "had", "zit", "komt", "kan", "kon", "wil", "zal", "zou", "wordt", "belt", "werkt", "moet", "mag",
                "gaat", "staat", "neemt", "doet", "weet", "krijgt", "regelt", "ligt", "niet", "te", "van", "die",
            ),
            you=("ik", "u", "uw", "we", "wij"),
        ),
        "en": AddressForms(
            titled=_titled("Mrs|Mr|Ms|Miss|Dr", "van|von|de|der|den|du|la|le"),
            asked=(r"(?:am I|I am|I'm) speaking (?:to|with)", r"is (?:this|that)", r"are you"),
            of=(
                "to", "for", "with", "by", "from", "of", "about", "is", "has", "ask", "that", "and", "or", "our", "colleague", "see",
                "call", "get", "reach", "through", "if", "when", "find", "my",
            ),
            does=(
                "is(?! (?:that|this|it))", "was", "has", "had", "will", "would", "can", "could", "works", "deals", "knows", "does", "isn't", "won't", "said",
                "told", "on", "for", "at", "hasn't", "doesn't",
            ),
            you=("I", "you", "your", "we"),
        ),
        "de": AddressForms(
            titled=_titled("Herrn?|Frau", "von|van|de|zu|der|den", more=r"(?:(?:Dr\.|Prof\.|Doktor|Professor) )*"),
            asked=(r"spreche ich(?: \w+)? mit", r"sind Sie", r"Sie sind"),
            of=(
                "mit", "von", "zu", "für", "an", "bei", "über", "dass", "ob", "und", "oder", "ist", "hat", "kann", "unser", "unsere",
                "unserem", "frage", "rufe", "erreiche", "Kollegin", "Kollege", "Kollegen", "der", "die", "den", "wenn", "sobald", "wie",
            ),
            does=(
                "ist(?! (?:das|es))", "war", "hat", "kann", "wird", "will", "soll", "arbeitet", "kommt", "nimmt", "meldet", "weiß", "sitzt",
                "telefoniert", "spricht", "nicht", "noch", "ans",
            ),
            you=("ich", "Sie", "Ihr", "Ihre", "wir"),
        ),
        "fr": AddressForms(
            titled=_titled("[Mm]onsieur|[Mm]adame|[Mm]ademoiselle", "de|du|des|la|le|les|van|den|der|von|el"),
            asked=(r"(?:parle|bien) (?:à|avec)", r"(?:êtes|est) bien", r"c'est"),
            of=(
                "avec", "à", "de", "par", "pour", "chez", "que", "et", "ou", "est", "a", "passe", "demande", "appelle", "notre", "vers",
                "joindre", "collègue", "si", "quand", "voir", "dont",
            ),
            does=(
                "est", "était", "a", "n'est", "n'a", "sera", "va", "peut", "vient", "ne", "travaille", "s'occupe", "doit", "pourra",
                "connaît", "sait", "au",
            ),
            you=("je", "vous", "votre", "nous"),
        ),
    }
)  # fmt: skip


def addressed(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """Title and name of everybody who is spoken to in these words; whoever is only spoken of is left out."""
    forms = ADDRESS[language]
    for hit in forms.titled.finditer(text):
        before, after = text[: hit.start()], text[hit.end() :]
        asked = _ends(forms.asked).search(before)
        if asked or not (_ends(forms.of).search(before) or _begins(forms.does, forms.you).match(after)):
            yield hit.group(1), hit.group(2)


def _ends(words: tuple[str, ...]) -> re.Pattern[str]:
    return pattern((rf"(?:{'|'.join(words)}) $",))


def _begins(does: tuple[str, ...], you: tuple[str, ...]) -> re.Pattern[str]:
    return pattern((rf" (?:{'|'.join(does)})(?![\w-])(?! (?:{'|'.join(you)})(?!\w))(?=\W|$)",))
