"""A worker: jobs done once, failures told, a stop that loses nothing, a database that is away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import jobs as store
from belwijs.store.database import AwayError, Database
from belwijs.store.jobs import Held, Rules
from belwijs.store.schema import Client, Job
from belwijs.surfaces.server import jobs
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.jobs import Kind, Outcome, Tell, Work
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import Office, office

HERE = "tests.surfaces.server.test_worker"
RULES = Rules(lease=timedelta(seconds=60), most_attempts=2, first_wait=timedelta(seconds=10))
told = threading.Event()
let_go = threading.Event()


def effect(house: House, held: Held, tell: Tell) -> Work:
    def write(session: Session, now: datetime) -> Outcome:
        session.add(Client(name=f"made by {held.id}", numbers=[]))
        return {"made": 1}

    return Work(write)


def at_fault(house: House, held: Held, tell: Tell) -> Work:
    raise Problem("there is no sound in it", "give another", file="/secret/place.wav")


def crash(house: House, held: Held, tell: Tell) -> Work:
    raise ValueError("the caller said: my number is 0612345678")


def untidy(house: House, held: Held, tell: Tell) -> Work:
    def afterwards() -> None:
        raise OSError("in the way")

    return Work(effect(house, held, tell).write, afterwards)


def slow(house: House, held: Held, tell: Tell) -> Work:
    told.set()
    while not let_go.wait(0.01):
        tell(0.5)
    return effect(house, held, tell)


def full(house: House, held: Held, tell: Tell) -> Work:
    raise OSError(28, "No space left on device")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    told.clear()
    let_go.clear()
    for name in ("effect", "crash", "untidy", "slow", "full"):
        monkeypatch.setitem(jobs.KINDS, name, Kind(f"{HERE}:{name}"))
    monkeypatch.setitem(jobs.KINDS, "at_fault", Kind(f"{HERE}:at_fault", tries_problems=False))
    with office(tmp_path) as made:
        yield made


def queue(here: Office, kind: str) -> int:
    with here.database.write() as work:
        made = store.enqueue(work, kind, {}, here.clock())
        assert made is not None
        return made


def job(here: Office, job_id: int) -> Job:
    with here.database.read() as work:
        return work.get_one(Job, job_id)


def made(here: Office) -> list[str]:
    with here.database.read() as work:
        return list(work.scalars(select(Client.name)))


def worker(here: Office, **more: object) -> Worker:
    return Worker(here.house, RULES, poll=0.01, **more)  # type: ignore[arg-type]


def test_a_job_is_done_and_its_effect_is_there(here: Office) -> None:
    job_id = queue(here, "effect")
    assert worker(here).until_empty() == 1
    found = job(here, job_id)
    assert (found.state, found.outcome, found.progress) == ("done", {"made": 1}, 1.0)
    assert made(here) == [f"made by {job_id}"]


def test_what_is_at_fault_itself_is_not_tried_again(here: Office) -> None:
    job_id = queue(here, "at_fault")
    worker(here).until_empty()
    found = job(here, job_id)
    assert (found.state, found.attempts, found.reason) == ("dead", 1, "there is no sound in it; give another")


def test_the_unexpected_is_tried_again_and_quotes_nobody(here: Office) -> None:
    job_id = queue(here, "crash")
    assert worker(here).until_empty() == 1
    assert job(here, job_id).state == "queued"
    here.clock.pass_(seconds=11)
    worker(here).until_empty()
    found = job(here, job_id)
    assert (found.state, found.attempts) == ("dead", 2)
    assert "ValueError" in found.reason
    assert "0612345678" not in found.reason


def test_a_kind_of_another_version_is_buried_not_lost(here: Office) -> None:
    job_id = queue(here, "of_tomorrow")
    for _ in range(2):
        worker(here).until_empty()
        here.clock.pass_(seconds=11)
    assert (job(here, job_id).state, "version" in job(here, job_id).reason) == ("dead", True)


def test_tidying_that_fails_does_not_undo_the_work(here: Office) -> None:
    job_id = queue(here, "untidy")
    worker(here).until_empty()
    assert job(here, job_id).state == "done"


def test_a_full_disk_waits_and_is_no_attempt(here: Office) -> None:
    job_id = queue(here, "full")
    for _ in range(5):
        worker(here).until_empty()
        here.clock.pass_(minutes=2)
    assert (job(here, job_id).state, job(here, job_id).attempts) == ("queued", 0)
    assert job(here, job_id).reason == "the disk is full"


@contextmanager
def running(here: Office, **more: object) -> Iterator[Worker]:
    one = worker(here, **more)
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        yield one
    finally:
        one.stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_a_stop_puts_back_what_takes_long(here: Office) -> None:
    job_id = queue(here, "slow")
    with running(here, grace=0.0):
        assert told.wait(10)
    assert (job(here, job_id).state, job(here, job_id).attempts) == ("queued", 0)
    assert made(here) == []


def test_a_stop_waits_for_what_is_nearly_done(here: Office) -> None:
    job_id = queue(here, "slow")
    with running(here, grace=20.0) as one:
        assert told.wait(10)
        one.stop.set()
        let_go.set()
    assert job(here, job_id).state == "done"
    assert made(here) == [f"made by {job_id}"]


def test_a_lease_that_went_to_somebody_else_writes_nothing(here: Office) -> None:
    job_id = queue(here, "slow")
    with running(here):
        assert told.wait(10)
        with here.database.write() as work:
            work.get_one(Job, job_id).worker = "another"
        let_go.set()
    assert made(here) == []
    assert job(here, job_id).state == "running"


def test_a_database_that_is_away_is_waited_for(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = queue(here, "slow")
    away = threading.Event()
    write = Database.write

    @contextmanager
    def sometimes(self: Database) -> Iterator[Session]:
        if away.is_set():
            away.clear()
            raise AwayError("the database does not answer", "it will")
        with write(self) as session:
            yield session

    monkeypatch.setattr(Database, "write", sometimes)
    with running(here):
        assert told.wait(10)
        away.set()
        let_go.set()
        for _ in range(500):
            if job(here, job_id).state == "done":
                break
            threading.Event().wait(0.02)
    assert (job(here, job_id).state, made(here)) == ("done", [f"made by {job_id}"])


def test_what_comes_round_is_queued_once_a_period(here: Office) -> None:
    with here.database.write() as work:
        assert jobs.queue_regular(work, here.clock()) >= 1
        assert jobs.queue_regular(work, here.clock()) == 0
    here.clock.pass_(hours=1)
    with here.database.write() as work:
        assert jobs.queue_regular(work, here.clock()) >= 1


def test_every_kind_of_work_has_its_function() -> None:
    for name, kind in jobs.KINDS.items():
        if not kind.run.startswith(HERE):
            assert callable(jobs.handler(name))
