"""The queue of work: a row in `job` a piece, taken with a lease, and done exactly once in its effect.

A worker takes a job with a lease and renews it while it works. What it writes and `done` go into one transaction, which
only goes through while the lease is still its own: a worker that was killed leaves nothing behind, and one that was
thought dead can no longer write. So a job may run more than once, and its effect is there once. Effects outside the
database (an e-mail, a webhook) may come twice; whoever sends them gives them an id that the other side can know again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from belwijs.store.inserting import insert_new
from belwijs.store.schema import Call, Job

Lane = Literal["heavy", "light"]
State = Literal["queued", "running", "done", "dead"]
LOST = "the worker stopped in the middle of it"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Rules:
    """How patient the queue is."""

    lease: timedelta = timedelta(seconds=60)
    most_attempts: int = 6  # then it is dead, and somebody has to look
    first_wait: timedelta = timedelta(seconds=15)  # before the second attempt; twice as long before each next
    longest_wait: timedelta = timedelta(hours=1)

    def wait(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts that failed."""
        doubled: int = 2 ** min(30, max(0, attempts - 1))
        return min(self.longest_wait, self.first_wait * doubled)


@dataclass(frozen=True, slots=True)
class Held:
    """A job that a worker holds."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    holder: str  # worker and a number of this very lease: nobody else can finish it
    call_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as it stands in a list."""

    id: int
    kind: str
    state: str
    attempts: int
    progress: float  # 0-1
    reason: str
    outcome: Mapping[str, Any]
    added_at: datetime
    run_after: datetime
    done_at: datetime | None
    call_id: int | None
    name: str | None  # of the call
    call_state: str | None
    label: str = ""  # what the work is about, where it is no call


class LostLeaseError(Exception):
    """The lease was over and the job is somebody else's: nothing of it may be written any more."""


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    now: datetime,
    *,
    key: str | None = None,
    lane: Lane = "light",
    urgency: int = 5,
    run_after: datetime | None = None,
    call_id: int | None = None,
    person_id: int | None = None,
) -> int | None:
    """Queue a piece of work; None where work with this key was queued before, done or not.

    Args:
        key: names the work; without one, each call is new work.
        lane: `heavy` for analyses, `light` for what is over in seconds: one does not wait for the other.
        urgency: the lowest first, 0-9.
        run_after: not before then; at once by default.
    """
    row = {
        "kind": kind, "payload": dict(payload), "key": key, "lane": lane, "urgency": urgency, "state": "queued",
        "run_after": run_after or now, "added_at": now, "call_id": call_id, "person_id": person_id,
        "attempts": 0, "worker": "", "progress": 0.0, "reason": "", "outcome": {},
    }  # fmt: skip
    made: int | None = insert_new(session, Job, row)
    return made


def ask(session: Session, kind: str, now: datetime) -> None:
    """Queue work without a payload; one that waits already does for this too."""
    if session.scalar(select(Job.id).where(Job.kind == kind, Job.state == "queued").limit(1)) is None:
        enqueue(session, kind, {}, now)


