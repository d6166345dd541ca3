"""`measure`: figures heard in the sound stay within limits of the playbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Bound, Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence, Measure

NO_SOUND = "unmeasured.no_sound"


@dataclass(frozen=True, slots=True)
class _Compared:
    """A figure beside the limit that it is nearest to, or beyond."""

    measure: Measure
    limit: float
    broken: bool

    @property
    def evidence(self) -> Evidence:
        m = self.measure
        return Evidence(start=m.start, end=m.end, measure=m.name, value=m.value, unit=m.unit, limit=self.limit)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when one figure is beyond a limit; unknown when the first of them could not be measured; else kept."""
    rule = practice.check
    assert rule is not None
    found = [scene.measure(bound.measure) for bound in rule.bounds]
    compared = [_compare(scene, m, b) for m, b in zip(found, rule.bounds, strict=True) if m and m.value is not None]
    broken = [c for c in compared if c.broken]
    if broken:
        rest = [c for c in compared if not c.broken]
        sure = max(c.measure.confidence for c in broken)
        return Outcome("missed", tuple(c.evidence for c in (*broken, *rest)), sure, "measure.missed")
    main = found[0]
    if main is None:
        return unknown(NO_SOUND if not scene.listened else "unmeasured.not_measured")
    if main.value is None:
        return unknown(f"unmeasured.{main.why or 'not_measured'}", seconds=f"{main.seconds:.1f}")
    sure = min(c.measure.confidence for c in compared)
    return Outcome("kept", tuple(c.evidence for c in compared), sure, "measure.kept")


def _compare(scene: Scene, measure: Measure, bound: Bound) -> _Compared:
    limits = scene.playbook.limits
    value = measure.value
    assert value is not None
    least = float(getattr(limits, bound.least)) if bound.least else None
    most = float(getattr(limits, bound.most)) if bound.most else None
    if least is not None and (most is None or value - least <= most - value):
        return _Compared(measure, least, value < least)
    assert most is not None
    return _Compared(measure, most, value > most)
