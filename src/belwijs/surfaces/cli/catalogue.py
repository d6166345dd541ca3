"""`belwijs practices` and `belwijs explain`: the catalogue, from the practices' own files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from belwijs.call import Problem
from belwijs.catalogue.playbook_file import load_playbook
from belwijs.catalogue.practice import GROUPS, Practice, catalogue
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.cli.main import tell
from belwijs.surfaces.practices.content import Page, Shown, page_of
from belwijs.surfaces.practices.site import write_site
from belwijs.surfaces.report.wording import SYMBOLS


def _practices(playbook: Path | None) -> Mapping[str, Practice]:
    """The catalogue, with the practices of a house and its clients where its playbook is given."""
    return load_playbook(playbook, frozenset(catalogue())).all_practices if playbook else catalogue()


def list_practices(group: str | None, interface: InterfaceLanguage, playbook: Path | None = None) -> int:
    """Print the practices, all or of one group; with a playbook those of the house too.

    Raises:
        Problem: there is no such group, or the playbook is wrong.
    """
    practices = _practices(playbook)
    groups = (*GROUPS, *(["own"] if playbook else []))
    if group is not None and group not in groups:
        raise Problem(f"there is no group '{group}'", f"the groups are {', '.join(groups)}")
    console = Console()
    table = Table(box=None, pad_edge=False, show_header=False)
    for practice in practices.values():
        if group is None or practice.group == group:
            state = "" if practice.built else f"({text(interface, 'explain.not_built')})"
            table.add_row(practice.id, escape(practice.title.in_(interface)), state)
    console.print(table)
    return 0


def explain_practice(practice_id: str, interface: InterfaceLanguage, playbook: Path | None = None) -> int:
    """Print a practice's page; with a playbook also one of the house's own.

    Raises:
        Problem: there is no such practice, naming the nearest; or the playbook is wrong.
    """
    practices = _practices(playbook)
    practice = practices.get(practice_id)
    if practice is None:
        near = difflib.get_close_matches(practice_id, practices, n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "`belwijs practices` lists them"
        raise Problem(f"there is no practice '{practice_id}'", hint)
    console = Console(highlight=False)
    for key, body in _parts(page_of(practice, interface), interface):
        console.print(f"\n[bold]{escape(key)}[/bold]" if body else f"[bold]{escape(key)}[/bold]")
        if body:
            console.print(escape(body))
    return 0


def write_practices(folder: Path) -> int:
    """Write the pages of all practices as a site.

    Raises:
        Problem: the folder cannot be written.
    """
    number = write_site(folder, catalogue())
    tell("cli.site", number=number, folder=folder, page=folder / "index.html")
    return 0


def _parts(page: Page, interface: InterfaceLanguage) -> Iterator[tuple[str, str]]:
    yield f"{page.title}  {page.id}", ""
    yield from page.sections
    if said := dict(page.says).get(interface):
        cases = (f"{what}: “{sentence}”" for what, sentence in page.cases)
        yield text(interface, "explain.say"), _indented((*(f"“{s}”" for s in said), *cases))
    needs = text(interface, "site.needs", needs=page.needs)
    yield text(interface, "site.checked"), _indented((*page.check, needs))
    settings = (f"{s.name}: {s.default}  ({s.meaning})" for s in page.settings)
    limits = _indented(settings) or "  " + text(interface, "site.no_limits")
    how, change = text(interface, "site.how"), _indented(page.change.splitlines())
    yield text(interface, "site.change"), f"{limits}\n{how}\n{change}"
    if page.examples:
        yield text(interface, "explain.examples"), "\n".join(_example(e, interface) for e in page.examples)
    yield text(interface, "explain.norm"), page.norm


def _example(example: Shown, interface: InterfaceLanguage) -> str:
    trap = f" ({text(interface, 'explain.trap')})" if example.trap else ""
    head = f"  {SYMBOLS[example.verdict]} {text(interface, f'verdict.{example.verdict}')}{trap}"
    lines = [f"    {line.speaker}: {line.said}" if line.speaker else f"    ({line.said})" for line in example.lines]
    return "\n".join([head, *lines])


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)
