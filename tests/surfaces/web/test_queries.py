"""A page asks the database as often with many calls as with few: lists are pages, and nothing is fetched one by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from belwijs.finding import Report
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
    Review,
    Spoken,
)
from tests.surfaces.office import Browser, Office, office

FEW, MANY = 25, 110  # a page of any list holds fewer than FEW or more than MANY rows, or else as many either way
PAGES = {
    "agent": (
        "/", "/calls", "/calls?words=factuur", "/calls?verdict=missed&practice=hold.reason", "/people", "/desk",
        "/desk/callbacks", "/desk/prospects", "/desk/directory", "/handbook", "/upload", "/calls/1",
    ),
    "coach": ("/", "/calls", "/people", "/people/1", "/reviews"),
    "lead": ("/", "/calls", "/team", "/reachability", "/playbook"),
    "admin": ("/", "/calls", "/reachability", "/queue", "/audit", "/admin", "/admin/clients"),
    "client": ("/", "/calls", "/reachability"),
}  # fmt: skip


def fill(house: Office, start: int, end: int) -> None:
    """Calls with verdicts, words, a caller, a note, a prospect, a review and a record of the exchange each."""
    with house.database.write() as work:
        for n in range(start, end):
            at = house.clock() - timedelta(hours=n + 1)
            work.add_all([Caller(id=n, number=f"+3110{n:07d}"), Contact(name=f"Collega {n}", numbers=[])])
            work.flush()
            work.add(
                Call(
                    id=n, name=f"gesprek {n}", source="upload", state="ready", started_at=at, added_at=at, person_id=1,
                    client_id=1, caller_id=n, team="Team", kept=1, missed=1, has_incident=n % 2 == 0,
                )
            )  # fmt: skip
            work.flush()
            report = Report.model_validate({"id": f"gesprek {n}"}).model_dump(mode="json")
            work.add_all(
                [
                    Document(call_id=n, document=report, made_at=at),
                    Spoken(call_id=n, words="de factuur"),
                    FindingRow(call_id=n, practice="hold.reason", verdict="missed", person_id=1, started_at=at),
                    FindingRow(call_id=n, practice="answer.greeting", verdict="kept", person_id=1, started_at=at),
                    Review(call_id=n, practice="hold.reason", person_id=1, kind="disagree", at=at),
                    Callback(name="X", number="1", subject="", due_at=at, taken_by=1, made_at=at),
                    Prospect(caller_id=n, owner_id=1, next_at=at),
                    ExchangeRecord(key=str(n), started_at=at, outcome="answered", waited=3.0, number="1", client_id=1),
                    Job(kind="analyse", payload={}, run_after=at, added_at=at, state="dead", call_id=n),
                    Audit(at=at, action="login", person_id=1),
                ]
            )


@contextmanager
def counted(house: Office) -> Iterator[list[str]]:
    """The statements that the database is sent."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(house.database.engine, "before_cursor_execute", note)


def _status(browser: Browser, page: str) -> int:
    """How a page answers; a crash is one page's, and fails its own test."""
    try:
        return browser.get(page).status_code
    except Exception:
        return 500


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[tuple[int, list[str]]]]:
    """What every page asks, with few calls and with many."""
    found: dict[tuple[str, str], list[tuple[int, list[str]]]] = {}
    with office(tmp_path_factory.mktemp("office")) as house:
        with house.database.write() as work:
            work.add(Client(id=1, name="Vos", numbers=[]))
            work.add(Person(id=1, name="Iris", login="iris", role="agent", team="Team", aliases=[]))
        browsers = {"agent": house.browser(1)}
        browsers |= {role: house.as_(role, team="Team") for role in ("coach", "lead", "admin")}
        browsers["client"] = house.as_("client", client_id=1)
        with house.database.write() as work:
            work.get_one(Person, 1).coach_id = house.people["Coach 1"]
        for start, end in ((1, FEW), (FEW, MANY)):
            fill(house, start, end)
            for role, pages in PAGES.items():
                for page in pages:
                    _status(browsers[role], page)  # what is made once and kept is not counted
                    with counted(house) as said:
                        status = _status(browsers[role], page)
                    found.setdefault((role, page), []).append((status, said))
    return found


@pytest.mark.parametrize(("role", "page"), [(role, page) for role, pages in PAGES.items() for page in pages])
def test_queries_do_not_grow_with_the_calls(queries: Any, role: str, page: str) -> None:
    (few_status, few), (many_status, many) = queries[(role, page)]
    assert (few_status, many_status) == (200, 200)
    assert len(many) <= len(few), "\n".join(many)
    assert len(many) <= 25
