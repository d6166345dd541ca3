"""What a coach looks at first, in words and places: emotional line, matrix, journey, shares, phrases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice
from belwijs.finding import Escalation, Report
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.journey import WAITS, Journey, Leg, journey_of
from belwijs.surfaces.report.matrix import LEVELS, Cell, matrix_of
from belwijs.surfaces.report.shares import Share, overall, shares_of
from belwijs.surfaces.report.temper import LEVELS as TEMPERS
from belwijs.surfaces.report.temper import SIGNS, Sign, Step, Temper, temper_of

WIDTH, HEIGHT = 600, 100  # box that the line of temper is drawn in
_LOW, _HIGH = 92.0, 8.0  # y of calm, and of the highest level
_APART = 3.2  # per cent of the width under which two marks stand under each other
_ROWS = 4
_LONGEST = 180  # characters of a quote


@dataclass(frozen=True, slots=True)
class Moment:
    """One sign or move on the emotional line; `left` and `top` in per cent."""

    at: float
    clock: str
    turn: str  # anchor
    kind: str  # said, eases, forward, bounds or heats
    symbol: str
    label: str
    quote: str
    left: float
    top: float
    row: int


@dataclass(frozen=True, slots=True)
class TemperView:
    """The emotional line with what happens on it."""

    path: str
    levels: tuple[tuple[str, float], ...]  # name and height in per cent, the highest first
    moments: tuple[Moment, ...]
    rows: int
    summary: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A turn of this call in a cell of the matrix."""

    at: float
    clock: str
    turn: str  # anchor
    symbol: str
    verdict: str  # kept, missed or unknown: for the colour
    said: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: what it is, the move that fits, the turns in it."""

    name: str
    move: str
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Rows of (target, cells) under the names of the levels."""

    levels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CellView, ...]], ...]


