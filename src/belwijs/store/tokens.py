"""Keys of other systems: made once, shown once, kept as a digest."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store.digests import digest_of
from belwijs.store.schema import Client, Person, Token
from belwijs.store.scope import Scope

TokenScope = Literal[
    "calls:read",  # which calls there were: who, when, how long, how many practices kept
    "calls:write",  # give recordings, call files and vCons
    "reports:read",  # what was said in them, and every verdict
    "callers:read",  # the card of a caller, and journeys
    "journeys:write",  # steps of a call that goes on, from the exchange
    "callbacks:read",
    "callbacks:write",
    "prospects:read",
    "prospects:write",
    "directory:read",
    "directory:write",  # presence
    "figures:read",  # reachability and the exchange's records
    "people:read",
    "people:write",
    "metrics:read",  # /metrics for Prometheus
]
SCOPES: tuple[TokenScope, ...] = get_args(TokenScope)
PREFIX = "bw_"  # so that a token that lies about is recognised as one
_STALE = timedelta(minutes=1)  # how often `used_at` is written


@dataclass(frozen=True, slots=True)
class Key:
    """A token that was shown and holds: what its bearer may do, and for which client."""

    id: int
    name: str
    scopes: frozenset[str]
    client_id: int | None

    @property
    def by(self) -> str:
        """How the audit names it."""
        return f"token {self.id}"

    @property
    def scope(self) -> Scope:
        """The calls it may know of: all, or those of its client; words and verdicts with `reports:read` only."""
        return Scope(everything=True, client_id=self.client_id, reads_everything="reports:read" in self.scopes)


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as the page shows it."""

    id: int
    name: str
    scopes: tuple[str, ...]
    client: str | None
    made_by: str | None
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


def make(
    session: Session,
    name: str,
    scopes: Sequence[str],
    now: datetime,
    *,
    client_id: int | None = None,
    made_by: int | None = None,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """A new token, and the secret that is shown this once.

    Raises:
        Problem: no name, no scope, a scope that does not exist, a client that does not exist, or an end in the past.
    """
    name = "".join(c for c in name if c.isprintable()).strip()
    if not name:
        raise Problem("the token has no name", "say which system gets it")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Problem("the token may do nothing, or something that does not exist", f"choose from {', '.join(SCOPES)}")
    if client_id is not None and session.get(Client, client_id) is None:
        raise Problem("there is no such client", "choose one from the list")
    if expires_at is not None and expires_at <= now:
        raise Problem("the token would have expired already", "choose a day in the future")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        name=name[:100],
        key=digest_of(secret),
        scopes=[s for s in SCOPES if s in scopes],
        client_id=client_id,
        made_by=made_by,
        made_at=now,
        expires_at=expires_at,
        used_at=None,
    )
    session.add(token)
    session.flush()
    return token, secret


def behind(session: Session, secret: str, now: datetime) -> tuple[Key, bool] | None:
    """What a secret opens, and whether `used` should be written; None where it opens nothing (any more)."""
    token = session.scalar(select(Token).where(Token.key == digest_of(secret)))
    if token is None or (token.expires_at is not None and token.expires_at <= now):
        return None
    stale = token.used_at is None or now - token.used_at > _STALE
    return Key(token.id, token.name, frozenset(token.scopes), token.client_id), stale


def used(session: Session, token_id: int, now: datetime) -> None:
    """Notes that a token was used."""
    if token := session.get(Token, token_id):
        token.used_at = now


def withdraw(session: Session, token_id: int) -> bool:
    """Makes a token worthless at once; False where there is none."""
    token = session.get(Token, token_id)
    if token is None:
        return False
    session.delete(token)
    session.flush()
    return True


def listed(session: Session) -> list[Listed]:
    """All tokens, newest first; there are never many."""
    rows = session.execute(
        select(Token, Client.name, Person.name)
        .outerjoin(Client, Client.id == Token.client_id)
        .outerjoin(Person, Person.id == Token.made_by)
        .order_by(Token.id.desc())
    )
    return [
        Listed(t.id, t.name, tuple(t.scopes), client, by, t.made_at, t.expires_at, t.used_at) for t, client, by in rows
    ]
