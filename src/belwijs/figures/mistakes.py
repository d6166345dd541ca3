"""Where it went wrong, the worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from belwijs.call import Value
from belwijs.figures.scored import Judged, ScoredCall, Seen


class TurnMistake(Value):
    """A turn with labels that were not found, or found and not labelled.

    `weight` adds up how far off each label is: 1 for one that was surely not there, or surely there.
    """

    call: str
    turn: int
    missing: tuple[Seen, ...] = ()
    extra: tuple[Seen, ...] = ()
    right: tuple[str, ...] = ()
    weight: float


class VerdictMistake(Value):
    """A practice with another verdict than people gave."""

    call: str
    judged: Judged
    weight: float


def wrong_labels(call: ScoredCall) -> set[tuple[int, str]]:
    """Turn and label of everything that was missed or invented."""
    return {(e.turn, e.label) for e in call.expected} ^ {(s.turn, s.label) for s in call.found}


def turn_mistakes(calls: Iterable[ScoredCall]) -> list[TurnMistake]:
    """The turns of which something was missed or invented, the worst first."""
    made = []
    for call in calls:
        right = {(e.turn, e.label) for e in call.expected}
        found = {(s.turn, s.label): s for s in call.found}
        faint = {(s.turn, s.label): s.confidence for s in call.doubtful}
        turns: defaultdict[int, tuple[list[Seen], list[Seen]]] = defaultdict(lambda: ([], []))
        for turn, label in sorted(right - set(found)):
            turns[turn][0].append(Seen(turn=turn, label=label, confidence=faint.get((turn, label), 0.0)))
        for place in sorted(set(found) - right):
            turns[place[0]][1].append(found[place])
        for turn, (missing, extra) in turns.items():
            weight = sum(1 - s.confidence for s in missing) + sum(s.confidence for s in extra)
            fine = tuple(label for t, label in sorted(right & set(found)) if t == turn)
            sides = {"missing": tuple(missing), "extra": tuple(extra), "right": fine}
            made.append(TurnMistake(call=call.id, turn=turn, weight=round(weight, 3), **sides))
    return sorted(made, key=lambda m: (-m.weight, m.call, m.turn))


def verdict_mistakes(calls: Iterable[ScoredCall]) -> list[VerdictMistake]:
    """The verdicts that differ, the surest first; `unknown` is no mistake of that kind and comes last."""
    made = [
        VerdictMistake(call=c.id, judged=v, weight=0.0 if v.found == "unknown" else v.confidence)
        for c in calls
        for v in c.verdicts
        if v.found != v.expected
    ]
    return sorted(made, key=lambda m: (-m.weight, m.call, m.judged.practice))
