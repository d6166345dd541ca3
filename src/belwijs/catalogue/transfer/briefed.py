"""`transfer.briefed`: the colleague is told who is calling and about what before the customer comes through."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, here, shown, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed after a blind transfer or a consultation that told nothing; unknown when it could not be heard."""
    seen = []
    for passed in (t for t in scene.transfers if t.answered):
        told = scene.find(passed.occasion.at, ("brief_colleague",)) or scene.find(scene.public("agent"), ("brief_colleague",))
        if told:
            seen.append(told)
        elif passed.heard_consult:
            return Outcome("missed", (here(scene, passed.occasion),), 0.75, "transfer.briefed.missed", turn=passed.occasion.turn)
        elif passed.kind == "blind":
            return Outcome("missed", (here(scene, passed.occasion),), 0.9, "transfer.briefed.blind", turn=passed.occasion.turn)
        else:
            return unknown("transfer.briefed.unheard")
    return Outcome("kept", tuple(shown(scene, a) for a in seen), min(a.confidence for a in seen), "transfer.briefed.kept")
