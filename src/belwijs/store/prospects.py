"""The chase list: prospects who are tried at ever other moments until there is an answer, and who may not be called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import callers
from belwijs.store.directory import within
from belwijs.store.hours import Hours
from belwijs.store.numbers import is_dialable
from belwijs.store.schema import Attempt, Caller, Client, Objection, Person, Prospect
from belwijs.store.sheet import Imported, Row

Outcome = Literal["no_answer", "busy", "gatekeeper", "voicemail", "reached", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
FAILED: tuple[Outcome, ...] = ("no_answer", "busy", "gatekeeper", "voicemail")
Answer = Literal["yes", "no", "later"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
Basis = Literal["consent", "exempt", "customer"]
BASES: tuple[Basis, ...] = get_args(Basis)
Bar = Literal["objected", "unknown", "no_basis"]

SILENT_ATTEMPTS = 3
"""Attempts without a message (practice `chase.note`)."""
REFUSALS = 3
"""A run of so many refusals asks for the three steps that help."""
RUN_WITHIN = timedelta(hours=12)
"""Refusals of the same working day are one run."""
CUSTOMERS_TOO_FROM = date(2026, 7, 1)
"""From here being a customer is no reason to be called (practice `chase.legal`)."""
DAYS_AHEAD = 10
"""Open days among which the next moment is chosen."""
PAGE = 50
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("naam", "name", "contactpersoon", "contact"),
    "organisation": ("organisatie", "organisation", "bedrijf", "bedrijfsnaam", "company"),
    "number": ("nummer", "telefoon", "telefoonnummer", "number", "phone", "mobiel"),
    "subject": ("onderwerp", "subject", "waarover", "about"),
    "consumer": ("consument", "particulier", "consumer", "is_consumer"),
    "basis": ("grondslag", "toestemming", "legal basis", "consent"),
    "note": ("notitie", "opmerking", "note", "remark"),
}
"""Our name of a column → how lists call it."""
_BASES: Mapping[str, Basis] = {
    **dict.fromkeys(("consent", "toestemming", "ja", "yes", "opt-in", "optin", "1"), "consent"),
    **dict.fromkeys(("exempt", "uitgezonderd", "goed doel", "charity", "pers", "press"), "exempt"),
    **dict.fromkeys(("customer", "klant"), "customer"),
}


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
class Wanted:
    """A prospect to be put on a list."""

    name: str
    number: str
    organisation: str = ""
    subject: str = ""
    list_name: str = ""
    is_consumer: bool | None = None
    legal_basis: str = ""
    owner_id: int | None = None
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an attempt."""

    outcome: Outcome
    left_message: bool = False
    note: str = ""
    agreed_at: datetime | None = None  # a moment that was agreed upon


def bar(objected: bool, is_consumer: bool | None, basis: str, today: date) -> Bar | None:
    """Why somebody may not be called. Dutch Telecommunications Act, article 11.7: consumers with consent only.

    Args:
        is_consumer: None where nobody knows; then it has to be found out before anybody calls.
        basis: one of `BASES`, or "".
    """
    if objected:
        return "objected"
    if is_consumer is None:
        return "unknown"
    if not is_consumer or basis in ("consent", "exempt"):
        return None
    return None if basis == "customer" and today < CUSTOMERS_TOO_FROM else "no_basis"


def next_moment(failed: Sequence[datetime], now: datetime, hours: Hours) -> datetime:
    """When to try next: on another weekday and at another hour than the attempts that failed, within office hours.

    Of the coming open days the first whose weekday was tried least; on it the hour that was tried least and lies
    furthest from the others, so that morning and afternoon take turns. Without an attempt it is as soon as it is open.
    """
    if not failed:
        return hours.first_open(now)
    tried = [moment.astimezone(hours.zone) for moment in failed]
    weekdays, clock = Counter(t.weekday() for t in tried), Counter(t.hour for t in tried)
    today = now.astimezone(hours.zone).date()

    def hour_of(day: date) -> tuple[int, int, int]:
        options = [h for h in range(hours.opens, hours.closes) if hours.at(day, h) > now]
        return min((clock[h], -min(abs(h - t) for t in clock), h) for h in options)

    days = [day for day, _ in zip(hours.open_days(today), range(DAYS_AHEAD), strict=False)]
    days = [day for day in days if day > today or hours.at(day, hours.closes - 1) > now]
    if not days:
        return hours.first_open(now + timedelta(days=1))
    day = min(days, key=lambda d: (weekdays[d.weekday()], d))
    return hours.at(day, hour_of(day)[2])


def add(session: Session, wanted: Wanted, region: str, hours: Hours, now: datetime) -> int:
    """Puts a prospect on a list; gives its id.

    Raises:
        Problem: no number, may not be called, or is being chased already.
    """
    found, reason = _listed(session, wanted, region, hours, now)
    if found is None:
        raise Problem(_REASONS[reason], "see docs/server.md, the chase list")
    return found.id


_REASONS = {
    "no_number": "this is no telephone number",
    "objected": "this number objected to being called",
    "no_basis": "a consumer without a recorded consent may not be called",
    "twice": "this prospect is on the list already",
}


def _listed(
    session: Session, wanted: Wanted, region: str, hours: Hours, now: datetime
) -> tuple[Prospect | None, str]:
    caller = callers.caller_for(session, wanted.number, region)
    if caller is None or not is_dialable(caller.number):
        return None, "no_number"
    if callers.has_objected(session, caller.number):
        return None, "objected"
    consumer = wanted.is_consumer if wanted.is_consumer is not None else caller.is_consumer
    basis = wanted.legal_basis or caller.legal_basis
    if bar(False, consumer, basis, now.astimezone(hours.zone).date()) == "no_basis":
        return None, "no_basis"
    same = select(Prospect.id).where(Prospect.caller_id == caller.id, Prospect.closed_at.is_(None))
    of = wanted.client_id
    same = same.where(Prospect.client_id.is_(None) if of is None else Prospect.client_id == of)
    if session.scalar(same.limit(1)) is not None:
        return None, "twice"
    callers.describe(session, caller.number, region, wanted.name, wanted.organisation)
    caller.is_consumer, caller.legal_basis = consumer, basis[:40]
    made = Prospect(
        caller_id=caller.id,
        list_name=wanted.list_name.strip()[:100],
        subject=wanted.subject.strip(),
        owner_id=wanted.owner_id,
        client_id=wanted.client_id,
        next_at=hours.first_open(now),
    )
    session.add(made)
    session.flush()
    return made, ""


def import_rows(
    session: Session, rows: Iterable[Row], common: Wanted, region: str, hours: Hours, now: datetime
) -> Imported:
    """Takes a list in. Who objected, and consumers without a basis, are left out with the reason.

    Args:
        common: what holds for rows that do not say it: list, subject, consumers or not, basis, owner, client.
    """
    done = Imported()
    for row in rows:
        said = row.yes("consumer")
        wanted = Wanted(
            name=row.get("name"),
            number=row.get("number"),
            organisation=row.get("organisation"),
            subject=row.get("subject") or common.subject,
            list_name=common.list_name,
            is_consumer=common.is_consumer if said is None else said,
            legal_basis=_BASES.get(row.get("basis").casefold(), "") or common.legal_basis,
            owner_id=common.owner_id,
            client_id=common.client_id,
        )
        found, reason = _listed(session, wanted, region, hours, now)
        if found is None:
            done.left_out.append((row.line, f"desk.import.{reason}"))
            continue
        done.added += 1
        if row.get("note"):
            callers.describe(session, wanted.number, region, "", "", row.get("note"))
    return done


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

