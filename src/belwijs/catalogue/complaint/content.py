"""`complaint.content`: understanding for what happened, naming it."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, here, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.telling import content_understood


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept at the first turn that does it."""
    occasion = occasions[0]
    if seen := content_understood(scene, occasion.after):
        return Outcome("kept", (shown(scene, seen),), max(0.5, seen.confidence), "said.kept", {"occasions": 1})
    return Outcome("missed", (here(scene, occasion),), ABSENT, "said.missed.reply", turn=occasion.turn)
