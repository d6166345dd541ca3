"""`aggression.ladder`: the moves go up one by one, and ending without a limit first is right only for a threat."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.escalation import moves_in
from belwijs.catalogue.outcome import Outcome, at_turn, not_applicable
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Escalation, Evidence, Move

LIMITS: tuple[Move, ...] = ("limit", "exclude")


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Judged when two different moves were called for, or the agent set a limit or ended the call."""
    steps = scene.escalation
    since = occasions[0].at
    made = {n: moves_in(scene, (n,)) for n in since}
    climbed = [n for n in since if set(made[n]) & set(LIMITS)]
    if len({s.asked for s in steps}) < 2 and not climbed:
        return not_applicable("aggression.ladder.one_move")
    sure = min(s.confidence for s in steps)
    for n in climbed:
        if why := _skipped(scene, steps, made, n):
            return _missed(scene, n, why, sure)
    for step in steps:
        if step.asked in LIMITS and step.reply and not set(step.made) & set(LIMITS):
            return _missed(scene, step.reply[0], "aggression.ladder.not_climbed", sure)
    evidence = tuple(_at(scene, n) for n in since if made[n])
    return Outcome("kept", evidence, sure, "aggression.ladder.kept")


def _skipped(
    scene: Scene, steps: Sequence[Escalation], made: dict[int, tuple[Move, ...]], turn: int
) -> str | None:
    """The rung that was passed over in this turn, as the key of its sentence."""
    moment = scene.turns[turn].start
    step = [s for s in steps if s.start < moment][-1]
    earlier = {m for n, moves in made.items() if scene.turns[n].start < moment for m in moves}
    if "exclude" in made[turn]:
        return None if "limit" in earlier or step.is_threat else "aggression.ladder.no_limit"
    understood = "understand" in earlier or "understand" in made[turn]
    return "aggression.ladder.no_understanding" if step.asked == "understand" and not understood else None


def _at(scene: Scene, turn: int) -> Evidence:
    return at_turn(scene, turn, scene.turns[turn].text)


def _missed(scene: Scene, turn: int, why: str, sure: float) -> Outcome:
    return Outcome("missed", (_at(scene, turn),), sure, why, turn=turn, case=why.rpartition(".")[2])
