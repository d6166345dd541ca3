"""`listening.pause`: after every story the agent leaves room before speaking; a story cut off is missed."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.telling import CUT
from belwijs.finding import Evidence

NEAR = 1.0  # seconds by which the times of a turn may be off


def _room(scene: Scene, occasion: Occasion) -> tuple[float, float]:
    """The last moment of the story and the first of the reply, seconds; measured in the sound where there is any."""
    reply = scene.turns[occasion.after[0]]
    told = (occasion.end, reply.start)
    if scene.spoken is None:
        return told
    heard = (s for s in scene.spoken.agent if abs(s.start - reply.start) <= NEAR)
    begins = min(heard, key=lambda s: abs(s.start - reply.start), default=None)
    if begins is None:
        return told
    before = [s for s in scene.spoken.customer if occasion.start < s.end and s.start < begins.start]
    if not before or abs(before[-1].end - occasion.end) > NEAR:
        return told
    return before[-1].end, begins.start


def _seconds(scene: Scene, occasion: Occasion) -> float:
    """Seconds from the last word of the story to the reply; negative when it was cut off."""
    ends, begins = _room(scene, occasion)
    return round(begins - ends, 1)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the shortest pause is under the house's limit."""
    if not scene.call.timed:
        return unknown("untimed")
    limit = scene.playbook.limits.pause_after_story
    shortest = min(occasions, key=lambda o: _seconds(scene, o))
    room = _seconds(scene, shortest)
    moments = _room(scene, shortest)
    pause = Evidence(
        turn=shortest.turn,
        start=min(moments),
        end=max(moments),
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
