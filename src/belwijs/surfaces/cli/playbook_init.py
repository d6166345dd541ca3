"""`belwijs playbook init`: a commented playbook to begin with, every setting at its default."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import yaml

from belwijs.call import Problem
from belwijs.call.settings import Strict
from belwijs.call.write import write_text
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import catalogue
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.cli.main import tell

WIDTH = 112
OWN_EXAMPLE = {
    "nl": """
own:
  klantnummer:                             # wordt own.klantnummer
    title: Vraagt het klantnummer
    says:
      - Mag ik uw klantnummer van u hebben?
      - Heeft u uw klantnummer bij de hand?
      - Onder welk nummer staat u bij ons bekend?
    unlike:                                # lijkt erop, maar is het niet
      - Ik zie uw klantnummer voor me.
    when: any                              # any, opening of end; of after: [complain], before: [announce_transfer]
    weight: 1
    suggestion:
      - Mag ik uw klantnummer noteren?
""",
    "en": """
own:
  customer_number:                         # becomes own.customer_number
    title: Asks for the customer number
    says:
      - May I have your customer number?
      - Do you have your customer number to hand?
      - What is your customer number, please?
    unlike:                                # looks like it, but is not it
      - I have your customer number in front of me.
    when: any                              # any, opening or end; or after: [complain], before: [announce_transfer]
    weight: 1
    suggestion:
      - May I note your customer number?
""",
}
CLIENTS_EXAMPLE = "\nclients: [clients/bakker.yaml]\n"


def write_playbook(path: Path, interface: InterfaceLanguage, organisation: str | None, force: bool) -> int:
    """Write a playbook to begin with.

    Raises:
        Problem: something stands there already, or it cannot be written.
    """
    if path.exists() and not force:
        raise Problem("is there already", "choose another name, or overwrite it with --force", file=str(path))
    if not path.parent.is_dir():
        raise Problem("its folder does not exist", "make it first, or choose another", file=str(path))
    write_text(path, playbook_text(path.name, interface, organisation))
    tell("cli.playbook", file=path)
    return 0


def playbook_text(file: str, interface: InterfaceLanguage, organisation: str | None = None) -> str:
    """The text of a playbook with every setting at its default and a comment beside it."""
    parts = [_comment(text(interface, "setting.head", file=file))]
    book = Playbook()
    for name in ("house", "answer", "courtesy", "limits", "hours", "report"):
        section = getattr(book, name)
        settings = _section(name, section, interface, organisation)
        parts.append(_comment(text(interface, f"setting.{name}")) + f"{name}:\n" + settings)
    parts.append(_comment(text(interface, "setting.interface")) + f"interface: {interface}\n")
    parts.append(_comment(text(interface, "setting.leave_out")) + "leave_out: []\n")
    weights = "".join(
        f"{f'  {p.id}: {p.weight:g}':<40} # {p.title.in_(interface)}\n" for p in catalogue().values() if p.built
    )
    parts.append(_comment(text(interface, "setting.weights")) + "weights:\n" + weights)
    parts.append(_comment(text(interface, "setting.own")) + _hashed(OWN_EXAMPLE[interface]))
    parts.append(_comment(text(interface, "setting.clients")) + _hashed(CLIENTS_EXAMPLE))
    parts.append(_comment(text(interface, "setting.called")) + _hashed('\ncalled: ["020 555 01 01"]\n'))
    return "\n".join(parts)


def _section(name: str, section: Strict, interface: InterfaceLanguage, organisation: str | None) -> str:
    lines: list[str] = []
    for setting in type(section).model_fields:
        value: Any = getattr(section, setting)
        if name == "house" and setting == "language":
            value = "nl" if interface == "nl" else "en"
        if name == "house" and setting == "organisation" and organisation:
            value = organisation
        off = value is None
        shown = "Bakker Logistiek" if setting == "organisation" and off else _yaml(10 if off else value)
        lines += [f"  # {line}" for line in textwrap.wrap(text(interface, f"setting.{name}.{setting}"), WIDTH)]
        lines.append(f"  {'# ' if off else ''}{setting}: {shown}")
    return "\n".join(lines) + "\n"


def _yaml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(json.dumps(v, ensure_ascii=False) for v in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    plain = isinstance(value, int) or (str(value).isalpha() and yaml.safe_load(value) == value)
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, WIDTH))


def _hashed(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.strip("\n").splitlines())