@dataclass(frozen=True, slots=True)
class LegView:
    """One stretch of the journey; `left` and `width` in per cent of the call, a moment has width 0."""

    kind: str
    label: str
    clock: str
    length: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class JourneyView:
    """The strip, and what it comes to."""

    legs: tuple[LegView, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareView:
    """A group's share."""

    group: str
    percent: int
    said: str  # "4 of 6"


@dataclass(frozen=True, slots=True)
class PhraseView:
    """One of the phrases of somebody who calls as a customer."""

    title: str
    finding: str  # anchor
    said: tuple[tuple[float, str, str, str], ...]  # at, clock, turn anchor, words
    effect: str
    better: str


@dataclass(frozen=True, slots=True)
class CoachView:
    """All of it; what does not apply to this call is None or empty."""

    temper: TemperView | None
    calm: str  # what is said instead of the line
    matrix: MatrixView | None
    journey: JourneyView | None
    shares: tuple[ShareView, ...]
    overall: ShareView | None
    phrases: tuple[PhraseView, ...]


def coach_view(report: Report, playbook: Playbook, practices: Mapping[str, Practice], anchor: str) -> CoachView:
    """The coach's part of a report; `anchor` begins the ids of this call on the page."""
    language = playbook.interface
    temper = temper_of(report)
    shares = shares_of(report, playbook, practices)
    mark = overall(shares) if playbook.report.overall_mark else None
    quiet = report.perspective == "agent" and report.acts and temper is None
    return CoachView(
        temper=temper_view(temper, language, anchor) if temper else None,
        calm=text(language, "temper.nothing") if quiet else "",
        matrix=matrix_view(report, language, anchor),
        journey=journey_view(report, language),
        shares=tuple(_share(wording.known(language, "group", g), s, language) for g, s in shares.items()),
        overall=_share(text(language, "share.overall"), mark, language) if mark else None,
        phrases=phrases_view(report, practices, language, anchor),
    )


def temper_view(temper: Temper, language: InterfaceLanguage, anchor: str) -> TemperView:
    """The line as an SVG path in a box of `WIDTH` by `HEIGHT`, and its moments with their places."""
    end = max(temper.until, 0.001)

    def left(at: float) -> float:
        return round(100 * min(at / end, 1.0), 2)

    def top(level: int) -> float:
        return round(_LOW + (_HIGH - _LOW) * level / (TEMPERS - 1), 2)

    rises = "".join(f"H{left(s.at) * WIDTH / 100:.1f}V{top(s.level)}" for s in temper.signs)
    path = f"M0 {top(0)}{rises}H{WIDTH}"
    moments: list[Moment] = []
    free = [-100.0] * _ROWS
    happened: list[Sign | Step] = sorted((*temper.signs, *temper.steps), key=lambda m: (m.at, isinstance(m, Step)))
    for m in happened:
        x, quote = left(m.at), _short(wording.plain(m.words))
        place = (m.at, wording.clock(m.at), f"{anchor}-t{m.turn}")
        if isinstance(m, Sign):
            said = text(language, f"temper.{m.level}") + (f": {_cell_name(m.cell, language)}" if m.cell else "")
            moments.append(Moment(*place, "said", "●", said, quote, x, top(m.level), 0))
            continue
        row = next((n for n, last in enumerate(free) if x - last >= _APART), free.index(min(free)))
        free[row] = x
        said = ", ".join(wording.known(language, "act", act) for act in m.acts)
        moments.append(Moment(*place, m.effect, SIGNS[m.effect], said, quote, x, 0.0, row))
    rows = 1 + max((m.row for m in moments), default=0)
    levels = tuple((text(language, f"temper.{n}"), top(n)) for n in reversed(range(TEMPERS)))
    return TemperView(path, levels, tuple(moments), rows, _summary(temper, language))


def _summary(temper: Temper, language: InterfaceLanguage) -> str:
    highest, last = temper.highest, temper.signs[-1].level
    peak = next(s for s in temper.signs if s.level == highest)
    slots = {"level": text(language, f"temper.{highest}"), "time": wording.clock(peak.at)}
    return text(language, "temper.ended_calm" if last == 0 else "temper.ended_up", **slots)


def _cell_name(cell: str, language: InterfaceLanguage) -> str:
    return wording.known(language, "cell", cell)


def matrix_view(report: Report, language: InterfaceLanguage, anchor: str) -> MatrixView | None:
    """The matrix in words; None for a call without aggression."""
    rows = matrix_of(report)
    if not rows:
        return None
    names = tuple(text(language, f"level.{level}") for level in LEVELS)
    return MatrixView(
        names,
        tuple(
            (text(language, f"target.{row[0].target}"), tuple(_cell_view(c, language, anchor) for c in row))
            for row in rows
        ),
    )


def _cell_view(cell: Cell, language: InterfaceLanguage, anchor: str) -> CellView:
    visits = tuple(_visit(e, language, anchor) for e in cell.turns)
    name = _cell_name(f"{cell.level}.{cell.target}", language)
    return CellView(name, text(language, f"move.{cell.move}"), visits)


def _visit(step: Escalation, language: InterfaceLanguage, anchor: str) -> Visit:
    made = ", ".join(text(language, f"move.{m}") for m in step.made) or text(language, "matrix.no_move")
    if step.fits is None:
        verdict, symbol, said = "unknown", "?", text(language, "matrix.no_reply")
    elif step.fits:
        verdict, symbol, said = "kept", "✓", text(language, "matrix.fits", made=made)
    else:
        asked = text(language, f"move.{step.asked}")
        verdict, symbol, said = "missed", "✗", text(language, "matrix.fits_not", made=made, asked=asked)
    return Visit(step.start, wording.clock(step.start), f"{anchor}-t{step.turn}", symbol, verdict, said)


def journey_view(report: Report, language: InterfaceLanguage) -> JourneyView | None:
    """The strip with its facts; None for a call in which nothing but one talk happened."""
    journey = journey_of(report)
    if journey is None or len(journey.legs) < 2:
        return None
    names = wording.speakers(report, language)
    end = max(leg.end for leg in journey.legs) or 1.0
    legs = tuple(
        LegView(
            leg.kind,
            leg_name(leg, names, language),
            wording.clock(leg.start),
            wording.lasted(leg.seconds, language) if leg.seconds else "",
            round(100 * leg.start / end, 3),
            round(100 * leg.seconds / end, 3),
        )
        for leg in journey.legs
    )
    return JourneyView(legs, journey_facts(journey, names, language))


def leg_name(leg: Leg, names: Mapping[str, str], language: InterfaceLanguage) -> str:
    """A stretch in words: `gesprek met René van der Zaag`."""
    known = wording.known(language, "role", leg.who) if leg.who in ("agent", "customer") else wording.plain(leg.who)
    who = names.get(leg.who, known)
    if leg.kind == "talk":
        return text(language, "journey.talk", who=who)
    label = wording.known(language, "event", leg.kind)
    if who and leg.kind == "transfer":
        label += " " + text(language, "page.event.to", who=who)
    elif who and leg.kind == "consult":
        label += " " + text(language, "page.event.with", who=who)
    elif who and leg.kind == "hangup":
        label += " " + text(language, "journey.by", who=who)
    return label + (", " + text(language, "page.event.unanswered") if leg.answered is False else "")


def journey_facts(journey: Journey, names: Mapping[str, str], language: InterfaceLanguage) -> tuple[str, ...]:
    """What the journey comes to: how long waited, how often put through, who was spoken with."""
    facts = []
    if journey.waits:
        seconds = wording.lasted(journey.waited, language)
        longest = max(leg.seconds for leg in journey.legs if leg.kind in WAITS)
        key = "journey.waited_once" if journey.waits == 1 else "journey.waited"
        facts.append(
            text(language, key, seconds=seconds, times=journey.waits, longest=wording.lasted(longest, language))
        )
    if journey.transfers:
        key = "journey.transfer" if journey.transfers == 1 else "journey.transfers"
        facts.append(text(language, key, times=journey.transfers))
    people = [
        f"{names.get(p, p)} ({wording.lasted(journey.with_person(p), language)})" for p in journey.people if p
    ]
    if people:
        facts.append(text(language, "journey.spoke_with", people=", ".join(people)))
    return tuple(facts)


def _share(group: str, share: Share, language: InterfaceLanguage) -> ShareView:
    return ShareView(group, share.percent, text(language, "share.of", kept=share.kept, applied=share.applied))


def phrases_view(
    report: Report, practices: Mapping[str, Practice], language: InterfaceLanguage, anchor: str
) -> tuple[PhraseView, ...]:
    """The phrases that work against a customer, those that were said first; empty where we are not the customer."""
    if report.perspective != "customer":
        return ()
    found: list[PhraseView] = []
    for n, finding in enumerate(report.findings):
        practice = practices.get(finding.practice)
        if practice is None or practice.group != "phrase":
            continue
        evidence = [e for e in finding.evidence if finding.verdict == "missed" and e.turn is not None]
        said = tuple(
            (at, wording.clock(at), f"{anchor}-t{e.turn}", wording.plain(e.quote or ""))
            for e in evidence
            for at in [e.start if e.start is not None else report.turns[e.turn or 0].start]
        )
        options = practice.suggestions(report.language or "nl")
        better = finding.suggestion or (options[0] if options else "")
        title = practice.title.in_(language)
        found.append(PhraseView(title, f"{anchor}-f{n}", said, practice.why.in_(language), wording.plain(better)))
    return tuple(sorted(found, key=lambda p: not p.said))


def _short(said: str) -> str:
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


