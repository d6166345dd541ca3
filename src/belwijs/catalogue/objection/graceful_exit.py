"""`objection.graceful_exit`: after a third objection or an outright no the agent takes leave, politely."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.patterns import pattern
from belwijs.language.selling import SELLING

PUSHES = ("ask_why", "belittle", "blame", "snap", "lead_on", "defend")
SPOILS = ("belittle", "blame", "snap", "indifferent")


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the agent pushes on, or goes without a polite word."""
    occasion = occasions[0]
    farewell = pattern(SELLING[scene.language].farewell)
    slots = {"type": occasion.kind}
    for n in occasion.at:
        spoiled = scene.find((n,), SPOILS)
        leaves = scene.act(n, "exit_politely")
        pushed = scene.find((n,), PUSHES)
        if leaves and not spoiled:
            quote = leaves.words or scene.turns[n].text
            return Outcome(
                "kept", (at_turn(scene, n, quote),), leaves.confidence, "objection.graceful_exit.kept", slots
            )
        if pushed:
            quote = pushed.words or scene.turns[n].text
            return Outcome(
                "missed", (at_turn(scene, n, quote),), max(0.55, pushed.confidence * occasion.confidence),
                "objection.graceful_exit.pushed", slots, n,
            )  # fmt: skip
    last = occasion.at[-1]
    polite = next((n for n in occasion.at if farewell.search(scene.turns[n].text)), None)
    rude = scene.find(occasion.at, ("give_up", *SPOILS))
    if polite is not None and not rude:
        return Outcome(
            "kept", (at_turn(scene, polite, scene.turns[polite].text),), 0.7, "objection.graceful_exit.kept", slots
        )
    confidence = max(0.55, ABSENT * occasion.confidence)
    return Outcome("missed", (at_turn(scene, last),), confidence, "objection.graceful_exit.curt", slots, last)
