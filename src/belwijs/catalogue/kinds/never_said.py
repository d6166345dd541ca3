"""`never_said`: a prohibition; none of these acts is in any turn that the customer hears from our side."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when it was said; every place is evidence, the surest first."""
    rule = practice.check
    assert rule is not None
    turns = [n for o in occasions for n in o.at]
    said = sorted(scene.all_of(rule.acts, turns), key=lambda a: -a.confidence)
    if not said:
        return Outcome("kept", (), ABSENT, "never_said.kept")
    best = said[0]
    evidence = tuple(shown(scene, a) for a in said)
    return Outcome("missed", evidence, best.confidence, "never_said.missed", {"times": len(said)}, best.turn)
