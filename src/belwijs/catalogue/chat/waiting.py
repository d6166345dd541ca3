"""`chat.waiting`: a customer is not left longer than the house's limit without a word."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.kinds import within
from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.writing import timed


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Unknown where the chat has no times."""
    if not timed([t.start for t in scene.turns]):
        return unknown("chat.waiting.no_times")
    return within.check(scene, practice, occasions)
