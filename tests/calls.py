"""Calls built by hand for tests: `call("a: Goedemiddag, …", "c: Dag, …", hold(41, 63), "a: Dank voor het wachten.")`.

Times are laid out by themselves: 2.5 words a second, 0.4 s between turns, and after an event with an end the talk goes
on behind that end. Whoever needs exact times writes them: `said("c: Ho!", 12.0, 12.4)`, `at(30)`, `pause(3)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from belwijs.call import (
    AudioRef,
    Call,
    Direction,
    Event,
    EventType,
    Gold,
    Language,
    Participant,
    Perspective,
    Role,
    Turn,
    Word,
)

WORDS_PER_SECOND = 2.5
GAP = 0.4  # seconds between two turns
ROLES: Mapping[str, Role] = {"a": "agent", "c": "customer", "k": "colleague", "s": "system"}
_SPEAKER = re.compile(r"\s*([acks])(\d*)\s*:\s*")


@dataclass(frozen=True)
class Said:
    """A turn with times of its own; `None` is filled in from the clock and the number of words."""

    line: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Clock:
    """Moves the clock: to a second of the call, or on by some seconds."""

    to: float | None = None
    by: float = 0.0


@dataclass(frozen=True)
class Happening:
    """An event; without a start it begins where the talk is, without an end it lasts `seconds`."""

    type: EventType
    start: float | None
    end: float | None
    seconds: float
    fields: Mapping[str, object]


Item = str | Said | Clock | Happening


def said(line: str, start: float | None = None, end: float | None = None) -> Said:
    """A turn at a given second: `said("c: Ho!", 12.0, 12.4)`; it may overlap the one before."""
    return Said(line, start, end)


def at(seconds: float) -> Clock:
    """The next thing happens at this second of the call, also when that is back in time."""
    return Clock(to=seconds)


def pause(seconds: float) -> Clock:
    """Nothing for so many seconds, on top of the usual gap."""
    return Clock(by=seconds)


def ring(start: float | None = None, end: float | None = None, *, seconds: float = 5.0) -> Happening:
    """The telephone rings; as the first item: from 0.0."""
    return Happening("ring", start, end, seconds, {})


def queue(start: float | None = None, end: float | None = None, *, seconds: float = 30.0) -> Happening:
    """The customer waits before anyone answers."""
    return Happening("queue", start, end, seconds, {})


def hold(start: float | None = None, end: float | None = None, *, seconds: float = 20.0) -> Happening:
    """The customer is on hold; the talk goes on after it."""
    return Happening("hold", start, end, seconds, {})


def consult(
    start: float | None = None, end: float | None = None, *, seconds: float = 12.0, with_: str = "k1"
) -> Happening:
    """Agent and colleague talk, unheard by the customer. The clock stays: what they say comes after this item."""
    return Happening("consult", start, end, seconds, {"with": with_})


def transfer(
    start: float | None = None,
    *,
    to: str = "k1",
    kind: Literal["warm", "blind"] | None = "warm",
    answered: bool | None = None,
) -> Happening:
    """The call is put through."""
    return Happening("transfer", start, start, 0.0, {"to": to, "kind": kind, "answered": answered})


def hangup(start: float | None = None, *, by: str = "c1") -> Happening:
    """Somebody hangs up."""
    return Happening("hangup", start, start, 0.0, {"by": by})


def attempt(number: int) -> Happening:
    """Outbound: which try this is."""
    return Happening("attempt", None, None, 0.0, {"number": number})


class _Layout:
    """Lays items out in time and keeps who spoke."""

    def __init__(self, *, with_words: bool) -> None:
        self.clock = 0.0
        self.with_words = with_words
        self.turns: list[Turn] = []
        self.events: list[Event] = []
        self.speakers: dict[str, Role] = {}

    def add(self, item: Item) -> None:
        if isinstance(item, str):
            self._turn(Said(item))
        elif isinstance(item, Said):
            self._turn(item)
        elif isinstance(item, Clock):
            self.clock = item.to if item.to is not None else self.clock + item.by
        else:
            self._event(item)

    def meet(self, speaker: str) -> None:
        self.speakers.setdefault(speaker, ROLES[speaker[0]])

    def _turn(self, item: Said) -> None:
        found = _SPEAKER.match(item.line)
        if not found:
            raise ValueError(f"start the line with a:, c:, k: or s:, not {item.line!r}")
        speaker, text = f"{found[1]}{found[2] or '1'}", item.line[found.end() :].strip()
        self.meet(speaker)
        tokens = text.split()
        start = item.start if item.start is not None else round(self.clock, 2)
        end = item.end if item.end is not None else round(start + max(len(tokens), 1) / WORDS_PER_SECOND, 2)
        words = _spread(tokens, start, end) if self.with_words else ()
        self.turns.append(Turn(speaker=speaker, start=start, end=end, text=text, words=words))
        self.clock = end + GAP

    def _event(self, item: Happening) -> None:
        if item.type == "attempt":
            self.events.append(Event.model_validate({"type": "attempt", **item.fields}))
            return
        start = item.start if item.start is not None else round(self.clock, 2)
        lasts = item.type in ("ring", "queue", "hold", "consult")
        end = item.end if item.end is not None else (round(start + item.seconds, 2) if lasts else None)
        for key in ("with", "to"):
            other = item.fields.get(key)
            if isinstance(other, str) and re.fullmatch(r"[acks]\d+", other):
                self.meet(other)
        times = {"start": start} if not lasts else {"start": start, "end": end}
        fields = {k: v for k, v in item.fields.items() if v is not None}
        self.events.append(Event.model_validate({"type": item.type, **times, **fields}))
        if item.type != "consult" and end is not None:
            self.clock = max(self.clock, end + GAP)


def _spread(tokens: Sequence[str], start: float, end: float) -> tuple[Word, ...]:
    each = (end - start) / max(len(tokens), 1)
    return tuple(
        Word(start=round(start + n * each, 3), end=round(start + (n + 1) * each, 3), text=token)
        for n, token in enumerate(tokens)
    )


def call(
    *items: Item,
    id: str = "test",
    direction: Direction = "inbound",
    started_at: str | datetime | None = "2026-03-02T13:05:00+01:00",
    language: Language | None = "nl",
    organisation: str | None = "Bakker Logistiek",
    perspective: Perspective = "agent",
    audience: Literal["business", "consumer"] | None = None,
    agent: str | None = "Monique Bos",
    customer: str | None = None,
    colleague: str | None = "René van der Zaag",
    names: Mapping[str, str] | None = None,
    words: bool = False,
    audio: AudioRef | None = None,
    gold: Gold | None = None,
) -> Call:
    """A call of lines and events in the order in which they happen.

    Args:
        items: `"a: …"` (agent), `"c: …"` (customer), `"k: …"` (colleague), `"s: …"` (system), with a number
            where there are several, `"k2: …"`; or what `said`, `at`, `pause`, `ring`, `queue`, `hold`, `consult`,
            `transfer`, `hangup` and `attempt` give.
        agent: name of a1; `customer` of c1, `colleague` of k1; `names` of any participant id.
        words: give every turn its words with times, evenly spread.

    Agent and customer always take part, also when they say nothing.
    """
    layout = _Layout(with_words=words)
    layout.meet("a1")
    layout.meet("c1")
    for item in items:
        layout.add(item)
    called = {"a1": agent, "c1": customer, "k1": colleague, **(names or {})}
    return Call(
        id=id,
        started_at=datetime.fromisoformat(started_at) if isinstance(started_at, str) else started_at,
        direction=direction,
        language=language,
        organisation=organisation,
        perspective=perspective,
        audience=audience,
        participants=tuple(Participant(id=s, role=r, name=called.get(s)) for s, r in layout.speakers.items()),
        turns=tuple(layout.turns),
        events=tuple(layout.events),
        audio=audio,
        gold=gold,
    )
