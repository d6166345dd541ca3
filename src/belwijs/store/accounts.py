"""People and clients as administrators keep them, and the links with which somebody chooses a password."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from belwijs.catalogue.clients import same_number
from belwijs.store.digests import digest_of
from belwijs.store.numbers import e164
from belwijs.store.schema import Client, PasswordLink, Person

PAGE = 100
LINK_HOURS = 48
_LOGIN = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")


class RefusedError(Exception):
    """Something cannot be kept; `key` names the sentence that says why, `field` what it is about."""

    def __init__(self, field: str, key: str, **slots: str) -> None:
        super().__init__(key)
        self.field, self.key, self.slots = field, key, slots


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list."""

    id: int
    name: str
    login: str | None
    role: str
    team: str
    active: bool
    coach: str | None
    client: str | None


@dataclass(frozen=True, slots=True)
class PersonForm:
    """What an administrator says of a person."""

    name: str
    login: str
    role: str
    team: str = ""
    language: str = "nl"
    active: bool = True
    coach_id: int | None = None
    client_id: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientForm:
    """What an administrator says of a client; `numbers` as they were written."""

    name: str
    numbers: tuple[str, ...] = ()
    greeting: str = ""
    instructions: str = ""


def people(session: Session, words: str = "", after: tuple[str, int] | None = None) -> list[PersonLine]:
    """People by name, a page and one more; `after` is name and id of the last one seen.

    Args:
        words: in the name, the login or the team; all of them.
    """
    coach = aliased(Person)
    asked = (
        select(Person.id, Person.name, Person.login, Person.role, Person.team, Person.active, coach.name, Client.name)
        .outerjoin(coach, coach.id == Person.coach_id)
        .outerjoin(Client, Client.id == Person.client_id)
        .order_by(Person.name, Person.id)
        .limit(PAGE + 1)
    )
    for word in words.split():
        there = (c.icontains(word, autoescape=True) for c in (Person.name, Person.login, Person.team))
        asked = asked.where(or_(*there))
    if after is not None:
        name, number = after
        asked = asked.where(or_(Person.name > name, and_(Person.name == name, Person.id > number)))
    return [PersonLine(*row) for row in session.execute(asked)]


def coaches(session: Session) -> Sequence[tuple[int, str]]:
    """Everybody who coaches."""
    rows = session.execute(
        select(Person.id, Person.name).where(Person.role == "coach", Person.active).order_by(Person.name)
    )
    return [(row.id, row.name) for row in rows]


def clients(session: Session) -> list[Client]:
    """All clients by name."""
    return list(session.scalars(select(Client).order_by(Client.name)))


def of_client(session: Session, client_id: int) -> list[tuple[int, str]]:
    """Those who belong to a client and have not left."""
    asked = select(Person.id, Person.name).where(Person.client_id == client_id, Person.active).order_by(Person.name)
    return [(row.id, row.name) for row in session.execute(asked)]


def add_person(session: Session, form: PersonForm) -> Person:
    """A new person, without a password yet.

    Raises:
        RefusedError: something in the form cannot be.
    """
    made = Person(name="", role="agent", aliases=[])
    _fill(session, made, form)
    session.add(made)
    session.flush()
    return made


def change_person(session: Session, person: Person, form: PersonForm) -> bool:
    """Keep what was changed; tells whether the person has to log in again for it.

    Raises:
        RefusedError: something in the form cannot be, or nobody would be left to administrate.
    """
    before = (person.role, person.active, person.client_id, person.login)
    if person.role == "admin" and person.active and (form.role != "admin" or not form.active):
        others = select(func.count()).where(Person.role == "admin", Person.active, Person.id != person.id)
        if not session.scalar(others.where(Person.login.is_not(None))):
            raise RefusedError("role", "admin.refused.last")
    _fill(session, person, form)
    if person.role != "coach":
        for coached in session.scalars(select(Person).where(Person.coach_id == person.id)):
            coached.coach_id = None
    return before != (person.role, person.active, person.client_id, person.login)


def _fill(session: Session, person: Person, form: PersonForm) -> None:
    name = _line(form.name)
    if not name:
        raise RefusedError("name", "admin.refused.name")
    login = form.login.strip().lower() or None
    if login is not None:
        if not _LOGIN.fullmatch(login):
            raise RefusedError("login", "admin.refused.login")
        other = select(Person.id).where(Person.login == login)
        if session.scalar(other if person.id is None else other.where(Person.id != person.id)) is not None:
            raise RefusedError("login", "admin.refused.taken")
    if form.role == "client" and form.client_id is None:
        raise RefusedError("client", "admin.refused.client")
    if form.client_id is not None and session.get(Client, form.client_id) is None:
        raise RefusedError("client", "admin.refused.client")
    if form.coach_id is not None:
        coach = session.get(Person, form.coach_id)
        if coach is None or coach.role != "coach" or coach.id == person.id:
            raise RefusedError("coach", "admin.refused.coach")
    person.name, person.login, person.role = name, login, form.role
    person.team, person.language, person.active = _line(form.team)[:100], form.language, form.active
    person.coach_id, person.client_id = form.coach_id, form.client_id
    person.aliases = list(dict.fromkeys(filter(None, (_line(a) for a in form.aliases))))


def keep_client(session: Session, client: Client | None, form: ClientForm, region: str) -> Client:
    """Add or change a client; its numbers are kept in one spelling.

    Raises:
        RefusedError: no name, one that is taken, or a number that is no number or another client's.
    """
    name = _line(form.name)
    if not name:
        raise RefusedError("name", "admin.refused.name")
    others = [c for c in clients(session) if client is None or c.id != client.id]
    if any(c.name.casefold() == name.casefold() for c in others):
        raise RefusedError("name", "admin.refused.client.taken")
    numbers: list[str] = []
    for written in form.numbers:
        number = e164(written, region)
        if not number:
            raise RefusedError("numbers", "admin.refused.number", number=_line(written)[:40])
        owner = next((c.name for c in others if any(same_number(number, n) for n in c.numbers)), None)
        if owner is not None:
            raise RefusedError("numbers", "admin.refused.number.taken", number=number, owner=owner)
        numbers.append(number)
    kept = client or Client(name=name, numbers=[])
    kept.name, kept.numbers = name, list(dict.fromkeys(numbers))
    kept.greeting, kept.instructions = form.greeting.strip(), form.instructions.strip()
    session.add(kept)
    session.flush()
    return kept


def password_link(session: Session, person_id: int, now: datetime) -> str:
    """What a new link holds; the ones before it are worth nothing any more."""
    session.execute(
        delete(PasswordLink).where(or_(PasswordLink.person_id == person_id, PasswordLink.expires_at <= now))
    )
    secret = secrets.token_urlsafe(32)
    session.add(PasswordLink(key=digest_of(secret), person_id=person_id, expires_at=now + timedelta(hours=LINK_HOURS)))
    return secret


def behind_link(session: Session, secret: str, now: datetime) -> Person | None:
    """Whose password it chooses; None where it was used, is over, or the person has left."""
    link = session.get(PasswordLink, digest_of(secret))
    if link is None or link.expires_at <= now:
        return None
    person = session.get(Person, link.person_id)
    return person if person is not None and person.active and person.login else None


def set_password(session: Session, person: Person, password_hash: str) -> None:
    """Sets the password; links to choose one with are used up."""
    person.password = password_hash
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))


def _line(written: str) -> str:
    """Text on one line, with nothing in it that cannot be seen."""
    seen = "".join(" " if unicodedata.category(c).startswith("C") else c for c in written)
    return " ".join(seen.split())[:200]
