"""`listening.summary`: after a story or a complaint the agent says it back in short, or checks it."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.telling import says_back

SUSPICION = 0.2  # of all turns after it together
SAID_BACK = 4  # telling words of the customer in one answer: then it says back what was told


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when a turn afterwards says it back: by its meaning, or because the answer is in the customer's words."""
    rule = practice.check
    assert rule is not None
    occasion = occasions[0]
    if seen := scene.find(occasion.after, rule.acts):
        return Outcome("kept", (shown(scene, seen),), seen.confidence, "listening.summary.kept")
    if (turn := _answer(scene)) is not None and says_back(scene, turn) >= SAID_BACK:
        return Outcome("kept", (at_turn(scene, turn, scene.turns[turn].text),), 0.7, "listening.summary.in_their_words")
    probability, places = scene.suspected(("summarise",), occasion.after)
    if probability >= SUSPICION:
        evidence = (shown(scene, places[0]),)
        return Outcome("kept", evidence, max(0.5, probability), "listening.summary.faint")
    return Outcome("missed", (here(scene, occasion),), ABSENT, "listening.summary.missed", turn=occasion.turn)


def _answer(scene: Scene) -> int | None:
    """The agent's answer to the first story."""
    return next((s.reply for s in scene.stories if s.reply is not None), None)
