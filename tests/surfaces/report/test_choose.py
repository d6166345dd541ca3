"""The choice of what to read first."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Evidence, Finding, Report
from belwijs.surfaces.report.choose import choose, example
from tests.calls import call
from tests.surfaces.report.samples import dentist, practices


def _report(*findings: Finding) -> Report:
    return Report(id="c", findings=findings)


def _kept(practice: str, **fields: object) -> Finding:
    return Finding(practice=practice, verdict="kept", evidence=(Evidence(start=1.0),), **fields)


def _missed(practice: str, confidence: float = 1.0) -> Finding:
    return Finding(practice=practice, verdict="missed", confidence=confidence)


def test_praises_at_most_three_by_weight_from_several_groups() -> None:
    choice = choose(dentist(), Playbook(), practices())
    assert [f.practice for f in choice.well] == ["listening.probing", "answer.greeting", "courtesy.formal_address"]


def test_another_group_comes_before_a_second_one_of_the_same() -> None:
    report = _report(_kept("answer.greeting"), _kept("answer.organisation"), _kept("hold.update", confidence=0.5))
    praised = [f.practice for f in choose(report, Playbook(), practices()).well]
    assert praised == ["answer.greeting", "hold.update", "answer.organisation"]


def test_what_somebody_said_is_praised_before_a_figure_within_its_limit() -> None:
    quick = Finding(practice="hold.update", verdict="kept", evidence=(Evidence(start=1.0, measure="wait", value=9),))
    said = Finding(practice="answer.daypart", verdict="kept", evidence=(Evidence(turn=0, quote="Goedemiddag"),))
    well = choose(_report(quick, said), Playbook(), practices()).well
    assert [f.practice for f in well] == ["answer.daypart", "hold.update"]


def test_a_sentence_that_is_missed_for_something_else_is_no_example() -> None:
    assert "hold.announced" not in [f.practice for f in choose(dentist(), Playbook(), practices()).well]
    alone = [f for f in dentist().findings if f.practice in ("hold.announced", "courtesy.no_diminutives")]
    assert [f.practice for f in choose(_report(*alone), Playbook(), practices()).well] == ["hold.announced"]


def test_a_prohibition_is_praised_only_where_nothing_else_was_kept() -> None:
    blame = Finding(practice="courtesy.no_blame", verdict="kept")
    assert [f.practice for f in choose(_report(blame), Playbook(), practices()).well] == ["courtesy.no_blame"]
    both = _report(blame, _kept("answer.daypart"))
    assert [f.practice for f in choose(both, Playbook(), practices()).well] == ["answer.daypart"]


def test_works_on_what_weighs_most_and_is_surest() -> None:
    report = _report(_missed("hold.thanks", 0.6), _missed("hold.announced", 0.9), _missed("answer.daypart"))
    choice = choose(report, Playbook(), practices())
    assert choice.work_on == report.findings[1]
    assert [f.practice for f in choice.also] == ["hold.thanks", "answer.daypart"]


def test_the_house_can_weigh_otherwise() -> None:
    report = _report(_missed("hold.thanks"), _missed("answer.daypart"))
    choice = choose(report, Playbook(weights={"answer.daypart": 9}), practices())
    assert choice.work_on == report.findings[1]


def test_weight_zero_is_never_the_thing_to_work_on() -> None:
    choice = choose(_report(_missed("hold.thanks")), Playbook(weights={"hold.thanks": 0}), practices())
    assert choice.work_on is None
    assert [f.practice for f in choice.also] == ["hold.thanks"]


def test_a_practice_outside_the_catalogue_is_shown_all_the_same() -> None:
    choice = choose(_report(_missed("house.own"), _kept("house.other")), Playbook(), practices())
    assert choice.work_on is not None
    assert choice.work_on.practice == "house.own"


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_every_finding_stands_in_exactly_one_place_whatever_the_order(seed: int) -> None:
    report = dentist()
    shuffled = list(report.findings)
    random.Random(seed).shuffle(shuffled)
    choice = choose(report.model_copy(update={"findings": tuple(shuffled)}), Playbook(), practices())
    shown = [*choice.well, *choice.missed, *(f for _, those in choice.rest for f in those)]
    assert sorted(f.practice for f in shown) == sorted(f.practice for f in report.findings)
    assert choice.work_on == choose(report, Playbook(), practices()).work_on


def test_what_was_missed_again_and_again_promises_more() -> None:
    often = Finding(practice="answer.daypart", verdict="missed", evidence=tuple(Evidence(turn=n) for n in range(6)))
    report = _report(_missed("hold.thanks", 0.6), often)
    chosen = choose(report, Playbook(), practices()).work_on
    assert chosen is not None
    assert chosen.practice == "answer.daypart"


def test_one_sentence_is_praised_once() -> None:
    said = (Evidence(turn=0, quote="U heeft al betaald"),)
    found = [Finding(practice=p, verdict="kept", evidence=said) for p in ("complaint.content", "listening.probing")]
    others = [Finding(practice=p, verdict="kept", evidence=(Evidence(turn=n, quote=p),))
              for n, p in enumerate(("answer.greeting", "hold.thanks"), 1)]  # fmt: skip
    praised = [f.practice for f in choose(_report(*found, *others), Playbook(), practices()).well]
    assert praised == ["complaint.content", "answer.greeting", "hold.thanks"]


def _answered(*evidence: Evidence) -> tuple[Finding, Report]:
    spoken = call("c: Je bent een trut!", "a: Ik begrijp dat u boos bent. Zo wil ik niet aangesproken worden.")
    finding = Finding(practice="aggression.response", verdict="kept", evidence=evidence)
    return finding, Report(id="c", participants=spoken.participants, turns=spoken.turns, findings=(finding,))


def test_what_the_other_side_said_is_never_held_up() -> None:
    insult, answer = Evidence(turn=0, quote="Je bent een trut!"), Evidence(turn=1, quote="Zo wil ik niet")
    shown = example(*_answered(insult, answer))
    assert shown is not None
    assert shown.quote == "Zo wil ik niet aangesproken worden"
    assert example(*_answered(insult)) is None


def test_words_are_held_up_as_one_piece() -> None:
    shown = example(*_answered(Evidence(turn=1, quote="begrijp dat u boos")))
    assert shown is not None
    assert shown.quote == "Ik begrijp dat u boos bent"


def test_what_the_product_did_itself_is_no_praise() -> None:
    marked = Finding(practice="aggression.report", verdict="kept", evidence=(Evidence(turn=0, quote="Ik pak je!"),))
    assert choose(_report(marked), Playbook(), practices()).well == ()


def test_what_was_left_out_is_praised_before_words_that_were_missed_for_something_else() -> None:
    why = (Evidence(turn=3, quote="Waarom zit u daar nog?"),)
    asked = Finding(practice="listening.probing", verdict="kept", evidence=why)
    missed = Finding(practice="courtesy.no_blame", verdict="missed", evidence=why)
    patient = Finding(practice="courtesy.no_diminutives", verdict="kept")
    assert choose(_report(asked, missed, patient), Playbook(), practices()).well == (patient,)
