"""Databases of the tests: each test that asks for `databases` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from belwijs.store.database import Database
from belwijs.store.schema import Table
from tests.store.postgres import Postgres, Unavailable, postgres


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without rows, to copy; that migrations make the same is tested apart."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = Database(f"sqlite:///{path}")
    Table.metadata.create_all(database.engine)
    database.close()
    return path


@pytest.fixture(scope="session")
def server() -> Postgres:
    """The PostgreSQL of this run. With CI set it has to be there."""
    try:
        return postgres()
    except Unavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here: {reason}")


@pytest.fixture(scope="session")
def empty_postgres(server: Postgres) -> str:
    """The name of a database without rows, to copy."""
    name = server.create()
    database = Database(server.url(name))
    Table.metadata.create_all(database.engine)
    database.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without rows, of either kind."""
    if request.param == "sqlite":
        path = tmp_path / "belwijs.db"
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
        database = Database(f"sqlite:///{path}")
        yield database
        database.close()
        return
    template: str = request.getfixturevalue("empty_postgres")
    server: Postgres = request.getfixturevalue("server")
    name = server.create(template)
    database = Database(server.url(name))
    yield database
    database.close()
    server.drop(name)
