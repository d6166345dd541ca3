"""Who saw, heard or changed what. A line names things by kind and id, never what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from belwijs.store.schema import Audit, Person

PAGE = 100
ONE_LISTENING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    id: int
    at: datetime
    who: str  # a person's name, or the token or job that did it
    action: str
    what: str
    detail: dict[str, Any]


def record(
    session: Session,
    now: datetime,
    action: str,
    what: str = "",
    *,
    person_id: int | None = None,
    by: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Adds a line, in the transaction of what it tells of.

    Args:
        action: such as `call.heard`; kind and past tense.
        what: kind and id, such as `call 12`.
        by: token or job, where it was no person.
        detail: ids and numbers only.
    """
    session.add(Audit(at=now, person_id=person_id, by=by[:60], action=action, what=what[:100], detail=detail or {}))


def record_once(
    session: Session, now: datetime, action: str, what: str, *, person_id: int, within: timedelta = ONE_LISTENING
) -> None:
    """Adds a line unless the same stands there already of just now: a browser asks for a recording in many parts."""
    same = select(Audit.id).where(
        Audit.person_id == person_id, Audit.action == action, Audit.what == what, Audit.at > now - within
    )
    if session.scalar(same.limit(1)) is None:
        record(session, now, action, what, person_id=person_id)


def lines(
    session: Session,
    *,
    person_id: int | None = None,
    action: str = "",
    what: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[Line]:
    """The log, newest first; `before` is the id of the last line that was seen.

    Args:
        action: the action, or its kind: `call` finds `call.heard`, `call.read` and `calls.matched`, not `caller.seen`.
    """
    asked = select(Audit, Person.name).outerjoin(Person, Person.id == Audit.person_id).order_by(Audit.id.desc())
    if person_id is not None:
        asked = asked.where(Audit.person_id == person_id)
    if action:
        of_kind = (Audit.action.startswith(f"{action}{many}.", autoescape=True) for many in ("", "s"))
        asked = asked.where(or_(Audit.action == action, *of_kind))
    if what:
        asked = asked.where(Audit.what == what)
    if since is not None:
        asked = asked.where(Audit.at >= since)
    if until is not None:
        asked = asked.where(Audit.at < until)
    if before is not None:
        asked = asked.where(Audit.id < before)
    rows = session.execute(asked.limit(limit))
    return [Line(a.id, a.at, name or a.by or "–", a.action, a.what, a.detail) for a, name in rows]
