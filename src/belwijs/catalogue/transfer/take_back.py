"""`transfer.take_back`: nobody answered, and the agent comes back with thanks and with help."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.absence import ABSENCE
from belwijs.language.patterns import pattern

HELP = ("offer_callback", "offer_help")


def _helped(scene: Scene, turns: Sequence[int]) -> TurnAct | None:
    """Help or a callback, or a question or answer that helps; "he is not there" and "try again later" do not."""
    if offered := scene.find(turns, HELP):
        return offered
    forms = ABSENCE[scene.language]
    no_help = pattern((*forms.absent, *forms.try_again))
    return scene.find([n for n in turns if not no_help.search(scene.turns[n].text)], ("solve", "clarify"))


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the customer was not taken back, not thanked, or not offered help or a callback."""
    evidence = []
    confidence = 0.9
    for occasion in occasions:
        if not occasion.after:
            return Outcome("missed", (here(scene, occasion),), 0.8, "transfer.take_back.left", turn=occasion.turn)
        thanked = scene.find(occasion.after, ("hold_thanks",))
        helped = _helped(scene, occasion.after)
        if not thanked or not helped:
            why = "no_thanks" if not thanked else "no_help"
            turn = occasion.after[0]
            return Outcome("missed", (at_turn(scene, turn),), ABSENT, f"transfer.take_back.{why}", turn=turn)
        evidence.append(at_turn(scene, helped.turn, scene.turns[helped.turn].text))
        confidence = min(confidence, thanked.confidence, helped.confidence)
    return Outcome("kept", tuple(evidence), confidence, "transfer.take_back.kept")
