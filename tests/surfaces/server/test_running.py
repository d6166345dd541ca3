"""Health, metrics and logs: true, and without anybody's name or words."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from belwijs.call import Problem
from belwijs.store import health, tokens
from belwijs.store.database import AwayError, Database
from belwijs.surfaces.server import health as looked
from belwijs.surfaces.server.logs import FIELDS, JsonFormatter, say, set_up
from belwijs.surfaces.server.worker import Worker
from tests.store.calls import call
from tests.surfaces.office import NOON, Office, office
from tests.surfaces.server.brought import call_file

NAME, NUMBER, WORDS = "Dijkstra-Vermeulen", "0612398745", "zebrapadkluis"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, api_conversations=True) as running:
        yield running


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged meanwhile, as it would stand in the log."""
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(n) for n in ("belwijs", "uvicorn", "uvicorn.error", "uvicorn.access"))]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    stream = io.StringIO()
    set_up(logging.DEBUG, stream)
    yield stream
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_alive_says_nothing_but_that(house: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "read", _away)
    assert house.browser().get("/healthz").json()["status"] == "ok"


def test_ready_needs_a_worker_that_lives(house: Office) -> None:
    browser = house.browser()
    assert browser.get("/readyz").status_code == 503
    with house.database.write() as session:
        health.beat(session, "one", NOON)
    assert browser.get("/readyz").json() == {
        "status": "ok",
        "checks": {"database": "ok", "worker": "ok", "disk": "ok"},
    }
    house.clock.pass_(minutes=5)
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, "last seen 300 s ago")
    with house.database.write() as session:
        health.gone(session, "one")
    assert browser.get("/readyz").json()["checks"]["worker"] == "none has been seen today"


def test_a_worker_forgotten_for_a_day_is_not_kept(house: Office) -> None:
    with house.database.write() as session:
        health.beat(session, "old", NOON - timedelta(days=2))
        health.beat(session, "new", NOON)
        health.beat(session, "new", NOON + timedelta(seconds=1))
        assert health.worker_seen(session) == NOON + timedelta(seconds=1)
        health.gone(session, "new")
        assert health.worker_seen(session) is None


def test_a_worker_says_that_it_lives_until_it_stops(house: Office) -> None:
    worker = Worker(house.house, poll=0.01)
    import threading
    import time

    thread = threading.Thread(target=worker.run)
    thread.start()
    for _ in range(500):
        with house.database.read() as session:
            if health.worker_seen(session) is not None:
                break
        time.sleep(0.01)
    worker.stop.set()
    thread.join()
    with house.database.read() as session:
        assert health.worker_seen(session) is None


def test_not_ready_names_what_is_missing(house: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked, "LEAST_FREE", 1 << 60)
    assert "MiB free" in house.browser().get("/readyz").json()["checks"]["disk"]
    monkeypatch.setattr(Database, "read", _away)
    answer = house.browser().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "the database does not answer"


def _away(self: Database) -> Any:
    raise AwayError("the database does not answer", "wait")


def test_metrics_are_for_who_has_the_scope(house: Office) -> None:
    with house.database.write() as session:
        _, right = tokens.make(session, "prometheus", ["metrics:read"], NOON)
        _, other = tokens.make(session, "crm", ["calls:read"], NOON)
        health.beat(session, "one", NOON)
    browser = house.browser()
    assert browser.get("/metrics").status_code == 401
    assert browser.get("/metrics", headers={"Authorization": f"Bearer {other}"}).status_code == 403
    assert house.as_("admin").get("/metrics").status_code == 401
    text = browser.get("/metrics", headers={"Authorization": f"Bearer {right}"}).text
    assert 'belwijs_jobs{state="queued"} 0.0' in text
    assert "belwijs_worker_silent_seconds 0.0" in text


