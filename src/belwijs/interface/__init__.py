"""The texts people read, in Dutch and English: `key: text with {slots}`, in YAML files of one language each.

`nl.yaml` and `en.yaml` hold what reports and commands say; `AREA.nl.yaml` and `AREA.en.yaml` what an area of the
office says. A key stands in one file only.

Notes and problems arise in layers that know no language: they are English sentences there, and the sentence is the key
under which `notes.yaml` and `problems.yaml` hold the Dutch.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

import yaml

from belwijs.call.problem import Problem

InterfaceLanguage = Literal["nl", "en"]
INTERFACE_LANGUAGES: tuple[InterfaceLanguage, ...] = get_args(InterfaceLanguage)


@cache
def texts(language: InterfaceLanguage) -> Mapping[str, str]:
    """All texts of one interface language, by key."""
    found: dict[str, str] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda f: f.name):
        if file.name == f"{language}.yaml" or file.name.endswith(f".{language}.yaml"):
            raw = file.read_text(encoding="utf-8")
            found |= cast(dict[str, str], yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {})
    return found


class _Dutch(float):
    """A figure that prints with a decimal comma, whatever its format."""

    def __format__(self, form: str) -> str:
        return super().__format__(form or ".6g").replace(".", ",")


class _Plain(float):
    """A figure that prints without a tail of zeros where its text names no format."""

    def __format__(self, form: str) -> str:
        return super().__format__(form or ".6g")


class _Count(int):
    """A number of things; `{times:word|words}` is what it is called, for one and for any other number."""

    def __format__(self, form: str) -> str:
        one, bar, more = form.partition("|")
        if not bar:
            return super().__format__(form)
        return one if self == 1 else more


def text(language: InterfaceLanguage, key: str, **slots: object) -> str:
    """The text under `key` with its slots filled; figures have the decimal mark of the language, numbers their plural.

    Raises:
        KeyError: no such key, or a slot of the text was not given.
    """
    figure = _Dutch if language == "nl" else _Plain
    shown = {
        name: figure(slot) if isinstance(slot, float) else _Count(slot) if type(slot) is int else slot
        for name, slot in slots.items()
    }
    return texts(language)[key].format(**shown)


class _Slot(str):
    """A value in a sentence; `{:nl}` is the Dutch of one that is itself a sentence or word of problems.yaml."""

    def __format__(self, form: str) -> str:
        return in_dutch("problems", self) or str(self) if form == "nl" else str(self)


@cache
def _sentences(file: str) -> tuple[Mapping[str, str], tuple[tuple[list[str], str], ...]]:
    """English sentences with their Dutch: those without slots, and the parts between slots, in their order."""
    raw = files(__package__).joinpath(f"{file}.yaml").read_text(encoding="utf-8")
    read = cast(dict[str, str], yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    split = [([part.format() for part in english.split("{}")], dutch) for english, dutch in read.items()]
    whole = {parts[0]: dutch for parts, dutch in split if len(parts) == 1}
    return whole, tuple(one for one in split if len(one[0]) > 1)


def _between(parts: list[str], english: str) -> list[str] | None:
    """What stands in the slots of a sentence; None where it is another. Takes time in proportion to its length."""
    first, *middle, last = parts
    if not english.startswith(first) or not english.endswith(last):
        return None
    found, at, end = [], len(first), len(english) - len(last)
    for part in middle:
        next_at = english.find(part, at, end)
        if next_at < 0:
            return None
        found.append(english[at:next_at])
        at = next_at + len(part)
    return [*found, english[at:end]] if at <= end else None


def in_dutch(file: Literal["notes", "problems", "help"], english: str) -> str | None:
    """The Dutch of a sentence that stands in that file, with or without a capital; None where none there fits."""
    whole, slotted = _sentences(file)
    ways = dict.fromkeys((english, english[:1].lower() + english[1:]))
    for said in ways:
        if dutch := whole.get(said):
            return dutch.format()
    for parts, dutch in slotted:
        for said in ways:
            if (slots := _between(parts, said)) is not None:
                return dutch.format(*map(_Slot, slots))
    return None


def note(language: InterfaceLanguage, english: str) -> str:
    """A note of the report in the interface language; one that has no translation stays English."""
    dutch = in_dutch("notes", english) if language == "nl" else None
    first = english.partition(" ")[0]
    return dutch or (english if "." in first else english[:1].upper() + english[1:])


def problem(language: InterfaceLanguage, english: str) -> str:
    """What is wrong, or the way out, in the interface language; what a library says may stay English."""
    dutch = in_dutch("problems", english) if language == "nl" else None
    return dutch or english


def problem_line(language: InterfaceLanguage, wrong: Problem) -> str:
    """One line for a person: file, reason, way out."""
    reason, way_out = (problem(language, said) for said in (wrong.reason, wrong.way_out))
    return Problem(reason, way_out, file=wrong.file).line()
