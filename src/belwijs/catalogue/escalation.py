"""The escalation of a call: every aggressive turn, its cell in the matrix, the move that fits and the move made.

Level and target make the cell; the cell has its move (Dutch training practice on aggression, expressive and
instrumental). A reproach to the organisation that goes on after a limit asks for the next move.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from belwijs.call import Act, Aggression, AggressionLevel, AggressionTarget
from belwijs.catalogue.telling import replies_to
from belwijs.finding import Escalation, Incident, Move
from belwijs.language.limits import limit_in

if TYPE_CHECKING:
    from belwijs.catalogue.scene import Scene

MOVES: Mapping[tuple[AggressionLevel, AggressionTarget], Move] = MappingProxyType(
    {
        ("expressive", "self"): "understand",
        ("expressive", "organisation"): "understand",
        ("expressive", "you"): "limit",
        ("instrumental", "self"): "limit",
        ("instrumental", "organisation"): "limit",
        ("instrumental", "you"): "exclude",
    }
)
MAKES: Mapping[Act, Move] = MappingProxyType(
    {
        "acknowledge_content": "understand",
        "acknowledge_feeling": "understand",
        "set_limit": "limit",
        "announce_end": "exclude",
    }
)
ANSWERS_AGGRESSION: tuple[Act, ...] = ("set_limit", "announce_end")  # they bear out a faint sign of it
LIMIT_FROM = 0.15  # probability of a limit or an ending in an answer to aggression; replies without one stay under 0.01
SUSPICION = 0.2  # agreed best on the training dialogues left out: F1 of turns .81, against .74 at the reported .31
RUNGS: tuple[Move, ...] = ("understand", "limit", "exclude")
AFTER: Mapping[Move, str] = MappingProxyType({"understand": "limit", "limit": "exclude", "exclude": "done"})


def moves_in(scene: Scene, turns: tuple[int, ...]) -> tuple[Move, ...]:
    """The moves that the agent makes in these turns, lowest first: by their acts, faint limits too, or set phrases."""
    made = {MAKES[a.act] for a in scene.all_of(tuple(MAKES), turns)}
    for n in turns:
        seen = {MAKES[act] for act in ANSWERS_AGGRESSION if scene.likely(n, act) >= LIMIT_FROM}
        said = limit_in(scene.turns[n].text, scene.language)
        made |= seen or ({said} if said else set())
    return tuple(m for m in RUNGS if m in made)


def find_escalation(scene: Scene) -> tuple[Escalation, ...]:
    """Every aggressive turn towards the agent, in the order of the call."""
    if scene.call.perspective != "agent":
        return ()
    theirs = set(scene.customer_turns)
    found: list[Escalation] = []
    signs = (a for a in (*scene.aggression, *scene.faint_aggression) if a.turn in theirs)
    for seen in sorted(signs, key=lambda a: (scene.turns[a.turn].start, a.turn)):
        reply = replies_to(scene, seen.turn)
        if seen.confidence >= SUSPICION or scene.find(reply, ANSWERS_AGGRESSION):
            found.append(_step(scene, seen, reply, found))
    return tuple(found)


def _step(scene: Scene, seen: Aggression, reply: tuple[int, ...], before: list[Escalation]) -> Escalation:
    moment = scene.turns[seen.turn].start
    earlier = tuple(n for n in scene.agent_turns if scene.turns[n].start < moment)
    limited = "limit" in moves_in(scene, earlier) and bool(before)
    asked = MOVES[seen.level, seen.target]
    if (seen.level, seen.target) == ("instrumental", "organisation") and limited:
        asked = "exclude"
    made = moves_in(scene, reply)
    return Escalation(
        turn=seen.turn,
        start=moment,
        level=seen.level,
        target=seen.target,
        confidence=seen.confidence,
        asked=asked,
        made=made,
        reply=reply,
        fits=_fits(asked, made, limited=limited) if reply else None,
    )


def _fits(asked: Move, made: tuple[Move, ...], *, limited: bool) -> bool:
    if asked == "limit" and limited and "exclude" in made:
        return True  # it went on after a limit: what was said would follow may follow
    return asked in made and not (asked != "exclude" and "exclude" in made)


def incidents(scene: Scene) -> tuple[Incident, ...]:
    """Every threat or blackmail as a record: when, words, cell, what the agent did."""
    return tuple(_incident(scene, step) for step in scene.escalation if step.is_threat)


def _incident(scene: Scene, step: Escalation) -> Incident:
    turn = scene.turns[step.turn]
    at = scene.local_time + timedelta(seconds=turn.start) if scene.local_time else None
    since = tuple(n for n in scene.agent_turns if scene.turns[n].start > turn.start)
    ours = {"agent", *(p.id for p in scene.call.participants if p.role == "agent")}
    hung_up = any(e.type == "hangup" and e.by in ours for e in scene.call.events)
    return Incident(
        turn=step.turn,
        start=turn.start,
        end=turn.end,
        at=at.isoformat(timespec="seconds") if at else None,
        speaker=turn.speaker,
        words=turn.text,
        level=step.level,
        target=step.target,
        confidence=step.confidence,
        asked=step.asked,
        made=step.made,
        reply=step.reply,
        ended=hung_up or "exclude" in moves_in(scene, since),
    )
