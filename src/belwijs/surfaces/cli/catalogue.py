"""`belwijs practices` and `belwijs explain`: the catalogue, from the practices' own files."""

from __future__ import annotations

import difflib

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from belwijs.call import Problem
from belwijs.catalogue.practice import GROUPS, Practice, catalogue
from belwijs.interface import InterfaceLanguage, text


def list_practices(group: str | None, interface: InterfaceLanguage) -> int:
    """Print the practices, all or of one group.

    Raises:
        Problem: there is no such group.
    """
    if group is not None and group not in GROUPS:
        raise Problem(f"there is no group '{group}'", f"the groups are {', '.join(GROUPS)}")
    console = Console()
    table = Table(box=None, pad_edge=False, show_header=False)
    for practice in catalogue().values():
        if group is None or practice.group == group:
            state = "" if practice.built else f"({text(interface, 'explain.not_built')})"
            table.add_row(practice.id, escape(practice.title.in_(interface)), state)
    console.print(table)
    return 0


def explain_practice(practice_id: str, interface: InterfaceLanguage) -> int:
    """Print a practice's page.

    Raises:
        Problem: there is no such practice; names the nearest.
    """
    practice = catalogue().get(practice_id)
    if practice is None:
        near = difflib.get_close_matches(practice_id, catalogue(), n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "`belwijs practices` lists them"
        raise Problem(f"there is no practice '{practice_id}'", hint)
    console = Console(highlight=False)
    console.print(f"[bold]{escape(practice.title.in_(interface))}[/bold]  {practice.id}")
    for key, body in _page(practice, interface):
        console.print(f"\n[bold]{text(interface, key)}[/bold]")
        console.print(escape(body))
    return 0


def _page(practice: Practice, interface: InterfaceLanguage) -> list[tuple[str, str]]:
    needs = ", ".join(text(interface, f"need.{need}") for need in practice.needs)
    page = [
        ("explain.what", practice.what.in_(interface)),
        ("explain.why", practice.why.in_(interface)),
        ("explain.when", practice.when.in_(interface)),
        ("explain.norm", practice.norm),
        ("explain.needs", needs),
        ("explain.check", _check(practice, interface)),
    ]
    if practice.suggestion:
        said = practice.suggestion.get("nl" if interface == "nl" else "en", ())
        page.append(("explain.say", "\n".join(f"  {s}" for s in said)))
    if practice.examples:
        trap = f" ({text(interface, 'explain.trap')})"
        shown = [
            f"{text(interface, f'verdict.{e.verdict}')}{trap if e.trap else ''}\n"
            + "\n".join(f"    {line}" for line in e.call.strip().splitlines())
            for e in practice.examples
        ]
        page.append(("explain.examples", "\n".join(f"  {s}" for s in shown)))
    return page


def _check(practice: Practice, interface: InterfaceLanguage) -> str:
    rule = practice.check
    if rule is None or practice.applies is None:
        return text(interface, "explain.not_built")
    parts = [f"{practice.applies.to} → {rule.kind}"]
    parts += [f"{name}: {', '.join(value)}" for name, value in (("acts", rule.acts), ("also", rule.also)) if value]
    parts += [
        f"{name}: {value}"
        for name, value in (("measure", rule.measure), ("limits", rule.limit), ("part", rule.part))
        if value
    ]
    for bound in rule.bounds:
        sides = (("≥", bound.least), ("≤", bound.most))
        parts.append(" ".join([bound.measure, *(f"{sign} limits.{name}" for sign, name in sides if name)]))
    return "; ".join(parts)
