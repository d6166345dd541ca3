"""From parsed JSON to a `Call`, and what can be wrong with it said in one sentence."""

from __future__ import annotations

import difflib
import json
import statistics
from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import ValidationError

from belwijs.call.model import Act, Call
from belwijs.call.problem import Problem
from belwijs.call.text import printable, shown, spell

LONGEST = 24 * 3600.0  # seconds; a call file in which something ends later has its times in another unit
SEE = "see docs/formats.md, or belwijs schema call"
_SLOWEST = 0.02  # words a second, as the median over turns: nobody speaks like that, milliseconds look like it
_SLACK = 0.5  # seconds by which a turn may overrun its recording: recognisers round up


def call_from_json(value: Any) -> Call:
    """The call in our own format.

    The turns keep the order of the file: `gold` and everything that is said of a call counts them from 0 in that order.

    Raises:
        Problem: it is not a call, or not a sound one.
    """
    if not isinstance(value, dict):
        raise Problem("is no call: a call is one JSON object", SEE)
    try:
        # Strict from JSON: a list is a tuple and a date is text there, but "9.4" is no number.
        call = Call.model_validate_json(json.dumps(value, ensure_ascii=False), strict=True)
    except ValidationError as e:
        raise problem_from(e) from None
    _check_references(call)
    _check_times(call)
    if not call.turns and not call.audio and not call.events:
        raise Problem("has no turns and no audio: there is nothing to look at", "give turns, or audio.file; " + SEE)
    new = [note for note in _remarks(call) if note not in call.notes]
    return call.with_(notes=(*call.notes, *new))


def build_call(**fields: Any) -> Call:
    """A call from values that a reader has put together.

    Raises:
        Problem: they do not make a sound call.
    """
    try:
        call = Call(**fields)
    except ValidationError as e:
        raise problem_from(e) from None
    _check_times(call)
    return call


def _check_references(call: Call) -> None:
    known = {p.id for p in call.participants}
    if call.audio and call.audio.channels:
        for who, channel in call.audio.channels.items():
            if who not in known:
                raise Problem(f"audio.channels names {shown(who)}, who is not among the participants", SEE)
            if channel < 0:
                raise Problem(f"audio.channels.{shown(who)} is {channel}", "channels count from 0")
    for n, event in enumerate(call.events):
        if event.with_ is not None and event.with_ not in known:
            raise Problem(f"events[{n}].with is {shown(event.with_)}, who is not among the participants", SEE)
    gold = call.gold
    if gold is None:
        return
    labelled = {
        "acts": [a.turn for a in gold.acts],
        "objections": [o.turn for o in gold.objections],
        "aggression": [a.turn for a in gold.aggression],
    }
    for field, turns in labelled.items():
        for n, turn in enumerate(turns):
            if turn >= len(call.turns):
                raise Problem(
                    f"gold.{field}[{n}].turn is {turn}, but there are {len(call.turns)} turns",
                    "turns count from 0, in the order of the file",
                )


def _check_times(call: Call) -> None:
    for n, turn in enumerate(call.turns):
        if turn.end > LONGEST and call.medium == "phone":
            raise Problem(f"turns[{n}] ends at {turn.end:g} s, more than a day into the call", "give times in seconds")
        for m, word in enumerate(turn.words):
            if word.end < word.start:
                raise Problem(
                    f"turns[{n}].words[{m}] ends at {word.end:g} s, before it starts at {word.start:g} s",
                    "correct the times, or leave out words",
                )
    for n, event in enumerate(call.events):
        if (event.end or event.start or 0.0) > LONGEST:
            raise Problem(f"events[{n}] ends more than a day into the call", "give times in seconds")
    rates = [len(t.text.split()) / t.duration for t in call.turns if t.duration > 0 and t.text.strip()]
    if len(rates) >= 3 and statistics.median(rates) < _SLOWEST:
        raise Problem(
            f"is spoken at {statistics.median(rates):.2g} words a second: the times look like milliseconds",
            "give times in seconds",
        )


