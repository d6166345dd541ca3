"""`listening.pause`: after every story the agent leaves room before speaking; a story cut off is missed."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.telling import CUT
from belwijs.finding import Evidence


def _room(scene: Scene, occasion: Occasion) -> float:
    """Seconds from the last word of the story to the reply; negative when it was cut off."""
    return round(scene.turns[occasion.after[0]].start - occasion.end, 1)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the shortest pause is under the house's limit."""
    if not scene.call.timed:
        return unknown("untimed")
    limit = scene.playbook.limits.pause_after_story
    shortest = min(occasions, key=lambda o: _room(scene, o))
    room = _room(scene, shortest)
    reply = scene.turns[shortest.after[0]]
    pause = Evidence(
        turn=shortest.turn,
        start=min(shortest.end, reply.start),
        end=max(shortest.end, reply.start),
        measure="pause",
        value=max(room, 0.0),
        unit="s",
        limit=limit,
    )
    slots = {"value": max(room, 0.0), "limit": limit}
    if room >= limit:
        return Outcome("kept", (pause,), 0.95, "listening.pause.kept", slots)
    why = "listening.pause.cut" if room <= -CUT else "listening.pause.missed"
    return Outcome("missed", (pause,), 0.95, why, slots, shortest.turn)
