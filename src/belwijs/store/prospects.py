"""The chase list: prospects who are tried at ever other moments until there is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import callers
from belwijs.store.chase import BASES, FAILED, SILENT_ATTEMPTS, Answer, Bar, Outcome, bar, next_moment
from belwijs.store.directory import within
from belwijs.store.hours import Hours
from belwijs.store.schema import Attempt, Caller, Client, Objection, Person, Prospect

REFUSALS = 3
"""A run of so many refusals asks for the three steps that help."""
RUN_WITHIN = timedelta(hours=12)
"""Refusals of the same working day are one run."""
PAGE = 50
@dataclass(frozen=True, slots=True)
class Try:
    """One attempt."""

    at: datetime
    outcome: str
    left_message: bool
    note: str
    who: str


@dataclass(frozen=True, slots=True)
class Chased:
    """A prospect as the list shows it."""

    id: int
    caller_id: int
    name: str
    organisation: str
    number: str
    subject: str
    list_name: str
    is_consumer: bool | None
    legal_basis: str
    objected: bool
    owner_id: int | None
    owner: str
    client_id: int | None
    client: str
    attempts: int
    next_at: datetime | None
    answer: str | None
    reason: str
    closed_at: datetime | None

    @property
    def may_leave_message(self) -> bool:
        """Whether the next attempt may leave the name: not before the fourth."""
        return self.attempts >= SILENT_ATTEMPTS

    def bar(self, today: date) -> Bar | None:
        """Why this prospect may not be called; None where nothing is in the way."""
        return bar(self.objected, self.is_consumer, self.legal_basis, today)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an attempt."""

    outcome: Outcome
    left_message: bool = False
    note: str = ""
    agreed_at: datetime | None = None  # a moment that was agreed upon


def _attempts_of(ids: Sequence[int]) -> Select[int, int]:
    return select(Attempt.prospect_id, func.count()).where(Attempt.prospect_id.in_(ids)).group_by(Attempt.prospect_id)


def _shown(session: Session, asked: Select[Prospect, Caller, str, str]) -> list[Chased]:
    rows = session.execute(asked).all()
    counts = {row[0]: row[1] for row in session.execute(_attempts_of([row[0].id for row in rows]))}
    keys = [callers.number_key(row[1].number) for row in rows]
    objected = set(session.scalars(select(Objection.key).where(Objection.key.in_(keys))))
    return [
        Chased(
            id=p.id,
            caller_id=c.id,
            name=c.name,
            organisation=c.organisation,
            number=c.number,
            subject=p.subject,
            list_name=p.list_name,
            is_consumer=c.is_consumer,
            legal_basis=c.legal_basis,
            objected=callers.number_key(c.number) in objected,
            owner_id=p.owner_id,
            owner=owner or "",
            client_id=p.client_id,
            client=client or "",
            attempts=counts.get(p.id, 0),
            next_at=p.next_at,
            answer=p.answer,
            reason=p.reason,
            closed_at=p.closed_at,
        )
        for p, c, owner, client in rows
    ]


def _all(client_id: int | None) -> Select[Prospect, Caller, str, str]:
    asked = select(Prospect, Caller, Person.name, Client.name).join(Caller, Caller.id == Prospect.caller_id)
    asked = asked.outerjoin(Person, Person.id == Prospect.owner_id).outerjoin(Client, Client.id == Prospect.client_id)
    return asked.where(within(Prospect.client_id, client_id))


