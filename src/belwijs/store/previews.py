"""What a playbook is tried out on: the reports of a month, and what came of trying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from belwijs.store.schema import Call, Document, Job
from belwijs.store.scope import Scope

KIND = "preview"
"""Of the job."""
BATCH = 25


@dataclass(frozen=True, slots=True)
class Kept:
    """A call with the report that was kept of it."""

    call_id: int
    client_id: int | None
    medium: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """A try, on its way or done."""

    id: int
    state: str
    progress: float
    reason: str
    target: int | None  # the client whose playbook was tried; None: the house's
    text: str
    was: str  # fingerprint of the text that was there when this one was begun
    outcome: Mapping[str, Any]
    added_at: datetime


def number_of_calls(session: Session, start: datetime, end: datetime, client_id: int | None) -> int:
    """Calls with a report between two moments, of one client or of all."""
    return session.scalar(_wanted(select(func.count(Call.id)), start, end, client_id)) or 0


def kept_reports(
    session: Session, start: datetime, end: datetime, client_id: int | None, each: int = 1
) -> Iterator[Kept]:
    """Their reports in the order of their ids, a few at a time; `each`: one of so many."""
    after = 0
    while True:
        rows = session.execute(
            _wanted(select(Call.id, Call.client_id, Call.medium, Document.document), start, end, client_id)
            .join(Document, Document.call_id == Call.id)
            .where(Call.id > after, Call.id % each == 0)
            .order_by(Call.id)
            .limit(BATCH)
        ).all()
        yield from (Kept(*row) for row in rows)
        if len(rows) < BATCH:
            return
        after = rows[-1].id


def _wanted(of: Any, start: datetime, end: datetime, client_id: int | None) -> Any:
    of = of.where(Call.state == "ready", Call.started_at >= start, Call.started_at < end)
    return of if client_id is None else of.where(Call.client_id == client_id)


def preview(session: Session, job_id: int, person_id: int) -> Preview | None:
    """A try of this person; None where there is none of that number."""
    asked = select(Job.id, Job.state, Job.progress, Job.reason, Job.payload, Job.outcome, Job.added_at)
    row = session.execute(asked.where(Job.id == job_id, Job.kind == KIND, Job.person_id == person_id)).first()
    if row is None:
        return None
    told = row.payload
    return Preview(
        row.id, row.state, row.progress, row.reason, told.get("client"), told.get("text", ""), told.get("was", ""),
        row.outcome, row.added_at,
    )  # fmt: skip


def readable(session: Session, scope: Scope, call_ids: list[int]) -> dict[int, tuple[str, datetime]]:
    """Name and start of those of these calls that somebody may read."""
    rows = session.execute(select(Call.id, Call.name, Call.started_at).where(Call.id.in_(call_ids), scope.read()))
    return {row.id: (row.name, row.started_at) for row in rows}
