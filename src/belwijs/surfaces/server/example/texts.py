"""The invented calls, read from `calls.nl.yaml` and from the demo, and analysed once each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from belwijs.call import Call, Event, Participant, Turn
from belwijs.finding import Report

AGENT, CALLER = "Agnietje Voorbeeld", "Beller Voorbeeld"
"""Stand in for the names until a call is told again."""
_PACE = 2.6  # words a second
_GAP = 0.7  # seconds between two turns

Analyse = Callable[[Call], Report]


@dataclass(frozen=True, slots=True)
class Example:
    """A call that can be told again."""

    name: str
    good: float  # how practised somebody is who speaks like this, 0-1
    direction: str
    waited: float  # seconds until the answer
    report: Report
    sound: Path | None = None


def examples(analyse: Analyse) -> list[Example]:
    """Every invented call with its report."""
    raw = files(__package__).joinpath("calls.nl.yaml").read_text(encoding="utf-8")
    return [_example(entry, analyse) for entry in yaml.safe_load(raw)]


def demos(analyse: Analyse) -> list[Example]:
    """The calls of the demo, which have sound."""
    from belwijs.call.read import read_call_bytes
    from belwijs.demo import demo_calls

    made = []
    for path in demo_calls():
        (source,) = read_call_bytes(path.read_bytes(), path.name)
        call = source.call.with_(gold=None, audio=None)
        made.append(Example(path.stem, 0.7, call.direction, 10.0, analyse(call), path.with_suffix(".mp3")))
    return made


def _example(entry: dict[str, Any], analyse: Analyse) -> Example:
    ring = float(entry["ring"])
    turns, at = [], ring + 0.5
    for line in entry["turns"].strip().splitlines():
        who, _, said = line.partition(": ")
        said = said.format(agent=AGENT, caller=CALLER)
        lasts = max(0.6, len(re.findall(r"\w+", said)) / _PACE)
        speaker = "a1" if who == "A" else "c1"
        turns.append(Turn(speaker=speaker, start=round(at, 1), end=round(at + lasts, 1), text=said))
        at += lasts + _GAP
    events = (Event(type="ring", start=0.0, end=ring),) if ring else ()
    call = Call(
        id=entry["name"],
        direction=entry["direction"],
        language="nl",
        organisation="Van Veen Techniek",
        participants=(
            Participant(id="a1", role="agent", name=AGENT),
            Participant(id="c1", role="customer", name=CALLER),
        ),
        turns=tuple(turns),
        events=(*events, Event(type="hangup", start=round(at, 1), by="customer")),
    )
    return Example(entry["name"], entry["good"], entry["direction"], ring, analyse(call))
