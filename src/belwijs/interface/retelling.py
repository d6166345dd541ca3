"""A sentence of a kept report in the language of whoever reads it now.

A report holds why a verdict is what it is as a sentence in the language of its house. Such a sentence came of a text
with slots, so it is found again by its fixed words, and told anew from the same text in the other language.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from string import Formatter

from belwijs.interface import INTERFACE_LANGUAGES, InterfaceLanguage, text, texts

_LEAST = 10  # fixed characters: texts with fewer look like too much else
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@lru_cache(maxsize=8192)
def retold(language: InterfaceLanguage, sentence: str) -> str:
    """The sentence in that language; one that came of no text of the other language stays as it is."""
    for other in INTERFACE_LANGUAGES:
        if other == language or sentence in _plain(language):
            continue
        if key := _plain(other).get(sentence):
            return text(language, key)
        for pattern, key, names in _slotted(other):
            if match := pattern.fullmatch(sentence):
                slots = {name: _value(language, said) for name, said in zip(names, match.groups(), strict=True)}
                return text(language, key, **slots)
    return sentence


def _value(language: InterfaceLanguage, said: str) -> object:
    """What filled a slot: a figure as a figure, a text of its own in the other language, else as it stands."""
    if not _NUMBER.fullmatch(said):
        return retold(language, said)
    return int(said) if said.lstrip("-").isdigit() else float(said.replace(",", "."))


@cache
def _plain(language: InterfaceLanguage) -> dict[str, str]:
    """The key of each text without slots; of two that are the same, the first."""
    whole: dict[str, str] = {}
    for key, said in texts(language).items():
        if "{" not in said:
            whole.setdefault(said, key)
    return whole


@cache
def _slotted(language: InterfaceLanguage) -> tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]:
    """Texts with slots as patterns, their keys, and the slots in the order of their groups; most fixed words first."""
    made = []
    for key, said in texts(language).items():
        parts = list(Formatter().parse(said))
        fixed = sum(len(literal) + _shortest(form) for literal, _, form, _ in parts)
        names: list[str] = []
        pattern = ""
        for literal, name, form, _ in parts:
            pattern += re.escape(literal)
            if name is None:
                continue
            if "|" in (form or ""):
                pattern += f"(?:{'|'.join(map(re.escape, str(form).split('|')))})"  # its number stands elsewhere
            elif name in names:
                pattern += rf"\{names.index(name) + 1}"
            else:
                names.append(name)
                pattern += "(.+?)"
        if fixed >= _LEAST and names and {name for _, name, *_ in parts if name} == set(names):
            made.append((fixed, re.compile(pattern), key, tuple(names)))
    return tuple((pattern, key, names) for _, pattern, key, names in sorted(made, key=lambda one: (-one[0], one[2])))


def _shortest(form: str | None) -> int:
    """Characters that a slot with a plural has at least."""
    return min(map(len, form.split("|"))) if form and "|" in form else 0
