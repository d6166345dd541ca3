"""Who is calling: the caller by number, what went before, what is still promised, and the journey of this call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import case, exists, select
from sqlalchemy.orm import Session

from belwijs.store import journey
from belwijs.store.directory import within
from belwijs.store.inserting import insert_new
from belwijs.store.numbers import e164
from belwijs.store.schema import (
    Call,
    Callback,
    Caller,
    Client,
    Contact,
    Document,
    ExchangeRecord,
    FindingRow,
    Objection,
    Person,
    Prospect,
)
from belwijs.store.scope import Scope

EARLIER = 8
"""Earlier calls that a card shows."""
READ = 4
"""Of those, the reports that are opened for what they were about."""
PROMISES_DAYS = 30
"""A promise of a colleague counts as open for so long."""
ABOUT = 140
"""Characters of what an earlier call was about."""
_WORDS_OF_A_SUBJECT = 4
_PROMISE = "callback.promise"
_UNANSWERED = ("missed", "abandoned", "voicemail", "busy")


@dataclass(frozen=True, slots=True)
class Called:
    """The client whose number was called: what the receptionist has to know to answer for it."""

    id: int
    name: str
    greeting: str
    instructions: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A call that went before. `about` is empty for who may not read it."""

    at: datetime
    direction: str
    who: str
    about: str
    answered: bool
    call_id: int | None  # set where whoever looks may open it


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that was promised and is not done: a callback note, or a promise made on behalf of somebody else."""

    kind: Literal["callback", "overpromise"]
    at: datetime  # when it was made
    due_at: datetime | None
    who: str
    about: str
    id: int  # of the note, or of the call


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that spares a caller telling it twice."""

    number: str
    caller_id: int | None
    name: str
    organisation: str
    note: str
    is_consumer: bool | None
    legal_basis: str
    objected: bool
    earlier: tuple[Earlier, ...] = ()
    promises: tuple[Promise, ...] = ()
    journey: journey.Journey | None = None


def called(session: Session, number: str, region: str) -> Called | None:
    """The client to whom a number belongs; None where it is the house's own."""
    wanted = e164(number, region)
    if not wanted:
        return None
    for row in session.execute(select(Client.id, Client.numbers)):
        if any(e164(one, region) == wanted for one in row.numbers):
            return client(session, row.id)
    return None


def client(session: Session, client_id: int | None) -> Called | None:
    """A client by id."""
    found = None if client_id is None else session.get(Client, client_id)
    return None if found is None else Called(found.id, found.name, found.greeting, found.instructions)


def by_number(session: Session, number: str, region: str) -> Caller | None:
    """The caller with that number, in any spelling."""
    wanted = e164(number, region)
    return session.scalar(select(Caller).where(Caller.number == wanted)) if wanted else None


def caller_for(session: Session, number: str, region: str) -> Caller | None:
    """The caller with that number, made where nobody knew it; None where it is no number."""
    wanted = e164(number, region)
    if not wanted:
        return None
    found = session.scalar(select(Caller).where(Caller.number == wanted))
    if found is None:
        insert_new(session, Caller, {"number": wanted, "name": "", "organisation": "", "note": "", "legal_basis": ""})
        found = session.scalars(select(Caller).where(Caller.number == wanted)).one()
        found.objected_at = _objected_at(session, wanted)
    return found


def card(session: Session, scope: Scope, number: str, client_id: int | None, region: str, now: datetime) -> Card:
    """The card of whoever calls from that number; an empty one where nothing is known.

    Args:
        client_id: whose things are shown; None for those of the whole house.
    """
    wanted = e164(number, region)
    found = session.scalar(select(Caller).where(Caller.number == wanted)) if wanted else None
    known = found is not None and (client_id is None or _is_known_to(session, found, client_id))
    promises = _callbacks(session, wanted, client_id) if wanted else []
    earlier: list[Earlier] = []
    if found is not None and known:
        earlier = _calls(session, scope, found.id, client_id)
        promises += _overpromised(session, scope, found.id, client_id, now)
    earlier += _unanswered(session, wanted, client_id, now) if wanted else []
    shown = found if known else None
    return Card(
        number=wanted,
        caller_id=shown.id if shown else None,
        name=shown.name if shown else "",
        organisation=shown.organisation if shown else "",
        note=shown.note if shown else "",
        is_consumer=shown.is_consumer if shown else None,
        legal_basis=shown.legal_basis if shown else "",
        objected=has_objected(session, wanted),
        earlier=tuple(sorted(earlier, key=lambda e: e.at, reverse=True)[:EARLIER]),
        promises=tuple(promises),
        journey=journey.of_number(session, wanted, client_id, now),
    )


def describe(session: Session, number: str, region: str, name: str, organisation: str, note: str | None = None) -> None:
    """Keeps who somebody is; what is left empty stays as it was.

    Args:
        note: None leaves it as it was; "" wipes it.
    """
    found = caller_for(session, number, region)
    if found is None:
        return
    found.name = " ".join(name.split())[:200] or found.name
    found.organisation = " ".join(organisation.split())[:200] or found.organisation
    found.note = found.note if note is None else note.strip()


