"""Days of records that are kept in the process: figures from them are those that reading everything anew gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from belwijs.store import leaving, reach_days, records, unmatched
from belwijs.store.database import Database
from belwijs.store.privacy import erase_caller, erase_person
from belwijs.store.reach import reachability
from belwijs.store.reach_days import KeptDays
from belwijs.store.reach_values import Month, Reach
from belwijs.store.records import Record
from belwijs.store.retention import forget
from belwijs.store.schema import Client, ExchangeRecord, Person
from belwijs.store.scope import Scope

ZONE = ZoneInfo("Europe/Amsterdam")
OCTOBER = Month(2026, 10)
ALL = Scope(everything=True)
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
LATE = datetime(2026, 10, 7, 12, 30, tzinfo=UTC)


@pytest.fixture
def filled(databases: Database) -> Database:
    """Three months of records, some of two clients."""
    chance = Random(3)
    with databases.write() as work:
        work.add_all(Client(id=n, name=f"Klant {n}", numbers=[f"+3120555000{n}"]) for n in (1, 2))
        work.add(Person(id=1, name="Iris", role="agent", aliases=["201"]))
        work.flush()
        for n in range(400):
            outcome = chance.choice(reach_days.OUTCOMES)
            work.add(
                ExchangeRecord(
                    key=str(n),
                    started_at=datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(80 * 86_400)),
                    direction=chance.choice(("inbound", "inbound", "outbound")),
                    outcome=outcome,
                    waited=chance.choice((None, chance.uniform(0, 60))),
                    transfers=chance.randrange(3),
                    number=chance.choice(("", *(f"+3120{n:07d}" for n in range(40)))),
                    client_id=chance.choice((None, None, 1, 2)),
                    person_id=chance.choice((None, 1)),
                )
            )
    return databases


def seen(work: Session, kept: KeptDays | None) -> list[Reach]:
    """The figures of the house, of a client as the lead sees it, and of a client as it sees itself."""
    limits = {1: 10.0}
    return [
        reachability(work, scope, month, ZONE, limits=limits, client_id=client, kept=kept)
        for month in (OCTOBER, OCTOBER.after)
        for scope, client in ((ALL, None), (ALL, 1), (Scope(client_id=2, reads_client=True), None))
    ]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def of(key: str, at: datetime = LATE, **more: object) -> Record:
    """A record as the exchange tells it."""
    given = {
        "direction": "inbound", "outcome": "missed", "waited": None, "talked": 0.0, "transfers": 0,
        "number": "+31200000001", "called": "", "extension": "", **more,
    }  # fmt: skip
    return Record(key=key, started_at=at, **given)  # type: ignore[arg-type]


def one(work: Session) -> int:
    """A call of October that came in for nobody in particular."""
    asked = select(ExchangeRecord.id).where(
        ExchangeRecord.client_id.is_(None),
        ExchangeRecord.direction == "inbound",
        ExchangeRecord.started_at.between(LATE - timedelta(days=3), LATE),
    )
    found = work.scalars(asked.order_by(ExchangeRecord.id)).first()
    assert found is not None
    return found


def late(work: Session) -> None:
    """A record of weeks ago comes in."""
    records.put(work, [of("late")])


def brought_up_to_date(work: Session) -> None:
    """A missed call turns out to be answered, a day later than was told at first."""
    records.put(work, [of("7", LATE, outcome="answered", waited=4.0, talked=60.0, transfers=5)])


def caller_erased(work: Session) -> None:
    """Its number goes."""
    erase_caller(work, "+31200000001", NOW, None)


def person_erased(work: Session) -> None:
    """Its figures stay; nothing else may."""
    erase_person(work, 1, NOW, None)


def term_over(work: Session) -> None:
    """What is older than the term is removed."""
    forget(work, "records", {"records": datetime(2026, 9, 20, tzinfo=UTC)})


def given_to_a_client(work: Session) -> None:
    """A client gets the number that was called."""
    unmatched.of_record(work, one(work), (), "+31205550009")
    work.get_one(Client, 2).numbers = ["+31205550009"]
    work.flush()
    assert unmatched.match(work, 0, NOW).records == 1


def client_leaves(work: Session) -> None:
    """Another client gets its id; its figures are not those of who left."""
    leaving.end(work, 2, NOW, None)
    work.flush()
    work.add(Client(id=2, name="Nieuw", numbers=[]))


def moved(work: Session) -> None:
    """Its moment was wrong by a month, and so were days on either side."""
    a_month_on = {"started_at": LATE + timedelta(days=30)}
    work.execute(update(ExchangeRecord).where(ExchangeRecord.id == one(work)).values(**a_month_on))


def exchanged(work: Session) -> None:
    """One goes and another comes on the same day, and SQLite gives it the same id."""
    last = work.scalars(select(ExchangeRecord).order_by(ExchangeRecord.id.desc())).first()
    assert last is not None
    at = last.started_at
    work.execute(delete(ExchangeRecord).where(ExchangeRecord.id == last.id))
    records.put(work, [of("instead", at, transfers=7)])


CHANGES = (
    late, brought_up_to_date, caller_erased, person_erased, term_over, given_to_a_client, client_leaves, moved,
    exchanged,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_after_any_change_the_figures_are_those_of_reading_anew(
    filled: Database, change: Callable[[Session], None]
) -> None:
    kept = KeptDays()
    with filled.read() as work:
        before = seen(work, kept)
        assert before == seen(work, None)
    with filled.write() as work:
        change(work)
    with filled.read() as work:
        assert seen(work, kept) == seen(work, None)
        assert (seen(work, kept) == before) == (change is person_erased)


def test_what_has_not_changed_is_not_read_again(filled: Database) -> None:
    kept = KeptDays()
    with filled.read() as work:
        seen(work, kept)
    with filled.read() as work, statements(filled) as said:
        seen(work, kept)
    assert len(said) == 6  # one for each: whether anything changed
    assert not any("number" in one for one in said)
    with filled.write() as work:
        late(work)
    with filled.read() as work, statements(filled) as said:
        reachability(work, ALL, OCTOBER, ZONE, kept=kept)
    assert len(said) == 2


def test_a_day_whose_records_are_gone_is_not_kept(filled: Database) -> None:
    kept = KeptDays()
    with filled.read() as work:
        seen(work, kept)
    assert kept.days
    with filled.write() as work:
        work.execute(delete(ExchangeRecord))
    with filled.read() as work:
        seen(work, kept)
    assert not kept.days


def test_no_number_is_kept(filled: Database) -> None:
    kept = KeptDays()
    with filled.read() as work:
        rows = kept.between(work, datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    assert len(rows) == 400
    assert all(rows.dtype[name].kind in "ifb" for name in rows.dtype.names or ())
    assert b"3120" not in rows.tobytes()
    assert (np.diff(rows["moment"]) >= 0).all()


def test_as_many_days_are_kept_as_were_said(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach_days, "MOST", 10)
    kept = KeptDays()
    with filled.read() as work:
        assert seen(work, kept) == seen(work, None)
    assert len(kept.days) == 10
