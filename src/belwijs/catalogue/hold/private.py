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


HEARD = 1.0  # seconds of talk in the sound of our channel that a customer cannot miss
MUTED = 0.3  # seconds; less is a cough
_SURE = 0.75


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when every talk with a colleague lies within a hold, or nothing of it is in the sound of our channel.

    Missed when the talk is in the sound, or the customer says to have heard it; otherwise unknown.
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
    return _by_sound(scene, open_talks)


def _by_sound(scene: Scene, talks: Sequence[Occasion]) -> Outcome:
    """What the sound of the agent's channel says of talks outside a hold."""
    if scene.spoken is None:
        return unknown("hold.private.unknown")
    heard = [(t, scene.spoken.of_ours(t.start, t.end)) for t in talks]
    talk, seconds = max(heard, key=lambda h: h[1])
    evidence = Evidence(
        turn=talk.turn, start=talk.start, end=talk.end, measure="consult_heard", value=round(seconds, 1), unit="s",
        limit=HEARD,
    )  # fmt: skip
    if seconds >= HEARD:
        return Outcome("missed", (evidence,), _SURE, "hold.private.heard", turn=talk.turn)
    if seconds <= MUTED:
        return Outcome("kept", (evidence,), _SURE, "hold.private.muted")
    return unknown("hold.private.unknown")
