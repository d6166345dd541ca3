"""Spelling alphabets: a name spelled so that it is heard right, and heard words written as a name."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Literal, get_args

Alphabet = Literal["nl", "be", "icao"]
ALPHABETS: tuple[Alphabet, ...] = get_args(Alphabet)

_DUTCH = (
    "Anton Bernard Cornelis Dirk Eduard Ferdinand Gerard Hendrik Izaak Johan Karel Lodewijk Maria Nico Otto Pieter "
    "Quotiënt Rudolf Simon Teunis Utrecht Victor Willem Xantippe Ypsilon Zacharias"
)
_BELGIAN = (
    "Arthur Brussel Carolina Desiré Emiel Frederik Gustaaf Hendrik Isidoor Jozef Kilogram Leopold Maria Napoleon Oscar "
    "Piano Quiévrain Robert Sofie Telefoon Ursula Victor Waterloo Xavier Yvonne Zola"
)
_INTERNATIONAL = (
    "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo "
    "Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
)
WORDS = MappingProxyType(
    {
        name: MappingProxyType(dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", words.split(), strict=True)))
        for name, words in {"nl": _DUTCH, "be": _BELGIAN, "icao": _INTERNATIONAL}.items()
    }
)
"""Letter → word: the Dutch telephone alphabet, the Belgian one in Dutch, and that of ICAO (Annex 10, volume II)."""
_MARKS = MappingProxyType({"-": "streepje", "'": "apostrof", ".": "punt", "@": "apenstaartje", "_": "laag streepje"})
_TOGETHER = MappingProxyType({"IJ": "IJmuiden"})  # one letter in Dutch names
_TITLE = re.compile(r"^(?:mevrouw|mevr\.?|mw\.?|meneer|de heer|dhr\.?|mrs\.?|mr\.?|ms\.?)\s+", re.IGNORECASE)
_ACCENTS = MappingProxyType(
    {"\u0308": "trema", "\u0301": "accent aigu", "\u0300": "accent grave", "\u0302": "dakje", "\u0327": "cedille",
     "\u030c": "haakje", "\u0303": "tilde"}
)  # fmt: skip


_KNOWN = frozenset(word.casefold() for words in WORDS.values() for word in words.values()) | {"ijmuiden"}


def spelled(name: str, alphabet: Alphabet = "nl") -> str:
    """The name letter by letter: "De Wit" → "Dirk Eduard, Willem Izaak Teunis". Words are parted by commas."""
    return ", ".join(" ".join(_letters(word, alphabet)) for word in name.split())


def _letters(word: str, alphabet: Alphabet) -> list[str]:
    said: list[str] = []
    letters = unicodedata.normalize("NFKD", word.replace("ß", "ss").replace("ĳ", "ij").replace("’", "'"))
    at = 0
    while at < len(letters):
        pair, letter = letters[at : at + 2].upper(), letters[at]
        if alphabet == "nl" and pair in _TOGETHER:
            said.append(_TOGETHER[pair])
            at += 1
        elif letter in _ACCENTS and said:
            said[-1] += f" met {_ACCENTS[letter]}"
        elif not unicodedata.combining(letter):
            said.append(WORDS[alphabet].get(letter.upper()) or _MARKS.get(letter) or letter)
        at += 1
    return said


def without_title(name: str) -> str:
    """A name without what nobody spells: mevrouw, meneer, de heer, Mrs."""
    return _TITLE.sub("", name).strip()


def sounds_spelled(words: str) -> bool:
    """Whether these are words of the alphabets rather than a name."""
    said = re.findall(r"[^\s,]+", words.casefold())
    known = sum(word in _KNOWN for word in said)
    return len(said) > 1 and known * 3 >= len(said) * 2


def heard(words: str) -> str:
    """What spelled words stand for, whichever alphabet each is of: "Bernard Otto Simon" → "Bos".

    A word of no alphabet counts for its first letter; commas part words of the name.
    """
    return " ".join(filter(None, (_joined(part) for part in words.split(","))))


def _joined(part: str) -> str:
    letters = [_initial(word) for word in part.split()]
    return "".join(letters).capitalize()


def _initial(word: str) -> str:
    plain = word.casefold()
    if plain.startswith("ij"):
        return "ij"
    return next((mark for mark, said in _MARKS.items() if said == plain), word[:1])
