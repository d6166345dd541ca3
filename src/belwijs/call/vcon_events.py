"""Events told by the metadata of a vCon: holds, hanging up, consultations and transfers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from belwijs.call.model import Event
from belwijs.call.text import shown
from belwijs.call.transcripts import party_label
from belwijs.call.vcon_parts import date_of

DialogTimes = tuple[Mapping[str, Any], str, float, float | None]  # the object, its type, offset and duration in seconds
_DAY = 24 * 3600.0


def events_of(dialogs: Sequence[DialogTimes], base: datetime | None, ids: Mapping[str, str]) -> tuple[Event, ...]:
    """The events in order of time.

    Args:
        dialogs: all dialog objects in the order of the vCon.
        base: when the call starts.
        ids: `party N` → participant id; parties who are not in it take no part.

    Raises:
        Problem: a date in them is none.
    """
    events: list[Event] = []
    transferred = any(kind == "transfer" for _, kind, _, _ in dialogs)
    for n, (raw, kind, offset, duration) in enumerate(dialogs):
        history = raw.get("party_history") or raw.get("party_events")
        if isinstance(history, list) and base:
            events += _history(history, f"dialog[{n}].party_history", base, ids, offset + (duration or 0), transferred)
        if kind == "transfer":
            events += _transfer(raw, dialogs, offset, ids)
    return tuple(sorted((e for e in events if (e.end or e.start or 0.0) <= _DAY), key=lambda e: e.start or 0.0))


def _history(
    history: Sequence[Any], place: str, base: datetime, ids: Mapping[str, str], end: float, transferred: bool
) -> list[Event]:
    """Holds from hold to unhold (or the end of the dialog), and the first customer or agent to drop as the hangup."""
    events = []
    held: dict[str, float] = {}
    dropped: list[tuple[float, str]] = []
    for n, item in enumerate(history):
        when = date_of(item.get("time"), f"{place}[{n}].time") if isinstance(item, dict) else None
        if when is None:
            continue
        at = max((when - base).total_seconds(), 0.0)
        who = ids.get(party_label(item.get("party")))
        if item.get("event") == "hold":
            held.setdefault(who or "", at)
        elif item.get("event") == "unhold" and (who or "") in held:
            events.append(_hold(held.pop(who or ""), at))
        elif item.get("event") == "drop" and who and who[0] in ("c" if transferred else "ac"):
            dropped.append((at, who))
    events += [_hold(since, end) for since in held.values() if end > since]
    if dropped:
        at, who = min(dropped)
        events.append(Event(type="hangup", start=min(round(at, 3), _DAY + 1), by=who))
    return events


def _hold(start: float, end: float) -> Event:
    # Beyond a day they are dropped by the caller; within the model's bounds they can at least be made.
    first = min(round(start, 3), _DAY + 1)
    return Event(type="hold", start=first, end=max(first, min(round(end, 3), _DAY + 1)))


def _transfer(
    raw: Mapping[str, Any], dialogs: Sequence[DialogTimes], offset: float, ids: Mapping[str, str]
) -> list[Event]:
    """The transfer, and the consultation before it where it has times (draft, 4.3.14)."""
    target = _first(raw.get("transfer_target", raw.get("transfer-target")))
    to = ids.get(party_label(target), party_label(target)) if target is not None else None
    consulted = [dialogs[n] for n in _all(raw.get("consultation")) if n < len(dialogs)]
    goal = _first(raw.get("target_dialog", raw.get("target-dialog")))
    unanswered = goal is not None and goal < len(dialogs) and dialogs[goal][1] == "incomplete"
    partner = to if to in ids.values() else None
    events = [
        Event.model_validate({"type": "consult", "start": begins, "end": begins + lasts, "with": partner})
        for _, kind, begins, lasts in consulted
        if lasts and kind != "incomplete" and begins + lasts <= _DAY
    ]
    if offset <= _DAY:
        kind = "warm" if consulted else "blind"
        fields = {"type": "transfer", "start": offset, "to": shown(to)[1:-1] if to else None, "kind": kind}
        events.append(Event.model_validate(fields | {"answered": False if unanswered else None}))
    return events


def _all(value: Any) -> list[int]:
    return [n for n in (value if isinstance(value, list) else [value]) if type(n) is int and n >= 0]


def _first(value: Any) -> int | None:
    return next(iter(_all(value)), None)
