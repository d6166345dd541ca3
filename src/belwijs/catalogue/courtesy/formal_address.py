"""`courtesy.formal_address`: u, Sie, vous. English has one form; a house may allow je."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.kinds import never_said
from belwijs.catalogue.outcome import Outcome, not_applicable
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the customer was addressed informally in a house that does not allow it."""
    if scene.language == "en":
        return not_applicable("courtesy.formal_address.english")
    if scene.playbook.courtesy.informal_allowed:
        return not_applicable("courtesy.formal_address.allowed")
    return never_said.check(scene, practice, occasions)
