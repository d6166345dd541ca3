"""Connections to PostgreSQL that are lost: while they rest nobody notices, else one piece of work does."""

from __future__ import annotations

from collections.abc import Iterator

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
