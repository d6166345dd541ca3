"""Judging a call again from its report, under another playbook: what was said and understood stays as it was."""

from __future__ import annotations

from belwijs.call import Call, Medium
from belwijs.catalogue.assess import assess
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.scene import Scene
from belwijs.finding import Finding, Likeness, Report
from belwijs.pipeline.material import Tools


def verdicts_under(
    report: Report, before: Playbook, after: Playbook, medium: Medium = "phone", tools: Tools | None = None
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings of one call under two playbooks.

    A report does not hold everything that was heard (acts too unsure to be named, when each side spoke to the hundredth
    of a second), so both are judged from what it does hold: what differs between them comes of the playbooks alone.

    Args:
        report: as it was kept.
        before: the playbook by which the call was judged; where the call has its organisation, or none, that gives way.
        after: the other one.
        medium: of the call; a report does not tell it.
        tools: how to load what compares sentences, where a playbook has practices of its own.
    """
    call = _call(report, medium)
    first = assess(_scene(report, call, before, tools))
    if call.organisation == before.house.organisation:
        call = call.with_(organisation=after.house.organisation)
    return first, assess(_scene(report, call, after, tools))


def judged_again(
    report: Report, before: Playbook, after: Playbook, medium: Medium = "phone", tools: Tools | None = None
) -> Report:
    """The report under another playbook: findings change where the playbooks make them differ, and nowhere else.

    Arguments are those of `verdicts_under`.
    """
    first, second = verdicts_under(report, before, after, medium, tools)
    stood = {finding.practice: finding for finding in report.findings}
    verdicts = {finding.practice: finding.verdict for finding in first}
    findings = tuple(stood.get(f.practice, f) if verdicts.get(f.practice) == f.verdict else f for f in second)
    is_of_house = report.organisation == before.house.organisation
    organisation = after.house.organisation if is_of_house else report.organisation
    return report.model_copy(update={"findings": findings, "organisation": organisation})


def _call(report: Report, medium: Medium) -> Call:
    return Call.model_validate(
        {
            "id": report.id,
            "started_at": report.started_at,
            "direction": report.direction,
            "perspective": report.perspective,
            "language": report.language,
            "organisation": report.organisation,
            "medium": medium,
            "participants": report.participants,
            "turns": report.turns,
            "events": report.events,
            "notes": report.notes,
        }
    )


def _scene(report: Report, call: Call, playbook: Playbook, tools: Tools | None) -> Scene:
    return Scene(
        call,
        playbook,
        report.acts,
        report.objections,
        report.aggression,
        measures=report.measures,
        listened=any(measure.seconds for measure in report.measures),
        likenesses=_likenesses(call, playbook, tools),
    )


def _likenesses(call: Call, playbook: Playbook, tools: Tools | None) -> tuple[Likeness, ...]:
    if not playbook.own or not call.turns:
        return ()
    from belwijs.dialogue.meaning import Wanted, load_meanings

    meanings = tools.meanings() if tools and tools.meanings else load_meanings()
    wanted = [Wanted(f"own.{name}", one.says, one.unlike) for name, one in playbook.own.items()]
    return meanings.likenesses(call, wanted)
