"""Two sets of calls side by side."""

from __future__ import annotations

import random

from belwijs.finding import Finding, Report, Verdict
from belwijs.pipeline.compare import compare_calls


def _calls(practice: str, kept: int, missed: int, unknown: int = 0) -> list[Report]:
    named: tuple[tuple[Verdict, int], ...] = (("kept", kept), ("missed", missed), ("unknown", unknown))
    verdicts = [v for v, times in named for _ in range(times)]
    return [Report(id=str(n), findings=(Finding(practice=practice, verdict=v),)) for n, v in enumerate(verdicts)]


def _change(a: tuple[int, int], b: tuple[int, int]) -> str:
    return compare_calls(_calls("hold.thanks", *a), _calls("hold.thanks", *b)).practices[0].change


def test_better_worse_and_chance() -> None:
    assert _change((10, 20), (25, 5)) == "better"
    assert _change((25, 5), (10, 20)) == "worse"
    assert _change((10, 20), (13, 17)) == "chance"
    assert _change((20, 10), (20, 10)) == "same"


def test_too_few_calls_are_said_to_be_too_few() -> None:
    assert _change((0, 2), (2, 0)) == "too_few"
    assert _change((0, 5), (5, 0)) == "better"
    assert _change((3, 0), (0, 0)) == "one_side"


def test_all_kept_on_both_sides_is_the_same_and_takes_part_in_no_test() -> None:
    found = compare_calls(_calls("hold.thanks", 30, 0), _calls("hold.thanks", 30, 0))
    assert found.practices[0].change == "same"
    assert found.tested == 0


def test_what_cannot_be_said_does_not_count() -> None:
    row = compare_calls(_calls("hold.thanks", 3, 3, 50), _calls("hold.thanks", 4, 2, 50)).practices[0]
    assert (row.kept_a, row.missed_a, row.kept_b, row.missed_b) == (3, 3, 4, 2)


def test_many_practices_without_a_difference_seldom_give_one() -> None:
    """The share of false discoveries is kept: of 200 runs of 40 practices by chance, at most one in ten shows any."""
    rng = random.Random(5)
    alarms = 0
    for _ in range(200):
        sides = []
        for _ in "ab":
            drawn = {f"x.p{n}": [rng.random() < 0.6 for _ in range(20)] for n in range(40)}
            sides.append([
                Report(id=str(c), findings=tuple(
                    Finding(practice=p, verdict="kept" if drawn[p][c] else "missed") for p in drawn
                )) for c in range(20)
            ])  # fmt: skip
        found = compare_calls(*sides)
        alarms += bool(found.of("better", "worse"))
    assert alarms <= 20
