"""The directory: whom a call can be put through to, what they do, whether they are there, and who stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from belwijs.call import Problem
from belwijs.store.matching import LONGEST, Target, score, words_of
from belwijs.store.numbers import e164
from belwijs.store.schema import Client, Contact
from belwijs.store.sheet import Imported, Row

Presence = Literal["in", "busy", "away", "off"]
PRESENCES: tuple[Presence, ...] = get_args(Presence)
FOUND = 8
"""Entries that are shown while typing."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("naam", "name", "medewerker", "contact"),
    "kind": ("soort", "type"),
    "department": ("afdeling", "department", "team"),
    "does": ("doet", "taken", "omschrijving", "functie", "what they do", "description"),
    "number": ("nummer", "telefoon", "toestel", "doorkiesnummer", "numbers", "phone", "extension", "nummers"),
    "mobile": ("mobiel", "06", "cell"),
    "email": ("e-mail", "mail", "e-mailadres"),
    "stand_in": ("vervanger", "waarnemer", "achtervang", "deputy", "stand-in"),
}
"""Our name of a column → how lists call it."""
_DEPARTMENT_WORDS = ("afdeling", "department", "team")


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who answers for somebody that is not there."""

    id: int
    name: str
    presence: Presence
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the desk shows it."""

    id: int
    kind: str
    name: str
    department: str
    does: str
    numbers: tuple[str, ...]
    email: str
    presence: Presence
    back_at: datetime | None
    client_id: int | None
    client: str
    stand_in: StandIn | None = None

    @property
    def is_in(self) -> bool:
        """Whether a call can be put through now."""
        return self.presence == "in"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an entry shall hold."""

    name: str
    kind: str = "person"
    does: str = ""
    numbers: tuple[str, ...] = ()
    email: str = ""
    department_id: int | None = None
    stand_in_id: int | None = None


def within(column: InstrumentedAttribute[int | None], client_id: int | None) -> ColumnElement[bool]:
    """Condition: of that client; of everybody where no client is meant."""
    return true() if client_id is None else column == client_id


_Department = aliased(Contact)


def find(session: Session, typed: str, client_id: int | None, now: datetime, limit: int = FOUND) -> list[Entry]:
    """Entries that answer what was typed, the best first; the first by name where nothing was.

    A typing error is looked past only where nothing answers exactly.
    """
    query = words_of(typed[:LONGEST])
    heads = select(Contact.id, Contact.name, Contact.does, Contact.numbers, _Department.name.label("department"))
    heads = heads.outerjoin(_Department, _Department.id == Contact.department_id)
    heads = heads.where(within(Contact.client_id, client_id)).order_by(Contact.name, Contact.id)
    if not query:
        return entries(session, [row.id for row in session.execute(heads.limit(limit))], now)
    targets = [
        (row.id, Target(words_of(row.name), words_of(f"{row.does} {row.department or ''}"), tuple(row.numbers)))
        for row in session.execute(heads)
    ]
    for errors in (False, True):
        scored = [(-score(query, target, errors), n, id_) for n, (id_, target) in enumerate(targets)]
        best = sorted(row for row in scored if row[0])[:limit]
        if best:
            return entries(session, [row[2] for row in best], now)
    return []


def entries(session: Session, ids: Sequence[int], now: datetime) -> list[Entry]:
    """The entries with those ids, in that order, with their stand-ins."""
    found = _by_id(session, ids)
    deputies = _by_id(session, {c.stand_in_id for c, _, _ in found.values() if c.stand_in_id})
    made = []
    for id_ in ids:
        if id_ not in found:
            continue
        contact, department, client = found[id_]
        deputy = deputies.get(contact.stand_in_id or 0)
        made.append(_entry(contact, department, client, deputy[0] if deputy else None, now))
    return made


def entry(session: Session, contact_id: int, client_id: int | None, now: datetime) -> Entry | None:
    """One entry; None where there is none, or none that this client may know of."""
    found = entries(session, [contact_id], now)
    return found[0] if found and client_id in (None, found[0].client_id) else None


def _by_id(session: Session, ids: Iterable[int]) -> dict[int, tuple[Contact, str | None, str | None]]:
    wanted = list(ids)
    if not wanted:
        return {}
    asked = select(Contact, _Department.name, Client.name).where(Contact.id.in_(wanted))
    asked = asked.outerjoin(_Department, _Department.id == Contact.department_id)
    asked = asked.outerjoin(Client, Client.id == Contact.client_id)
    return {c.id: (c, department, client) for c, department, client in session.execute(asked)}


def _entry(
    contact: Contact, department: str | None, client: str | None, deputy: Contact | None, now: datetime
) -> Entry:
    stand_in = None
    if deputy is not None:
        stand_in = StandIn(deputy.id, deputy.name, presence_now(deputy, now), tuple(deputy.numbers))
    presence = presence_now(contact, now)
    return Entry(
        id=contact.id,
        kind=contact.kind,
        name=contact.name,
        department=department or "",
        does=contact.does,
        numbers=tuple(contact.numbers),
        email=contact.email,
        presence=presence,
        back_at=None if presence == "in" else contact.back_at,
        client_id=contact.client_id,
        client=client or "",
        stand_in=stand_in,
    )


def presence_now(contact: Contact, now: datetime) -> Presence:
    """As it was set; somebody whose return has passed is there again."""
    if contact.back_at is not None and contact.back_at <= now:
        return "in"
    return next((p for p in PRESENCES if p == contact.presence), "in")


def set_presence(
    session: Session, contact_id: int, client_id: int | None, presence: Presence, back_at: datetime | None
) -> bool:
    """Notes whether somebody is there; whether there was such an entry."""
    contact = _own(session, contact_id, client_id)
    if contact is None:
        return False
    contact.presence, contact.back_at = presence, None if presence == "in" else back_at
    return True


def keep(session: Session, wanted: Wanted, client_id: int | None, region: str, contact_id: int | None = None) -> int:
    """Adds an entry, or changes one; gives its id.

    Args:
        client_id: whose directory it goes into.

    Raises:
        Problem: no name, no such entry in that directory, or a department or stand-in of somebody else.
    """
    name = " ".join(wanted.name.split())[:200]
    if not name:
        raise Problem("an entry without a name", "give the name of the person or department")
    contact = Contact(numbers=[], client_id=client_id) if contact_id is None else session.get(Contact, contact_id)
    if contact is None or contact.client_id != client_id:
        raise Problem("there is no such entry", "look it up again")
    for other in (wanted.department_id, wanted.stand_in_id):
        if other is not None and (other == contact_id or _own(session, other, client_id) is None):
            raise Problem("that department or stand-in is not in this directory", "choose another")
    contact.name, contact.does, contact.email = name, wanted.does.strip(), wanted.email.strip()[:200]
    contact.kind = "department" if wanted.kind == "department" else "person"
    contact.numbers = list(dict.fromkeys(filter(None, (e164(n, region) for n in wanted.numbers))))
    contact.department_id, contact.stand_in_id = wanted.department_id, wanted.stand_in_id
    session.add(contact)
    session.flush()
    return contact.id


def wanted(session: Session, contact_id: int, client_id: int | None) -> tuple[int | None, Wanted] | None:
    """Whose directory an entry is in, and what it holds, to be changed; None as with `entry`."""
    contact = _own(session, contact_id, client_id)
    if contact is None:
        return None
    holds = Wanted(
        contact.name,
        contact.kind,
        contact.does,
        tuple(contact.numbers),
        contact.email,
        contact.department_id,
        contact.stand_in_id,
    )
    return contact.client_id, holds


def remove(session: Session, contact_id: int, client_id: int | None) -> bool:
    """Takes an entry out; whether there was one."""
    contact = _own(session, contact_id, client_id)
    if contact is None:
        return False
    session.delete(contact)
    return True


def _own(session: Session, contact_id: int, client_id: int | None) -> Contact | None:
    contact = session.get(Contact, contact_id)
    return contact if contact is not None and client_id in (None, contact.client_id) else None


@dataclass(slots=True)
class _Book:
    """The directory of one client while a list is read into it: name → entry, by kind."""

    people: dict[str, Contact] = field(default_factory=dict)
    departments: dict[str, Contact] = field(default_factory=dict)

    def shelf(self, kind: str) -> dict[str, Contact]:
        return self.departments if kind == "department" else self.people


def import_rows(session: Session, rows: Iterable[Row], client_id: int | None, region: str) -> Imported:
    """Takes a list into a directory: a name that is there is changed, another is added, departments are made.

    What a list does not say stays as it was, so that a list with new numbers wipes nobody's tasks.
    """
    done, book = Imported(), _Book()
    where = Contact.client_id.is_(None) if client_id is None else Contact.client_id == client_id
    for contact in session.scalars(select(Contact).where(where)):
        book.shelf(contact.kind).setdefault(contact.name.casefold(), contact)
    deputies: list[tuple[int, Contact, str]] = []
    for row in rows:
        name = " ".join(row.get("name").split())[:200]
        if not name:
            done.left_out.append((row.line, "desk.import.no_name"))
            continue
        kind = "department" if row.get("kind").casefold() in _DEPARTMENT_WORDS else "person"
        contact, is_new = _shelved(session, book.shelf(kind), name, kind, client_id)
        _fill(contact, row, region)
        if department := " ".join(row.get("department").split())[:200]:
            parent, _ = _shelved(session, book.departments, department, "department", client_id)
            if parent is not contact:
                contact.department_id = parent.id
        if row.get("stand_in"):
            deputies.append((row.line, contact, row.get("stand_in").casefold()))
        done.added, done.changed = done.added + is_new, done.changed + (not is_new)
    for line, contact, name in deputies:
        deputy = book.people.get(name) or book.departments.get(name)
        if deputy is None or deputy is contact:
            done.left_out.append((line, "desk.import.no_stand_in"))
        else:
            contact.stand_in_id = deputy.id
    return done


def _shelved(
    session: Session, shelf: dict[str, Contact], name: str, kind: str, client_id: int | None
) -> tuple[Contact, bool]:
    if known := shelf.get(name.casefold()):
        return known, False
    made = Contact(name=name, kind=kind, numbers=[], client_id=client_id)
    session.add(made)
    session.flush()
    shelf[name.casefold()] = made
    return made, True


def _fill(contact: Contact, row: Row, region: str) -> None:
    if row.get("does"):
        contact.does = row.get("does")
    if row.get("email"):
        contact.email = row.get("email")[:200]
    written = [*row.get("number").replace("/", ",").split(","), row.get("mobile")]
    if numbers := list(dict.fromkeys(filter(None, (e164(n, region) for n in written)))):
        contact.numbers = numbers
