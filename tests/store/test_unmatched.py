"""Calls and records that nobody was matched to: matched later, once, and never what was somebody's before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from belwijs.store import unmatched
from belwijs.store.database import Database
from belwijs.store.intake import Arrival, enter
from belwijs.store.records import Record, put
from belwijs.store.schema import Audit, Call, Client, ExchangeRecord, FindingRow, Job, Person, Unmatched
from tests.store.calls import MONDAY, person

ARRIVAL = Arrival("a", "upload", "0" * 64, MONDAY, called="+31205550101", agents=("201", "Iris Bakker"))
RECORD = Record("k1", MONDAY, "inbound", "answered", 3.0, 60.0, 0, "+31612345678", "+31205550101", "201", "Iris Bakker")


def bring(work: Session, number: int = 0, **changes: object) -> int:
    arrival = replace(ARRIVAL, digest=f"{number:064}", **changes)  # type: ignore[arg-type]
    made = enter(work, arrival, (), {}, MONDAY).call_id
    unmatched.of_call(work, made, arrival)
    work.flush()
    return made


def all_matched(work: Session, most: int = 2) -> tuple[int, int]:
    calls = records = 0
    last: int | None = 0
    while last is not None:
        some = unmatched.match(work, last, MONDAY, most)
        work.flush()
        calls, records, last = calls + some.calls, records + some.records, some.last
    return calls, records


def test_calls_and_records_go_to_who_gets_the_name_later(databases: Database) -> None:
    with databases.write() as work:
        calls = [bring(work, n) for n in range(5)]
        other = bring(work, 9, agents=("202",))
        work.add(FindingRow(call_id=calls[0], practice="p", verdict="kept", started_at=MONDAY))
        put(work, [RECORD, replace(RECORD, key="k2", extension="202", agent="")])
        anna = person(work, "Anna", team="noord")
        work.get_one(Person, anna).aliases = ["201"]
        assert all_matched(work) == (5, 1)
        assert all_matched(work) == (0, 0), "the second time there is nothing to do"
        got = {c.id: (c.person_id, c.team) for c in work.scalars(select(Call))}
        assert got == {**dict.fromkeys(calls, (anna, "noord")), other: (None, "")}
        assert work.scalars(select(FindingRow.person_id)).all() == [anna]
        of_records = {r.key: r.person_id for r in work.scalars(select(ExchangeRecord))}
        assert of_records == {"k1": anna, "k2": None}
        lines = work.scalars(select(Audit).where(Audit.action == "calls.matched")).all()
        assert {a.what for a in lines} == {f"person {anna}"}
        assert sum(a.detail.get("calls", 0) for a in lines) == 5
        assert sum(a.detail.get("records", 0) for a in lines) == 1


def test_a_number_that_a_client_gets_later(databases: Database) -> None:
    with databases.write() as work:
        by_number = bring(work, 1)
        by_name = bring(work, 2, called="", organisation="Bakkerij Bakker")
        put(work, [RECORD])
        client = Client(name="Bakkerij Bakker", numbers=["+31205550101"])
        work.add(client)
        work.flush()
        assert all_matched(work) == (2, 1)
        assert {work.get_one(Call, c).client_id for c in (by_number, by_name)} == {client.id}
        assert work.scalars(select(ExchangeRecord.client_id)).all() == [client.id]
        assert {(u.called, u.organisation) for u in work.scalars(select(Unmatched))} == {("", "")}, "names are left"
        work.delete(client)
        work.flush()
        work.add(Client(name="Een ander", numbers=["+31205550101"]))
        work.flush()
        assert all_matched(work) == (0, 0), "what was a removed client's is not another's"


def test_a_name_that_two_people_have_is_nobodys(databases: Database) -> None:
    with databases.write() as work:
        made = bring(work)
        for name in ("Anna", "Bram"):
            work.get_one(Person, person(work, name)).aliases = ["201"]
        assert all_matched(work) == (0, 0)
        work.execute(delete(Person).where(Person.name == "Bram"))
        assert all_matched(work) == (1, 0)
        assert work.get_one(Call, made).person_id is not None


def test_what_was_matched_when_it_came_is_not_looked_at_again(databases: Database) -> None:
    with databases.write() as work:
        anna = person(work, "Anna")
        work.get_one(Person, anna).aliases = ["201"]
        work.add(Client(name="Bakker", numbers=["+31205550101"]))
        work.flush()
        made = bring(work)
        put(work, [RECORD])
        assert unmatched.open_rows(work) == 0
        unmatched.ask(work, MONDAY)
        assert work.scalars(select(Job).where(Job.kind == "match")).all() == []
        work.get_one(Call, made).person_id = None  # erased, or taken away
        bram = person(work, "Bram")
        work.get_one(Person, anna).aliases, work.get_one(Person, bram).aliases = [], ["201"]
        assert all_matched(work) == (0, 0)


def test_who_was_said_to_have_spoken_stays(databases: Database) -> None:
    with databases.write() as work:
        first, second = bring(work, 1), bring(work, 2)
        hand, anna = person(work, "Hand"), person(work, "Anna")
        for made in (first, second):
            work.get_one(Call, made).person_id = hand
        unmatched.forget_call(work, first)
        work.get_one(Person, anna).aliases = ["201"]
        assert all_matched(work) == (0, 0)
        work.get_one(Call, first).person_id = work.get_one(Call, second).person_id = None
        assert all_matched(work) == (0, 0)


@pytest.mark.parametrize("names", [("201", "Iris Bakker"), ("iris bakker",), ("Ìris  BAKKER",)])
def test_the_names_of_who_is_erased_are_forgotten(databases: Database, names: tuple[str, ...]) -> None:
    with databases.write() as work:
        iris = person(work, "Iris Bakker", active=False)
        work.get_one(Person, iris).aliases = ["201"]
        bring(work, agents=names)
        put(work, [RECORD])
        unmatched.forget_person(work, iris)
        work.flush()
        assert {tuple(u.names) for u in work.scalars(select(Unmatched))} == {()}


def test_work_is_queued_once_and_only_where_something_is_open(databases: Database) -> None:
    with databases.write() as work:
        unmatched.ask(work, MONDAY)
        assert work.scalars(select(Job)).all() == []
        bring(work)
        for _ in range(3):
            unmatched.ask(work, MONDAY)
        assert len(work.scalars(select(Job).where(Job.kind == "match")).all()) == 1


def test_what_is_open_goes_with_its_call(databases: Database) -> None:
    with databases.write() as work:
        made = bring(work)
        put(work, [RECORD])
        work.execute(delete(Call).where(Call.id == made))
        work.execute(delete(ExchangeRecord))
        assert unmatched.open_rows(work) == 0
