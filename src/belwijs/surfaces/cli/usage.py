"""What is wrong with a command line, in the language of the user: one line, with the way out.

The library that reads the command line words its complaints in English, differently from version to version; what
none of the patterns knows stays as it is.
"""

from __future__ import annotations

import re
from typing import Any

import typer

from belwijs.interface import InterfaceLanguage, text

UsageError: type[Any] = typer.BadParameter.__bases__[0]  # the library keeps the class itself to itself

_VALUE = "Input should be "
_DUTCH = (
    (r"^Invalid value for (.+?): ", r"\1: "),
    (r"^Invalid value: ", ""),
    (r" \(env var: '(\w+)'\)", r" (of \1)"),
    (_VALUE + r"a valid integer.*", "geef een heel getal"),
    (_VALUE + r"a valid number.*", "geef een getal"),
    (_VALUE + r"greater than or equal to (\S+)", r"geef \1 of meer"),
    (_VALUE + r"less than or equal to (\S+)", r"geef \1 of minder"),
    (r"('.*') is not a valid integer.*", r"\1 is geen heel getal"),
    (r"('.*') is not a valid float.*", r"\1 is geen getal"),
    (r"('.*') is not one of (.*)", r"\1 is geen van \2"),
    (r"(\S+) is not in the range (\S+)", r"\1 valt buiten \2"),
    (r"('.*') does not match the formats? (.*)", r"\1 is niet geschreven als \2"),
    (r"^Missing (argument|option|parameter) ('.*')", r"\2 ontbreekt"),
    (r"^Missing command", "geef een opdracht"),
    (r"^No such command ('.*')", r"er is geen opdracht \1"),
    (r"^No such option: (\S+)", r"er is geen optie \1"),
    (r"\(Possible options: (.*)\)", r"(wel \1)"),
    (r"\(?Did you mean (.*)\?\)?", r"(wel \1)"),
    (r"^Got unexpected extra arguments?(?:\(s\))? \((.*)\)", r"er staat te veel: \1"),
    (r"^Option ('.*') requires an argument", r"\1 vraagt iets erachter"),
    (r"^Option ('.*') requires (\d+) arguments", r"\1 vraagt er \2 dingen achter"),
    (r"^Option ('.*') does not take a value", r"\1 wil niets erachter"),
    (r"give two runs or calls, not both", "geef twee metingen of gesprekken, niet allebei"),
    (r"give labelled calls, or --compare A B", "geef gelabelde gesprekken, of --compare A B"),
    (r"give two channel numbers counted from 0, such as 0,2", "geef twee nummers van kanalen vanaf 0, zoals 0,2"),
    (r"give nl or en", "geef nl of en"),
)  # fmt: skip
_DATE = (("%Y", "2026"), ("%m", "11"), ("%d", "30"), ("%H", "14"), ("%M", "05"), ("%S", "00"))


def usage_line(language: InterfaceLanguage, error: Any) -> str:
    """One line for an error of the library: what was wrong, and which command shows what can be given. Empty for the
    help that is an answer to no command at all.
    """
    if error.ctx and error.format_message() == error.ctx.get_help():
        return ""
    said = re.sub(r"\s+", " ", str(error.format_message())).replace("Value error, ", "").strip().rstrip(".")
    for code, example in _DATE:
        said = said.replace(code, example)
    if language == "nl":
        for english, dutch in _DUTCH:
            said = re.sub(english, dutch, said)
    command = error.ctx.command_path if error.ctx else "belwijs"
    return text(language, "cli.usage", what=said, command=command)
