"""A page asks the database as often with many calls as with few: lists are pages, and nothing is fetched one by one.

Nor does the database work harder for it (SQLite's steps are counted) when there are more calls that it does not show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from belwijs.finding import Report
from belwijs.store import words
from belwijs.store.judged import sum_up
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

FULL, ELSEWHERE = 60, 300  # the longest list is full with the first
OTHER = 50  # a person
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
            work.flush()
            sum_up(work, n)


def fill_elsewhere(house: Office, start: int, end: int) -> None:
    """As much of years ago, of somebody else, another team and another client."""
    with house.database.write() as work:
        for n in range(start, end):
            at = house.clock() - timedelta(days=900, hours=n)
            work.add(Caller(id=n, number=f"+3110{n:07d}"))
            work.flush()
            work.add(
                Call(
                    id=n, name=f"gesprek {n}", source="upload", state="ready", started_at=at, added_at=at,
                    person_id=OTHER, client_id=2, caller_id=n, team="Ander", has_incident=n % 2 == 0,
                )
            )  # fmt: skip
            work.flush()
            work.add_all(
                [
                    Spoken(call_id=n, words="de factuur"),
                    FindingRow(call_id=n, practice="hold.reason", verdict="missed", person_id=OTHER, started_at=at),
                    FindingRow(call_id=n, practice="answer.greeting", verdict="kept", person_id=OTHER, started_at=at),
                    Review(call_id=n, practice="hold.reason", kind="disagree", settled_as="kept", settled_at=at, at=at),
                    Callback(
                        name="X", number="2", subject="", due_at=at, taken_by=OTHER, made_at=at, state="done",
                        done_at=at,
                    ),
                    Prospect(caller_id=n, owner_id=OTHER, answer="no", closed_at=at),
                    ExchangeRecord(key=str(n), started_at=at, outcome="answered", waited=3.0, number="2", client_id=2),
                    Job(kind="analyse", payload={}, run_after=at, added_at=at, state="done", done_at=at, call_id=n),
                    Audit(at=at, action="login", person_id=OTHER),
                ]
            )
            work.flush()
            sum_up(work, n)


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


@contextmanager
def stepped(house: Office) -> Iterator[Counter[str]]:
    """How many hundreds of steps SQLite's machine takes, by statement."""
    steps: Counter[str] = Counter()

    def begin(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        def step() -> int:
            steps[statement] += 1
            return 0

        connection.connection.driver_connection.set_progress_handler(step, 100)

    event.listen(house.database.engine, "before_cursor_execute", begin)
    try:
        yield steps
    finally:
        event.remove(house.database.engine, "before_cursor_execute", begin)


def _status(browser: Browser, page: str) -> int:
    """How a page answers; a crash is one page's, and fails its own test."""
    try:
        return browser.get(page).status_code
    except Exception:
        return 500


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Office, dict[str, Browser]]]:
    """An office with somebody of each role."""
    with office(folder) as house:
        with house.database.write() as work:
            work.add(Client(id=1, name="Vos", numbers=[]))
            work.add(Person(id=1, name="Iris", login="iris", role="agent", team="Team", aliases=[]))
        browsers = {"agent": house.browser(1)}
        browsers |= {role: house.as_(role, team="Team") for role in ("coach", "lead", "admin")}
        browsers["client"] = house.as_("client", client_id=1)
        with house.database.write() as work:
            work.get_one(Person, 1).coach_id = house.people["Coach 1"]
        yield house, browsers


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[tuple[int, list[str]]]]:
    """What every page asks, with few calls and with many."""
    found: dict[tuple[str, str], list[tuple[int, list[str]]]] = {}
    with opened(tmp_path_factory.mktemp("office")) as (house, browsers):
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


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[Counter[str]]]:
    """How hard the database works for every page, without and with calls that it does not show."""
    found: dict[tuple[str, str], list[Counter[str]]] = {}
    with opened(tmp_path_factory.mktemp("office")) as (house, browsers), pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_NEWEST", 20)  # as many as there are either way
        with house.database.write() as added:
            added.add(Client(id=2, name="Bos", numbers=[]))
            added.add(Person(id=OTHER, name="Bram", login="bram", role="agent", team="Ander", aliases=[]))
        fill(house, 1, 40)
        for start, end in ((1000, 1000 + FULL), (1000 + FULL, 1000 + FULL + ELSEWHERE)):
            fill_elsewhere(house, start, end)
            for role, pages in PAGES.items():
                for page in pages:
                    _status(browsers[role], page)
                    with stepped(house) as steps:
                        _status(browsers[role], page)
                    with stepped(house) as again:
                        _status(browsers[role], page)
                    found.setdefault((role, page), []).append(steps & again)  # a new connection reads the schema first
    return found


@pytest.mark.parametrize(("role", "page"), [(role, page) for role, pages in PAGES.items() for page in pages])
def test_the_database_works_no_harder_for_calls_that_are_not_shown(work: Any, role: str, page: str) -> None:
    few, many = work[(role, page)]
    grown = {statement: (few[statement], steps) for statement, steps in many.items() if steps > few[statement] + 5}
    assert not grown
