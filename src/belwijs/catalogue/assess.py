"""The catalogue applied to one scene: one finding a practice, always all of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from belwijs.catalogue.kinds import KINDS
from belwijs.catalogue.occasions import OCCASIONS
from belwijs.catalogue.outcome import Outcome, not_applicable, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Scene
from belwijs.catalogue.suggest import Facts, facts, suggest
from belwijs.finding import Finding
from belwijs.interface import text

log = logging.getLogger(__name__)


def judge(scene: Scene, practice: Practice) -> Outcome:
    """The outcome of one practice: first whether it was called for, then whether it was followed."""
    if practice.id in scene.playbook.leave_out:
        return not_applicable("left_out")
    if not practice.fits(scene.call.medium):
        return not_applicable(f"medium.{scene.call.medium}")
    if practice.perspective != scene.call.perspective:
        return not_applicable(f"perspective.{practice.perspective}")
    if practice.applies is None or practice.check is None:
        return unknown("not_built")
    if practice.applies.direction not in ("any", scene.call.direction):
        return not_applicable(f"direction.{practice.applies.direction}")
    occasions = OCCASIONS[practice.applies.to](scene, practice.applies)
    if not occasions:
        return not_applicable(f"no.{practice.applies.to}")
    return KINDS[practice.check.kind](scene, practice, occasions)


def assess(scene: Scene, practices: Iterable[Practice] | None = None) -> tuple[Finding, ...]:
    """One finding for each practice. One that crashes is `unknown` and named; the others go on."""
    known = facts(scene)
    used: set[str] = set()
    findings: list[Finding] = []
    for practice in scene.playbook.practices.values() if practices is None else practices:
        try:
            finding = _finding(scene, practice, judge(scene, practice), known, used)
        except Exception as error:
            log.error("practice %s failed on call %s (%s)", practice.id, scene.call.id, type(error).__name__)
            finding = _finding(scene, practice, unknown("crashed", practice=practice.id), known, used)
        findings.append(finding)
    return tuple(findings)


def _finding(scene: Scene, practice: Practice, outcome: Outcome, known: Facts, used: set[str]) -> Finding:
    better = None
    if outcome.verdict == "missed":
        better = outcome.better if outcome.better and outcome.better not in used else None
        better = better or suggest(practice, scene.language, known, used, outcome.case)
        used.add(better or "")
    return Finding(
        practice=practice.id,
        verdict=outcome.verdict,
        confidence=round(outcome.confidence, 3),
        evidence=outcome.evidence,
        suggestion=better,
        reason=text(scene.playbook.interface, outcome.why, **outcome.slots) if outcome.why else None,
    )
