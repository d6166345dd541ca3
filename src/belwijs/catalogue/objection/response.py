"""`objection.response`: first go along with the objection, then lead on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

LEADS = ("lead_on",)
TO_A_MOMENT = ("lead_on", "offer_callback")  # "no time" is led on by a moment that does suit
LIKELY = 0.5  # of everything seen, also faintly, in the turns that answer one objection


def _likeliest(scene: Scene, acts: Sequence[str], turns: Sequence[int]) -> tuple[float, TurnAct | None]:
    probability, places = scene.suspected(acts, turns)
    return probability, places[0] if places else None


def _missed(scene: Scene, occasion: Occasion, turn: int, why: str, slots: Mapping[str, object]) -> Outcome:
    confidence = max(ABSENT * occasion.confidence, 0.55)
    return Outcome("missed", (at_turn(scene, turn),), confidence, why, slots, turn, occasion.kind)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed at the first objection that was not gone along with, or not led on from."""
    seen: list[TurnAct] = []
    sure = 1.0
    for occasion in occasions:
        went, along = _likeliest(scene, ("go_along",), occasion.at)
        slots: Mapping[str, object] = {"objections": len(occasions), "type": occasion.kind}
        first = occasion.at[0]
        if along is None or went < LIKELY:
            key = "objection.response.not_along"
            return _missed(scene, occasion, first, key, slots)
        later = [n for n in occasion.at if n >= along.turn]
        led, on = _likeliest(scene, TO_A_MOMENT if occasion.kind == "time" else LEADS, later)
        if on is None or led < LIKELY:
            key = f"objection.response.not_on.{occasion.kind}"
            return _missed(scene, occasion, along.turn, key, slots)
        seen += [along] if along.turn == on.turn else [along, on]
        sure = min(sure, went, led)
    evidence = tuple(shown(scene, a) for a in seen)
    return Outcome("kept", evidence, max(sure, 0.55), "objection.response.kept", {"objections": len(occasions)})
