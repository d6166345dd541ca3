"""Callback notes: who wants to be called back, about what and by when; done, and whether that was in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, case, func, or_, select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import callers
from belwijs.store.directory import within
from belwijs.store.hours import Hours
from belwijs.store.numbers import e164
from belwijs.store.schema import Callback, Client, Contact, Person

PAGE = 50
REMIND_AHEAD = timedelta(minutes=15)
"""A note is reminded of so long before it is due."""
TRY_AGAIN = timedelta(hours=2)
"""After calling somebody who was not there."""
FIGURES_DAYS = 30


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note as it is taken down. `due_at` is what the caller was told."""

    name: str
    number: str
    subject: str
    due_at: datetime
    organisation: str = ""
    spelled: str = ""
    contact_id: int | None = None
    client_id: int | None = None
    call_id: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note as the due list shows it."""

    id: int
    name: str
    organisation: str
    number: str
    subject: str
    spelled: str
    due_at: datetime
    promised_at: datetime
    made_at: datetime
    for_whom: str
    email: str  # of whom it is for, "" where unknown
    taken_by: str
    taker_id: int | None
    client: str
    client_id: int | None
    state: str
    outcome: str
    sent_at: datetime | None
    tried_at: datetime | None
    done_at: datetime | None

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None while nobody has called."""
        called = self.tried_at or self.done_at
        return None if called is None else called <= self.promised_at


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the promises that came due: how many were kept."""

    due: int
    kept: int


def take(session: Session, new: NewNote, person_id: int | None, region: str, now: datetime) -> int:
    """Keeps a note, and who the caller is; gives its id.

    Raises:
        Problem: name, number or subject is missing, the moment has passed, or the contact is in another's directory.
    """
    name, number, subject = " ".join(new.name.split())[:200], e164(new.number, region), new.subject.strip()
    for value, what in ((name, "name"), (number, "number"), (subject, "subject")):
        if not value:
            raise Problem(f"the {what} is missing", f"ask the caller for the {what}")
    if new.due_at <= now:
        raise Problem("the moment has passed already", "choose a moment that is still to come")
    contact = None if new.contact_id is None else session.get(Contact, new.contact_id)
    if new.contact_id is not None and (contact is None or new.client_id not in (None, contact.client_id)):
        raise Problem("that person is not in this directory", "look them up again")
    note = Callback(
        name=name,
        organisation=" ".join(new.organisation.split())[:200],
        number=number,
        subject=subject,
        spelled=" ".join(new.spelled.split())[:300],
        due_at=new.due_at,
        promised_at=new.due_at,
        contact_id=new.contact_id,
        taken_by=person_id,
        client_id=new.client_id if new.client_id is not None else (contact.client_id if contact else None),
        call_id=new.call_id,
        made_at=now,
    )
    session.add(note)
    callers.describe(session, number, region, name, new.organisation)
    session.flush()
    return note.id


def due(
    session: Session,
    client_id: int | None,
    *,
    person_id: int | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[Note]:
    """Open notes, the most urgent first.

    Args:
        person_id: only those taken by, or meant for, this person.
        after: moment and id of the last note that was seen.
    """
    asked = _asked().where(Callback.state == "open", within(Callback.client_id, client_id))
    if person_id is not None:
        asked = asked.where(or_(Callback.taken_by == person_id, Contact.person_id == person_id))
    if after is not None:
        moment, last = after
        asked = asked.where(or_(Callback.due_at > moment, (Callback.due_at == moment) & (Callback.id > last)))
    return [_note(row) for row in session.execute(asked.order_by(Callback.due_at, Callback.id).limit(limit))]


def one(session: Session, note_id: int, client_id: int | None) -> Note | None:
    """A note; None where there is none, or none that this client may know of."""
    row = session.execute(_asked().where(Callback.id == note_id, within(Callback.client_id, client_id))).first()
    return None if row is None else _note(row)


def finished(session: Session, client_id: int | None, limit: int = 10) -> list[Note]:
    """The notes that were closed last."""
    asked = _asked().where(Callback.state != "open", within(Callback.client_id, client_id))
    last = asked.order_by(Callback.done_at.desc(), Callback.id.desc()).limit(limit)
    return [_note(row) for row in session.execute(last)]


def done(session: Session, note_id: int, client_id: int | None, outcome: str, now: datetime) -> bool:
    """Closes a note: they were called back. Whether there was an open one."""
    note = _open(session, note_id, client_id)
    if note is None:
        return False
    note.state, note.outcome, note.done_at, note.tried_at = "done", outcome.strip(), now, note.tried_at or now
    return True


def drop(session: Session, note_id: int, client_id: int | None, reason: str, now: datetime) -> bool:
    """Closes a note that needs no call any more, with the reason.

    Raises:
        Problem: no reason.
    """
    if not reason.strip():
        raise Problem("the reason is missing", "say why this caller need not be called back")
    note = _open(session, note_id, client_id)
    if note is None:
        return False
    note.state, note.outcome, note.done_at = "dropped", reason.strip(), now
    return True


def unreached(session: Session, note_id: int, client_id: int | None, hours: Hours, now: datetime) -> bool:
    """Notes that they were called and not there: it stays open and comes back later, within office hours."""
    note = _open(session, note_id, client_id)
    if note is None:
        return False
    note.tried_at = note.tried_at or now
    note.due_at, note.reminded_at = hours.first_open(now + TRY_AGAIN), None
    return True


def _open(session: Session, note_id: int, client_id: int | None) -> Callback | None:
    asked = select(Callback).where(Callback.id == note_id, Callback.state == "open")
    return session.scalar(asked.where(within(Callback.client_id, client_id)))


def to_remind(session: Session, now: datetime, limit: int = PAGE) -> list[int]:
    """Open notes that are due soon or late, and were not reminded of since their moment was set."""
    asked = select(Callback.id).where(
        Callback.state == "open", Callback.due_at <= now + REMIND_AHEAD, Callback.reminded_at.is_(None)
    )
    return list(session.scalars(asked.order_by(Callback.due_at, Callback.id).limit(limit)))


def mark_reminded(session: Session, note_id: int, now: datetime) -> bool:
    """Whether this note is to be reminded of now; noted at once, so that nobody is reminded twice."""
    note = session.get(Callback, note_id)
    if note is None or note.state != "open" or note.reminded_at is not None:
        return False
    note.reminded_at = now
    return True


def mark_sent(session: Session, note_id: int, now: datetime) -> None:
    """Notes that it was e-mailed."""
    if (note := session.get(Callback, note_id)) is not None:
        note.sent_at = now


def kept(session: Session, client_id: int | None, now: datetime, days: int = FIGURES_DAYS) -> Kept:
    """Of the promises of the last days: how many came due (or were kept before), and how many were kept."""
    called = func.coalesce(Callback.tried_at, Callback.done_at)
    in_time = case((called <= Callback.promised_at, 1), else_=0)
    asked = select(func.count(), func.sum(in_time)).where(
        Callback.promised_at > now - timedelta(days=days),
        or_(Callback.promised_at <= now, called <= Callback.promised_at),
        Callback.state != "dropped",
        within(Callback.client_id, client_id),
    )
    all_due, all_kept = session.execute(asked).one()
    return Kept(all_due, all_kept or 0)


def moments(now: datetime, hours: Hours) -> list[tuple[str, datetime]]:
    """Moments that are mostly chosen, each with the end of its key: within the hour, today, the next working day."""
    local = now.astimezone(hours.zone)
    offered: list[tuple[str, datetime]] = []
    soon = _quarter(now + timedelta(hours=1))
    if hours.is_open(now) and hours.is_open(soon):
        offered.append(("hour", soon))
    closing = _closing(hours, local.date())
    if hours.open_on(local.date()) and closing - now > timedelta(hours=1, minutes=15):
        offered.append(("today", closing))
    for day in hours.open_days(local.date() + timedelta(days=1)):
        noon = hours.at(day, min(max(12, hours.opens + 1), hours.closes, 23))
        return [*offered, ("morning", noon), ("next", _closing(hours, day))]
    return offered or [("hour", soon)]


def _closing(hours: Hours, day: date) -> datetime:
    return hours.at(day, 23, 59) if hours.closes > 23 else hours.at(day, hours.closes)


def _quarter(moment: datetime) -> datetime:
    """The next whole quarter of an hour."""
    whole = moment.replace(minute=0, second=0, microsecond=0)
    minutes = -(-int((moment - whole).total_seconds()) // 900) * 15
    return whole + timedelta(minutes=minutes)


def _asked() -> Select[Callback, Contact, str, str]:
    asked = select(Callback, Contact, Person.name, Client.name).outerjoin(Contact, Contact.id == Callback.contact_id)
    asked = asked.outerjoin(Person, Person.id == Callback.taken_by)
    return asked.outerjoin(Client, Client.id == Callback.client_id)


def _note(row: Row[Callback, Contact, str, str]) -> Note:
    note, contact, taker, client = row
    return Note(
        id=note.id,
        name=note.name,
        organisation=note.organisation,
        number=note.number,
        subject=note.subject,
        spelled=note.spelled,
        due_at=note.due_at,
        promised_at=note.promised_at,
        made_at=note.made_at,
        for_whom=contact.name if contact else "",
        email=contact.email if contact else "",
        taken_by=taker or "",
        taker_id=note.taken_by,
        client=client or "",
        client_id=note.client_id,
        state=note.state,
        outcome=note.outcome,
        sent_at=note.sent_at,
        tried_at=note.tried_at,
        done_at=note.done_at,
    )
