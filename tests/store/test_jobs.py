"""The queue: taken once, given back, tried again, buried with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from belwijs.store import jobs
from belwijs.store.database import Database
from belwijs.store.jobs import Held, LostLeaseError, Rules
from belwijs.store.schema import Call, Client, Job

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
RULES = Rules(lease=timedelta(seconds=60), most_attempts=3, first_wait=timedelta(seconds=10))


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def database(databases: Database) -> Database:
    return databases


def queue(database: Database, kind: str = "mail", at: datetime = NOW, **more: object) -> int | None:
    with database.write() as work:
        return jobs.enqueue(work, kind, {"n": 1}, at, **more)  # type: ignore[arg-type]


def claim(database: Database, worker: str = "w1", at: datetime = NOW, lane: jobs.Lane = "light") -> Held | None:
    with database.write() as work:
        return jobs.claim(work, lane, worker, at, RULES)


def held(database: Database, worker: str = "w1", at: datetime = NOW) -> Held:
    found = claim(database, worker, at)
    assert found is not None
    return found


def row(database: Database, job_id: int) -> Job:
    with database.read() as work:
        found = work.get(Job, job_id)
        assert found is not None
        return found


def test_a_job_is_taken_once(database: Database) -> None:
    queue(database)
    assert held(database).payload == {"n": 1}
    assert claim(database, "w2") is None


def test_the_same_key_is_queued_once_even_after_it_was_done(database: Database) -> None:
    assert queue(database, key="reminder 1") is not None
    assert queue(database, key="reminder 1") is None
    job = held(database)
    with database.write() as work:
        jobs.finish(work, job, NOW)
    assert queue(database, key="reminder 1") is None
    assert queue(database) is not None
    assert queue(database) is not None


def test_the_urgent_goes_first_and_the_future_waits(database: Database) -> None:
    queue(database, "later", run_after=after(5))
    queue(database, "plain")
    queue(database, "urgent", urgency=1)
    assert [held(database).kind, held(database).kind] == ["urgent", "plain"]
    assert claim(database) is None
    assert held(database, at=after(5)).kind == "later"


def test_lanes_do_not_wait_for_each_other(database: Database) -> None:
    queue(database, "analyse", lane="heavy")
    assert claim(database, lane="light") is None
    assert claim(database, lane="heavy") is not None


def test_effect_and_done_are_one(database: Database) -> None:
    job_id = queue(database)
    assert job_id is not None
    job = held(database)

    def write_and_crash() -> None:
        with database.write() as work:
            work.add(Client(name="half", numbers=[]))
            jobs.finish(work, job, NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_crash()
    with database.read() as work:
        assert work.get(Client, 1) is None
    assert row(database, job_id).state == "running"


def test_who_lost_the_lease_can_write_nothing(database: Database) -> None:
    job_id = queue(database)
    assert job_id is not None
    slow = held(database, "slow")
    assert claim(database, "quick", after(61)) is None  # brought back, to wait
    quick = held(database, "quick", after(200))
    assert quick.attempts == 2

    def write_too_late() -> None:
        with database.write() as work:
            work.add(Client(name="doubled", numbers=[]))
            jobs.finish(work, slow, after(200))

    with pytest.raises(LostLeaseError):
        write_too_late()
    with database.write() as work:
        assert not jobs.renew(work, slow, after(200), RULES)
        assert not jobs.fail(work, slow, "too late", after(200), RULES)
        assert not jobs.put_back(work, slow, after(200), timedelta())
        jobs.finish(work, quick, after(201), {"read": 3})
    with database.read() as work:
        assert work.get(Client, 1) is None
    assert (row(database, job_id).state, row(database, job_id).outcome) == ("done", {"read": 3})


def test_a_lease_that_is_renewed_stays(database: Database) -> None:
    queue(database)
    job = held(database)
    for seconds in (50, 100, 150):
        with database.write() as work:
            assert jobs.renew(work, job, after(seconds), RULES, 0.5)
        assert claim(database, "w2", after(seconds + 1)) is None


def test_failures_wait_twice_as_long_each_time_and_end_among_the_dead(database: Database) -> None:
    job_id = queue(database)
    assert job_id is not None
    at = NOW
    for wait in (10, 20):
        with database.write() as work:
            assert not jobs.fail(work, _claimed(work, at), "busy", at, RULES)
        assert row(database, job_id).run_after == at + timedelta(seconds=wait)
        assert claim(database, at=at + timedelta(seconds=wait - 1)) is None
        at += timedelta(seconds=wait)
    with database.write() as work:
        assert jobs.fail(work, _claimed(work, at), "still busy", at, RULES)
    assert (row(database, job_id).state, row(database, job_id).reason) == ("dead", "still busy")
    assert claim(database, at=at + timedelta(days=1)) is None


def _claimed(work: object, at: datetime) -> Held:
    found = jobs.claim(work, "light", "w1", at, RULES)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_what_kills_its_worker_each_time_is_buried(database: Database) -> None:
    job_id = queue(database)
    assert job_id is not None
    at = NOW
    for _ in range(RULES.most_attempts):
        held(database, at=at)
        assert claim(database, at=at + timedelta(seconds=61)) is None  # brought back, to wait
        at += timedelta(seconds=200)
    dead = row(database, job_id)
    assert (dead.state, dead.reason, dead.attempts) == ("dead", jobs.LOST, RULES.most_attempts)


def test_put_back_does_not_count(database: Database) -> None:
    job_id = queue(database)
    assert job_id is not None
    for _ in range(10):
        with database.write() as work:
            assert jobs.put_back(work, _claimed(work, NOW), NOW, timedelta(), "the house stopped")
    assert (row(database, job_id).attempts, row(database, job_id).state) == (0, "queued")


def test_a_dead_analysis_marks_its_call_and_a_retry_takes_that_back(database: Database) -> None:
    with database.write() as work:
        call = Call(name="x", source="upload", started_at=NOW, added_at=NOW)
        work.add(call)
        work.flush()
        job_id = jobs.enqueue(work, "analyse", {"file": "x"}, NOW, call_id=call.id)
        assert job_id is not None
        assert jobs.fail(work, _claimed(work, NOW), "no sound in it", NOW, RULES, for_good=True)
        call_id = call.id
    with database.read() as work:
        found = work.get(Call, call_id)
        assert found is not None
        assert (found.state, found.problem) == ("failed", "no sound in it")
        (line,) = jobs.listed(work, "dead")
        assert (line.name, line.reason, line.call_state) == ("x", "no sound in it", "failed")
    with database.write() as work:
        assert jobs.retry_all(work, NOW) == 1
    with database.read() as work:
        found = work.get(Call, call_id)
        assert found is not None
        assert (found.state, found.problem) == ("queued", "")
    with database.write() as work:
        assert not jobs.retry(work, job_id, NOW)
        assert jobs.drop(work, job_id) is None  # not dead
        jobs.fail(work, _claimed(work, NOW), "no sound in it", NOW, RULES, for_good=True)
        assert jobs.drop(work, job_id) == {"file": "x"}
    with database.read() as work:
        assert work.get(Call, call_id) is None


def test_lists_go_by_pages(database: Database) -> None:
    for n in range(5):
        queue(database, f"k{n}")
    with database.read() as work:
        assert jobs.numbers(work) == {"queued": 5, "running": 0, "dead": 0}
        assert jobs.numbers(work, most=3)["queued"] == 3
        assert [line.kind for line in jobs.listed(work, "queued", most=2)] == ["k0", "k1"]
    for _ in range(5):
        job = held(database)
        with database.write() as work:
            jobs.finish(work, job, NOW)
    with database.read() as work:
        first = jobs.listed(work, "done", most=2)
        assert [line.kind for line in first] == ["k4", "k3"]
        assert [line.kind for line in jobs.listed(work, "done", first[-1].id)] == ["k2", "k1", "k0"]
    with database.write() as work:
        assert jobs.forget_done(work, after(1)) == 5
