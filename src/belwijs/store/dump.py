"""Every row of a database as lines of JSON, and back; the same for SQLite and PostgreSQL, so one can become the other.

A copy is one snapshot, however long it takes and whatever is written meanwhile. Loading goes into the tables as they
were at the copy's revision, found in the database itself, so a copy of any earlier version can be loaded and migrated.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, DateTime, MetaData, bindparam, insert, inspect, select, text, update
from sqlalchemy import Table as Plain

from belwijs.store.database import Database, reachable
from belwijs.store.schema import Table

VERSIONS = "alembic_version"
_ROWS = 500
_NOT_KEPT = ("session", "login_attempt", "worker")
"""Who is logged in at this moment, and what runs: nothing for a copy."""


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """A connection that sees one moment of the database until it is closed."""
    with reachable(), database.engine.connect() as connection:
        if database.is_sqlite:
            connection.execute(text("BEGIN"))
            connection.execute(text("SELECT 1 FROM call LIMIT 1"))  # the moment is that of the first read
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        try:
            yield connection
        finally:
            connection.rollback()


def tables() -> list[str]:
    """The tables that are copied, each after those that it refers to."""
    return [table.name for table in Table.metadata.sorted_tables if table.name not in _NOT_KEPT]


def lines(connection: Connection, table: str) -> Iterator[str]:
    """The rows of a table, in order of their keys, as JSON objects a line."""
    plain = Table.metadata.tables[table]
    asked = select(plain).order_by(*plain.primary_key.columns)
    for row in connection.execution_options(stream_results=True, yield_per=_ROWS).execute(asked).mappings():
        values = {name: _out(value) for name, value in row.items()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def is_empty(database: Database) -> bool:
    """Whether nothing at all is in a database: no tables, or no rows in those that are copied."""
    with reachable(), database.engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        asked = [text(f'SELECT 1 FROM "{name}" LIMIT 1') for name in tables() if name in there]
        return all(connection.execute(one).first() is None for one in asked)


@contextmanager
def loading(database: Database) -> Iterator[Connection]:
    """A transaction in which tables are filled: all of it, or nothing."""
    with reachable(), database.engine.connect() as connection:
        if database.is_sqlite:
            connection.execute(text("BEGIN IMMEDIATE"))
        yield connection
        connection.commit()


def load(connection: Connection, table: str, rows: Iterable[str]) -> int:
    """Fills a table as it is in this database; how many rows it took.

    A row that refers to another of the same table gets its reference when all are there.
    """
    plain = Plain(table, MetaData(), autoload_with=connection, resolve_fks=False)
    columns = {c.name: c for c in plain.columns if c.computed is None}
    own = [f.parent.name for f in plain.foreign_keys if f.target_fullname.partition(".")[0] == table]
    is_sqlite = connection.dialect.name == "sqlite"
    count, later, waiting = 0, [], []
    for line in rows:
        given = json.loads(line)
        row = {name: _in(given[name], columns[name], is_sqlite) for name in columns if name in given}
        if any(row.get(name) is not None for name in own):
            later.append({"of": row["id"], **{f"new_{name}": row[name] for name in own}})
            row |= dict.fromkeys(own)
        waiting.append(row)
        count += 1
        if len(waiting) == _ROWS:
            connection.execute(insert(plain), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(plain), waiting)
    if later:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in own}
        connection.execute(update(plain).where(plain.c.id == bindparam("of")).values(values), later)
    if not is_sqlite and count and "id" in columns:
        sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:t, 'id')"), {"t": f'"{table}"'})
        if sequence:
            connection.execute(text(f'SELECT setval(:s, (SELECT max(id) FROM "{table}"))'), {"s": sequence})
    return count


def _out(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _in(value: Any, column: Column[Any], is_sqlite: bool) -> Any:
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value).astimezone(UTC)
        return moment.replace(tzinfo=None) if is_sqlite else moment
    return base64.b64decode(value) if column.type.python_type is bytes else value
