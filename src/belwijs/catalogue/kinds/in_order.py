"""`in_order`: the parts of the opening that were said came in the order of the norm."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from belwijs.catalogue.outcome import Outcome, at_turn, not_applicable
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

ORDER = ("greeting", "organisation", "lead_in", "name")
AT_LEAST = 3


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed at the first part that came too early; not applicable with fewer than three parts."""
    opening = scene.opening
    assert opening is not None
    parts = [p for name in ORDER if (p := getattr(opening, name))]
    if len(parts) < AT_LEAST:
        return not_applicable("in_order.too_few", parts=len(parts), least=AT_LEAST)
    for earlier, later in pairwise(parts):
        if later.place < earlier.place:
            return Outcome(
                "missed", (at_turn(scene, later.turn, later.words),), 0.9, "in_order.missed", turn=later.turn
            )
    return Outcome("kept", (at_turn(scene, parts[0].turn),), 0.9, "in_order.kept")
