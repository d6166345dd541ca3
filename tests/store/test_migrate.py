"""Migrations make the tables of the model, from nothing and from every earlier revision, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from belwijs.call import Problem
from belwijs.store.database import Database
from belwijs.store.migrate import differences, is_current, revision_of, revisions, upgrade
from tests.store.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")
        yield database
        database.close()
        return
    server: Postgres = request.getfixturevalue("server")
    name = server.create()
    database = Database(server.url(name))
    yield database
    database.close()
    server.drop(name)


def _shape(database: Database) -> dict[str, object]:
    """Tables, triggers and columns as the database itself tells them."""
    found = inspect(database.engine)
    shape: dict[str, object] = {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)),
            sorted(str(i["name"]) for i in found.get_indexes(name)),
            sorted((str(f["name"]), str(f["options"])) for f in found.get_foreign_keys(name)),
        )
        for name in found.get_table_names()
        if name != "alembic_version"
    }
    if database.is_sqlite:
        with database.read() as session:
            shape["triggers"] = session.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            ).fetchall()
    return shape


def test_migrations_make_what_the_model_says(nothing: Database, databases: Database) -> None:
    """Should this fail after a change of schema.py: run tools/first_migration.py."""
    assert not is_current(nothing)
    assert upgrade(nothing)
    assert is_current(nothing)
    assert differences(nothing) == []
    if nothing.is_sqlite == databases.is_sqlite:
        assert _shape(nothing) == _shape(databases)


@pytest.mark.parametrize("revision", revisions())
def test_every_earlier_revision_comes_up(nothing: Database, revision: str) -> None:
    assert upgrade(nothing, revision)
    assert revision_of(nothing) == revision
    upgrade(nothing)
    assert is_current(nothing)
    assert differences(nothing) == []
    assert not upgrade(nothing), "a second time there is nothing to do"


def test_a_newer_database_is_left_alone(nothing: Database) -> None:
    upgrade(nothing)
    with nothing.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Problem, match="newer Belwijs"):
        upgrade(nothing)
    assert revision_of(nothing) == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(nothing: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last statement of the first migration fails, after some thirty tables were made."""
    with nothing.write() as session:
        session.execute(text("CREATE TABLE spoken_search (words TEXT)"))
        session.execute(text("CREATE TABLE ix_spoken_search (words TEXT)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(nothing)
    assert set(inspect(nothing.engine).get_table_names()) <= {"spoken_search", "ix_spoken_search"}
