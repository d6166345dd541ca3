"""`transfer.take_back`: nobody answered, and the agent comes back with thanks and with help."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

HELP = ("offer_callback", "offer_help")
SAYS_SO = ("solve", "offer_callback", "offer_help", "clarify")


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the customer was not taken back, not thanked, or not offered help or a callback."""
    evidence = []
    confidence = 0.9
    for occasion in occasions:
        if not occasion.after:
            return Outcome("missed", (here(scene, occasion),), 0.8, "transfer.take_back.left", turn=occasion.turn)
        thanked = scene.find(occasion.after, ("hold_thanks",))
        helped = scene.find(occasion.after, HELP) or (scene.find(occasion.after, SAYS_SO) if thanked else None)
        if not thanked or not helped:
            why = "no_thanks" if not thanked else "no_help"
            turn = occasion.after[0]
            return Outcome("missed", (at_turn(scene, turn),), ABSENT, f"transfer.take_back.{why}", turn=turn)
        evidence.append(at_turn(scene, helped.turn, scene.turns[helped.turn].text))
        confidence = min(confidence, thanked.confidence, helped.confidence)
    return Outcome("kept", tuple(evidence), confidence, "transfer.take_back.kept")
