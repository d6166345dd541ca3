"""Judging a kept report again: only the playbook makes a difference."""

from __future__ import annotations

from belwijs.catalogue.assess import assess
from belwijs.catalogue.playbook import House, Limits, Playbook
from belwijs.catalogue.scene import Scene
from belwijs.finding import Report, report_head
from belwijs.pipeline.rejudge import verdicts_under
from tests.calls import call, hold


def report_with(seconds: float, organisation: str | None = None) -> Report:
    """A kept report of a call with a wait of so many seconds."""
    made = call("a: Goedemiddag, met Bo.", "c: Dag.", hold(10, 10 + seconds), "a: Dank u voor het wachten.")
    return Report.model_validate({**report_head(made.with_(organisation=organisation)), "duration": made.duration})


def verdicts(findings: object) -> dict[str, str]:
    return {f.practice: f.verdict for f in findings}  # type: ignore[attr-defined]


def test_the_same_playbook_changes_nothing() -> None:
    one, other = verdicts_under(report_with(100), Playbook(), Playbook())
    assert one == other


def test_a_report_is_judged_as_its_call_was() -> None:
    report = report_with(100)
    made = call("a: Goedemiddag, met Bo.", "c: Dag.", hold(10, 110), "a: Dank u voor het wachten.")
    again, _ = verdicts_under(report, Playbook(), Playbook())
    assert verdicts(again) == verdicts(assess(Scene(made, Playbook())))


def test_another_limit_changes_the_verdicts_that_rest_on_it_only() -> None:
    strict = Playbook(limits=Limits(hold_at_most=60))
    one, other = verdicts_under(report_with(100), Playbook(), strict)
    before, after = verdicts(one), verdicts(other)
    assert {p for p in before if before[p] != after[p]} == {"hold.limit"}
    assert (before["hold.limit"], after["hold.limit"]) == ("kept", "missed")


def test_the_name_that_the_old_playbook_filled_in_gives_way() -> None:
    old, new = (Playbook(house=House(organisation=name)) for name in ("Bakker", "Slager"))
    one, other = verdicts_under(report_with(5, organisation="Bakker"), old, new)
    assert one[0].practice == other[0].practice


def test_what_is_left_out_is_not_judged() -> None:
    _, other = verdicts_under(report_with(100), Playbook(), Playbook(leave_out=("hold.limit",)))
    assert verdicts(other)["hold.limit"] == "not_applicable"
