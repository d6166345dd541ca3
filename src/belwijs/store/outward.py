"""Lists that other systems page through: people and the directory, by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store.directory import within
from belwijs.store.schema import Call, Client, Contact, Person
from belwijs.store.scope import Scope


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of ours, without anything that opens a door."""

    id: int
    name: str
    login: str | None
    role: str
    active: bool
    team: str
    language: str
    coach_id: int | None
    client_id: int | None
    aliases: tuple[str, ...]


class TakenError(Problem):
    """The login is somebody else's."""


def people(session: Session, client_id: int | None, after: int, limit: int) -> list[PersonLine]:
    """People by id, those after `after`."""
    asked = select(Person).where(within(Person.client_id, client_id), Person.id > after)
    return [_line(p) for p in session.scalars(asked.order_by(Person.id).limit(limit))]


def person(session: Session, person_id: int, client_id: int | None) -> PersonLine | None:
    """One; None where there is none, or none of this client."""
    found = session.scalar(select(Person).where(Person.id == person_id, within(Person.client_id, client_id)))
    return None if found is None else _line(found)


def add_person(session: Session, values: dict[str, object], client_id: int | None) -> int:
    """Somebody new, without a password.

    Raises:
        TakenError: the login is taken.
        Problem: no such coach or client.
    """
    made = Person(aliases=[], client_id=client_id)
    session.add(made)
    with session.no_autoflush:
        _fill(session, made, values, client_id)
    session.flush()
    return made.id


def change_person(session: Session, person_id: int, values: dict[str, object], client_id: int | None) -> None:
    """Changes the fields that are given.

    Raises:
        TakenError: the login is taken.
        Problem: no such coach or client.
    """
    found = session.get_one(Person, person_id)
    with session.no_autoflush:
        _fill(session, found, values, client_id)


def client_exists(session: Session, client_id: int) -> bool:
    """Whether there is such a client."""
    return session.scalar(select(Client.id).where(Client.id == client_id)) is not None


def call_is_known(session: Session, scope: Scope, call_id: int) -> bool:
    """Whether there is such a call, and it may be known of."""
    return session.scalar(select(Call.id).where(Call.id == call_id, scope.known())) is not None


def contact_ids(session: Session, client_id: int | None, after: int, limit: int) -> Sequence[int]:
    """Entries of the directory by id, those after `after`."""
    asked = select(Contact.id).where(within(Contact.client_id, client_id), Contact.id > after)
    return session.scalars(asked.order_by(Contact.id).limit(limit)).all()


def _fill(session: Session, person: Person, values: dict[str, object], client_id: int | None) -> None:
    login = values.get("login")
    if login:
        login = str(login).strip().lower()
        taken = session.scalar(select(Person.id).where(Person.login == login))
        if taken is not None and taken != person.id:
            raise TakenError("this login is somebody else's", "choose another")
        values = {**values, "login": login}
    coach = values.get("coach_id")
    if coach is not None:
        asked = select(Person.id).where(Person.id == coach, Person.role == "coach", within(Person.client_id, client_id))
        if session.scalar(asked) is None:
            raise Problem("there is no such coach", "give the id of somebody with the role coach")
    of = values.get("client_id")
    if isinstance(of, int) and not client_exists(session, of):
        raise Problem("there is no such client", "look up its id in the browser")
    for name, value in values.items():
        setattr(person, name, value)


def _line(found: Person) -> PersonLine:
    return PersonLine(
        found.id, found.name, found.login, found.role, found.active, found.team, found.language, found.coach_id,
        found.client_id, tuple(found.aliases),
    )  # fmt: skip
