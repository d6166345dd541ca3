"""What a check gives back, before it becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from belwijs.call import TurnAct
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence, Verdict

ABSENT = 0.8  # how sure we are that something was not said, when nothing like it was seen


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, its evidence, and the key of the sentence that explains it."""

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    why: str = ""
    slots: Mapping[str, object] = field(default_factory=dict)
    turn: int | None = None
    case: str = ""  # which of the practice's `suggestion_for` fits a miss
    better: str = ""  # the sentence itself, where the check could put it right


def not_applicable(why: str = "not_applicable", **slots: object) -> Outcome:
    """Nothing in this call asked for it."""
    return Outcome("not_applicable", why=why, slots=slots)


def unknown(why: str, **slots: object) -> Outcome:
    """It cannot be known from what is there; `why` says what is missing."""
    return Outcome("unknown", confidence=1.0, why=why, slots=slots)


def at_turn(scene: Scene, turn: int | None, quote: str | None = None, note: str | None = None) -> Evidence:
    """Evidence that points at a turn; the words, where they are known, narrow the seconds."""
    if turn is None:
        return Evidence(note=note)
    spoken = scene.turns[turn]
    start, end = spoken.start, spoken.end
    if quote and spoken.words:
        start, end = _seconds_of(quote, scene, turn)
    return Evidence(turn=turn, start=start, end=end, quote=quote, note=note)


def _seconds_of(quote: str, scene: Scene, turn: int) -> tuple[float, float]:
    spoken = scene.turns[turn]
    wanted = [w.strip(".,!?…;:\"'").lower() for w in quote.split()]
    heard = [w.text.strip(" .,!?…;:\"'").lower() for w in spoken.words]
    for n in range(len(heard) - len(wanted) + 1):
        if wanted and heard[n : n + len(wanted)] == wanted:
            return spoken.words[n].start, spoken.words[n + len(wanted) - 1].end
    return spoken.start, spoken.end


def shown(scene: Scene, act: TurnAct) -> Evidence:
    """Evidence that shows an act, with the words it rests on."""
    return at_turn(scene, act.turn, act.words or scene.turns[act.turn].text)


def here(scene: Scene, occasion: Occasion, note: str | None = None) -> Evidence:
    """Evidence for something absent: the place where it should have come."""
    if occasion.turn is not None:
        return at_turn(scene, occasion.turn, note=note)
    return Evidence(start=occasion.start, end=occasion.end, note=note)
