"""`courtesy.patience`: no snapping, no arguing, and no one-word answers to an upset customer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from belwijs.catalogue.kinds import never_said
from belwijs.catalogue.outcome import Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

WORD = re.compile(r"\w+")
CURT = 2  # words: an answer as short as this to an upset customer, with the floor left to them, is a brush-off
CURT_TIMES = 2  # one short answer can be a listening signal that came late; two are a habit


def _one_word_answers(scene: Scene) -> list[int]:
    found: list[int] = []
    for upset in (n for n in scene.customer_turns if scene.act(n, "emotional")):
        spoken = scene.turns[upset]
        answer = next((n for n in scene.ours if scene.turns[n].start >= spoken.end - 0.2), None)
        if answer is None or answer in found or scene.act(answer, "backchannel"):
            continue
        if len(WORD.findall(scene.turns[answer].text)) > CURT:
            continue
        began = scene.turns[answer].start
        everyone = scene.public("agent", "colleague", "customer")
        following = next((n for n in everyone if scene.turns[n].start > began), None)
        if following is None or scene.roles[following] == "customer":
            found.append(answer)
    return found


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when somebody snapped or argued, or twice gave an upset customer one word."""
    snapped = never_said.check(scene, practice, occasions)
    if snapped.verdict == "missed":
        return snapped
    curt = _one_word_answers(scene)
    if len(curt) >= CURT_TIMES:
        evidence = tuple(at_turn(scene, n, scene.turns[n].text) for n in curt)
        return Outcome("missed", evidence, 0.7, "courtesy.patience.curt", {"times": len(curt)}, curt[0])
    return snapped
