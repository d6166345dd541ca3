"""The `measure` kind: a figure against its limit, and every reason for which there is none."""

from __future__ import annotations

import pytest

from belwijs.call import Problem
from belwijs.catalogue.assess import judge
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.outcome import Outcome
from belwijs.catalogue.practice import Applies, Both, Bound, Check, Practice
from belwijs.interface import texts

TEXT = Both(nl="x", en="x")
PRACTICE = Practice(
    id="voice.test", title=TEXT, what=TEXT, why=TEXT, when=TEXT, norm="x", needs=("audio",),
    applies=Applies(to="agent_line"),
    check=Check(
        kind="measure",
        bounds=(
            Bound(measure="first", least="hold_counts_from", most="answer_within"),
            Bound(measure="second", most="hold_without_word"),
        ),
    ),
)  # fmt: skip


def outcome(*lines: str) -> Outcome:
    return judge(scene_of("\n".join(("a: Goedemiddag.", *lines))), PRACTICE)


@pytest.mark.parametrize(
    ("value", "verdict", "limit"),
    [(9.9, "missed", 10), (10, "kept", 10), (12, "kept", 10), (19, "kept", 20), (20.5, "missed", 20)],
)
def test_a_figure_is_held_against_the_limit_it_is_nearest_to(value: float, verdict: str, limit: float) -> None:
    found = outcome(f"measure first {value} 3-5")
    assert found.verdict == verdict
    (shown,) = found.evidence
    assert (shown.measure, shown.value, shown.limit, shown.start, shown.end) == ("first", value, limit, 3, 5)


def test_one_figure_beyond_its_limit_is_enough_and_comes_first() -> None:
    found = outcome("measure first 15", "measure second 61")
    assert found.verdict == "missed"
    assert [e.measure for e in found.evidence] == ["second", "first"]
    assert outcome("measure first too_little 1", "measure second 61").verdict == "missed"


def test_without_the_first_figure_it_cannot_be_said() -> None:
    assert outcome().why == "unmeasured.no_sound"
    assert outcome("measure second 3").why == "unmeasured.not_measured"
    assert outcome("measure customer first 15").why == "unmeasured.not_measured"
    too_little = outcome("measure first too_little 2.1", "measure second 3")
    assert (too_little.verdict, too_little.why, too_little.slots) == (
        "unknown", "unmeasured.too_little", {"seconds": "2.1"},
    )  # fmt: skip
    assert outcome("measure first mono").why in texts("en")


def test_nobody_of_ours_on_the_line() -> None:
    assert judge(scene_of("c: Hallo?\nmeasure customer first 3"), PRACTICE).verdict == "not_applicable"
    assert judge(scene_of("measure first 15"), PRACTICE).verdict == "kept"
    assert judge(scene_of("measure first mono"), PRACTICE).verdict == "unknown", "somebody is on the line, in a mix"


@pytest.mark.parametrize("line", ["first", "first -", "first 3 4", "first 3 5-4x", "first Too little"])
def test_a_measure_that_is_none(line: str) -> None:
    with pytest.raises(Problem, match="line 1 of the example"):
        scene_of(f"measure {line}")
