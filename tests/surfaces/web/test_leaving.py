"""A client organisation is removed: told and counted before, refused while something is undecided, complete after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from belwijs.store import leaving
from belwijs.store.intake import client_called
from belwijs.store.schema import (
    Audit,
    Call,
    Callback,
    Caller,
    Client,
    Contact,
    Document,
    ExchangeRecord,
    FindingRow,
    Job,
    Person,
    Prospect,
    Recording,
    Step,
    Table,
    Token,
    Webhook,
)
from belwijs.surfaces.server.vault import vault_of
from belwijs.surfaces.server.worker import Worker
from tests.store.calls import call
from tests.surfaces.office import NOON, Browser, Office, office

OURS, OTHERS = 1, 2


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        fill(made)
        yield made


@pytest.fixture
def admin(house: Office) -> Browser:
    return house.as_("admin")


def fill(house: Office) -> None:
    """Two clients with the same of everything; nothing of it open."""
    anna = house.person("agent", "Anna")
    vault = vault_of(house.house.settings)
    with house.database.write() as work:
        for n in (OURS, OTHERS):
            work.add(Client(id=n, name=f"Klant {n}", numbers=[f"+3120555010{n}"], playbook="house: {name: X}"))
            work.flush()
            for k in range(3):
                held = call(work, anna, at=NOON, number=f"+316123456{n}{k}", client_id=n, words=f"geheim {n}")
                stored = vault.write(f"{n}{k}/all.wav", [b"RIFF"])
                work.add(Recording(call_id=held, path=stored.path, size=4))
            chased = Caller(number=f"+31205551{n}")
            work.add(chased)
            work.flush()
            work.add_all([
                ExchangeRecord(key=f"{n}", started_at=NOON, outcome="answered", client_id=n),
                Callback(name="K", number="1", subject="s", due_at=NOON, made_at=NOON, state="done", client_id=n),
                Prospect(caller_id=chased.id, client_id=n, answer="no", closed_at=NOON),
                Contact(name="C", client_id=n), Step(ride="r", number="1", kind="queued", at=NOON, client_id=n),
                Token(name="T", key=f"{n}" * 64, scopes=[], client_id=n, made_at=NOON),
                Webhook(url="https://x.example", events=[], secret="s", client_id=n),
                Person(name=f"Weg {n}", role="client", active=False, aliases=[], client_id=n),
            ])  # fmt: skip


def remove(admin: Browser, **form: Any) -> int:
    return admin.send_form(f"/admin/clients/{OURS}/remove", **form).status_code


def numbers(house: Office, *tables: type[Table]) -> dict[str, int]:
    with house.database.read() as work:
        return {t.__tablename__: work.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def actions(house: Office) -> list[tuple[str, dict[str, Any]]]:
    with house.database.read() as work:
        lines = work.scalars(select(Audit).where(Audit.action.startswith("client.")).order_by(Audit.id))
        return [(a.action, a.detail) for a in lines]


GOES = (Callback, Prospect, Contact, Step, Token, Webhook)


def test_the_page_counts_what_hangs_on_it(admin: Browser) -> None:
    page = admin.get(f"/admin/clients/{OURS}/remove").text
    counted = dict(re.findall(r'<tr><th scope="row">([^<]+)</th><td class="number">(\d+)</td>', page))
    assert counted["Gesprekken"] == counted["Opnames"] == "3"
    assert set(counted.values()) == {"1", "3"}
    assert f'href="/admin/clients/{OURS}/remove"' in admin.get(f"/admin/clients/{OURS}").text


def test_calls_that_are_kept_are_the_houses_own(house: Office, admin: Browser) -> None:
    assert remove(admin, calls="keep", sure="yes") == 303
    with house.database.read() as work:
        assert client_called(work, "+31205550101") is None, "nothing more comes in for it"
    Worker(house.house).until_empty()
    assert numbers(house, Client, *GOES) == {t.__tablename__: 1 for t in (Client, *GOES)}
    assert numbers(house, Call, ExchangeRecord, Recording) == {"call": 6, "exchange_record": 2, "recording": 6}
    with house.database.read() as work:
        assert sorted(work.scalars(select(Call.client_id)), key=str) == [OTHERS] * 3 + [None] * 3
        assert work.scalars(select(Person.client_id).where(Person.name == "Weg 1")).one() is None
        assert work.scalar(select(Caller.id).where(Caller.number == "+312055511")) is None
        assert work.scalar(select(Caller.id).where(Caller.number == "+312055512")) is not None
    assert [name for name, _ in actions(house)] == ["client.leaving", "client.removed"]
    assert actions(house)[1][1]["tokens"] == 1
    assert admin.get(f"/admin/clients/{OURS}").status_code == 404


def test_calls_that_are_erased_leave_nothing(
    house: Office, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving.erase_some, "__defaults__", (2,))
    assert remove(admin, calls="erase", sure="yes") == 303
    Worker(house.house).until_empty()
    tables = (Call, Document, Recording, Client)
    assert numbers(house, *tables) == {"call": 3, "report": 3, "recording": 3, "client": 1}
    assert len(list(vault_of(house.house.settings).names())) == 3
    assert numbers(house, FindingRow)["finding"] == 6
    with house.database.read() as work:
        assert set(work.scalars(select(Call.client_id))) == {OTHERS}
        assert {c[-2] for c in work.scalars(select(Caller.number).where(Caller.number.startswith("+316")))} == {"2"}
    steps = [name.removeprefix("client.") for name, _ in actions(house)]
    assert steps == ["leaving", "erased", "erased", "removed"]
    assert sum(detail.get("calls", 0) for name, detail in actions(house) if name == "client.erased") == 3
    assert "Klant 1" not in str(actions(house))


@pytest.mark.parametrize("form", [{}, {"sure": "yes"}, {"calls": "keep"}, {"calls": "x", "sure": "yes"}])
def test_nothing_happens_without_a_choice_and_being_sure(house: Office, admin: Browser, form: dict[str, str]) -> None:
    assert remove(admin, **form) == 400
    Worker(house.house).until_empty()
    assert numbers(house, Client, Job) == {"client": 2, "job": 0}
    assert actions(house) == []


def _person(work: Session) -> None:
    work.add(Person(name="Wim Wit", login="wim", role="client", aliases=[], client_id=OURS))


def _callback(work: Session) -> None:
    work.add(Callback(name="K", number="1", subject="s", due_at=NOON, made_at=NOON, client_id=OURS))


def _prospect(work: Session) -> None:
    work.add(Prospect(caller_id=1, client_id=OURS))


@pytest.mark.parametrize(
    ("add", "said"), [(_person, "Wim Wit"), (_callback, "terugbelnotities"), (_prospect, "prospects")]
)
def test_what_is_undecided_is_refused_and_named(house: Office, admin: Browser, add: Any, said: str) -> None:
    with house.database.write() as work:
        add(work)
    page = admin.get(f"/admin/clients/{OURS}/remove").text
    assert "Beslis dit eerst" in page
    assert said in page
    assert 'name="sure"' not in page
    assert remove(admin, calls="keep", sure="yes") == 409
    assert numbers(house, Client, Job) == {"client": 2, "job": 0}


def test_what_comes_up_meanwhile_stops_it_with_the_reason(house: Office, admin: Browser) -> None:
    assert remove(admin, calls="keep", sure="yes") == 303
    assert remove(admin, calls="keep", sure="yes") == 303
    assert numbers(house, Job)["job"] == 1, "asked for twice, it is done once"
    with house.database.write() as work:
        _callback(work)
    Worker(house.house).until_empty()
    assert numbers(house, Client)["client"] == 2
    assert "nog iets" in admin.get("/queue").text


def test_a_number_that_another_client_got_meanwhile_is_left_alone(house: Office, admin: Browser) -> None:
    assert remove(admin, calls="erase", sure="yes") == 303
    with house.database.write() as work:
        work.get_one(Client, OURS).name = "Een ander"
    Worker(house.house).until_empty()
    assert numbers(house, Client, Call) == {"client": 2, "call": 6}


def test_a_worker_that_is_lost_halfway_goes_on(house: Office, admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remove(admin, calls="erase", sure="yes") == 303
    end = leaving.end
    with monkeypatch.context() as patched:
        patched.setattr(leaving, "end", lambda *_: (_ for _ in ()).throw(MemoryError()))
        Worker(house.house).until_empty()
    assert leaving.end is end
    assert numbers(house, Client, Call) == {"client": 2, "call": 3}
    house.clock.at += timedelta(minutes=5)
    Worker(house.house).until_empty()
    assert numbers(house, Client, Call) == {"client": 1, "call": 3}


def test_a_call_that_comes_in_at_the_last_moment_is_erased_too(
    house: Office, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remove(admin, calls="erase", sure="yes") == 303
    hanging, looks = leaving.hanging, 0

    def late(work: Session, client_id: int) -> leaving.Hanging:
        nonlocal looks
        looks += 1
        if looks == 2:  # in the transaction that ends it
            call(work, None, at=NOON, client_id=OURS)
        return hanging(work, client_id)

    monkeypatch.setattr(leaving, "hanging", late)
    Worker(house.house).until_empty()
    assert numbers(house, Client, Call) == {"client": 1, "call": 3}


@pytest.mark.parametrize("role", ["agent", "coach", "lead", "client"])
def test_nobody_else_removes_clients(house: Office, role: str) -> None:
    browser = house.as_(role, client_id=OTHERS if role == "client" else None)
    assert browser.get(f"/admin/clients/{OURS}/remove").status_code == 403
    assert remove(browser, calls="keep", sure="yes") == 403


def test_a_client_that_is_not_there(admin: Browser) -> None:
    assert admin.get("/admin/clients/99/remove").status_code == 404
    assert admin.send_form("/admin/clients/99/remove", sure="yes").status_code == 404