def open_list(
    session: Session,
    client_id: int | None,
    *,
    person_id: int | None = None,
    list_name: str = "",
    until: datetime | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[Chased]:
    """Prospects without an answer, by their next moment.

    Args:
        person_id: only their own and those of nobody.
        until: only whose moment comes before that.
        after: moment and id of the last one that was seen.
    """
    asked = _all(client_id).where(Prospect.closed_at.is_(None), Prospect.next_at.is_not(None))
    if person_id is not None:
        asked = asked.where(or_(Prospect.owner_id == person_id, Prospect.owner_id.is_(None)))
    if list_name:
        asked = asked.where(Prospect.list_name == list_name)
    if until is not None:
        asked = asked.where(Prospect.next_at <= until)
    if after is not None:
        moment, last = after
        asked = asked.where(or_(Prospect.next_at > moment, (Prospect.next_at == moment) & (Prospect.id > last)))
    return _shown(session, asked.order_by(Prospect.next_at, Prospect.id).limit(limit))


def next_one(session: Session, client_id: int | None, person_id: int, hours: Hours, now: datetime) -> Chased | None:
    """Whom this person calls now: due, and allowed to be called.

    Outside `hours` that is somebody with whom a moment outside them was agreed, never one who is merely overdue.
    """
    asked = _all(client_id).where(
        Prospect.closed_at.is_(None),
        Prospect.next_at <= now,
        or_(Prospect.owner_id == person_id, Prospect.owner_id.is_(None)),
        or_(Caller.is_consumer.is_(False), Caller.legal_basis.in_(BASES)),
    )
    found = _shown(session, asked.order_by(Prospect.next_at, Prospect.id).limit(PAGE))
    allowed = (prospect for prospect in found if prospect.bar(now.date()) is None)
    if not hours.is_open(now):
        allowed = (one for one in allowed if one.next_at and not hours.is_open(one.next_at))
    return next(allowed, None)


def one(session: Session, prospect_id: int, client_id: int | None) -> Chased | None:
    """A prospect; None where there is none, or none that this client may know of."""
    found = _shown(session, _all(client_id).where(Prospect.id == prospect_id))
    return found[0] if found else None


def tries(session: Session, prospect_id: int) -> list[Try]:
    """Every attempt, newest first."""
    asked = select(Attempt, Person.name).outerjoin(Person, Person.id == Attempt.person_id)
    asked = asked.where(Attempt.prospect_id == prospect_id).order_by(Attempt.at.desc(), Attempt.id.desc())
    return [Try(a.at, a.outcome, a.left_message, a.note, who or "") for a, who in session.execute(asked)]


def attempt(
    session: Session,
    prospect_id: int,
    client_id: int | None,
    person_id: int,
    report: Report,
    hours: Hours,
    now: datetime,
) -> datetime:
    """Notes an attempt and plans the next one; gives its moment.

    Raises:
        Problem: no such open prospect, may not be called, a message too soon, or an agreed moment in the past.
    """
    prospect = _open(session, prospect_id, client_id)
    caller = session.get_one(Caller, prospect.caller_id)
    objected = callers.has_objected(session, caller.number)
    if bar(objected, caller.is_consumer, caller.legal_basis, now.astimezone(hours.zone).date()):
        raise Problem("this prospect may not be called", "take them off the list, or record why they may be called")
    before = session.execute(select(Attempt.at, Attempt.outcome).where(Attempt.prospect_id == prospect_id)).all()
    if report.left_message and len(before) < SILENT_ATTEMPTS:
        raise Problem(f"no message in the first {SILENT_ATTEMPTS} attempts", "call again at another moment")
    if report.agreed_at is not None and report.agreed_at <= now:
        raise Problem("the moment has passed already", "choose a moment that is still to come")
    session.add(
        Attempt(
            prospect_id=prospect_id,
            person_id=person_id,
            at=now,
            outcome=report.outcome,
            left_message=report.left_message,
            note=report.note.strip(),
        )
    )
    failed = [at for at, outcome in before if outcome in FAILED]
    prospect.next_at = report.agreed_at or next_moment([*failed, now], now, hours)
    prospect.owner_id = prospect.owner_id or person_id
    return prospect.next_at


def answered(
    session: Session,
    prospect_id: int,
    client_id: int | None,
    answer: Answer,
    reason: str,
    now: datetime,
    again_at: datetime | None = None,
) -> None:
    """Closes a prospect with the answer and its reason; `later` stays on the list for the moment agreed upon.

    Raises:
        Problem: no reason, no moment for `later`, or no such open prospect.
    """
    if not reason.strip():
        raise Problem("the reason is missing", "ask what decides it, and write that down")
    prospect = _open(session, prospect_id, client_id)
    if answer == "later":
        if again_at is None or again_at <= now:
            raise Problem("the moment for the next call is missing", "agree on a moment that is still to come")
        prospect.next_at, prospect.reason = again_at, reason.strip()
        return
    prospect.answer, prospect.reason = answer, reason.strip()
    prospect.closed_at, prospect.next_at = now, None


def _open(session: Session, prospect_id: int, client_id: int | None) -> Prospect:
    asked = select(Prospect).where(Prospect.id == prospect_id, Prospect.closed_at.is_(None))
    found = session.scalar(asked.where(within(Prospect.client_id, client_id)))
    if found is None:
        raise Problem("there is no such open prospect", "look at the chase list again")
    return found


def settle_basis(
    session: Session, prospect_id: int, client_id: int | None, is_consumer: bool, basis: str, now: datetime
) -> None:
    """Records whether somebody is a consumer and why they may be called.

    Raises:
        Problem: no such open prospect, or no such basis.
    """
    if basis not in ("", *BASES):
        raise Problem("there is no such legal basis", "choose one of " + ", ".join(BASES))
    caller = session.get_one(Caller, _open(session, prospect_id, client_id).caller_id)
    caller.is_consumer, caller.legal_basis = is_consumer, basis if is_consumer else ""


def refusals_in_a_row(session: Session, person_id: int, now: datetime) -> int:
    """How many of the prospects that this person spoke to last said no, one after the other, today."""
    asked = select(Attempt.outcome).where(
        Attempt.person_id == person_id,
        Attempt.outcome.in_(("reached", "refused")),
        Attempt.at > now - RUN_WITHIN,
    )
    run = 0
    for outcome in session.scalars(asked.order_by(Attempt.at.desc(), Attempt.id.desc()).limit(20)):
        if outcome != "refused":
            break
        run += 1
    return run


def lists(session: Session, client_id: int | None) -> list[str]:
    """The names of the lists that are still open."""
    asked = select(Prospect.list_name).where(Prospect.closed_at.is_(None), Prospect.list_name != "")
    asked = asked.where(within(Prospect.client_id, client_id)).distinct()
    return list(session.scalars(asked.order_by(Prospect.list_name)))

