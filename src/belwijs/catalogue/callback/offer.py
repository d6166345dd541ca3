"""`callback.offer`: a callback is offered, or help at once; the offer of help that ends a call is neither."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.kinds.said import on_each
from belwijs.catalogue.outcome import Outcome
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

AT_ONCE = 3  # of our turns, from the one that says that somebody is absent, in which help is offered instead


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when it was offered each time somebody was absent; the first failure decides."""

    def offered(turns: Sequence[int]) -> TurnAct | None:
        return scene.find(turns, ("offer_callback",)) or scene.find(turns[:AT_ONCE], ("offer_help",))

    return on_each(scene, occasions, "later", offered)
