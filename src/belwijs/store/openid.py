"""Who of ours the identity provider means: known by subject, then by login, else somebody new."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.store.schema import Person


def person_behind(
    session: Session, subject: str, login: str, name: str, role: str | None, language: str
) -> Person | None:
    """The person; None where nobody may come in: who has left, or who would be a client's without belonging to one.

    Args:
        subject: issuer and subject; decides, once it is known.
        login: as far as it can be trusted; joins the provider's person to one of ours who has no subject yet.
        role: that the provider gives; None leaves ours as it is, and makes new people agents.
    """
    person = session.scalar(select(Person).where(Person.subject == subject))
    if person is None and login:
        person = session.scalar(select(Person).where(Person.login == login, Person.subject.is_(None)))
    if person is None:
        taken = not login or session.scalar(select(Person.id).where(Person.login == login)) is not None
        person = Person(name=name or login or "?", login=None if taken else login, language=language, aliases=[])
    person.role = role or person.role or "agent"
    if person.active is False or (person.role == "client" and person.client_id is None):
        return None
    person.subject = subject
    session.add(person)
    session.flush()
    return person