def _remarks(call: Call) -> list[str]:
    """What a reader of the report should know, though the call can be read."""
    notes = []
    back = next((n for n in range(1, len(call.turns)) if call.turns[n].start < call.turns[n - 1].start), None)
    if back is not None:
        notes.append(f"The turns of the file are not in order of time (turn {back}); their order was kept.")
    if call.turns and not any(p.role == call.perspective for p in call.participants):
        who = "agent" if call.perspective == "agent" else "customer"
        notes.append(f"No participant has the role {who}, whose practice this call is about.")
    return notes


def check_against_audio(call: Call, duration: float) -> tuple[str, ...]:
    """What is odd about the turns, given how long the recording lasts in seconds; one sentence each.

    Raises:
        Problem: more than half of the turns begin after the end: this is the recording of another call.
    """
    late = [n for n, t in enumerate(call.turns) if t.start > duration + _SLACK]
    over = [n for n, t in enumerate(call.turns) if t.start <= duration + _SLACK < t.end]
    if late and len(late) * 2 > len(call.turns):
        raise Problem(
            f"{len(late)} of {len(call.turns)} turns begin after the end of the recording ({duration:.1f} s)",
            "give the recording that belongs to this call, or leave out audio",
        )
    notes = []
    if late:
        notes.append(f"{_turns(late)} after the recording has ended ({duration:.1f} s); only words were used there.")
    if over:
        last = max(call.turns[n].end for n in over)
        notes.append(
            f"{_turns(over, 'ends', 'end')} after the recording has ended ({duration:.1f} s; the last at {last:.1f} s)."
        )
    return tuple(notes)


def _turns(numbers: list[int], one: str = "begins", many: str = "begin") -> str:
    return f"Turn {numbers[0]} {one}" if len(numbers) == 1 else f"{len(numbers)} turns (the first: {numbers[0]}) {many}"


def problem_from(error: ValidationError) -> Problem:
    """The first of pydantic's errors as one sentence with its place, and how many more there are."""
    errors = error.errors(include_url=False)
    first = errors[0]
    place = spell(tuple(first["loc"]))
    reason, way_out = _in_words(first["type"], place, first.get("ctx", {}), first["input"], first["msg"])
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return Problem(reason + more, way_out or SEE)


_KINDS = {
    "float": "a number", "int": "a whole number", "string": "text", "bool": "true or false", "tuple": "a list",
    "list": "a list", "dict": "an object", "model": "an object", "datetime": "a date with a time", "none": "null",
}  # fmt: skip


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names: dict[type, str] = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "an object")


def _in_words(kind: str, place: str, ctx: Mapping[str, Any], given: object, msg: str) -> tuple[str, str]:
    """Reason and way out of one pydantic error; only labels and numbers are quoted, never what was said."""
    said: dict[str, Callable[[], tuple[str, str]]] = {
        "missing": lambda: (f"{place} is missing", ""),
        "literal_error": lambda: _not_one_of(place, given, str(ctx.get("expected", ""))),
        "finite_number": lambda: (f"{place} is not a finite number", "give a number, or leave it out"),
        "greater_than_equal": lambda: (f"{place} is {given}, below {ctx.get('ge'):g}", ""),
        "less_than_equal": lambda: (f"{place} is {given}, above {ctx.get('le'):g}", ""),
        "string_too_short": lambda: (f"{place} is empty", ""),
        "int_from_float": lambda: (f"{place} is no whole number", ""),
        "value_error": lambda: (printable(f"{place} {ctx.get('error', msg)}".strip()), "correct it there"),
    }
    if kind in said:
        return said[kind]()
    wanted = _KINDS.get(kind.split("_")[0])
    if kind.startswith("datetime"):
        return f"{place} is no date with a time", "write it as 2026-03-02T13:05:00+01:00"
    if wanted:
        return f"{place} is {_kind(given)}, where {wanted} belongs", ""
    return f"{place} cannot be read", ""


def _not_one_of(place: str, given: object, expected: str) -> tuple[str, str]:
    if not isinstance(given, str):
        return f"{place} is {_kind(given)}, where text belongs", ""
    reason = f"{place} is {shown(given)}, which is unknown"
    if place.endswith(".act"):
        near = difflib.get_close_matches(given[:60], [str(a) for a in get_args(Act)], n=1)
        return reason, f"did you mean '{near[0]}'? {SEE}" if near else f"the acts are listed in docs/formats.md; {SEE}"
    return reason, f"use {expected}"
