"""`listening.no_interruption`: the agent does not start speaking over the customer and take the turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from belwijs.audio.activity import Stretch
from belwijs.audio.turn_taking import overlaps
from belwijs.call import Turn
from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence

SILENT = 0.6  # seconds between two words of a turn in which nobody holds the other up


def _spoken(turns: Iterable[Turn]) -> list[Stretch]:
    """What was said, without the silences inside turns where the times of words are known."""
    found: list[Stretch] = []
    for turn in turns:
        start = turn.start
        for before, after in zip(turn.words, turn.words[1:], strict=False):
            if after.start - before.end > SILENT:
                found.append(Stretch(start, max(before.end, start)))
                start = after.start
        found.append(Stretch(start, max(turn.end, start)))
    return found


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the agent took the floor from a customer who was still speaking; each place is evidence."""
    if not scene.call.timed:
        return unknown("untimed")
    ours = [n for n in scene.agent_turns if not scene.is_signal(n)]
    theirs = [scene.turns[n] for n in scene.customer_turns]
    both = overlaps(_spoken(scene.turns[n] for n in ours), _spoken(theirs))
    taken = [o for o in both if o.by == 0 and o.kind == "interruption"]
    if not taken:
        return Outcome("kept", (), 0.9, "listening.no_interruption.kept")
    evidence = []
    for cut in taken:
        turn = next(n for n in ours if scene.turns[n].start <= cut.start <= scene.turns[n].end)
        evidence.append(
            Evidence(
                turn=turn,
                start=cut.start,
                end=cut.end,
                measure="overlap",
                value=round(cut.end - cut.start, 1),
                unit="s",
            )
        )
    return Outcome(
        "missed", tuple(evidence), 0.9, "listening.no_interruption.missed", {"times": len(taken)}, evidence[0].turn
    )
