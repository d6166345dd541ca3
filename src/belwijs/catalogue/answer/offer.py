"""`answer.offer`: the offer of help. Optional: its absence is a miss only where the house requires it."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn, not_applicable
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when help was offered in the opening."""
    opening = scene.opening
    assert opening is not None
    if opening.offer is not None:
        return Outcome("kept", (at_turn(scene, opening.offer.turn, opening.offer.words),), 0.93, "answer.offer.kept")
    if scene.playbook.answer.offer_required:
        last = opening.turns[-1]
        return Outcome("missed", (at_turn(scene, last),), 0.85, "answer.offer.missed", turn=last)
    return not_applicable("answer.offer.optional")
