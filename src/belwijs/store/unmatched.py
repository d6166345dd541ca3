"""Calls and records of the exchange that nobody was matched to: how they name our side, until somebody has that name.

A row holds only what is still to be matched, so that a call which was somebody's once (and was taken from them, or
outlived their erasing) is never given to somebody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from belwijs.store import jobs, judging
from belwijs.store.audit import record
from belwijs.store.intake import Arrival, Ours, by_names, client_called, plain
from belwijs.store.schema import Call, ExchangeRecord, FindingRow, Person, Unmatched

KIND = "match"
FEW = 300
"""Rows a transaction: nobody waits long for the lock."""


@dataclass(slots=True)
class Matched:
    """What a part of the work came to; `last` is None once all was looked at."""

    last: int | None = None
    calls: int = 0
    records: int = 0
    found: Counter[tuple[str, str]] = field(default_factory=Counter)  # ("person 3", "calls") → how many


def of_call(session: Session, call_id: int, arrival: Arrival) -> None:
    """Remembers what a call that came in leaves open."""
    got = session.execute(select(Call.person_id, Call.client_id).where(Call.id == call_id)).one()
    names = arrival.agents if got.person_id is None else ()
    ours = (arrival.called, arrival.organisation or "") if got.client_id is None else ("", "")
    _remember(session, names, *ours, call_id=call_id)


def of_record(session: Session, record_id: int, names: Sequence[str], called: str) -> None:
    """Remembers what a record of the exchange leaves open; `names` and `called` are empty where they were matched."""
    _remember(session, names, called, record_id=record_id)


def _remember(
    session: Session,
    names: Iterable[str],
    called: str,
    organisation: str = "",
    *,
    call_id: int | None = None,
    record_id: int | None = None,
) -> None:
    open_names = [name[:200] for name in names if plain(name)]
    if open_names or called or organisation:
        row = Unmatched(call_id=call_id, record_id=record_id, names=open_names)
        row.called, row.organisation = called[:40], organisation[:200]
        session.add(row)


def ask(session: Session, now: datetime) -> None:
    """Queues the work, in the transaction that gives somebody a name or a number, where anything is to be matched."""
    if session.scalar(select(Unmatched.id).limit(1)) is not None:
        jobs.ask(session, KIND, now)


def match(session: Session, after: int, now: datetime, most: int = FEW) -> Matched:
    """Matches the next rows, those after that id; what was matched is written into the log in the same transaction."""
    rows = session.scalars(select(Unmatched).where(Unmatched.id > after).order_by(Unmatched.id).limit(most)).all()
    done = Matched(rows[-1].id if len(rows) == most else None)
    known_as, clients = by_names(session), dict[tuple[str, str], int | None]()
    for row in rows:
        thing = _thing(session, row)
        if row.names and thing.person_id is None:
            who = next((o for name in row.names if (o := known_as.get(plain(name))) is not None), None)
            if who is not None:
                _give(session, thing, who)
                row.names = []
                done.found[f"person {who.id}", _kind(thing)] += 1
        elif row.names:
            row.names = []  # somebody said so meanwhile
        ours = (row.called, row.organisation)
        if any(ours):
            if thing.client_id is None:
                if ours not in clients:
                    clients[ours] = client_called(session, row.called, row.organisation or None)
                thing.client_id = clients[ours]
                if thing.client_id is not None:
                    if isinstance(thing, Call) and thing.state == "ready":
                        judging.ask(session, thing.id, now)  # it was judged by the house's playbook
                    done.found[f"client {thing.client_id}", _kind(thing)] += 1
            if thing.client_id is not None:
                row.called = row.organisation = ""
        if not (row.names or row.called or row.organisation):
            session.delete(row)
    for (what, kind), count in sorted(done.found.items()):
        record(session, now, "calls.matched", what, by=KIND, detail={kind: count})
    done.calls = sum(n for (_, kind), n in done.found.items() if kind == "calls")
    done.records = sum(n for (_, kind), n in done.found.items() if kind == "records")
    return done


def open_rows(session: Session) -> int:
    """How many calls and records are still to be matched."""
    return session.scalar(select(func.count(Unmatched.id))) or 0


def forget_call(session: Session, call_id: int) -> None:
    """Somebody said who spoke: nobody else is looked for."""
    for row in session.scalars(select(Unmatched).where(Unmatched.call_id == call_id)):
        row.names = []


def forget_person(session: Session, person_id: int) -> None:
    """Takes the names of somebody who is erased out of what is to be matched."""
    person = session.get(Person, person_id)
    if person is None:
        return
    theirs = {plain(name) for name in (person.name, person.login or "", *person.aliases)}
    for row in session.scalars(select(Unmatched).execution_options(yield_per=1000)):
        left = [name for name in row.names if plain(name) not in theirs]
        if len(left) < len(row.names):
            row.names = left


def _thing(session: Session, row: Unmatched) -> Call | ExchangeRecord:
    if row.call_id is not None:
        return session.get_one(Call, row.call_id)
    assert row.record_id is not None, "a row is of one or the other"
    return session.get_one(ExchangeRecord, row.record_id)


def _kind(thing: Call | ExchangeRecord) -> str:
    return "calls" if isinstance(thing, Call) else "records"


def _give(session: Session, thing: Call | ExchangeRecord, who: Ours) -> None:
    thing.person_id = who.id
    if isinstance(thing, Call):
        thing.team = who.team
        verdicts = update(FindingRow).where(FindingRow.call_id == thing.id)
        session.execute(verdicts.values(person_id=who.id))
