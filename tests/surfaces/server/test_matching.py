"""A name or a number that is given later: earlier calls and records are matched in the background."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.store import unmatched
from belwijs.store.records import put
from belwijs.store.schema import Audit, Call, ExchangeRecord, Job, Person
from belwijs.store.unmatched import Matched
from belwijs.surfaces.server import clearing
from belwijs.surfaces.server.worker import Worker
from tests.store.test_unmatched import RECORD
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def people_of(house: Office) -> list[int | None]:
    with house.database.read() as work:
        return list(work.scalars(select(Call.person_id).order_by(Call.id)))


def jobs(house: Office) -> list[str]:
    with house.database.read() as work:
        return list(work.scalars(select(Job.state).where(Job.kind == "match").order_by(Job.id)))


def alias(house: Office, person: int, aliases: str) -> None:
    form = {"name": "Iris", "login": "iris", "role": "agent", "active": "true", "aliases": aliases}
    assert house.as_("admin").send_form(f"/admin/people/{person}", **form).status_code == 303


def test_an_alias_that_is_given_later_brings_earlier_calls(house: Office) -> None:
    iris = house.person("agent", "Iris")
    for n in range(3):
        bring(house.house, call_file(n), f"{n}.json")
    Worker(house.house).until_empty()
    browser = house.browser(iris)
    assert people_of(house) == [None] * 3
    assert browser.get("/calls/1").status_code == 404
    alias(house, iris, "Monique Bos")
    assert jobs(house) == ["queued"]
    Worker(house.house).until_empty()
    assert people_of(house) == [iris] * 3
    assert "factuur 0" in browser.get("/calls/1").text
    with house.database.read() as work:
        lines = work.scalars(select(Audit).where(Audit.action == "calls.matched")).all()
        assert [(a.what, a.by, a.detail) for a in lines] == [(f"person {iris}", "match", {"calls": 3})]
        outcome = work.scalars(select(Job.outcome).where(Job.kind == "match")).one()
    assert outcome == {"calls": 3, "records": 0}
    alias(house, iris, "Monique Bos\n201")
    Worker(house.house).until_empty()
    assert people_of(house) == [iris] * 3


def test_a_client_that_is_added_later_gets_its_calls_and_records(house: Office) -> None:
    bring(house.house, call_file(1), "1.json")
    with house.database.write() as work:
        put(work, [RECORD])
    admin = house.as_("admin")
    assert admin.send_form("/admin/clients/new", name="Bakker", numbers="020 555 01 01").status_code == 303
    Worker(house.house).until_empty()
    with house.database.read() as work:
        assert work.scalars(select(Call.client_id)).all() == [1]
        assert work.scalars(select(ExchangeRecord.client_id)).all() == [1]


def test_a_worker_that_is_lost_halfway_doubles_and_loses_nothing(
    house: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = house.person("agent", "Iris")
    for n in range(5):
        bring(house.house, call_file(n), f"{n}.json")
    Worker(house.house).until_empty()
    alias(house, iris, "Monique Bos")
    match, parts = unmatched.match, 0

    def breaks(session: Session, after: int, now: object, most: int = 2) -> Matched:
        nonlocal parts
        parts += 1
        if parts == 2:
            raise MemoryError
        return match(session, after, house.clock(), 2)

    monkeypatch.setattr(unmatched, "match", breaks)
    Worker(house.house).until_empty()
    assert jobs(house) == ["queued"]
    assert people_of(house).count(iris) == 2
    house.clock.pass_(minutes=5)
    Worker(house.house).until_empty()
    assert jobs(house) == ["done"]
    assert people_of(house) == [iris] * 5
    with house.database.read() as work:
        told = work.scalars(select(Audit.detail).where(Audit.action == "calls.matched")).all()
    assert sum(detail["calls"] for detail in told) == 5


def test_an_erased_person_is_not_found_again_under_the_next_ones_alias(house: Office) -> None:
    iris, bram = house.person("agent", "Iris"), house.person("agent", "Bram")
    with house.database.write() as work:
        work.get_one(Person, iris).aliases = ["Monique Bos"]
    bring(house.house, call_file(1), "1.json")
    with house.database.write() as work:
        work.get_one(Person, iris).active = False
    bring(house.house, call_file(2), "2.json")
    Worker(house.house).until_empty()
    assert people_of(house) == [iris, None]
    clearing.erase_person(house.house, iris, None)
    with house.database.write() as work:
        work.get_one(Person, bram).aliases = ["Monique Bos"]
        unmatched.ask(work, house.clock())
    Worker(house.house).until_empty()
    assert people_of(house) == [None, None]


def test_who_spoke_as_an_administrator_said_stays(house: Office) -> None:
    iris, hand = house.person("agent", "Iris"), house.person("agent", "Hand")
    bring(house.house, call_file(1), "1.json")
    Worker(house.house).until_empty()
    assert house.as_("admin").send_form("/calls/1/person", person=hand).status_code == 303
    alias(house, iris, "Monique Bos")
    Worker(house.house).until_empty()
    assert people_of(house) == [hand]
