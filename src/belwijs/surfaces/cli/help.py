"""`--help` in the language of the user. Commands are described in English where they stand; help.yaml has the Dutch."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from belwijs.interface import in_dutch

LANGUAGE = "BELWIJS_LANG"  # in the environment: as --lang, for every command

# What the library itself writes around our sentences; a bracket may be broken over two lines.
_AROUND = (
    (r"^Usage:", "Gebruik:"),
    (r"^Arguments:", "Argumenten:"),
    (r"^Options:", "Opties:"),
    (r"^Commands:", "Opdrachten:"),
    (r"\[required\]", "[verplicht]"),
    (r"\[default:", "[standaard:"),
    (r"\[env\s+var:", "[omgeving:"),
)


def _dutch(english: str | None) -> str | None:
    """The sentence in the language of the user; one that has no Dutch stays as it is."""
    if not english or os.environ.get(LANGUAGE) == "en":
        return english
    return in_dutch("help", english) or english


def _told(params: list[Any]) -> list[Any]:
    for param in params:
        if getattr(param, "help", None):
            param.help = _dutch(param.help)
    return params


def _around(text: str) -> str:
    if os.environ.get(LANGUAGE) == "en":
        return text
    for english, dutch in _AROUND:
        text = re.sub(english, dutch, text, flags=re.MULTILINE)
    return text


if TYPE_CHECKING:
    _Helped = TyperCommand
else:
    _Helped = object


class _Told(_Helped):
    """What commands and groups of commands say of themselves."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Arguments and options, with their help."""
        return _told(super().get_params(ctx))

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line in the list of commands."""
        self.help = _dutch(self.help)
        return super().get_short_help_str(limit)

    def get_help(self, ctx: Any) -> str:
        """The whole page."""
        self.help = _dutch(self.help)
        return _around(super().get_help(ctx))


class Command(_Told, TyperCommand):
    """A command whose help is in the language of the user."""


class Group(_Told, TyperGroup):
    """Commands under one name, whose help is in the language of the user."""
