"""`listening.no_interruption`: the agent does not start speaking over the customer and take the turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from belwijs.audio.activity import Stretch
from belwijs.audio.turn_taking import overlaps
from belwijs.call import Turn
from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene, Spoken
from belwijs.finding import Evidence

NEAR = 0.7  # seconds by which the times of a turn may be off
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


def _heard(scene: Scene, spoken: Spoken) -> list[Stretch]:
    """What the customer hears from the agent, listening signals and talk with colleagues left out."""
    silent = [scene.turns[n] for n in range(len(scene.turns)) if n in scene.private or _is_signal(scene, n)]
    return [s for s in spoken.agent if not any(_shared(s, t) > s.duration / 2 for t in silent)]


def _is_signal(scene: Scene, n: int) -> bool:
    return scene.roles[n] == "agent" and scene.is_signal(n)


def _shared(stretch: Stretch, turn: Turn) -> float:
    return min(stretch.end, turn.end) - max(stretch.start, turn.start)


def _turn_at(scene: Scene, ours: Sequence[int], moment: float) -> int | None:
    """The agent's turn that begins nearest to a moment within it, or just after it."""
    near = [n for n in ours if scene.turns[n].start - NEAR <= moment <= scene.turns[n].end + NEAR]
    return min(near, key=lambda n: abs(scene.turns[n].start - moment), default=None)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the agent took the floor from a customer who was still speaking; each place is evidence."""
    if not scene.call.timed:
        return unknown("untimed")
    ours = [n for n in scene.agent_turns if not scene.is_signal(n)]
    if scene.spoken:
        both = overlaps(_heard(scene, scene.spoken), scene.spoken.customer)
    else:
        theirs = (scene.turns[n] for n in scene.customer_turns)
        both = overlaps(_spoken(scene.turns[n] for n in ours), _spoken(theirs))
    evidence = [
        Evidence(
            turn=turn, start=cut.start, end=cut.end, measure="overlap", value=round(cut.end - cut.start, 1), unit="s"
        )
        for cut in both
        if cut.by == 0 and cut.kind == "interruption" and (turn := _turn_at(scene, ours, cut.start)) is not None
    ]
    if not evidence:
        return Outcome("kept", (), 0.9, "listening.no_interruption.kept")
    times = {"times": len(evidence)}
    return Outcome("missed", tuple(evidence), 0.9, "listening.no_interruption.missed", times, evidence[0].turn)
