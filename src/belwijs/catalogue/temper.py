"""Occasions of listening, complaints and aggression: what calls for an ear, for understanding, for a move."""

from __future__ import annotations

from belwijs.catalogue.practice import Applies
from belwijs.catalogue.scene import Occasion, Scene

COMPLAINS = 0.4  # confidence from which a turn without feeling is a complaint
SOLVES = ("solve", "announce_transfer")


def story(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every story that the customer told the agent."""
    return tuple(
        Occasion(s.start, s.end, s.turns[0], at=s.signals, after=(s.reply,) if s.reply is not None else ())
        for s in scene.stories
    )


def story_answered(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every story after which the agent took the floor; `turn` is where the customer stopped."""
    return tuple(
        Occasion(s.start, s.end, s.turns[-1], at=s.signals, after=(s.reply,))
        for s in scene.stories
        if s.reply is not None
    )


def matter(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A story, or a complaint that the call is about: what is not clear at once.

    Failing both (kind `clear`), a turn of the agent with one of `acts`: what was not called for can still be done.
    """
    places = [s.turns[0] for s in scene.stories]
    places += [n for n in (complaint_turn(scene),) if n is not None]
    clear = not places
    if clear:
        shown = scene.find(scene.agent_turns, applies.acts)
        if shown is None:
            return ()
        places = [shown.turn]
    turn = min(places, key=lambda n: scene.turns[n].start)
    spoken = scene.turns[turn]
    after = tuple(n for n in scene.agent_turns if scene.turns[n].start >= spoken.start)
    kind = "clear" if clear else "matter"
    return (Occasion(spoken.start, spoken.end, turn, after=after, kind=kind),) if after else ()


def complaint_turn(scene: Scene) -> int | None:
    """Where the customer first complains: with feeling, or in a call that came in before anything was solved."""
    felt = scene.complaint.turn if scene.complaint else None
    solved = scene.find_first(scene.agent_turns, SOLVES)
    for n in scene.customer_turns if scene.call.direction == "inbound" else ():
        if n == felt or (solved is not None and scene.turns[n].start > scene.turns[solved.turn].start):
            break
        if scene.likely(n, "complain") >= COMPLAINS:
            return n
    return felt


def complaint(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A complaint with feeling: `after` are the agent's turns since, `at` those before the feeling has gone."""
    found = scene.complaint
    if found is None:
        return ()
    spoken = scene.turns[found.turn]
    return (
        Occasion(
            spoken.start, spoken.end, found.turn, after=found.replies, at=found.while_upset, confidence=found.confidence
        ),
    )


def aggression(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The customer becomes aggressive: `at` are the agent's turns from then on."""
    steps = scene.escalation
    if not steps:
        return ()
    first, last = scene.turns[steps[0].turn], scene.turns[steps[-1].turn]
    since = tuple(n for n in scene.agent_turns if scene.turns[n].start > first.start)
    return (Occasion(first.start, last.end, steps[0].turn, at=since),)


def threat(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every threat or blackmail."""
    found = (s for s in scene.escalation if s.is_threat)
    return tuple(
        Occasion(scene.turns[s.turn].start, scene.turns[s.turn].end, s.turn, at=s.reply, confidence=s.confidence)
        for s in found
    )
