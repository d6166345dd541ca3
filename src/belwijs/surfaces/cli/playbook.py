"""`belwijs playbook check`, `show` and `diff`: what a playbook holds, where it comes from, what changing it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from belwijs.call import Problem
from belwijs.call.settings import Strict
from belwijs.catalogue.clients import OF_ITS_OWN, any_name, any_number
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import Layer, Opened, load_playbook, open_playbook
from belwijs.catalogue.practice import catalogue
from belwijs.finding import Finding
from belwijs.interface import InterfaceLanguage, problem_line, text
from belwijs.pipeline.analyse import heard, judged
from belwijs.pipeline.material import Material, Tools
from belwijs.surfaces.cli.analyse import print_line, progress_bar
from belwijs.surfaces.cli.main import Failures
from belwijs.surfaces.intake import Intake, Options, expand
from belwijs.surfaces.loading import recogniser_loader


def check_playbook(path: Path, interface: InterfaceLanguage) -> int:
    """Print every mistake, and which of its own examples a practice of the house gets wrong; 0 when nothing is wrong.

    Raises:
        Problem: the file itself cannot be read.
    """
    opened = open_playbook(path, frozenset(catalogue()))
    if opened.book is None:
        for mistake in opened.mistakes:
            print_line(problem_line(interface, mistake))
        print_line(text(interface, "playbook.mistakes", number=len(opened.mistakes)))
        return 1
    doubts = list(own_doubts(opened, interface))
    for line in doubts:
        print_line(line)
    book = opened.book
    slots = {"own": len(book.own), "clients": len(book.served), "file": path}
    print_line(text(interface, "playbook.doubts" if doubts else "playbook.right", number=len(doubts), **slots))
    return 1 if doubts else 0


def own_doubts(opened: Opened, interface: InterfaceLanguage) -> Iterator[str]:
    """The house's own examples that its practices get wrong when they have to do without them: a line each."""
    if not any("own" in layer.data for layer in opened.layers):
        return
    from belwijs.dialogue.meaning import Wanted, load_meanings

    meanings = load_meanings()
    for layer in opened.layers:
        for name, own in (layer.data.get("own") or {}).items():
            says, unlike = tuple(own["says"]), tuple(own.get("unlike") or ())
            for sentence, should, sure in meanings.own_mistakes(Wanted(f"own.{name}", says, unlike)):
                place = ("own", name, "says" if should else "unlike", (says if should else unlike).index(sentence))
                key = "playbook.not_seen" if should else "playbook.wrongly_seen"
                line = layer.lines.get(place, 1)
                yield f"{layer.file}:{line}: " + text(interface, key, name=f"own.{name}", sure=f"{sure:.0%}")


def show_playbook(path: Path, whom: str | None, interface: InterfaceLanguage) -> int:
    """Print every setting that counts for a number or an organisation, and where it comes from.

    Raises:
        Problem: a wrong playbook, or nobody of that number or name.
    """
    load_playbook(path, frozenset(catalogue()))
    opened = open_playbook(path, frozenset(catalogue()))
    assert opened.book is not None
    book, layers = opened.book, opened.layers[:1]
    if whom is not None:
        book, layers = _chosen(opened, whom)
    for name, value, origin in settings_of(book, layers, interface):
        print_line(f"{f'{name}: {value}':<60} # {origin}")
    return 0


def _chosen(opened: Opened, whom: str) -> tuple[Playbook, tuple[Layer, ...]]:
    assert opened.book is not None
    served = opened.book.served
    chosen = opened.book.for_whom(whom, whom)
    if chosen is opened.book:
        own = (chosen.house.organisation or "", *chosen.house.spellings)
        if any_name(whom, own) or any_number(whom, chosen.called):
            return chosen, opened.layers[:1]
        there = ", ".join(c.house.organisation or (c.called or ("?",))[0] for c in served)
        raise Problem(
            f"nobody here is called {whom} or at {whom}",
            f"the clients are {there}" if there else "this playbook has no clients",
        )
    number = next(n for n, c in enumerate(served) if c is chosen)
    return chosen, (opened.layers[0], opened.layers[1 + number])


def settings_of(
    book: Playbook, layers: Sequence[Layer], interface: InterfaceLanguage
) -> Iterator[tuple[str, str, str]]:
    """Every setting: its name, its value, and the file and line that it comes from, or that it is the default."""
    for name in type(book).model_fields:
        value = getattr(book, name)
        if isinstance(value, Strict):
            for setting in type(value).model_fields:
                origin = _origin((name, setting), layers, interface)
                yield f"{name}.{setting}", _short(getattr(value, setting)), origin
        elif isinstance(value, dict):
            for key, one in value.items():
                shown = one.title if isinstance(one, Strict) and hasattr(one, "title") else _short(one)
                yield f"{name}.{key}", shown, _origin((name, key), layers, interface)
        elif name not in ("clients", "called") or value:
            yield name, _short(value), _origin((name,), layers, interface)


