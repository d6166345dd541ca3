"""The texts people read, in Dutch and English: `key: text with {slots}`, in YAML files of one language each.

`nl.yaml` and `en.yaml` hold what reports and commands say; `AREA.nl.yaml` and `AREA.en.yaml` what an area of the
office says. A key stands in one file only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

import yaml

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


def text(language: InterfaceLanguage, key: str, **slots: object) -> str:
    """The text under `key` with its slots filled; figures have the decimal mark of the language.

    Raises:
        KeyError: no such key, or a slot of the text was not given.
    """
    figure = _Dutch if language == "nl" else _Plain
    shown = {name: figure(slot) if isinstance(slot, float) else slot for name, slot in slots.items()}
    return texts(language)[key].format(**shown)


@cache
def _notes() -> tuple[tuple[re.Pattern[str], str], ...]:
    raw = files(__package__).joinpath("notes.yaml").read_text(encoding="utf-8")
    return tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), dutch) for pattern, dutch in yaml.safe_load(raw))


def note(language: InterfaceLanguage, english: str) -> str:
    """A note of the report in the interface language; one that has no translation stays English."""
    if language == "nl":
        for pattern, dutch in _notes():
            if match := pattern.fullmatch(english):
                return dutch.format(*match.groups())
    return english[:1].upper() + english[1:]
