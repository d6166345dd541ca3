"""`listening.probing`: the agent asks on about the matter before a solution or a transfer."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, not_applicable, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.temper import SOLVES


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept at a question with or before the last solution; without one, missed where the matter needed it."""
    asked = scene.all_of(("clarify",), scene.agent_turns)
    solved = scene.all_of(SOLVES, scene.agent_turns)
    last = max((scene.turns[a.turn].start for a in solved), default=None)
    in_time = [a for a in asked if last is None or scene.turns[a.turn].start <= last]
    if in_time:
        best = max(in_time, key=lambda a: a.confidence)
        slots = {"times": len(in_time)}
        return Outcome("kept", (shown(scene, best),), best.confidence, "listening.probing.kept", slots)
    if not occasions or occasions[0].kind == "clear":
        return not_applicable("no.matter")
    told = occasions[0].turn
    first = next((a for a in solved if told is None or scene.turns[a.turn].start >= scene.turns[told].start), None)
    place = at_turn(scene, first.turn if first else told)
    return Outcome("missed", (place,), ABSENT, "listening.probing.missed", turn=first.turn if first else told)
