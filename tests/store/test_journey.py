"""What a caller went through in this very call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from belwijs.store import journey
from belwijs.store.database import Database
from belwijs.store.journey import KINDS, LONGEST_CALL, NewStep, StepKind
from belwijs.store.schema import Client, Step

START = datetime(2026, 11, 24, 11, tzinfo=UTC)
NUMBER = "+31205550101"


@pytest.fixture
def work(databases: Database) -> Iterator[Session]:
    with databases.write() as session:
        yield session


def _take(work: Session, kind: StepKind, second: float, who: str = "", about: str = "", number: str = "") -> bool:
    at = START + timedelta(seconds=second)
    return journey.take(work, NewStep("ride-1", kind, at, number, who=who, about=about))


def test_queue_talk_transfer_and_hold_add_up(work: Session) -> None:
    _take(work, "queued", 0, number=NUMBER)
    _take(work, "answered", 40, "Monique")
    _take(work, "transfer", 70, "René", "de rekening van oktober")
    _take(work, "answered", 90, "René")
    _take(work, "hold", 100)
    _take(work, "resumed", 160)
    _take(work, "transfer", 200, "Youssef")
    found = journey.of_number(work, NUMBER, None, START + timedelta(seconds=215))
    assert found is not None
    assert (found.waited, found.longest, found.transfers, found.waits_now) == (40 + 20 + 60 + 15, 60, 2, True)
    assert [(talk.who, talk.seconds) for talk in found.talks] == [("Monique", 30), ("René", 110)]
    assert found.about == "de rekening van oktober"
    assert found.asks_regret(120, 3)
    assert found.asks_regret(600, 2)
    assert not found.asks_regret(600, 3)


def test_a_step_told_twice_counts_once(work: Session) -> None:
    assert _take(work, "transfer", 5, "René", number=NUMBER)
    assert not _take(work, "transfer", 5, "René", number=NUMBER)


def test_a_transfer_told_by_desk_and_exchange_counts_once(work: Session) -> None:
    _take(work, "answered", 0, "Monique", number=NUMBER)
    _take(work, "transfer", 30, "René", "de rekening")
    _take(work, "transfer", 32, "202")
    _take(work, "answered", 40, "René")
    _take(work, "transfer", 50, "203")
    found = journey.by_ride(work, "ride-1", None, START + timedelta(seconds=60))
    assert found is not None
    assert (found.transfers, found.about) == (2, "de rekening")


def test_a_call_that_ended_goes_on_nowhere(work: Session) -> None:
    _take(work, "answered", 0, "Monique", number=NUMBER)
    _take(work, "ended", 60)
    assert journey.of_number(work, NUMBER, None, START + timedelta(seconds=61)) is None
    kept = journey.by_ride(work, "ride-1", None, START + timedelta(hours=1))
    assert kept is not None
    assert kept.talks[0].seconds == 60


def test_another_client_sees_no_journey(work: Session) -> None:
    baker, notary = Client(name="Bakker", numbers=[]), Client(name="Notaris", numbers=[])
    work.add_all([baker, notary])
    work.flush()
    journey.take(work, NewStep("ride-2", "queued", START, NUMBER, client_id=baker.id))
    journey.take(work, NewStep("ride-2", "answered", START + timedelta(seconds=9), who="Monique"))
    assert journey.of_number(work, NUMBER, notary.id, START + timedelta(seconds=10)) is None
    found = journey.by_ride(work, "ride-2", baker.id, START + timedelta(seconds=10))
    assert found is not None
    assert found.waited == 9


STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 20_000)), min_size=1, max_size=12)


@given(STEPS, st.integers(0, 40_000))
def test_waiting_is_never_longer_than_the_call(steps: list[tuple[StepKind, int]], later: int) -> None:
    rows = [Step(id=n, ride="r", number="", called="", kind=k, at=START + timedelta(seconds=s), who="", about="")
            for n, (k, s) in enumerate(steps)]  # fmt: skip
    found = journey.told(rows, START + timedelta(seconds=later))
    assert found is not None
    lasted = max(row.at for row in rows) - min(row.at for row in rows)
    assert 0 <= found.longest <= found.waited <= (lasted + LONGEST_CALL).total_seconds()
    assert all(talk.seconds >= 0 for talk in found.talks)
    assert found == journey.told(reversed(rows), START + timedelta(seconds=later))
