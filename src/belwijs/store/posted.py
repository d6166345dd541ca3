"""What another system gave before: the same within a day makes nothing new, so that it may simply send again."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from belwijs.store.schema import Posted

REMEMBERED = timedelta(days=1)


def digest_of(token_id: int, address: str, body: str) -> str:
    """SHA-256 of what was given, by whom and where."""
    return hashlib.sha256(f"{token_id}\n{address}\n{body}".encode()).hexdigest()


def before(session: Session, digest: str, now: datetime) -> int | None:
    """The id of what came of it when it was given before; None where it was not, or longer than a day ago."""
    session.execute(delete(Posted).where(Posted.at < now - REMEMBERED))
    found = session.get(Posted, digest)
    return None if found is None else found.thing_id


def keep(session: Session, digest: str, thing_id: int, now: datetime) -> None:
    """Remembers what came of it; in the transaction that made the thing."""
    found = session.get(Posted, digest)
    if found is None:
        session.add(Posted(digest=digest, thing_id=thing_id, at=now))
    else:
        found.thing_id, found.at = thing_id, now
