"""`behind`: no more of a sound behind the agent than the house allows, as far as a customer can hear it.

Each of `bounds` names a sound (`music`, `voices`, `typing`, `chime`, `laughter`), measured twice: how much of it
(`music_behind`, seconds or times) and how far under the agent's voice it lies at its loudest (`music_under_voice`, dB).
The first sound that is too much is the case that a suggestion may be written for.
"""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Bound, Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence, Measure


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when there is too much of one of the sounds; unknown when nothing could be measured; else kept."""
    rule = practice.check
    assert rule is not None
    amounts = [scene.measure(f"{bound.measure}_behind") for bound in rule.bounds]
    first = amounts[0]
    if first is None:
        return unknown("unmeasured.not_measured" if scene.listened else "unmeasured.no_sound")
    if first.value is None:
        return unknown(f"unmeasured.{first.why or 'not_measured'}", seconds=f"{first.seconds:.1f}")
    missed: list[Evidence] = []
    kept: list[Evidence] = []
    sure = 0.0
    heard = ""
    for amount, bound in zip(amounts, rule.bounds, strict=True):
        if amount is None or amount.value is None:
            continue
        most = float(getattr(scene.playbook.limits, bound.most or ""))
        shown = _shown(amount, most)
        if amount.value > most and (loud := _loud(scene, bound)):
            missed += [loud, shown]
            heard = heard or bound.measure
            sure = max(sure, amount.confidence)
        else:
            kept.append(shown)
    if missed:
        return Outcome("missed", tuple(missed), sure, "behind.missed", case=heard)
    return Outcome("kept", tuple(kept), first.confidence, "behind.kept")


def _loud(scene: Scene, bound: Bound) -> Evidence | None:
    """How far under the voice the sound lies; None where it is too soft for a customer to hear."""
    under = scene.measure(f"{bound.measure}_under_voice")
    audible = scene.playbook.limits.background_audible
    if under is None or under.value is None or under.value >= audible:
        return None
    return _shown(under, audible)


def _shown(m: Measure, limit: float) -> Evidence:
    return Evidence(start=m.start, end=m.end, measure=m.name, value=m.value, unit=m.unit, limit=limit)
