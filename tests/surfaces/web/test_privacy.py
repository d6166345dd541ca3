"""The page on privacy: days, proof, everything about somebody, erasing, masking."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store import retention
from belwijs.store.jobs import enqueue
from belwijs.store.schema import Audit, Call, Caller, Person
from belwijs.surfaces.server.worker import Worker
from tests.store.calls import call
from tests.surfaces.office import NOON, Office, office

NUMBER = "+31612345678"
DAYS = {"audio": 30, "words": 60, "verdicts": 0, "records": 90, "callbacks": 90, "audit": 365}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def _call(house: Office, number: str = NUMBER, days: float = 1) -> int:
    anna = house.people.get("Anna") or house.person("agent", "Anna")
    with house.database.write() as work:
        return call(work, anna, at=NOON.replace(day=int(24 - days)), number=number)


def test_days_are_set_and_the_next_round_works_by_them(house: Office) -> None:
    made = _call(house, days=20)
    admin = house.as_("admin")
    answer = admin.send_form("/privacy/retention", **{**DAYS, "words": 10})
    assert answer.status_code == 303
    assert "gaat bij de volgende ronde weg" in admin.get("/privacy").text
    with house.database.write() as work:
        enqueue(work, "retention", {}, house.clock())
    Worker(house.house).until_empty()
    page = admin.get("/privacy").text
    assert "gaat bij de volgende ronde weg" not in page
    assert "24 nov 12.00" in page
    with house.database.read() as work:
        assert work.get(Call, made) is not None
        assert retention.days_kept(work, {})["words"] == 10


@pytest.mark.parametrize("wrong", ["-1", "x", "", "1.5", "99999999", "²"])
def test_what_is_no_number_of_days_is_refused(house: Office, wrong: str) -> None:
    admin = house.as_("admin")
    answer = admin.send_form("/privacy/retention", **{**DAYS, "audio": wrong})
    assert answer.status_code in (400, 422)
    with house.database.read() as work:
        assert work.scalars(select(Audit).where(Audit.action == "retention.set")).all() == []


def test_a_caller_is_found_told_and_erased(house: Office) -> None:
    _call(house)
    other = _call(house, "+31201234567")
    admin = house.as_("admin")
    found = admin.send_form("/privacy/caller", number="06 12 34 56 78")
    assert found.status_code == 200
    assert "Karel Dijkstra" in found.text
    told = admin.send_form("/privacy/caller/export", number=NUMBER)
    assert told.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(told.content)) as opened:
        assert opened.testzip() is None
    assert admin.send_form("/privacy/caller/erase", number=NUMBER).status_code == 400, "not without being sure"
    erased = admin.send_form("/privacy/caller/erase", number=NUMBER, sure="yes")
    assert erased.status_code == 200
    assert "is gewist" in erased.text
    with house.database.read() as work:
        assert work.scalars(select(Call.id)).all() == [other]
        assert NUMBER not in work.scalars(select(Caller.number)).all()
        actions = work.scalars(select(Audit.action).where(Audit.action.startswith("caller"))).all()
        assert sorted(actions) == ["caller.erased", "caller.exported"]
    assert admin.send_form("/privacy/caller", number=NUMBER).status_code == 404
    assert admin.send_form("/privacy/caller/erase", number=NUMBER, sure="yes").status_code == 404


def test_a_colleague_is_erased_but_nobody_erases_themselves(house: Office) -> None:
    made = _call(house)
    me = house.person("admin", "Ina")
    admin = house.browser(me)
    anna = house.people["Anna"]
    assert admin.send_form("/privacy/person", person=anna).headers["location"] == f"/privacy/person/{anna}"
    assert "Anna" in admin.get(f"/privacy/person/{anna}").text
    assert admin.send_form(f"/privacy/person/{anna}/export").status_code == 200
    assert admin.send_form(f"/privacy/person/{me}/erase", sure="yes").status_code == 400
    assert admin.send_form(f"/privacy/person/{anna}/erase", sure="yes").status_code == 200
    with house.database.read() as work:
        assert work.get(Person, anna) is None
        assert work.get_one(Call, made).person_id is None
        assert work.get(Person, me) is not None
    assert admin.get(f"/privacy/person/{anna}").status_code == 404


def test_a_stretch_is_masked(house: Office) -> None:
    made = _call(house)
    admin = house.as_("admin")
    form = {"call": made, "start": "0:03,2", "end": "8"}
    assert admin.send_form("/privacy/mask", **form).status_code == 400
    answer = admin.send_form("/privacy/mask", **form, sure="yes")
    assert f"uit gesprek {made} gehaald" in answer.text
    assert admin.send_form("/privacy/mask", **{**form, "call": 999}, sure="yes").status_code == 404
    for wrong in ({"start": "8", "end": "3"}, {"start": "x"}, {"call": "1; drop"}, {"call": "0"}):
        assert admin.send_form("/privacy/mask", **{**form, **wrong}, sure="yes").status_code == 400


def test_markup_in_a_name_stays_text(house: Office) -> None:
    _call(house)
    with house.database.write() as work:
        work.query(Caller).update({"name": "<script>alert(1)</script>"})
    page = house.as_("admin").send_form("/privacy/caller", number=NUMBER).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_it_speaks_english_too(house: Office) -> None:
    assert "How long things are kept" in house.as_("admin", language="en").get("/privacy").text
