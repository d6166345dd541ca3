"""Insert what is not there yet, in one statement that two at once cannot double."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table as Plain
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from belwijs.store.schema import Table


def insert_new(session: Session, table: type[Table], values: Mapping[str, Any]) -> Any | None:
    """The primary key of the new row; None where a row with the same unique key is there."""
    plain = table.__table__
    assert isinstance(plain, Plain)
    dialect = session.get_bind().dialect.name
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(plain).values(dict(values))
    key = next(iter(plain.primary_key.columns))
    return session.execute(insert.on_conflict_do_nothing().returning(key)).scalar()
