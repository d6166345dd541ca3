"""A call that is still running: the same analysis, asked about the call so far."""

from __future__ import annotations

from collections.abc import Iterator

from belwijs.call import Call, Event
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report
from belwijs.pipeline.analyse import analyse
from belwijs.pipeline.material import Tools

INSTANT = ("attempt",)  # what is known of a call before anybody speaks


def so_far(call: Call, turns: int) -> Call:
    """The call as it is known when so many of its turns were said: no later turn, no event that had not begun, and one
    that still lasts ends with the last word. With all turns it is the call itself.
    """
    if turns >= len(call.turns):
        return call
    said = call.turns[:turns]
    now = max((t.end for t in said), default=0.0)
    return call.with_(turns=said, events=tuple(_until(e, now) for e in call.events if _begun(e, now)), gold=None)


def _begun(event: Event, now: float) -> bool:
    return event.type in INSTANT or (event.start or 0.0) <= now


def _until(event: Event, now: float) -> Event:
    if event.end is None or event.end <= now:
        return event
    return event.model_copy(update={"end": max(now, event.start or 0.0)})


def follow(call: Call, playbook: Playbook | None = None, tools: Tools | None = None) -> Iterator[Report]:
    """The report after each turn. The last one is exactly the report that `analyse` makes of the whole call.

    With `dialogue.growing.GrowingModel` as the act model a turn costs its own words, and confidences may differ from
    those of the finished call by hundredths.
    """
    for turns in range(1, len(call.turns) + 1):
        yield analyse(so_far(call, turns), playbook, tools)
