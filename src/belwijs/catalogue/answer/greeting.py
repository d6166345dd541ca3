"""`answer.greeting`: the very first words are a greeting."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed without a greeting, and with one that comes after something else."""
    opening = scene.opening
    assert opening is not None
    first = opening.turns[0]
    if opening.greeting is None:
        return Outcome("missed", (at_turn(scene, first),), ABSENT, "answer.greeting.none", turn=first)
    evidence = (at_turn(scene, opening.greeting.turn, opening.greeting.words),)
    if not opening.greeted_first:
        return Outcome("missed", evidence, 0.9, "answer.greeting.late", turn=first)
    return Outcome("kept", evidence, 0.96, "answer.greeting.kept")
