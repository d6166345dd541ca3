"""`means` and `never_means`: a sentence that means what the house's example sentences mean was said, or was not."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence, Likeness

SURELY = 0.5


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when a sentence like the examples was said on every occasion; the first failure decides."""
    surely = _surely(practice)
    seen: list[Likeness] = []
    for occasion in occasions:
        turns = _in_time(scene, practice, occasion)
        found = scene.like(practice.id, turns)
        if found and found[0].confidence >= surely:
            seen.append(found[0])
            continue
        late = [x for x in scene.like(practice.id, occasion.at) if x.confidence >= surely]
        if late:
            return Outcome("missed", (_shown(scene, late[0]),), late[0].confidence, "means.late", turn=occasion.turn)
        doubt = found[0].confidence if found else 0.0
        why = "means.missed" if doubt < surely / 2 else "means.perhaps"
        nearest = (_shown(scene, found[0]),) if why == "means.perhaps" else ()
        sure = max(ABSENT - doubt, 0.3)
        return Outcome("missed", (*nearest, here(scene, occasion))[:1], sure, why, turn=occasion.turn)
    weakest = min(like.confidence for like in seen)
    return Outcome("kept", tuple(_shown(scene, like) for like in seen), weakest, "means.kept")


def check_never(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when a sentence like the examples was said on any occasion."""
    turns = list(dict.fromkeys(n for o in occasions for n in _in_time(scene, practice, o)))
    found = scene.like(practice.id, turns)
    said = [like for like in found if like.confidence >= _surely(practice)]
    if not said:
        return Outcome("kept", (), max(ABSENT - (found[0].confidence if found else 0), 0.3), "never_said.kept")
    evidence = tuple(_shown(scene, like) for like in said)
    return Outcome(
        "missed", evidence, said[0].confidence, "never_said.missed", {"times": len(said)}, said[0].turn
    )  # fmt: skip


def _surely(practice: Practice) -> float:
    rule = practice.check
    return SURELY if rule is None or rule.suspicion is None else rule.suspicion


def _in_time(scene: Scene, practice: Practice, occasion: Occasion) -> tuple[int, ...]:
    rule = practice.check
    if rule is None or rule.seconds is None:
        return occasion.at
    return tuple(n for n in occasion.at if abs(scene.turns[n].start - occasion.start) <= rule.seconds)


def _shown(scene: Scene, like: Likeness) -> Evidence:
    return at_turn(scene, like.turn, like.words)
