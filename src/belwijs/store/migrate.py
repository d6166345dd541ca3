"""Brings a database up to the tables of this version; every step is a file in `migrations/versions`.

A step runs in one transaction, on both kinds of database: it is done wholly or not at all. There is no way back down;
the way back is a backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from belwijs.call import Problem
from belwijs.store.database import Database, reachable
from belwijs.store.schema import Table

_LOCK = 0x62656C77  # 'belw': two processes that start at once migrate one after the other
_BESIDE_THE_MODEL = ("spoken_search", "ix_spoken_search")
"""What `schema.FULL_TEXT` makes: other statements on each kind of database, so no part of the model."""


def _is_ours(name: str | None, kind: str, parents: Any) -> bool:
    if kind == "column":
        return not (parents.get("table_name") == "spoken" and name == "search")
    return name is None or not name.startswith(_BESIDE_THE_MODEL)


COMPARED: dict[str, Any] = {"include_name": _is_ours, "compare_type": True, "compare_server_default": True}
"""How a database is compared with the model."""


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    return [script.revision for script in _scripts().walk_revisions()][::-1]


def revision_of(database: Database) -> str | None:
    """The revision that a database is at; None for one that was never migrated."""
    with reachable(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether a database has the tables of this version."""
    return revision_of(database) == revisions()[-1]


def upgrade(database: Database, to: str = "head") -> bool:
    """Brings a database to a revision; whether there was anything to do.

    Raises:
        Problem: it was made by a newer version.
        AwayError: it does not answer.
    """
    with reachable(), _alone(database) as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        known = revisions()
        if before is not None and before not in known:
            reason = "the database was made by a newer Belwijs"
            raise Problem(reason, "install that version, or restore an older backup")
        if before == (known[-1] if to == "head" else to):
            return False
        settings = _config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, to)
        if database.is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise RuntimeError("a migration left references to rows that are not there")
    return True


def differences(database: Database) -> list[Any]:
    """What Alembic would have to change in a database to make it the model; for the tests."""
    with database.engine.connect() as connection:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=COMPARED), Table.metadata)
    return found


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A connection in a transaction in which nobody else migrates.

    SQLite rebuilds a table to change it, and would cascade while the old one is dropped: references are off meanwhile.
    """
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection
            return
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        try:
            connection.execute(text("BEGIN IMMEDIATE"))
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("PRAGMA foreign_keys=ON"))


def _config() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(files("belwijs.store") / "migrations").replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
