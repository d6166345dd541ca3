"""The reasons of the acts in words: which words, which turns before, which training sentences."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from belwijs.finding import Report
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.terminal import WIDEST, fitting


@dataclass(frozen=True, slots=True)
class Leaned:
    """An earlier turn that an act leans on; `percent` is how sure it would be without."""

    turn: int
    clock: str
    speaker: str
    percent: int


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of one act."""

    name: str
    percent: int
    words: tuple[tuple[str, int], ...]  # words, per cent of what speaks for it
    context: tuple[Leaned, ...]
    examples: tuple[str, ...]


def whys_of(report: Report, language: InterfaceLanguage) -> dict[int, tuple[Why, ...]]:
    """Turn → the reasons of its acts, the surest first; empty where they were not asked for."""
    names = wording.speakers(report, language)
    found: dict[int, list[Why]] = {}
    for reason in sorted(report.reasons or (), key=lambda r: (r.turn, -r.confidence, r.label)):
        context = [
            Leaned(c.turn, wording.clock(report.turns[c.turn].start), names.get(report.turns[c.turn].speaker, ""),
                   _percent(c.without))
            for c in reason.context
            if c.turn < len(report.turns)
        ]  # fmt: skip
        why = Why(
            wording.known(language, "act", reason.label),
            _percent(reason.confidence),
            tuple((wording.plain(w.text), _percent(w.share)) for w in reason.words),
            tuple(context),
            tuple(wording.plain(e) for e in reason.examples),
        )
        found.setdefault(reason.turn, []).append(why)
    return {turn: tuple(whys) for turn, whys in found.items()}


def print_whys(report: Report, console: Console, language: InterfaceLanguage) -> None:
    """The reasons of every act, turn by turn, after the report on the terminal."""
    whys = whys_of(report, language)
    if not whys:
        return
    names = wording.speakers(report, language)
    console.print()
    _line(console, text(language, "why.head"), "bold underline")
    for number in sorted(whys):
        turn = report.turns[number]
        said = f"{wording.clock(turn.start)} {names.get(turn.speaker, '')}: {wording.plain(turn.text)}"
        console.print()
        _line(console, said, "bold", 2)
        for why in whys[number]:
            _line(console, f"{why.name} ({why.percent} %): {_words(why, language)}", "", 4)
            for leaned in why.context:
                _line(console, _leaned(leaned, language), "dim", 6)
            if why.examples:
                each = "; ".join(f"“{e}”" for e in why.examples)
                _line(console, f"{text(language, 'why.examples')} {each}", "dim", 6)


def _words(why: Why, language: InterfaceLanguage) -> str:
    if not why.words:
        return text(language, "why.whole")
    return ", ".join(f"“{words}” {percent} %" for words, percent in why.words)


def _leaned(leaned: Leaned, language: InterfaceLanguage) -> str:
    return text(language, "why.without", time=leaned.clock, who=leaned.speaker, percent=leaned.percent)


def _percent(share: float) -> int:
    return round(100 * share)


def _line(console: Console, said: str, style: str, indent: int = 0) -> None:
    shown = Text(fitting(said, console.encoding), style=style)
    console.print(Padding(shown, (0, 0, 0, indent), expand=False), width=min(console.width, WIDEST), highlight=False)

