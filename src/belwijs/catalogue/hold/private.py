"""`hold.private`: what is discussed with a colleague cannot be heard by the customer."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence
from belwijs.language.absence import ABSENCE
from belwijs.language.patterns import pattern

REACTS_WITHIN = 15.0  # seconds after the talk in which the customer says to have heard it


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when every talk with a colleague lies within a hold.

    Missed when it does not and the customer says to have heard it; otherwise unknown.
    """
    holds = [(e.start or 0.0, e.end or 0.0) for e in scene.call.events if e.type == "hold"]
    open_talks = [o for o in occasions if not any(s - 1 <= o.start and o.end <= e + 1 for s, e in holds)]
    if not open_talks:
        return Outcome("kept", tuple(Evidence(start=o.start, end=o.end) for o in occasions), 0.9, "hold.private.kept")
    overheard = pattern(ABSENCE[scene.language].overheard)
    for talk in open_talks:
        for n in scene.customer_turns:
            turn = scene.turns[n]
            if talk.start <= turn.start <= talk.end + REACTS_WITHIN and overheard.search(turn.text):
                evidence = (Evidence(start=talk.start, end=talk.end), at_turn(scene, n, turn.text))
                return Outcome("missed", evidence, 0.8, "hold.private.missed", turn=n)
    return unknown("hold.private.unknown")
