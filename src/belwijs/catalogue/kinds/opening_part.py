"""`opening_part`: one part of the opening (greeting, organisation, offer) was said."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when the part is there."""
    rule = practice.check
    assert rule is not None
    assert rule.part is not None
    opening = scene.opening
    assert opening is not None
    part = getattr(opening, rule.part)
    if part is None:
        return Outcome(
            "missed", (at_turn(scene, opening.turns[0]),), ABSENT, "opening_part.missed", turn=opening.turns[0]
        )
    return Outcome("kept", (at_turn(scene, part.turn, part.words),), 0.93, "opening_part.kept")
