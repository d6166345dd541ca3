"""Wiping is asked for where it is needed: by SQLite, once for all that was erased before it."""

from __future__ import annotations

from sqlalchemy import select

from belwijs.store import wiping
from belwijs.store.database import Database
from belwijs.store.schema import Job
from tests.store.calls import MONDAY


def test_only_sqlite_needs_it(databases: Database) -> None:
    with databases.write() as work:
        for _ in range(2):
            wiping.ask(work, MONDAY)
        assert work.scalars(select(Job.kind)).all() == ["wipe"] * databases.is_sqlite
    assert databases.settle()