def claim(session: Session, lane: Lane, worker: str, now: datetime, rules: Rules) -> Held | None:
    """The next job of a lane, held by this worker until its lease is over; None where nothing waits.

    Jobs whose worker was lost go back into the queue first, or to the dead after too many times.
    """
    _bring_back(session, lane, now, rules)
    due = (
        select(Job)
        .where(Job.state == "queued", Job.lane == lane, Job.run_after <= now)
        .order_by(Job.urgency, Job.run_after, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = session.scalar(due)
    if job is None:
        return None
    job.state, job.attempts, job.progress = "running", job.attempts + 1, 0.0
    job.worker = f"{worker[:80]} {secrets.token_hex(6)}"
    job.lease_until = now + rules.lease
    session.flush()
    return Held(job.id, job.kind, job.payload, job.attempts, job.worker, job.call_id, job.person_id)


def _bring_back(session: Session, lane: Lane, now: datetime, rules: Rules) -> None:
    lost = (
        select(Job)
        .where(Job.state == "running", Job.lane == lane, Job.lease_until < now)
        .order_by(Job.id)
        .limit(PAGE)
        .with_for_update(skip_locked=True)
    )
    for job in session.scalars(lost):
        _put_off_or_bury(session, job.id, job.attempts, LOST, now, rules)
    session.flush()


def renew(session: Session, held: Held, now: datetime, rules: Rules, progress: float | None = None) -> bool:
    """Prolong a lease, and note how far the work is; False where the job is no longer this worker's."""
    values: dict[str, Any] = {"lease_until": now + rules.lease}
    if progress is not None:
        values["progress"] = progress
    return _changed(session, held, values)


def finish(session: Session, held: Held, now: datetime, outcome: Mapping[str, Any] | None = None) -> None:
    """The job is done; to be said in the transaction that holds its effect.

    Raises:
        LostLeaseError: it is no longer this worker's; the transaction must not go through.
    """
    done = {"state": "done", "done_at": now, "progress": 1.0, "lease_until": None, "reason": ""}
    if not _changed(session, held, {**done, "outcome": dict(outcome or {})}):
        raise LostLeaseError


def fail(session: Session, held: Held, reason: str, now: datetime, rules: Rules, *, for_good: bool = False) -> bool:
    """The job failed: it is tried again later, or buried; says whether it is dead. Nothing where the lease was lost.

    Args:
        reason: for people, without anything that was said in a call.
        for_good: trying again makes no sense: the recording itself is at fault.
    """
    if not _changed(session, held, {"lease_until": None}):
        return False
    attempts = rules.most_attempts if for_good else held.attempts
    return _put_off_or_bury(session, held.id, attempts, reason, now, rules, held.attempts)


def put_back(session: Session, held: Held, now: datetime, wait: timedelta, reason: str = "") -> bool:
    """Back into the queue without counting as an attempt: the house stops, or its disk is full."""
    values = {
        "state": "queued", "lease_until": None, "worker": "", "progress": 0.0, "reason": reason,
        "attempts": held.attempts - 1, "run_after": now + wait,
    }  # fmt: skip
    return _changed(session, held, values)


def retry(session: Session, job_id: int, now: datetime) -> bool:
    """Give a dead job all its attempts again."""
    of = update(Job).where(Job.id == job_id, Job.state == "dead")
    fresh = {"state": "queued", "attempts": 0, "run_after": now, "reason": "", "done_at": None, "progress": 0.0}
    if not _hit(session, of.values(**fresh)):
        return False
    call = select(Job.call_id).where(Job.id == job_id).scalar_subquery()
    session.execute(update(Call).where(Call.id == call, Call.state == "failed").values(state="queued", problem=""))
    return True


def retry_all(session: Session, now: datetime) -> int:
    """Give the dead jobs all their attempts again, at most a thousand at once; says how many."""
    ids = session.scalars(select(Job.id).where(Job.state == "dead").order_by(Job.id).limit(1000)).all()
    return sum(retry(session, job_id, now) for job_id in ids)


def drop(session: Session, job_id: int) -> Mapping[str, Any] | None:
    """Forget a dead job, and the call that it never made ready; gives its payload, None where there is no such job."""
    found = session.execute(select(Job.payload, Job.call_id).where(Job.id == job_id, Job.state == "dead")).first()
    if found is None:
        return None
    session.execute(delete(Job).where(Job.id == job_id))
    if found.call_id is not None:
        session.execute(delete(Call).where(Call.id == found.call_id, Call.state == "failed"))
    payload: Mapping[str, Any] = found.payload
    return payload


def left_dead(session: Session, before: datetime, most: int = 500) -> Sequence[int]:
    """Ids of jobs that died before a moment, and that nobody has tried again or given up since."""
    of = select(Job.id).where(Job.state == "dead", Job.done_at < before).order_by(Job.id).limit(most)
    return session.scalars(of).all()


def note(session: Session, job_id: int, outcome: Mapping[str, Any]) -> None:
    """What came of a job, in figures; in the transaction that makes it done."""
    session.execute(update(Job).where(Job.id == job_id).values(outcome=dict(outcome)))


def forget_done(
    session: Session, before: datetime, kinds: Sequence[str] | None = None, most: int = 5000
) -> int:
    """Clear away jobs that were done before a moment, of all kinds or of these; says how many."""
    old = select(Job.id).where(Job.state == "done", Job.done_at < before).order_by(Job.id).limit(most)
    if kinds is not None:
        old = old.where(Job.kind.in_(kinds))
    return _count(session, delete(Job).where(Job.id.in_(old)))


def numbers(session: Session, most: int = 1000) -> dict[State, int]:
    """How many jobs wait, run and are dead; counted up to `most`, so that a long queue does not slow the page."""
    states: tuple[State, ...] = ("queued", "running", "dead")
    of = {state: select(Job.id).where(Job.state == state).limit(most).subquery() for state in states}
    return {state: session.scalar(select(func.count()).select_from(ids)) or 0 for state, ids in of.items()}


def listed(session: Session, state: State, before: int | None = None, most: int = PAGE) -> Sequence[JobLine]:
    """Jobs in a state: what waits in the order in which it will be taken, the others newest first, by pages.

    Args:
        before: the id of the last one shown; of what waits only the first page is given.
    """
    of = _LINES.where(Job.state == state).limit(most)
    if state == "queued":
        of = of.order_by(Job.lane, Job.urgency, Job.run_after)
    else:
        of = (of if before is None else of.where(Job.id < before)).order_by(Job.id.desc())
    return _lines(session, of)


def of_person(session: Session, person_id: int, most: int = PAGE) -> Sequence[JobLine]:
    """The newest jobs that somebody asked for."""
    return _lines(session, _LINES.where(Job.person_id == person_id).order_by(Job.id.desc()).limit(most))


_LINES = select(
    Job.id, Job.kind, Job.state, Job.attempts, Job.progress, Job.reason, Job.outcome, Job.added_at, Job.run_after,
    Job.done_at, Job.call_id, Call.name, Call.state.label("call_state"), Job.payload,
).outerjoin(Call, Call.id == Job.call_id)  # fmt: skip


def _lines(session: Session, of: Any) -> list[JobLine]:
    made = []
    for row in session.execute(of).mappings():
        values = dict(row)
        label = str(values.pop("payload").get("label", ""))
        made.append(JobLine(**values, label=label))
    return made


def _put_off_or_bury(
    session: Session, job_id: int, attempts: int, reason: str, now: datetime, rules: Rules, made: int | None = None
) -> bool:
    dead = attempts >= rules.most_attempts
    values: dict[str, Any] = {"reason": reason, "worker": "", "lease_until": None, "progress": 0.0}
    if dead:
        values |= {"state": "dead", "done_at": now, "attempts": attempts if made is None else made}
    else:
        values |= {"state": "queued", "run_after": now + rules.wait(attempts)}
    session.execute(update(Job).where(Job.id == job_id).values(**values))
    if dead:
        call = select(Job.call_id).where(Job.id == job_id).scalar_subquery()
        waits = update(Call).where(Call.id == call, Call.state == "queued")
        session.execute(waits.values(state="failed", problem=reason))
    return dead


def _changed(session: Session, held: Held, values: Mapping[str, Any]) -> bool:
    mine = update(Job).where(Job.id == held.id, Job.state == "running", Job.worker == held.holder)
    return _hit(session, mine.values(**values))


def _hit(session: Session, statement: Any) -> bool:
    return _count(session, statement) == 1


def _count(session: Session, statement: Any) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
