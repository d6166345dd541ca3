"""`callback.offer`: a callback is offered, or help at once; the offer of help that ends a call is neither."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.kinds.said import turns_at
from belwijs.catalogue.outcome import ABSENT, Outcome, here, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

AT_ONCE = 3  # of our turns, from the one that says that somebody is absent, in which help is offered instead


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when it was offered each time somebody was absent; the first failure decides."""
    seen: list[TurnAct] = []
    for occasion in occasions:
        turns = turns_at(scene, occasion, "later")
        act = scene.find(turns, ("offer_callback",)) or scene.find(turns[:AT_ONCE], ("offer_help",))
        if act is None:
            sure = ABSENT * occasion.confidence
            place = (here(scene, occasion),)
            return Outcome("missed", place, sure, "said.missed.later", {"occasions": len(occasions)}, occasion.turn)
        seen.append(act)
    weakest = min(act.confidence for act in seen)
    return Outcome("kept", tuple(shown(scene, a) for a in seen), weakest, "said.kept", {"occasions": len(seen)})
