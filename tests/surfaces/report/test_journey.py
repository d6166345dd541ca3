"""The journey through a call."""

from __future__ import annotations

import pytest

from belwijs.finding import Report
from belwijs.surfaces.report.journey import journey_of
from tests.calls import call, consult, hold
from tests.surfaces.report import samples


def test_rung_queued_spoke_waited_put_through() -> None:
    journey = journey_of(samples.written(samples.ANGRY, "x"))
    assert journey is not None
    kinds = [leg.kind for leg in journey.legs]
    assert kinds == ["ring", "queue", "talk", "hold", "talk", "transfer", "talk"]
    assert journey.waited == pytest.approx(92)
    assert (journey.waits, journey.transfers, journey.people) == (2, 1, ("a1", "k1"))
    assert journey.with_person("k1") > 10


def test_a_consultation_within_a_hold_is_the_same_wait() -> None:
    made = call("a: Ogenblik.", hold(10, 40), consult(15, 30), "a: Dank u voor het wachten.")
    journey = journey_of(Report(id="x", duration=made.duration, participants=made.participants, turns=made.turns,
                                events=made.events))  # fmt: skip
    assert journey is not None
    assert [leg.kind for leg in journey.legs] == ["talk", "hold", "consult", "hold", "talk"]
    assert journey.waits == 1
    assert journey.waited == pytest.approx(30)


def test_without_time_there_is_no_journey() -> None:
    assert journey_of(Report(id="x")) is None
