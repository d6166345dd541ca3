"""Reads the example of a practice, a few lines of text, into a scene: the practice's test and a part of its page.

One line a turn, with the acts given by hand because an example tests the practice and not the recogniser::

    time 13:05
    organisation Bakker Logistiek
    ring 0-8
    a: greet organisation | Goedemiddag, Bakker Logistiek.
    c: Is René er ook?
    a: hold_announce | Ogenblik alstublieft.
    hold +22
    a: hold_thanks | Dank u voor het wachten.

`a` is the agent, `c` the customer, `k` a colleague (`k2` the second one). Turns are laid out one after the other.
Among the acts of a customer's turn stand its objection and its aggression: `c: obj=supplier | …`,
`c: emotional agg=expressive/organisation | …`.

Settings: `time 13:05`, `organisation …`, `agent …`, `colleague …`, `direction outbound`, `perspective customer`,
`audience consumer`, `language de`, `medium chat` (a message lasts no time).
Clock: `wait 20` (seconds of silence), `at 41.0` (the next line happens then),
`overlap 1.5` (the next turn begins 1.5 s before the one before it ends). Events: `attempt 4`, and in seconds
`ring 0-12`, `queue 12-40`, `hold 41-63` at a given time; `hold +22` from now for 22 s; `hold` … `end hold` around the
turns that are spoken in it; `consult` likewise (after `hold +22` it begins with the hold); `transfer 64 warm`,
`transfer + blind noanswer` (now, nobody answers). Sound: `measure pitch_sd 0.9` a figure heard on the agent's channel,
`measure pitch_sd 0.9 12-14` at these seconds, `measure customer speech_level -40` on the customer's, `measure pitch_sd
too_little 2.1` not to be said and why (with 2.1 s of sound).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from belwijs.call import Aggression, Call, Event, Objection, Participant, Problem, Role, Turn, TurnAct
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.scene import Scene
from belwijs.finding import Measure

WORDS_PER_SECOND = 2.5
TURN_GAP = 0.4  # seconds between two turns
EVENT_GAP = 0.5  # seconds between a turn and an event
DAY = "2026-03-02"  # a Monday; examples only name the time
ROLES: Mapping[str, Role] = MappingProxyType({"a": "agent", "c": "customer", "k": "colleague"})
SPANS = ("ring", "queue", "hold", "consult")
SEE = "see belwijs/catalogue/example.py for what a line may be"

_TURN = re.compile(r"([ack])(\d?):\s*(.*)")
_NUMBER = r"-?\d+(?:\.\d+)?"
_MEASURE = re.compile(
    rf"(?:(customer|line) )?(\w+) (?:({_NUMBER})(?: (\d+(?:\.\d+)?)-(\d+(?:\.\d+)?))?|([a-z]\w*)(?: ({_NUMBER}))?)"
)
_SPAN = re.compile(r"(?:(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)|\+(\d+(?:\.\d+)?))?")


class _Reader:
    """Lays the lines out in time."""

    def __init__(self) -> None:
        self.now = 0.0  # when the next turn starts
        self.silent_from = 0.0  # end of the last turn or event, and the gap of an event
        self.hold_from: float | None = None  # start of a hold in which nothing was said yet
        self.open: dict[str, float] = {}
        self.turns: list[Turn] = []
        self.acts: list[TurnAct] = []
        self.objections: list[Objection] = []
        self.aggression: list[Aggression] = []
        self.events: list[Event] = []
        self.measures: list[Measure] = []
        self.fields: dict[str, Any] = {}
        self.roles: dict[str, Role] = {"a1": "agent", "c1": "customer"}
        self.names: dict[str, str] = {}

    def read(self, line: str) -> None:
        """One line.

        Raises:
            ValueError: it is not a line of an example.
        """
        if turn := _TURN.fullmatch(line):
            return self._turn(f"{turn[1]}{turn[2] or 1}", turn[3])
        word, _, rest = line.partition(" ")
        if word in SPANS:
            return self._span(word, rest)
        if word not in _LINES:
            raise ValueError("this is no turn, event or setting")
        return _LINES[word](self, rest)

    def _turn(self, speaker: str, said: str) -> None:
        acts, bar, text = said.rpartition("|")
        text = text.strip()
        self.roles.setdefault(speaker, ROLES[speaker[0]])
        end = round(self.now + max(len(text.split()), 1) / WORDS_PER_SECOND, 2)
        for label in acts.split() if bar else []:
            self._label(label, self.roles[speaker])
        written = self.fields.get("medium") == "chat"
        self.turns.append(Turn(speaker=speaker, start=self.now, end=self.now if written else end, text=text))
        last = max(end, *(turn.end for turn in self.turns))
        self.now, self.silent_from, self.hold_from = round(last + TURN_GAP, 2), round(last + EVENT_GAP, 2), None

    def _label(self, label: str, role: Role) -> None:
        kind, equals, value = label.partition("=")
        turn = len(self.turns)
        if not equals:
            self.acts.append(TurnAct.model_validate({"turn": turn, "act": label}))
        elif role != "customer" or kind not in ("obj", "agg"):
            raise ValueError("only a customer's turn has obj= or agg=")
        elif kind == "obj":
            self.objections.append(Objection.model_validate({"turn": turn, "type": value}))
        else:
            level, _, target = value.partition("/")
            self.aggression.append(Aggression.model_validate({"turn": turn, "level": level, "target": target}))

    def _begin(self, kind: str) -> float:
        if kind == "consult" and self.hold_from is not None:
            return self.hold_from
        return self.silent_from if self.turns else self.now

    def _span(self, kind: str, rest: str) -> None:
        found = _SPAN.fullmatch(rest)
        if not found:
            raise ValueError(f"give {kind} its seconds, such as '{kind} 41-63' or '{kind} +22'")
        start = float(found[1]) if found[1] else self._begin(kind)
        if kind == "hold":
            self.hold_from = start
        if not rest:
            self.open[kind] = self.now = start
            return
        self._ends(kind, start, float(found[2]) if found[2] else round(start + float(found[3]), 2))

    def _ends(self, kind: str, start: float, end: float) -> None:
        fields = {"with": "k1"} if kind == "consult" else {}
        if fields:
            self.roles.setdefault("k1", "colleague")
        self.events.append(Event.model_validate({"type": kind, "start": start, "end": end, **fields}))
        self.now = max(self.now, round(end + EVENT_GAP, 2))
        self.silent_from = max(self.silent_from, end)

    def close(self, kind: str) -> None:
        """`end hold`: the event that was opened lasts until now."""
        if kind not in self.open:
            raise ValueError("nothing of that kind is open")
        self._ends(kind, self.open.pop(kind), self.silent_from)

    def transfer(self, rest: str) -> None:
        """`transfer 64 warm`, `transfer + blind noanswer`."""
        when, *words = rest.split()
        start = self._begin("transfer") if when == "+" else float(when)
        kind = next((w for w in words if w in ("warm", "blind")), None)
        if set(words) - {"warm", "blind", "noanswer"}:
            raise ValueError("a transfer is warm or blind, and may have noanswer")
        self.roles.setdefault("k1", "colleague")
        answered = False if "noanswer" in words else None
        self.events.append(Event(type="transfer", start=start, to="k1", kind=kind, answered=answered))
        self.now, self.silent_from = round(start + EVENT_GAP, 2), start

    def wait(self, rest: str) -> None:
        """`wait 20`: nobody says a word for so many seconds."""
        self.now = self.silent_from = round(self.now - TURN_GAP + float(rest), 2)

    def overlap(self, rest: str) -> None:
        """`overlap 1.5`: the next turn begins so many seconds before the last one ends."""
        if not self.turns:
            raise ValueError("there is no turn to overlap")
        self.now = round(self.turns[-1].end - float(rest), 2)

    def attempt(self, rest: str) -> None:
        """`attempt 4`: which try to reach this person the call is."""
        self.events.append(Event(type="attempt", number=int(rest)))

    def at(self, rest: str) -> None:
        """`at 41.0`: the next line happens then."""
        self.now = self.silent_from = float(rest)

    def measure(self, rest: str) -> None:
        """`measure pitch_sd 0.9`: a figure heard in the sound, or why there is none."""
        found = _MEASURE.fullmatch(rest)
        if not found:
            raise ValueError("a measure is its name and a number, or its name and why there is none")
        _, name, value, start, end, why, seconds = found.groups()
        self.measures.append(
            Measure.model_validate(
                {"name": name, "value": value, "side": found[1] or "agent", "start": start, "end": end, "why": why}
                | {"seconds": seconds or (30.0 if value else 0.0)}
            )
        )

    def set(self, field: str, value: str) -> None:
        """A fact about the call as a whole."""
        self.fields[field] = value

    def time(self, rest: str) -> None:
        """`time 13:05`: the local time at the first ring."""
        self.set("started_at", datetime.fromisoformat(f"{DAY}T{rest}:00+01:00").isoformat())

    def name(self, letter: str, name: str) -> None:
        """Name of the agent, or of the next colleague."""
        number = 1 + sum(known.startswith(letter) for known in self.names)
        self.roles.setdefault(f"{letter}{number}", ROLES[letter])
        self.names[f"{letter}{number}"] = name

    def call(self) -> Call:
        """The call that was read."""
        people = [Participant(id=s, role=r, name=self.names.get(s)) for s, r in self.roles.items()]
        return Call.model_validate(
            {"id": "example", **self.fields, "participants": people, "turns": self.turns, "events": self.events}
        )


_LINES: Mapping[str, Callable[[_Reader, str], None]] = MappingProxyType(
    {
        "end": _Reader.close,
        "transfer": _Reader.transfer,
        "wait": _Reader.wait,
        "at": _Reader.at,
        "overlap": _Reader.overlap,
        "attempt": _Reader.attempt,
        "time": _Reader.time,
        "measure": _Reader.measure,
        "agent": lambda reader, name: reader.name("a", name),
        "colleague": lambda reader, name: reader.name("k", name),
        "organisation": lambda reader, name: reader.set("organisation", name),
        "direction": lambda reader, name: reader.set("direction", name),
        "perspective": lambda reader, name: reader.set("perspective", name),
        "audience": lambda reader, name: reader.set("audience", name),
        "medium": lambda reader, name: reader.set("medium", name),
        "language": lambda reader, name: reader.set("language", name),
    }
)


def scene_of(example: str, playbook: Playbook | None = None) -> Scene:
    """The scene that an example's text describes; Dutch and inbound unless it says otherwise.

    Raises:
        Problem: a line that is no line of an example; names the line, counted from 1.
    """
    reader = _Reader()
    lines = example.splitlines()
    number = 0
    try:
        while number < len(lines):
            number += 1
            if line := lines[number - 1].strip():
                reader.read(line)
        if reader.open:
            raise ValueError(f"{', '.join(reader.open)} has no end")
        call = reader.call()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(p) for p in first["loc"])
        raise Problem(f"line {number} of the example: {field}: {first['msg']}", SEE) from error
    except ValueError as error:
        raise Problem(f"line {number} of the example: {error}", SEE) from error
    labels = tuple(reader.acts), tuple(reader.objections), tuple(reader.aggression)
    measures = tuple(reader.measures)
    return Scene(call, playbook or Playbook(), *labels, measures=measures, listened=bool(measures))
