"""What waits for somebody today, in a handful of quick counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from belwijs.store.schema import Call, Callback, Job, Prospect, Review
from belwijs.store.scope import Scope

FEW = 8
"""Calls that are shown; the rest stand in Calls."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many are late, and how many are due before the day ends."""

    late: int
    due: int


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call in a few words."""

    id: int
    name: str
    started_at: datetime
    duration: float  # seconds
    kept: int | None  # None: may know of the call, and sees no verdicts
    missed: int | None


def callbacks(session: Session, person_id: int, now: datetime, midnight: datetime) -> Waiting:
    """Open callback notes that this person took."""
    late = func.sum(case((Callback.due_at < now, 1), else_=0))
    of = select(late, func.count()).where(
        Callback.state == "open", Callback.taken_by == person_id, Callback.due_at < midnight
    )
    overdue, both = session.execute(of).one()
    return Waiting(overdue or 0, both - (overdue or 0))


def prospects(session: Session, person_id: int, midnight: datetime) -> int:
    """Prospects of this person whose next moment comes before the day ends."""
    of = select(func.count()).where(
        Prospect.owner_id == person_id, Prospect.answer.is_(None), Prospect.next_at < midnight
    )
    return session.scalar(of) or 0


def new_calls(session: Session, scope: Scope, since: datetime) -> Sequence[CallLine]:
    """The newest calls that were analysed since then."""
    judged = scope.judged()
    kept, missed = case((judged, Call.kept)), case((judged, Call.missed))
    of = select(Call.id, Call.name, Call.started_at, Call.duration, kept, missed)
    of = of.where(scope.read(), Call.state == "ready", Call.started_at >= since)
    return [CallLine(*row) for row in session.execute(of.order_by(Call.started_at.desc(), Call.id.desc()).limit(FEW))]


def incidents(session: Session, scope: Scope, since: datetime) -> Sequence[CallLine]:
    """Calls with a threat or blackmail since then."""
    of = select(Call.id, Call.name, Call.started_at, Call.duration, Call.kept, Call.missed)
    of = of.where(scope.judged(), Call.has_incident, Call.started_at >= since)
    return [CallLine(*row) for row in session.execute(of.order_by(Call.started_at.desc()).limit(FEW))]


def to_settle(session: Session, scope: Scope) -> int:
    """Disagreements that nobody has settled yet."""
    of = select(func.count()).select_from(Review).join(Call, Call.id == Review.call_id)
    return session.scalar(of.where(scope.read(), Review.kind == "disagree", Review.settled_as.is_(None))) or 0


def queue(session: Session) -> dict[str, int]:
    """Jobs that wait or run, and those that were given up."""
    of = select(Job.state, func.count()).where(Job.state.in_(("queued", "running", "dead"))).group_by(Job.state)
    found = {row.state: int(row[1]) for row in session.execute(of)}
    return {"busy": found.get("queued", 0) + found.get("running", 0), "dead": found.get("dead", 0)}
