"""What was erased leaves SQLite's file too: its full-text index keeps deleted words until its parts are merged.

Freed pages are overwritten as they are freed (`secure_delete`, `database.py`); PostgreSQL needs none of this.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from belwijs.store import jobs
from belwijs.store.database import is_sqlite

KIND = "wipe"
_PAGES = 500
"""Pages of the index that are merged in one transaction: some 2 MB, so that nobody waits long for the lock."""


def ask(session: Session, now: datetime) -> None:
    """Queues the work, in the transaction that erases."""
    if is_sqlite(session):
        jobs.ask(session, KIND, now)


def merge(session: Session, *, first: bool) -> bool:
    """A step of merging all parts of the index into one; False once nothing is left to merge.

    See https://www.sqlite.org/fts5.html#the_merge_command: a negative number begins, and fewer than two changes tell
    the end.
    """
    before = _changes(session)
    step = text("INSERT INTO spoken_search(spoken_search, rank) VALUES ('merge', :pages)")
    session.execute(step, {"pages": -_PAGES if first else _PAGES})
    return _changes(session) - before >= 2


def _changes(session: Session) -> int:
    return int(session.scalar(text("SELECT total_changes()")) or 0)
