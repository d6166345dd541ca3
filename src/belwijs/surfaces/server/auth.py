"""Who is at the door: passwords, sessions, forged requests, guessing.

Passwords are argon2id (the defaults of argon2-cffi, RFC 9106's second recommendation). A session's cookie is random;
the database holds its digest only. A new one is made at login, so that nobody can plant one beforehand. Every form
carries the session's token, and a request of another site is refused by `Sec-Fetch-Site` before that.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Work

from belwijs.store.digests import digest_of
from belwijs.store.schema import LoginAttempt, Person, Session
from belwijs.surfaces.server.rights import Viewer, viewer_of

COOKIE = "belwijs"
HOURS = 12
"""A session without a click for this long is over."""
SHORTEST_PASSWORD = 10
TRIES = 8
"""Failures for one name or from one address within WAIT_MINUTES; then the door stays shut for as long."""
WAIT_MINUTES = 10
_STALE = timedelta(minutes=5)  # how often `seen_at` is written

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _HASHER.hash(password)


def checked(work: Work, login: str, password: str, now: datetime) -> Person | None:
    """The person with this login and password; it takes as long where there is none."""
    person = work.scalar(select(Person).where(Person.login == login.strip().lower(), Person.active))
    try:
        _HASHER.verify(person.password if person and person.password else _NOBODY, password)
    except Argon2Error:
        return None
    if person is None or not person.password:
        return None
    if _HASHER.check_needs_rehash(person.password):
        person.password = _HASHER.hash(password)
    return person


def must_wait(work: Work, names: tuple[str, ...], now: datetime) -> bool:
    """Whether there were too many failures for this login or from this address."""
    since = now - timedelta(minutes=WAIT_MINUTES)
    tried = select(LoginAttempt.what).where(LoginAttempt.what.in_(names), LoginAttempt.at > since)
    return bool(work.scalar(tried.group_by(LoginAttempt.what).having(func.count() >= TRIES).limit(1)))


def failed(work: Work, names: tuple[str, ...], now: datetime) -> None:
    """Remembers a failure; forgets those of yesterday."""
    work.execute(delete(LoginAttempt).where(LoginAttempt.at < now - timedelta(days=1)))
    work.add_all(LoginAttempt(what=name[:200], at=now) for name in names)


def tried(work: Work, login: str, password: str, address: str, now: datetime) -> tuple[Person | None, bool]:
    """Who this login and password let in, and whether guessing has shut the door; a failure is remembered."""
    names = (login.strip().lower(), f"from {address}")
    if must_wait(work, names, now):
        return None, True
    person = checked(work, login, password, now)
    if person is None:
        failed(work, names, now)
    return person, False


def start(work: Work, person: Person, now: datetime) -> str:
    """A new session; gives what goes into the cookie."""
    secret = secrets.token_urlsafe(32)
    work.add(
        Session(
            key=digest_of(secret),
            person_id=person.id,
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=HOURS),
        )
    )
    return secret


def viewer_behind(work: Work, cookie: str, now: datetime) -> tuple[Viewer | None, bool]:
    """Who the cookie stands for, and whether the session should be written on (`seen`)."""
    asked = select(Session, Person).join(Person, Person.id == Session.person_id)
    found = work.execute(asked.where(Session.key == digest_of(cookie))).first()
    if found is None:
        return None, False
    held, person = found
    if held.expires_at <= now or not person.active:
        return None, False
    return viewer_of(work, person, held.csrf), now - held.seen_at > _STALE


def seen(work: Work, cookie: str, now: datetime) -> None:
    """Prolongs a session that is used; clears away those that are over."""
    if held := work.get(Session, digest_of(cookie)):
        held.seen_at, held.expires_at = now, now + timedelta(hours=HOURS)
    work.execute(delete(Session).where(Session.expires_at <= now))


def end(work: Work, cookie: str) -> None:
    """Logs one browser out."""
    work.execute(delete(Session).where(Session.key == digest_of(cookie)))


def end_all(work: Work, person_id: int) -> None:
    """Logs somebody out everywhere: after a new password, another role, or leaving."""
    work.execute(delete(Session).where(Session.person_id == person_id))


def is_ours(viewer: Viewer, token: str) -> bool:
    """Whether a form's token is that of the session."""
    return hmac.compare_digest(token.encode(), viewer.csrf.encode())
