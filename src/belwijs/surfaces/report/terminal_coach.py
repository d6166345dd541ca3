"""The coach's part of a report on the terminal: temper, matrix, journey, shares, phrases, and what was heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from belwijs.call import Event
from belwijs.finding import Report
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.coach import CoachView
from belwijs.surfaces.report.heard import (
    HIGH_DB,
    HIGH_HZ,
    LOW_DB,
    LOW_HZ,
    VoiceLine,
    event_sign,
    events_line,
    sparkline,
)
from belwijs.surfaces.report.temper import LEVELS, SIGNS, Temper, temper_of

Fit = Callable[..., Text]  # text that the console's encoding has, and its style

ACROSS = 60  # columns of a line over time
HEARD_ACROSS = 48  # of what was heard: a longer name stands before it
_BLOCKS = "▁▃▅▆█"
_COLOURS = {"eases": "green", "heats": "red", "bounds": "yellow", "forward": "blue"}


def coach_parts(
    report: Report, coach: CoachView, voices: Sequence[VoiceLine], language: InterfaceLanguage, fit: Fit
) -> Iterator[RenderableType]:
    """The sections that this call has, each with its heading."""
    part = _Parts(language, fit)
    temper = temper_of(report)
    if coach.phrases and any(p.said for p in coach.phrases):
        yield part.section("phrase.title", part.phrases(coach))
    if temper is not None and coach.temper is not None:
        yield part.section("temper.title", part.temper(temper, coach.temper.summary))
    if coach.matrix is not None:
        yield part.section("matrix.title", part.matrix(coach))
    if coach.journey is not None and coach.journey.facts:
        said = "; ".join(coach.journey.facts)
        yield part.section("journey.title", fit(f"{said[:1].upper()}{said[1:]}."))
    if voices:
        yield part.section("heard.title", part.heard(voices, report.events))
    if coach.shares:
        yield part.section("share.title", part.shares(coach))


class _Parts:
    """Draws each part."""

    def __init__(self, language: InterfaceLanguage, fit: Fit) -> None:
        self.language: InterfaceLanguage = language
        self.fit = fit

    def t(self, key: str, **slots: object) -> str:
        return text(self.language, key, **slots)

    def section(self, key: str, inner: RenderableType) -> RenderableType:
        return Group(self.fit(self.t(key), "bold underline"), Padding(inner, (0, 0, 0, 2)))

    def temper(self, temper: Temper, summary: str) -> RenderableType:
        step = temper.until / ACROSS
        line = "".join(_BLOCKS[temper.level_at(step * (n + 1))] for n in range(ACROSS))
        moves = [Text(" ")] * ACROSS
        for s in temper.steps:
            column = min(int(s.at / temper.until * ACROSS), ACROSS - 1)
            moves[column] = self.fit(SIGNS[s.effect], f"bold {_COLOURS[s.effect]}")
        key = "  ".join(f"{sign} {self.t(f'effect.{effect}')}" for effect, sign in SIGNS.items())
        levels = "  ".join(f"{_BLOCKS[n]} {self.t(f'temper.{n}')}" for n in range(LEVELS))
        grid = Table.grid(padding=(0, 1))
        grid.add_row(self.fit(self.t("temper.customer"), "dim"), self.fit(line, "yellow"))
        grid.add_row(self.fit(self.t("role.agent"), "dim"), Text.assemble(*moves))
        keys = (self.fit(levels, "dim"), self.fit(f"{self.t('temper.moves')}: {key}", "dim"))
        return Group(self.fit(summary), grid, *keys)

    def matrix(self, coach: CoachView) -> RenderableType:
        assert coach.matrix is not None
        rows = Table.grid(padding=(0, 1))
        for column in ({"width": 1}, {"justify": "right", "no_wrap": True, "min_width": 4}, {"ratio": 1}):
            rows.add_column(**column)
        visits = [(v, cell) for _, cells in coach.matrix.rows for cell in cells for v in cell.visits]
        for visit, cell in sorted(visits, key=lambda pair: pair[0].at):
            style = {"kept": "bold green", "missed": "bold red"}.get(visit.verdict, "bold yellow")
            rows.add_row(
                self.fit(visit.symbol, style),
                self.fit(visit.clock, "cyan"),
                self.fit(f"{cell.name}. {visit.said[:1].upper()}{visit.said[1:]}."),
            )
        return rows

    def phrases(self, coach: CoachView) -> RenderableType:
        found: list[RenderableType] = []
        for phrase in (p for p in coach.phrases if p.said):
            _, clock, _, words = phrase.said[0]
            found.append(Text.assemble(self.fit("✗ ", "bold red"), self.fit(f"{clock} {phrase.title}: “{words}”")))
            found.append(Padding(self.fit(f"{self.t('phrase.effect')}: {phrase.effect}"), (0, 0, 0, 2)))
            found.append(Padding(self.fit(f"{self.t('phrase.better')}: “{phrase.better}”"), (0, 0, 0, 2)))
        return Group(*found)

    def heard(self, voices: Sequence[VoiceLine], events: Sequence[Event]) -> RenderableType:
        grid = Table.grid(padding=(0, 1))
        for _ in range(2):
            grid.add_column(no_wrap=True)
        for voice in voices:
            for key, series, low, high in (
                ("heard.pitch_short", voice.pitch, LOW_HZ, HIGH_HZ),
                ("heard.level_short", voice.level, LOW_DB, HIGH_DB),
                ("heard.speech_short", voice.spoken, 0.0, 1.0),
            ):
                line = sparkline(series, low, high, HEARD_ACROSS)
                grid.add_row(self.fit(f"{voice.name}, {self.t(key)}", "dim"), self.fit(line))
        seconds = max(voice.seconds for voice in voices)
        kinds = {event_sign(e): e for e in reversed(events) if e.start is not None}
        if kinds and seconds > 0:
            grid.add_row(self.fit(self.t("heard.line"), "dim"), self.fit(events_line(events, seconds, HEARD_ACROSS)))
        end = wording.clock(seconds)
        grid.add_row("", self.fit(f"{wording.clock(0.0):<{HEARD_ACROSS - len(end)}}{end}", "dim"))
        names = (f"{sign} {wording.known(self.language, 'event', e.type)}" for sign, e in reversed(kinds.items()))
        return Group(grid, self.fit("  ".join((*names, self.t("heard.pitch"), self.t("heard.level_range"))), "dim"))

    def shares(self, coach: CoachView) -> RenderableType:
        grid = Table.grid(padding=(0, 1))
        for justify in ("left", "right", "left", "left"):
            grid.add_column(justify=justify, no_wrap=True)
        for s in (*coach.shares, *([coach.overall] if coach.overall else [])):
            bar = "█" * round(s.percent / 5)
            grid.add_row(self.fit(wording.plain(s.group)), self.fit(str(s.percent), "bold"), self.fit(bar, "blue"),
                         self.fit(f"({s.said})", "dim"))  # fmt: skip
        return grid
