"""`transfer.briefed`: the colleague is told who is calling and about what before the customer comes through."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.outcome import Outcome, here, shown, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

BRIEF = ("brief_colleague",)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed after a blind transfer or a consultation that told nothing; unknown when it could not be heard."""
    seen: list[TurnAct] = []
    public = scene.public("agent")
    for passed in (t for t in scene.transfers if t.answered):
        occasion = passed.occasion
        told = scene.find(occasion.at, BRIEF) or scene.find(public, BRIEF)
        if told:
            seen.append(told)
        elif passed.heard_consult:
            return Outcome("missed", (here(scene, occasion),), 0.75, "transfer.briefed.missed", turn=occasion.turn)
        elif passed.kind == "blind":
            return Outcome("missed", (here(scene, occasion),), 0.9, "transfer.briefed.blind", turn=occasion.turn)
        else:
            return unknown("transfer.briefed.unheard")
    weakest = min(a.confidence for a in seen)
    return Outcome("kept", tuple(shown(scene, a) for a in seen), weakest, "transfer.briefed.kept")
