"""`within`: a measured number of seconds stays within a limit of the playbook, on every occasion."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.kinds.said import turns_at
from belwijs.catalogue.outcome import Outcome, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence


def _measured(occasion: Occasion, measure: str) -> float:
    return occasion.silence if measure == "silence" else occasion.end - occasion.start


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when each is within the limit, or something else was offered instead (`acts`) of the ones that are not."""
    rule = practice.check
    assert rule is not None
    assert rule.measure is not None
    assert rule.limit is not None
    limit = float(getattr(scene.playbook.limits, rule.limit))
    over = [o for o in occasions if _measured(o, rule.measure) > limit]
    instead = {o: scene.find(turns_at(scene, o, rule.where), rule.acts) if rule.acts else None for o in over}
    candidates = [o for o in over if not instead[o]] or over or occasions
    worst = max(candidates, key=lambda o: _measured(o, rule.measure or ""))
    value = round(_measured(worst, rule.measure), 1)
    evidence = Evidence(
        turn=worst.turn, start=worst.start, end=worst.end, measure=rule.measure, value=value, unit="s", limit=limit
    )
    slots = {"value": value, "limit": limit}
    if not over:
        return Outcome("kept", (evidence,), 0.97, "within.kept", slots)
    if offered := instead[worst]:
        return Outcome("kept", (evidence, shown(scene, offered)), offered.confidence, "within.instead", slots)
    return Outcome("missed", (evidence,), 0.97, "within.missed", slots, worst.turn)
