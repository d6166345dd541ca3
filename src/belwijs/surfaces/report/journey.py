"""The journey of a customer through one call: rung, waited, spoken with whom, put through, and how long each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from belwijs.call import Event, Turn
from belwijs.finding import Report

LegKind = Literal["ring", "queue", "hold", "consult", "talk", "transfer", "hangup"]
WAITS: tuple[LegKind, ...] = ("queue", "hold", "consult")
_DEEPEST: tuple[LegKind, ...] = ("consult", "hold", "queue", "ring")  # what counts where several overlap
_SHORTEST = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of the journey, or a moment in it where `start` equals `end`."""

    kind: LegKind
    start: float  # seconds
    end: float
    who: str = ""  # participant: spoken with, consulted, put through to, or who hung up
    answered: bool | None = None

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Journey:
    """All of it, in the order of the call."""

    legs: tuple[Leg, ...]

    @property
    def waited(self) -> float:
        """Seconds that the customer waited after the telephone was answered or the queue began."""
        return sum(leg.seconds for leg in self.legs if leg.kind in WAITS)

    @property
    def waits(self) -> int:
        """How often the customer had to wait; a consultation within a wait is the same wait."""
        held = [leg for leg in self.legs if leg.kind in WAITS]
        return sum(1 for n, leg in enumerate(held) if n == 0 or leg.start - held[n - 1].end > _SHORTEST)

    @property
    def transfers(self) -> int:
        """How often the call was put through."""
        return sum(leg.kind == "transfer" for leg in self.legs)

    @property
    def people(self) -> tuple[str, ...]:
        """Who on our side was spoken with, in order."""
        return tuple(dict.fromkeys(leg.who for leg in self.legs if leg.kind == "talk"))

    def with_person(self, who: str) -> float:
        """Seconds in conversation with one of them."""
        return sum(leg.seconds for leg in self.legs if leg.kind == "talk" and leg.who == who)


def journey_of(report: Report) -> Journey | None:
    """The journey; None for a call without any time in it."""
    end = max([report.duration, *(t.end for t in report.turns), *((e.end or e.start or 0.0) for e in report.events)])
    if end <= 0:
        return None
    spans = tuple(_spans(report.events))
    legs = [*spans, *_talk(report, spans, end), *_moments(report.events)]
    order = {"transfer": 1, "hangup": 2}
    return Journey(tuple(sorted(legs, key=lambda leg: (leg.start, order.get(leg.kind, 0), leg.end))))


def _spans(events: tuple[Event, ...]) -> Iterator[Leg]:
    """Rings and waits without overlap: where two coincide the deeper one counts."""
    known = [e for e in events if e.type in _DEEPEST and e.start is not None and e.end is not None]
    edges = sorted({t for e in known for t in (e.start, e.end) if t is not None})
    last: Leg | None = None
    for start, end in pairwise(edges):
        here = [e for e in known if (e.start or 0.0) <= start and (e.end or 0.0) >= end]
        if not here or end - start < _SHORTEST:
            continue
        event = min(here, key=lambda e: _DEEPEST.index(e.type))
        kind: LegKind = event.type  # type: ignore[assignment]
        who = event.with_ or ""
        if last and (last.kind, last.who) == (kind, who) and start - last.end < _SHORTEST:
            last = Leg(kind, last.start, end, who)
            continue
        if last:
            yield last
        last = Leg(kind, start, end, who)
    if last:
        yield last


def _talk(report: Report, spans: tuple[Leg, ...], end: float) -> Iterator[Leg]:
    """What lies between the waits, cut where somebody else of ours takes over."""
    ours = {p.id for p in report.participants if p.role in ("agent", "colleague", "system")}
    free = 0.0
    who = next((p.id for p in report.participants if p.role == "agent"), "")
    for start, stop in [*((s.start, s.end) for s in sorted(spans, key=lambda s: s.start)), (end, end)]:
        within = [t for t in report.turns if free <= (t.start + t.end) / 2 <= start]
        if start - free >= _SHORTEST and within:
            speakers = [t for t in within if t.speaker in ours]
            for leg in _by_speaker(speakers, free, start, who):
                who = leg.who
                yield leg
        free = max(free, stop)


def _by_speaker(turns: list[Turn], start: float, end: float, who: str) -> Iterator[Leg]:
    who = turns[0].speaker if turns else who
    for turn in turns:
        if turn.speaker != who and turn.start > start:
            yield Leg("talk", start, turn.start, who)
            start, who = turn.start, turn.speaker
    yield Leg("talk", start, end, who)


def _moments(events: tuple[Event, ...]) -> Iterator[Leg]:
    for e in events:
        if e.start is None:
            continue
        if e.type == "transfer":
            yield Leg("transfer", e.start, e.start, e.to or "", e.answered)
        elif e.type == "hangup":
            yield Leg("hangup", e.start, e.start, e.by or "")
