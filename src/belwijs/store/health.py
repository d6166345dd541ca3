"""How the house is doing, in numbers that name nobody: work, calls, workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from belwijs.store.schema import Job, Webhook, Worker

MOST_COUNTED = 10_000
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the queue and its workers look like now."""

    jobs: dict[str, int]  # state → number, counted up to MOST_COUNTED
    waiting_since: datetime | None  # of the job that could have been taken the longest ago
    worker_seen: datetime | None  # the last sign of life of any worker
    webhooks_failing: int


def beat(session: Session, worker: str, now: datetime) -> None:
    """A worker says that it is alive; those not heard of for a day are forgotten."""
    found = session.get(Worker, worker[:100])
    if found is None:
        session.add(Worker(name=worker[:100], seen_at=now))
    else:
        found.seen_at = now
    session.execute(delete(Worker).where(Worker.seen_at < now - FORGOTTEN))


def gone(session: Session, worker: str) -> None:
    """A worker says that it stops."""
    session.execute(delete(Worker).where(Worker.name == worker[:100]))


def worker_seen(session: Session) -> datetime | None:
    """When any worker was last alive; None where none has been for a day."""
    return session.scalar(select(func.max(Worker.seen_at)))


def pulse(session: Session, now: datetime) -> Pulse:
    """The numbers of this moment; what is done is not counted, so that a full table costs nothing."""
    counted = {
        state: session.scalar(
            select(func.count()).select_from(
                select(Job.id).where(Job.state == state).limit(MOST_COUNTED).subquery()
            )
        )
        or 0
        for state in ("queued", "running", "dead")
    }
    waiting = session.scalar(select(func.min(Job.run_after)).where(Job.state == "queued", Job.run_after <= now))
    failing = session.scalar(
        select(func.count(Webhook.id)).where(Webhook.active, Webhook.answered.not_in(("", "ok")))
    )
    return Pulse(counted, waiting, worker_seen(session), failing or 0)
