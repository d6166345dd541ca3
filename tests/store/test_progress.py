"""Progress with its uncertainty, the one thing to practise, and what a team's figures hide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.store import progress
from belwijs.store.database import Database
from belwijs.store.progress import Progress, Share
from belwijs.store.schema import Client
from belwijs.store.scope import Scope
from tests.store.calls import MONDAY, call, person

WEEK = timedelta(days=7)
EDGES = [MONDAY - WEEK, MONDAY, MONDAY + WEEK]


@pytest.mark.parametrize(
    ("kept", "applied", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_that_of_the_literature(kept: int, applied: int, low: float, high: float) -> None:
    assert progress.wilson(kept, applied) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(kept: int, missed: int) -> None:
    share = Share(kept, kept + missed)
    low, high = share.interval
    assert 0.0 <= low <= high <= 1.0
    if share.applied:
        assert low - 1e-9 <= share.value <= high + 1e-9


def test_progress_is_by_practice_and_period_for_oneself_and_the_coach_only(databases: Database) -> None:
    with databases.write() as work:
        anna, bram = person(work, "Anna"), person(work, "Bram")
        call(work, anna, at=-30, verdicts={"hold.reason": "missed", "answer.greeting": "not_applicable"})
        call(work, anna, at=2, verdicts={"hold.reason": "kept", "answer.greeting": "kept"})
        call(work, anna, at=3, verdicts={"hold.reason": "kept", "answer.greeting": "unknown"})
        call(work, anna, at=400, verdicts={"hold.reason": "kept"})
        call(work, bram, at=3, verdicts={"hold.reason": "missed"})
        shown = progress.of_person(work, Scope(people=frozenset({anna})), anna, EDGES)
        assert shown == (
            Progress("hold.reason", (Share(0, 1), Share(2, 2))),
            Progress("answer.greeting", (Share(0, 0), Share(1, 1))),
        )
        assert shown[0].whole == Share(2, 3)
        for stranger in (Scope(people=frozenset({bram})), Scope(everything=True), Scope(team="")):
            assert progress.of_person(work, stranger, anna, EDGES) is None
            assert progress.examples(work, stranger, anna, "hold.reason", "kept", EDGES[0]) == ()


def test_progress_of_a_client_is_of_its_calls(databases: Database) -> None:
    with databases.write() as work:
        work.add(Client(id=1, name="Bakker", numbers=[]))
        work.flush()
        anna = person(work, "Anna")
        call(work, anna, client_id=1, verdicts={"hold.reason": "kept"})
        call(work, anna, verdicts={"hold.reason": "missed"})
        shown = progress.of_person(work, Scope(people=frozenset({anna}), client_id=1), anna, EDGES)
        assert shown is not None
        assert shown[0].whole == Share(1, 1)


def test_examples_are_the_latest(databases: Database) -> None:
    with databases.write() as work:
        anna = person(work, "Anna")
        made = [call(work, anna, at=n, verdicts={"hold.reason": "missed"}) for n in range(5)]
        found = progress.examples(work, Scope(people=frozenset({anna})), anna, "hold.reason", "missed", EDGES[0])
        assert [e.call_id for e in found] == made[:1:-1]
        assert found[0].suggestion


def test_the_one_thing_is_what_is_missed_most_surely_by_its_worth() -> None:
    shown = [
        Progress("often", (Share(10, 30),)), Progress("twice", (Share(0, 2),)), Progress("few", (Share(2, 6),)),
        Progress("never", (Share(40, 40),)), Progress("heavy", (Share(20, 40),)),
    ]  # fmt: skip
    assert progress.to_practise(shown, 4, lambda p: 1.0) is shown[0]
    assert progress.to_practise(shown, 4, lambda p: 3.0 if p == "heavy" else 1.0) is shown[4]
    assert progress.to_practise(shown, 4, lambda p: 0.0) is None
    assert progress.to_practise(shown[1:2], 4, lambda p: 1.0) is None
    assert progress.to_practise(shown[3:4], 4, lambda p: 1.0) is None
    assert progress.to_practise([], 4, lambda p: 1.0) is None


def team_of(databases: Database, calls_by_person: list[int], **options: int) -> progress.TeamFigures:
    with databases.write() as work:
        lead = person(work, "Lead", "lead", team="noord")
        for n, number in enumerate(calls_by_person):
            one = person(work, f"Agent {n}", team="noord")
            for hour in range(number):
                call(work, one, at=hour, verdicts={"hold.reason": "missed" if hour % 4 == 0 else "kept"}, team="noord")
        other = person(work, "Zuid", team="zuid")
        call(work, other, verdicts={"hold.reason": "missed"}, team="zuid")
        for hour in range(options.get("lead", 0)):
            call(work, lead, at=hour, verdicts={"hold.reason": "kept"}, team="noord")
        return progress.of_team(work, lead, "noord", options.get("client"), MONDAY, MONDAY + WEEK)


def test_a_team_is_shown_from_three_people_and_twenty_calls(databases: Database) -> None:
    figures = team_of(databases, [8, 8, 8])
    assert figures.shares == {"hold.reason": Share(18, 24)}
    assert figures.hidden == 0


@pytest.mark.parametrize(
    ("people", "lead"), [([8, 8], 0), ([12, 12], 12), ([6, 6, 7], 0), ([6, 6, 7], 9), ([30, 1, 1], 0), ([], 40)]
)
def test_a_figure_that_would_point_at_somebody_is_not_shown(databases: Database, people: list[int], lead: int) -> None:
    figures = team_of(databases, people, lead=lead)
    assert figures.shares == {}
    assert figures.hidden == 1


def test_a_team_of_a_client_counts_its_calls_only(databases: Database) -> None:
    assert team_of(databases, [8, 8, 8], client=5).shares == {}


def test_the_calls_of_a_team_are_counted(databases: Database) -> None:
    team_of(databases, [2, 1])
    with databases.read() as work:
        assert progress.calls_of_team(work, "noord", None, MONDAY, MONDAY + WEEK) == progress.Calls(3, 36.0)
        assert progress.calls_of_team(work, "noord", 4, MONDAY, MONDAY + WEEK) == progress.Calls(0, 0.0)
