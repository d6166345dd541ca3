"""`listening.attention`: during every story the agent lets hear that they listen."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed at the first story without one listening signal."""
    if not scene.call.timed:
        return unknown("untimed")
    silent = next((o for o in occasions if not o.at), None)
    limit = scene.playbook.limits.story_from
    if silent is None:
        heard = tuple(at_turn(scene, n, scene.turns[n].text) for o in occasions for n in o.at)
        return Outcome("kept", heard, 0.9, "listening.attention.kept", {"times": len(heard)})
    seconds = round(silent.end - silent.start, 1)
    told = Evidence(
        turn=silent.turn, start=silent.start, end=silent.end, measure="story", value=seconds, unit="s", limit=limit
    )
    return Outcome("missed", (told,), ABSENT, "listening.attention.missed", {"seconds": seconds}, silent.turn)