@pytest.mark.parametrize("address", ["/readyz", "/healthz", "/metrics"])
def test_machines_get_their_own_answer_whoever_is_logged_in(
    house: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that looks while the database is away is told what a monitor is told, not a page."""
    browser = house.as_("admin")
    with monkeypatch.context() as away:
        away.setattr(house.database, "_look", _no_database)
        answer = browser.get(address)
        assert answer.headers["content-type"].split(";")[0] in ("application/json", "application/problem+json")
        assert answer.status_code == {"/readyz": 503, "/healthz": 200, "/metrics": 503}[address]
        page = browser.get("/calls")
        assert (page.status_code, page.headers["content-type"].split(";")[0]) == (503, "text/html")


def _no_database() -> Any:
    raise AwayError("the database does not answer", "wait")


def test_neither_metrics_nor_logs_hold_names_numbers_or_words(house: Office, written: io.StringIO) -> None:
    """The guard: everything is asked, with a name, a number and words in it, and nothing of them comes out."""
    with house.database.write() as session:
        _, secret = tokens.make(session, NAME, tokens.SCOPES, NOON)
        person = house_person(session)
        number = call(session, person, words=WORDS, number=f"+31{NUMBER[1:]}")
    coach, browser = house.as_("coach", coach_id=None), house.browser()
    bearer = {"Authorization": f"Bearer {secret}"}
    for path in (
        f"/api/v1/calls?words={WORDS}&number={NUMBER}",
        f"/api/v1/calls/{number}/report",
        f"/api/v1/callers/{NUMBER}",
        f"/api/v1/{NAME}/{WORDS}",
        f"/{NAME}/{WORDS}",
        f"/calls?words={WORDS}",
        f"/desk?number={NUMBER}",
        "/healthz",
    ):
        browser.get(path, headers=bearer, follow_redirects=False)
        coach.get(path, follow_redirects=False)
    note = {"name": NAME, "number": NUMBER, "subject": WORDS, "due_at": "2026-11-25T12:00:00Z"}
    browser.post("/api/v1/callbacks", json=note, headers=bearer)
    browser.post("/api/v1/callbacks", json={**note, NAME: WORDS}, headers=bearer)
    browser.post("/login", data={"login": NAME, "password": WORDS}, follow_redirects=False)
    browser.post(
        f"/api/v1/calls?name={NAME}.json&caller_name={NAME}&number={NUMBER}",
        content=call_file(1, turns=[{"speaker": "c1", "start": 0, "end": 1, "text": WORDS}]),
        headers={**bearer, "Content-Type": "application/json"},
    )
    Worker(house.house).until_empty()
    metrics = browser.get("/metrics", headers=bearer).text
    log = written.getvalue()
    assert len(lines(written)) > 15
    assert any(line["event"] == "job.started" for line in lines(written))
    for said in (NAME, NUMBER, NUMBER[1:], WORDS, "Monique", "Jan de Wit"):
        assert said not in log
        assert said not in metrics
    assert 'route="/api/v1/calls/{id}/report"' in metrics


def house_person(session: Any) -> int:
    from tests.store.calls import person

    return person(session, NAME)


def test_a_request_is_logged_by_its_route(house: Office, written: io.StringIO) -> None:
    with house.database.write() as session:
        made, secret = tokens.make(session, "x", ["calls:read"], NOON)
    house.browser().get("/api/v1/calls/7?", headers={"Authorization": f"Bearer {secret}"})
    house.browser().get("/healthz")
    (line,) = lines(written)
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/calls/{id}", 404)
    assert line["token"] == made.id
    assert line["ms"] >= 0


def test_a_crash_is_logged_by_type_and_place_only(house: Office, written: io.StringIO) -> None:
    logger = logging.getLogger("belwijs.test")
    try:
        raise ValueError(f"could not parse {WORDS}")
    except ValueError as error:
        say(logger, "test.crashed", level=logging.ERROR, error=error, call=3, words=WORDS)
    try:
        try:
            int(WORDS)
        except ValueError as inner:
            raise Problem("the file cannot be read", "try another") from inner
    except Problem as error:
        say(logger, "test.refused", error=error)
    logging.getLogger("sqlalchemy.engine").error("INSERT INTO callback VALUES (%s)", WORDS)
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s://%s:%d", "http", "127.0.0.1", 8765)
    logging.getLogger("uvicorn.error").error(WORDS + " %s", f"{WORDS} and more")
    logging.getLogger("uvicorn.access").info('"GET /%s HTTP/1.1"', WORDS)
    crash, refused, engine, start, wrong = lines(written)
    assert (crash["exception"], crash["call"], "words" in crash) == ("ValueError", 3, False)
    assert crash["where"][-1].startswith("test_running.py:")
    assert (refused["reason"], refused["cause"]) == ("the file cannot be read", "ValueError")
    assert engine["event"] == "INSERT INTO callback VALUES (%s)"
    assert start["event"] == "Uvicorn running on http://127.0.0.1:8765"
    assert wrong["event"].endswith("%s")
    assert WORDS not in json.dumps([crash, refused, engine, start])


def test_only_known_fields_are_logged_and_short() -> None:
    record = logging.LogRecord("belwijs.x", logging.INFO, "", 0, "event", (), None)
    record.belwijs = {"reason": "x" * 5000, "call": 1, "text": WORDS, "name": NAME}
    made = json.loads(JsonFormatter().format(record))
    assert set(made) == {"at", "level", "logger", "event", "reason", "call"}
    assert len(made["reason"]) == 200
    assert not FIELDS & {"text", "name", "words", "number", "quote", "subject", "path", "url", "query"}
