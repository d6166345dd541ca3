"""`aggression.report`: a threat or blackmail is marked for a follow-up; the product's own duty, so always kept."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept; the evidence is each incident."""
    marked = tuple(at_turn(scene, o.turn, scene.turns[o.turn].text) for o in occasions if o.turn is not None)
    sure = max(o.confidence for o in occasions)
    return Outcome("kept", marked, sure, "aggression.report.kept", {"times": len(marked)})
