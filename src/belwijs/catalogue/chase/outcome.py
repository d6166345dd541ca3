"""`chase.outcome`: the call ends with an answer and its reason; an agreed next moment with its reason is one."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.selling import objected
from belwijs.language.patterns import pattern
from belwijs.language.selling import SELLING

REASON_WORDS = 9  # words in which a prospect who says no mostly says why as well
REASONS = ("supplier", "time", "documentation", "later")  # objections that are their own reason


def _agreed(scene: Scene) -> int | None:
    """The customer's turn that says yes to a next step which the agent proposed, the last one of the call."""
    forms = SELLING[scene.language]
    moment, agrees, refuses = pattern(forms.moment), pattern(forms.agrees), pattern(forms.refuses)
    for n in reversed(scene.customer_turns):
        before = [a for a in scene.agent_turns if a < n]
        proposed = before and (
            moment.search(scene.turns[before[-1]].text)
            or scene.find((before[-1],), ("offer_callback", "solve"))
        )  # fmt: skip
        text = scene.turns[n].text.strip()
        if any(o.turn == n for o in scene.objections) or refuses.match(text):
            return None
        if proposed and (agrees.match(text) or moment.search(text)):
            return n
    return None


def _reasoned(scene: Scene, turns: Sequence[int]) -> bool:
    reason = pattern(SELLING[scene.language].reason)
    return any(reason.search(scene.turns[n].text) for n in turns)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept with an agreed next step and why, or a no that came with its reason and was taken; else missed."""
    last = scene.agent_turns[-1]
    if (agreed := _agreed(scene)) is not None:
        talk = [n for n in (*scene.customer_turns, *scene.agent_turns) if n <= agreed]
        if _reasoned(scene, talk):
            evidence = at_turn(scene, agreed, scene.turns[agreed].text)
            return Outcome("kept", (evidence,), 0.65, "chase.outcome.agreed")
        return Outcome("missed", (at_turn(scene, agreed),), 0.55, "chase.outcome.no_reason", turn=agreed)
    refusals = objected(scene)
    if refusals:
        no = refusals[-1]
        told = _reasoned(scene, (no.turn,)) or len(scene.turns[no.turn].text.split()) >= REASON_WORDS
        taken = scene.find([n for n in scene.agent_turns if n > no.turn], ("exit_politely", "go_along"))
        if taken and (no.type in REASONS or told):
            return Outcome("kept", (at_turn(scene, no.turn, scene.turns[no.turn].text),), 0.65, "chase.outcome.no")
    return Outcome("missed", (at_turn(scene, last),), 0.6, "chase.outcome.open", turn=last)
