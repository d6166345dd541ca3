"""A client organisation that leaves: what hangs on it, what has to be decided first, and what becomes of the rest.

Its calls stay with the house or are erased, as somebody decides; the exchange's records stay as figures of the house.
Notes that are closed, prospects that are closed, its directory, journeys, tokens, webhooks and texts go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from belwijs.store.audit import record
from belwijs.store.jobs import enqueue
from belwijs.store.privacy import Erased, erase_calls
from belwijs.store.retention import lonely
from belwijs.store.schema import (
    Call,
    Callback,
    Caller,
    Client,
    Contact,
    ExchangeRecord,
    Job,
    Person,
    Prospect,
    Recording,
    Step,
    Table,
    Token,
    Webhook,
)

KIND = "client"
Fate = Literal["keep", "erase"]
"""What becomes of the calls."""
FEW = 200
"""Calls that are erased in one transaction."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """How much of each kind hangs on a client; the first three have to be decided before it can go."""

    people: int  # active, who belong to it
    open_callbacks: int
    open_prospects: int
    calls: int
    recordings: int
    records: int
    callbacks: int  # closed
    prospects: int  # closed
    contacts: int
    steps: int
    tokens: int
    webhooks: int

    @property
    def undecided(self) -> tuple[str, ...]:
        """What has to be decided first."""
        return tuple(kind for kind in ("people", "open_callbacks", "open_prospects") if getattr(self, kind))


def hanging(session: Session, client_id: int) -> Hanging:
    """What hangs on a client now."""

    def count(table: type[Table], *more: ColumnElement[bool]) -> int:
        of = table.__table__.c.client_id == client_id
        return session.scalar(select(func.count()).select_from(table).where(of, *more)) or 0

    sounds = select(func.count(Recording.id)).join(Call).where(Call.client_id == client_id)
    return Hanging(
        people=count(Person, Person.active.is_(True)),
        open_callbacks=count(Callback, Callback.state == "open"),
        open_prospects=count(Prospect, Prospect.closed_at.is_(None)),
        calls=count(Call),
        recordings=session.scalar(sounds) or 0,
        records=count(ExchangeRecord),
        callbacks=count(Callback, Callback.state != "open"),
        prospects=count(Prospect, Prospect.closed_at.is_not(None)),
        contacts=count(Contact),
        steps=count(Step),
        tokens=count(Token),
        webhooks=count(Webhook),
    )


def ask(session: Session, client: Client, calls: Fate, now: datetime, by: int) -> None:
    """Takes the client's numbers away, so that nothing more comes in for it, and queues the rest, once."""
    client.numbers = []
    if is_leaving(session, client.id):
        return
    payload = {"client": client.id, "name": client.name, "calls": calls, "label": client.name}
    enqueue(session, KIND, payload, now, person_id=by)
    what = f"client {client.id}"
    record(session, now, "client.leaving", what, person_id=by, detail={"calls": calls})


def is_leaving(session: Session, client_id: int) -> bool:
    """Whether the work of removing it waits or runs."""
    asked = select(Job.payload).where(Job.kind == KIND, Job.state.in_(("queued", "running")))
    return any(payload.get("client") == client_id for payload in session.scalars(asked))


def known(session: Session, client_id: int, name: str) -> bool:
    """Whether it is still there; SQLite may have given its number to another meanwhile."""
    return session.scalar(select(Client.id).where(Client.id == client_id, Client.name == name)) is not None


def erase_some(session: Session, client_id: int, now: datetime, by: int | None, most: int = FEW) -> Erased | None:
    """Erases some of its calls, and callers of whom nothing else is left; None once there are none."""
    rows = session.execute(select(Call.id, Call.caller_id).where(Call.client_id == client_id).limit(most)).all()
    if not rows:
        return None
    gone = Erased()
    erase_calls(session, [row.id for row in rows], gone)
    _forget(session, [row.caller_id for row in rows if row.caller_id is not None])
    record(session, now, "client.erased", f"client {client_id}", person_id=by, detail=dict(gone.counts))
    return gone


def end(session: Session, client_id: int, now: datetime, by: int | None) -> None:
    """Removes the client itself, with what goes with it; who left it before belongs to nobody."""
    counts = {kind: count for kind, count in asdict(hanging(session, client_id)).items() if count}
    callers = session.scalars(select(Prospect.caller_id).where(Prospect.client_id == client_id)).all()
    session.execute(update(Person).where(Person.client_id == client_id).values(client_id=None))
    # Said here, not left to the foreign key, so that the records get another revision.
    session.execute(update(ExchangeRecord).where(ExchangeRecord.client_id == client_id).values(client_id=None))
    session.delete(session.get_one(Client, client_id))
    session.flush()
    _forget(session, callers)
    record(session, now, "client.removed", f"client {client_id}", person_id=by, detail=counts)


def _forget(session: Session, callers: Sequence[int]) -> None:
    for caller in session.scalars(select(Caller).where(Caller.id.in_(lonely(session, callers)))):
        session.delete(caller)
