"""`hold.private`: what is discussed with a colleague cannot be heard by the customer."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when every talk with a colleague lies within a hold; unknown when no hold was registered around it."""
    holds = [(e.start or 0.0, e.end or 0.0) for e in scene.call.events if e.type == "hold"]
    evidence = tuple(Evidence(start=o.start, end=o.end) for o in occasions)
    if all(any(s - 1 <= o.start and o.end <= e + 1 for s, e in holds) for o in occasions):
        return Outcome("kept", evidence, 0.9, "hold.private.kept")
    return unknown("hold.private.unknown")
