"""Rows for a data warehouse, some at a time and by key, so that a million of them need no memory.

What may not be read comes out empty: words, numbers and names of callers, verdicts on people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from belwijs.store.directory import within
from belwijs.store.schema import Call, Callback, Caller, Client, Contact, ExchangeRecord, FindingRow, Person
from belwijs.store.scope import Scope

Kind = Literal["int", "float", "text", "bool", "moment"]
Batch = list[tuple[Any, ...]]
Place = tuple[datetime, int]
ROWS = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, and what of them may be told."""

    scope: Scope
    client_id: int | None
    since: datetime | None = None
    until: datetime | None = None
    numbers: bool = False  # telephone numbers of the exchange's records


CALLS: Mapping[str, Kind] = {
    "id": "int", "started_at": "moment", "added_at": "moment", "source": "text", "state": "text", "duration": "float",
    "direction": "text", "medium": "text", "language": "text", "person_id": "int", "person": "text", "team": "text",
    "client_id": "int", "client": "text", "number": "text", "caller": "text", "kept": "int", "missed": "int",
    "has_incident": "bool",
}  # fmt: skip
FINDINGS: Mapping[str, Kind] = {
    "call_id": "int", "started_at": "moment", "person_id": "int", "practice": "text", "verdict": "text",
    "confidence": "float", "at": "float", "quote": "text", "suggestion": "text",
}  # fmt: skip
RECORDS: Mapping[str, Kind] = {
    "id": "int", "started_at": "moment", "direction": "text", "outcome": "text", "waited": "float", "talked": "float",
    "transfers": "int", "number": "text", "called": "text", "extension": "text", "client_id": "int",
    "person_id": "int", "call_id": "int",
}  # fmt: skip
CALLBACKS: Mapping[str, Kind] = {
    "id": "int", "made_at": "moment", "promised_at": "moment", "due_at": "moment", "tried_at": "moment",
    "done_at": "moment", "state": "text", "name": "text", "organisation": "text", "number": "text", "subject": "text",
    "outcome": "text", "for_whom": "text", "taken_by": "int", "client_id": "int", "call_id": "int",
}  # fmt: skip


def calls(session: Session, wanted: Wanted, after: Place | None) -> tuple[Batch, Place | None]:
    """Some calls, oldest first, and the place to go on from; None: that was all."""
    reads, judges = wanted.scope.read().label("reads"), wanted.scope.judged().label("judges")
    c = Call
    asked = (
        select(
            c.id, c.started_at, c.added_at, c.source, c.state, c.duration, c.direction, c.medium, c.language,
            c.person_id, Person.name, c.team, c.client_id, Client.name, Caller.number, Caller.name, c.kept, c.missed,
            c.has_incident, reads, judges,
        )
        .outerjoin(Person, Person.id == c.person_id)
        .outerjoin(Client, Client.id == c.client_id)
        .outerjoin(Caller, Caller.id == c.caller_id)
        .where(wanted.scope.known(), *_between(c.started_at, c.id, wanted, after))
        .order_by(c.started_at, c.id)
    )  # fmt: skip
    rows: Batch = []
    found = session.execute(asked.limit(ROWS)).all()
    for *values, readable, judged in found:
        if not readable:
            values[14:16] = None, None
        if not judged:
            values[16:19] = None, None, None
        rows.append(tuple(values))
    return rows, _place(found, 1, 0)


def findings(session: Session, wanted: Wanted, after: Place | None) -> tuple[Batch, Place | None]:
    """The verdicts of some calls, and the place to go on from; a batch can be empty and not the last."""
    of = (
        select(Call.started_at, Call.id)
        .where(wanted.scope.known(), wanted.scope.judged(), *_between(Call.started_at, Call.id, wanted, after))
        .order_by(Call.started_at, Call.id)
    )
    places = session.execute(of.limit(ROWS // 4)).all()
    f = FindingRow
    asked = select(
        f.call_id, f.started_at, f.person_id, f.practice, f.verdict, f.confidence, f.at, f.quote, f.suggestion
    )
    asked = asked.where(f.call_id.in_([id_ for _, id_ in places])).order_by(f.started_at, f.call_id, f.practice)
    rows: Batch = [tuple(row) for row in session.execute(asked)]
    return rows, (places[-1][0], places[-1][1]) if len(places) == ROWS // 4 else None


def records(session: Session, wanted: Wanted, after: Place | None) -> tuple[Batch, Place | None]:
    """Some lines of the exchange."""
    r = ExchangeRecord
    asked = (
        select(
            r.id, r.started_at, r.direction, r.outcome, r.waited, r.talked, r.transfers, r.number, r.called,
            r.extension, r.client_id, r.person_id, r.call_id,
        )
        .where(wanted.scope.records(), *_between(r.started_at, r.id, wanted, after))
        .order_by(r.started_at, r.id)
    )  # fmt: skip
    found = session.execute(asked.limit(ROWS)).all()
    rows: Batch = [tuple(row) if wanted.numbers else (*row[:7], None, *row[8:]) for row in found]
    return rows, _place(found, 1, 0)


def callbacks(session: Session, wanted: Wanted, after: Place | None) -> tuple[Batch, Place | None]:
    """Some callback notes, by when they were taken."""
    n = Callback
    asked = (
        select(
            n.id, n.made_at, n.promised_at, n.due_at, n.tried_at, n.done_at, n.state, n.name, n.organisation, n.number,
            n.subject, n.outcome, Contact.name, n.taken_by, n.client_id, n.call_id,
        )
        .outerjoin(Contact, Contact.id == n.contact_id)
        .where(within(n.client_id, wanted.client_id), *_between(n.made_at, n.id, wanted, after))
        .order_by(n.made_at, n.id)
    )  # fmt: skip
    found = session.execute(asked.limit(ROWS)).all()
    return [tuple(row) for row in found], _place(found, 1, 0)


def _between(at: Any, id_: Any, wanted: Wanted, after: Place | None) -> Iterator[ColumnElement[bool]]:
    yield true()
    if wanted.since is not None:
        yield at >= wanted.since
    if wanted.until is not None:
        yield at < wanted.until
    if after is not None:
        yield at >= after[0]
        yield or_(at > after[0], and_(at == after[0], id_ > after[1]))


def _place(found: Sequence[Any], at: int, id_: int) -> Place | None:
    return (found[-1][at], found[-1][id_]) if len(found) == ROWS else None
