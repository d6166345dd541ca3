"""`--help` in the language of the user. Commands are described in English where they stand; help.yaml has the Dutch."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from belwijs.interface import InterfaceLanguage, in_dutch, text
from belwijs.surfaces.cli.usage import UsageError, usage_line

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


def _spoken() -> InterfaceLanguage:
    """The language of the user before a command has settled it."""
    asked = re.search(r"\s--lang[ =](en|nl)\b", " ".join(sys.argv))
    said = asked[1] if asked else os.environ.get(LANGUAGE)
    return "en" if said == "en" else "nl"


def _dutch(english: str | None) -> str | None:
    """The sentence in the language of the user; one that has no Dutch stays as it is."""
    if not english or _spoken() == "en":
        return english
    return in_dutch("help", english) or english


def _told(params: list[Any]) -> list[Any]:
    for param in params:
        if getattr(param, "help", None):
            param.help = _dutch(param.help)
    return params


def _around(page: str) -> str:
    if _spoken() == "en":
        return page
    for english, dutch in _AROUND:
        page = re.sub(english, dutch, page, flags=re.MULTILINE)
    return page


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
    """Commands under one name, whose help and complaints are in the language of the user."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs a command line; what is wrong with it becomes one line on standard error."""
        run = functools.partial(super().main, args, prog_name, complete_var, False, windows_expand_args, **extra)
        if not standalone_mode:
            return run()
        try:
            status = run()
        except UsageError as error:
            status = error.exit_code
            told = usage_line(_spoken(), error)
            typer.echo(f"belwijs: {told}" if told else error.format_message(), err=True)
        except typer.Abort:
            status = 1
            typer.echo(f"belwijs: {text(_spoken(), 'cli.interrupted')}", err=True)
        sys.exit(status)
