"""`answer.daypart`: the greeting fits the local time. A greeting without a daypart is a miss."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.suggest import daypart_at
from belwijs.finding import Verdict


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when the part of the day that was named is the one it is."""
    opening = scene.opening
    assert opening is not None
    assert opening.greeting is not None
    evidence = (at_turn(scene, opening.greeting.turn, opening.greeting.words),)
    if opening.daypart is None:
        return Outcome("missed", evidence, 0.95, "answer.daypart.none", turn=opening.greeting.turn)
    if scene.local_time is None:
        return unknown("answer.daypart.no_time")
    now = daypart_at(scene)
    fits = opening.daypart == now or (opening.daypart == "day" and now != "evening")
    clock = scene.local_time.strftime("%H:%M")
    verdict: Verdict = "kept" if fits else "missed"
    return Outcome(verdict, evidence, 0.97, f"answer.daypart.{verdict}", {"time": clock}, opening.greeting.turn)
