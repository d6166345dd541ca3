"""A better sentence for every aggressive turn that got another move than the fitting one."""

from __future__ import annotations

from collections.abc import Iterable

from belwijs.catalogue.practice import catalogue
from belwijs.catalogue.scene import Scene
from belwijs.catalogue.suggest import facts, suggest
from belwijs.finding import Escalation, Finding

RESPONSE = "aggression.response"


def advised(scene: Scene, findings: Iterable[Finding]) -> tuple[Escalation, ...]:
    """The escalation with a sentence for each move that did not come; none that is in the report already.

    The first one is the suggestion of the finding on `aggression.response`.
    """
    findings = tuple(findings)
    used = {f.suggestion for f in findings if f.suggestion}
    first = next((f.suggestion for f in findings if f.practice == RESPONSE), None)
    practice, known = catalogue()[RESPONSE], facts(scene)
    found: list[Escalation] = []
    for step in scene.escalation:
        if step.fits is False:
            said, first = first, None
            said = said or suggest(practice, scene.language, known, used, step.case)
            found.append(step.model_copy(update={"suggestion": said}))
        else:
            found.append(step)
    return tuple(found)
