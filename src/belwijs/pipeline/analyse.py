"""One call through all stages: the one function that every surface calls."""

from __future__ import annotations

from belwijs import __version__
from belwijs.call import Call, Language
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report, report_head
from belwijs.language.detect import detect
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.stages import STAGES

BY_THE_PLAYBOOK = ("compare", "judge")


def run_stages(material: Material, tools: Tools) -> Material:
    """Every stage whose need is there, in order.

    Raises:
        Problem: the recording or the models cannot be used; says why and the way out.
    """
    for stage in STAGES:
        if stage.applies(material):
            material = stage.run(material, tools)
    return material


def heard(material: Material, tools: Tools) -> Material:
    """Every stage up to what a playbook decides: the sound, the words, and what is done with them."""
    for stage in STAGES:
        if stage.name not in BY_THE_PLAYBOOK and stage.applies(material):
            material = stage.run(material, tools)
    return material


def judged(material: Material, tools: Tools) -> Material:
    """What a playbook decides of a call that was heard and understood; the same call can be judged by several."""
    for stage in STAGES:
        if stage.name in BY_THE_PLAYBOOK and stage.applies(material):
            material = stage.run(material, tools)
    return material


def report_of(material: Material) -> Report:
    """The report on what the stages found."""
    call = material.call
    heard = material.hearing.duration if material.hearing else 0.0
    head = report_head(call)
    return Report.model_validate(
        {
            **head,
            "duration": round(max(call.duration, heard), 3),
            "acts": material.acts,
            "objections": material.objections,
            "aggression": material.aggression,
            "reasons": material.reasons,
            "measures": material.measures,
            "findings": material.findings,
            "escalation": material.escalation,
            "incidents": material.incidents,
            "second_judge": material.second_judge,
            "notes": tuple(dict.fromkeys((*call.notes, *material.notes))),
            "made_by": {"belwijs": __version__, **material.made_by},
        }
    )


def analyse(call: Call, playbook: Playbook | None = None, tools: Tools | None = None) -> Report:
    """Analyse a call of which the words are given.

    A recording goes with it in `Material(sound=…)`, through `run_stages` and `report_of`; see surfaces/intake.py.
    """
    book = (playbook or Playbook()).for_whom(call.called, call.organisation)
    material = Material(prepared(call, book), book)
    return report_of(run_stages(material, tools or Tools()))


def _language_of(call: Call) -> Language | None:
    guess = detect(t.text for t in call.turns)
    return guess[0] if guess else None


def prepared(call: Call, playbook: Playbook) -> Call:
    """The call with what the house knows filled in where the file is silent."""
    changes: dict[str, object] = {}
    if call.organisation is None and playbook.house.organisation:
        changes["organisation"] = playbook.house.organisation
    if call.language is None and (given := playbook.house.language or _language_of(call)):
        changes["language"] = given
    return call.with_(**changes) if changes else call
