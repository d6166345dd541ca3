"""Addresses that are told when something happens, and the telling as work in the queue.

`announce` belongs in the transaction of what it tells of: either both are there or neither, and a delivery that fails
is tried again by the queue. What is told are ids, moments and counts; names and words are fetched with a token.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store.jobs import enqueue
from belwijs.store.schema import Client, Webhook

Event = Literal["call.analysed", "incident", "callback.due"]
EVENTS: tuple[Event, ...] = get_args(Event)
TEST = "test"  # the event of the button that tries an address
JOB = "webhook"
_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")  # RFC 3986
PREFIX = "whsec_"  # as Standard Webhooks writes a secret


@dataclass(frozen=True, slots=True)
class Listed:
    """A webhook as the page shows it."""

    id: int
    url: str
    events: tuple[str, ...]
    client: str | None
    active: bool
    told_at: datetime | None
    answered: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a delivery goes, and the key that it is signed with."""

    url: str
    secret: bytes


def make(session: Session, url: str, events: Sequence[str], *, client_id: int | None = None) -> tuple[Webhook, str]:
    """A new webhook, and its secret, which is shown this once.

    Raises:
        Problem: an address that cannot be told, no event, one that does not exist, or no such client.
    """
    if not events or not set(events) <= set(EVENTS):
        raise Problem("the webhook would be told of nothing, or of something that does not exist", "choose an event")
    if client_id is not None and session.get(Client, client_id) is None:
        raise Problem("there is no such client", "choose one from the list")
    secret = _new_secret()
    made = Webhook(
        url=checked(url),
        events=[e for e in EVENTS if e in events],
        secret=secret,
        client_id=client_id,
        active=True,
        told_at=None,
        answered="",
    )
    session.add(made)
    session.flush()
    return made, secret


def checked(url: str) -> str:
    """The address, if it is one that may be told.

    Raises:
        Problem: no http or https, or more than host, port, path and query.
    """
    url = url.strip()
    way_out = "give one such as https://crm.example/belwijs"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        (parts.hostname or "").encode("idna")
    except ValueError:
        usable = False
    if not usable or len(url) > 500 or not _CHARACTERS.fullmatch(url):
        raise Problem("this is no http or https address", way_out)
    if parts.username or parts.password or parts.fragment:
        raise Problem("the address holds a name, a password or a fragment", way_out)
    return url


def listed(session: Session) -> list[Listed]:
    """All webhooks, newest first; there are never many."""
    rows = session.execute(
        select(Webhook, Client.name).outerjoin(Client, Client.id == Webhook.client_id).order_by(Webhook.id.desc())
    )
    return [Listed(w.id, w.url, tuple(w.events), client, w.active, w.told_at, w.answered) for w, client in rows]


def switch(session: Session, webhook_id: int, *, active: bool) -> bool:
    """Stops telling an address, or begins again; False where there is none."""
    found = session.get(Webhook, webhook_id)
    if found is None:
        return False
    found.active = active
    return True


def new_secret(session: Session, webhook_id: int) -> str | None:
    """Another secret, shown this once; the old one counts no more. None where there is no such webhook."""
    found = session.get(Webhook, webhook_id)
    if found is None:
        return None
    found.secret = _new_secret()
    return found.secret


def remove(session: Session, webhook_id: int) -> bool:
    """Forgets an address; deliveries that wait for it come to nothing."""
    found = session.get(Webhook, webhook_id)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def announce(
    session: Session, event: Event, thing: str, data: Mapping[str, Any], now: datetime, *, client_id: int | None = None
) -> int:
    """Queues a delivery for every address that wants to know; says how many.

    Args:
        thing: what it is about, such as `call 12`: the same event about the same thing is told once to each address.
        data: ids, moments and counts; neither names nor words.
        client_id: whose it is: an address of a client is told of that client's only.
    """
    wanted = select(Webhook.id, Webhook.client_id, Webhook.events).where(Webhook.active)
    told = 0
    for id_, of_client, events in session.execute(wanted):
        if event in events and of_client in (None, client_id):
            told += _queue(session, id_, event, f"{event} {thing}", data, now) is not None
    return told


def try_out(session: Session, webhook_id: int, now: datetime) -> bool:
    """Queues a delivery that only shows that the address can be reached; False where there is no such webhook."""
    if session.get(Webhook, webhook_id) is None:
        return False
    _queue(session, webhook_id, TEST, f"{TEST} {secrets.token_hex(6)}", {}, now)
    return True


def target(session: Session, webhook_id: int) -> Target | None:
    """Where to deliver; None where the webhook is gone or stopped."""
    found = session.get(Webhook, webhook_id)
    if found is None or not found.active:
        return None
    return Target(found.url, base64.b64decode(found.secret.removeprefix(PREFIX)))


def tried(session: Session, webhook_id: int, answered: str, now: datetime, *, gone: bool = False) -> None:
    """Notes what became of a try; an address that says that it is gone is told no more."""
    if found := session.get(Webhook, webhook_id):
        found.told_at, found.answered = now, answered[:100]
        found.active = found.active and not gone


def _queue(
    session: Session, webhook_id: int, event: str, thing: str, data: Mapping[str, Any], now: datetime
) -> int | None:
    payload = {"webhook": webhook_id, "event": event, "at": now.isoformat(), "data": dict(data), "label": thing}
    return enqueue(session, JOB, payload, now, key=f"webhook {webhook_id} {thing}", lane="light")


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
