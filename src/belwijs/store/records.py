"""Records of the exchange: each call once, also those that nobody answered, tied to its recording if there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Direction
from belwijs.store.inserting import insert_new
from belwijs.store.intake import NEAR, by_names, client_called, plain
from belwijs.store.schema import Call, Caller, ExchangeRecord
from belwijs.store.unmatched import of_record

Outcome = Literal["answered", "missed", "abandoned", "voicemail", "busy"]


@dataclass(frozen=True, slots=True)
class Record:
    """One call, as the exchange tells of it."""

    key: str  # the exchange's own id
    started_at: datetime
    direction: Direction
    outcome: Outcome
    waited: float | None  # seconds until the answer, or until the caller gave up
    talked: float  # seconds
    transfers: int
    number: str  # of the other side, E.164
    called: str  # our number, E.164
    extension: str  # of ours who answered, or was called
    agent: str = ""  # a name, where the exchange gives one


@dataclass(frozen=True, slots=True)
class Put:
    """What became of records."""

    new: int = 0
    changed: int = 0
    known: int = 0

    def __add__(self, other: Put) -> Put:
        return Put(self.new + other.new, self.changed + other.changed, self.known + other.known)


def put(session: Session, records: Iterable[Record]) -> Put:
    """Keep records, each once; one that was known when its call was not yet over is brought up to date."""
    ours = by_names(session)
    clients: dict[str, int | None] = {}
    done = Put()
    for record in records:
        if record.called not in clients:
            clients[record.called] = client_called(session, record.called)
        who = next((ours[plain(name)] for name in (record.extension, record.agent) if plain(name) in ours), None)
        done += _put(session, record, clients[record.called], who.id if who else None)
    return done


def _put(session: Session, record: Record, client_id: int | None, person_id: int | None) -> Put:
    values = {
        "started_at": record.started_at, "direction": record.direction, "outcome": record.outcome,
        "waited": record.waited, "talked": record.talked, "transfers": record.transfers, "number": record.number[:40],
        "called": record.called[:40], "extension": record.extension[:40], "client_id": client_id,
        "person_id": person_id,
    }  # fmt: skip
    key = record.key[:200]
    made = insert_new(session, ExchangeRecord, {**values, "key": key, "call_id": _call(session, record)})
    if made is not None:
        names = (record.extension, record.agent) if person_id is None else ()
        of_record(session, made, names, record.called if client_id is None else "")
        return Put(new=1)
    row = session.scalars(select(ExchangeRecord).where(ExchangeRecord.key == key)).one()
    if (row.talked, row.transfers, row.outcome == "answered") < (
        record.talked, record.transfers, record.outcome == "answered",
    ):  # fmt: skip
        for column, value in values.items():
            setattr(row, column, value)
        return Put(changed=1)
    return Put(known=1)


def _call(session: Session, record: Record) -> int | None:
    """The call that this record is of: by the exchange's id, else by number and time."""
    by_id = session.scalar(select(Call.id).where(Call.exchange_id == record.key).limit(1))
    if by_id is not None or not record.number or not record.talked:
        return by_id
    near = (
        select(Call.id, Call.started_at)
        .join(Caller, Caller.id == Call.caller_id)
        .outerjoin(ExchangeRecord, ExchangeRecord.call_id == Call.id)
        .where(
            Caller.number == record.number,
            Call.started_at.between(record.started_at - NEAR, record.started_at + NEAR),
            ExchangeRecord.id.is_(None),
        )
    )
    nearest = min(session.execute(near), key=lambda c: abs(c.started_at - record.started_at), default=None)
    return None if nearest is None else int(nearest.id)
