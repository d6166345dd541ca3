"""`answer.introduction`: a lead-in and then the agent's name."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed without a name, and with a name that nothing leads in."""
    opening = scene.opening
    assert opening is not None
    if opening.name is None:
        first = opening.turns[0]
        return Outcome("missed", (at_turn(scene, first),), ABSENT, "answer.introduction.no_name", turn=first)
    evidence = (at_turn(scene, opening.name.turn, opening.name.words),)
    if opening.lead_in is None:
        return Outcome("missed", evidence, 0.88, "answer.introduction.no_lead_in", turn=opening.name.turn)
    return Outcome("kept", evidence, 0.92, "answer.introduction.kept")