def _origin(place: tuple[str, ...], layers: Sequence[Layer], interface: InterfaceLanguage) -> str:
    names_itself = len(layers) > 1 and "organisation" in (layers[-1].data.get("house") or {})
    for layer in reversed(layers):
        of_the_name = place[0] == "house" and place[-1] in OF_ITS_OWN and names_itself
        own_only = place[0] in ("clients", "called") or of_the_name
        if layer is not layers[-1] and own_only:
            continue
        if place in layer.lines:
            return f"{layer.file}:{layer.lines[place]}"
    return text(interface, "playbook.default")


def _short(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(str(v) for v in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None else f"{value:g}" if isinstance(value, (int, float)) else str(value)


@dataclass(frozen=True)
class Change:
    """One verdict that is another under the new playbook."""

    call: str
    before: Finding | None
    after: Finding | None

    @property
    def practice(self) -> str:
        """Its id."""
        one = self.after or self.before
        assert one is not None
        return one.practice

    @property
    def step(self) -> tuple[str, str]:
        """From which verdict to which; '-' where there was none."""
        return (self.before.verdict if self.before else "-", self.after.verdict if self.after else "-")


def diff_playbooks(old: Path, new: Path, names: Sequence[str], interface: InterfaceLanguage, model: str | None) -> int:
    """Print verdict by verdict what the new playbook changes; 0 when all calls could be read, else 1.

    The words and the sound are analysed once, under the old playbook; only judging is done twice.

    Raises:
        Problem: a playbook is wrong, or no calls are given.
    """
    before, after = (load_playbook(path, frozenset(catalogue())) for path in (old, new))
    changes: list[Change] = []
    done, failures = 0, Failures()
    names = expand(names)
    with Intake(Options(), before) as intake, progress_bar(len(names)) as bar:
        for n, name in enumerate(names):
            with failures.among(name):
                for taken in intake.take(name):
                    given = taken.source.call.organisation if taken.source else None
                    tools = Tools(recogniser_loader(model), progress=bar(n, taken.name))
                    found = list(changed(taken.material, after, tools, given))
                    for change in found:
                        print_line(_line(change, interface))
                    changes += found
                    done += 1
    _summary(changes, done, interface)
    return failures.status


def changed(material: Material, after: Playbook, tools: Tools, organisation: str | None) -> Iterator[Change]:
    """The verdicts of a call that are others under another playbook.

    Args:
        organisation: the name that the call itself gives, before a playbook filled it in.
    """
    understood = heard(material, tools)
    one = {f.practice: f for f in judged(understood, tools).findings}
    call = understood.call.with_(organisation=organisation)
    book = after.for_whom(call.called, organisation)
    if organisation is None and book.house.organisation:
        call = call.with_(organisation=book.house.organisation)
    other = {f.practice: f for f in judged(understood.with_(call=call, playbook=book), tools).findings}
    for practice in dict.fromkeys((*one, *other)):
        change = Change(call.id, one.get(practice), other.get(practice))
        if change.step[0] != change.step[1]:
            yield change


def _line(change: Change, interface: InterfaceLanguage) -> str:
    finding = change.after or change.before
    assert finding is not None
    first, second = (_verdict(v, interface) for v in change.step)
    reason = finding.reason if change.after else None
    return f"{change.call} {finding.when} {change.practice} {first} → {second}" + (f"  ({reason})" if reason else "")


def _verdict(verdict: str, interface: InterfaceLanguage) -> str:
    return verdict if verdict == "-" else text(interface, f"verdict.{verdict}")


def _summary(changes: Sequence[Change], calls: int, interface: InterfaceLanguage) -> None:
    console = Console(highlight=False)
    touched = len({c.call for c in changes})
    console.print("\n" + text(interface, "playbook.changed", number=len(changes), touched=touched, calls=calls))
    if not changes:
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for change in changes:
        counts.setdefault(change.practice, Counter())[change.step] += 1
    for practice, steps in sorted(counts.items(), key=lambda c: -sum(c[1].values())):
        told = ", ".join(
            f"{_verdict(a, interface)} → {_verdict(b, interface)} {n}×" for (a, b), n in steps.most_common()
        )
        table.add_row(str(sum(steps.values())), practice, escape(told))
    console.print(table)
