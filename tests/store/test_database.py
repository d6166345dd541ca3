"""Turns of writers on SQLite; connections to PostgreSQL that are lost: at rest nobody notices, else one look does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from belwijs.store import database as module
from belwijs.store.database import AwayError, Database
from tests.store.postgres import Postgres


@pytest.fixture
def house(server: Postgres) -> Iterator[Database]:
    """A database on PostgreSQL with one connection in its pool."""
    name = server.create()
    made = Database(server.url(name))
    assert look(made) == 1
    yield made
    made.close()
    server.drop(name)


def look(house: Database) -> int | None:
    """The simplest question."""
    with house.read() as work:
        found: int | None = work.scalar(text("SELECT 1"))
        return found


def cut(server: Postgres, house: Database) -> None:
    """Ends every connection to this database, as a restart of PostgreSQL does."""
    other = Database(server.url("postgres"))
    with other.read() as work:
        ended = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name")
        assert work.scalar(ended, {"name": house.engine.url.database}) == 1
    other.close()


def test_a_connection_lost_while_it_rested_is_replaced(
    server: Postgres, house: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REST_SECONDS", 0.0)
    cut(server, house)
    assert look(house) == 1


def test_a_connection_lost_in_use_is_told_once(server: Postgres, house: Database) -> None:
    cut(server, house)
    with pytest.raises(AwayError):
        look(house)
    assert look(house) == 1


def test_looking_begins_no_transaction(house: Database) -> None:
    with house.read() as work:
        moments = [work.scalar(text("SELECT now()")) for _ in range(2)]  # the moment at which a transaction began
    assert moments[0] != moments[1]
    with house.write() as work:
        moments = [work.scalar(text("SELECT now()")) for _ in range(2)]
    assert moments[0] == moments[1]


def test_who_writes_one_after_the_other_lets_others_have_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without that this fails: whoever waits looks ever more seldom, and never in the moment in between."""
    monkeypatch.setattr(module, "BUSY_MS", 1500)
    house, over = Database(f"sqlite:///{tmp_path / 'turns.db'}"), Event()
    with house.write() as work:
        work.execute(text("CREATE TABLE done (who TEXT)"))

    def at_once() -> None:
        while not over.is_set():
            with house.write() as work:
                work.execute(text("INSERT INTO done VALUES ('job')"))
                time.sleep(0.25)

    job = Thread(target=at_once)
    job.start()
    try:
        for _ in range(4):
            with house.write() as work:
                work.execute(text("INSERT INTO done VALUES ('page')"))
    finally:
        over.set()
        job.join()
    with house.read() as work:
        done = dict(iter(work.execute(text("SELECT who, count(*) FROM done GROUP BY who"))))
    assert done["page"] == 4
    house.close()