def object_to_calls(session: Session, number: str, region: str, now: datetime) -> None:
    """Notes that somebody does not want to be called, for good: it outlives the erasing of everything else on them."""
    wanted = e164(number, region)
    if not wanted:
        return
    insert_new(session, Objection, {"key": number_key(wanted), "at": now})
    found = session.scalar(select(Caller).where(Caller.number == wanted))
    if found is None:
        return
    found.objected_at = found.objected_at or now
    chased = select(Prospect).where(Prospect.caller_id == found.id, Prospect.closed_at.is_(None))
    for prospect in session.scalars(chased):
        prospect.answer, prospect.reason = "no", prospect.reason or "objection"
        prospect.closed_at, prospect.next_at = now, None


def has_objected(session: Session, number: str) -> bool:
    """Whether the number (E.164) is of somebody who does not want to be called."""
    return bool(number) and _objected_at(session, number) is not None


def number_key(number: str) -> str:
    """SHA-256 of a number in E.164, by which an objection is kept."""
    return hashlib.sha256(number.encode()).hexdigest()


def _objected_at(session: Session, number: str) -> datetime | None:
    return session.scalar(select(Objection.at).where(Objection.key == number_key(number)))


def _is_known_to(session: Session, caller: Caller, client_id: int) -> bool:
    """Whether this caller ever had to do with that client: what another client wrote of them is not theirs."""
    had = (
        exists().where(Call.caller_id == caller.id, Call.client_id == client_id),
        exists().where(Prospect.caller_id == caller.id, Prospect.client_id == client_id),
        exists().where(Callback.number == caller.number, Callback.client_id == client_id),
    )
    return any(session.scalar(select(one)) for one in had)


def _calls(session: Session, scope: Scope, caller_id: int, client_id: int | None) -> list[Earlier]:
    """That there was a call, when and with whom, is for everybody at the desk; what it was about for readers."""
    readable = case((scope.read(), 1), else_=0)
    openable = case((scope.known(), 1), else_=0)
    asked = select(Call.id, Call.started_at, Call.direction, Person.name, readable, openable)
    asked = asked.outerjoin(Person, Person.id == Call.person_id)
    asked = asked.where(Call.caller_id == caller_id, within(Call.client_id, client_id))
    rows = session.execute(asked.order_by(Call.started_at.desc(), Call.id.desc()).limit(EARLIER)).all()
    about = _subjects(session, [row[0] for row in rows if row[4]])
    return [
        Earlier(at, direction, who or "", about.get(id_, ""), True, id_ if may_open else None)
        for id_, at, direction, who, _, may_open in rows
    ]


def _subjects(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What calls were about: as a callback note says, else as the customer began."""
    asked = select(Callback.call_id, Callback.subject).where(Callback.call_id.in_(ids))
    noted = {id_: subject for id_, subject in session.execute(asked) if id_ is not None}
    rest = [id_ for id_ in ids if id_ not in noted][:READ]
    documents = session.execute(select(Document.call_id, Document.document).where(Document.call_id.in_(rest)))
    return {**{id_: subject_of(document) for id_, document in documents}, **noted}


def subject_of(document: Mapping[str, Any]) -> str:
    """The first thing of some length that the customer said in a report; "" where nothing was kept."""
    customers = {p.get("id") for p in document.get("participants") or () if p.get("role") == "customer"}
    for turn in document.get("turns") or ():
        text = " ".join(str(turn.get("text", "")).split())
        if turn.get("speaker") in customers and len(text.split()) >= _WORDS_OF_A_SUBJECT:
            return text if len(text) <= ABOUT else text[:ABOUT].rsplit(" ", 1)[0] + "…"
    return ""


def _callbacks(session: Session, number: str, client_id: int | None) -> list[Promise]:
    asked = select(Callback, Contact.name).outerjoin(Contact, Contact.id == Callback.contact_id)
    asked = asked.where(Callback.number == number, Callback.state == "open", within(Callback.client_id, client_id))
    rows = session.execute(asked.order_by(Callback.due_at).limit(EARLIER))
    return [Promise("callback", n.made_at, n.due_at, who or "", n.subject, n.id) for n, who in rows]


def _overpromised(
    session: Session, scope: Scope, caller_id: int, client_id: int | None, now: datetime
) -> list[Promise]:
    """Promises made on behalf of somebody else: a verdict on a colleague, so for who may read it only."""
    asked = select(Call.id, Call.started_at, Person.name, FindingRow.quote)
    asked = asked.join(FindingRow, FindingRow.call_id == Call.id).outerjoin(Person, Person.id == Call.person_id)
    asked = asked.where(
        Call.caller_id == caller_id,
        within(Call.client_id, client_id),
        scope.read(),
        FindingRow.practice == _PROMISE,
        FindingRow.verdict == "missed",
        Call.started_at > now - timedelta(days=PROMISES_DAYS),
    )
    rows = session.execute(asked.order_by(Call.started_at.desc()).limit(EARLIER))
    return [Promise("overpromise", at, None, who or "", quote, id_) for id_, at, who, quote in rows]


def _unanswered(session: Session, number: str, client_id: int | None, now: datetime) -> list[Earlier]:
    """Times that somebody called and nobody picked up."""
    asked = select(ExchangeRecord.started_at, ExchangeRecord.direction).where(
        ExchangeRecord.number == number,
        ExchangeRecord.outcome.in_(_UNANSWERED),
        ExchangeRecord.direction == "inbound",
        ExchangeRecord.call_id.is_(None),
        ExchangeRecord.started_at > now - timedelta(days=PROMISES_DAYS),
        within(ExchangeRecord.client_id, client_id),
    )
    rows = session.execute(asked.order_by(ExchangeRecord.started_at.desc()).limit(EARLIER))
    return [Earlier(at, direction, "", "", False, None) for at, direction in rows]
