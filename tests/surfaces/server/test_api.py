"""The API: what each token may do and see, and what is answered to what cannot be used."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import select

from belwijs.store import audit, directory, journey, tokens
from belwijs.store.callbacks import NewNote
from belwijs.store.callbacks import take as take_note
from belwijs.store.enlisting import Wanted
from belwijs.store.enlisting import add as add_prospect
from belwijs.store.hours import Hours
from belwijs.store.schema import Audit, Call, Callback, Client, ExchangeRecord, Job, Person, Token
from belwijs.surfaces.server.api import ROUTERS
from tests.store.calls import call
from tests.surfaces.office import NOON, Office, office
from tests.surfaces.server.brought import call_file, sound

SCRIPT = '<img src=x onerror="alert(1)">'


@dataclass
class System:
    """Another system, with a token."""

    house: Office
    secret: str

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request with the token."""
        headers = {"Authorization": f"Bearer {self.secret}", **more.pop("headers", {})}
        return self.house.browser().request(method, f"/api/v1{path}", headers=headers, **more)

    def get(self, path: str) -> Any:
        """The body of a list or a thing that is there."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, most_upload_mb=1, api_conversations=True) as running:
        yield running


def system(house: Office, *scopes: str, client_id: int | None = None) -> System:
    with house.database.write() as session:
        _, secret = tokens.make(session, "test", scopes or tokens.SCOPES, NOON, client_id=client_id)
    return System(house, secret)


@dataclass
class Filled:
    """Two clients, and one of each thing for each."""

    ours: int
    theirs: int
    ids: dict[str, int]


@pytest.fixture
def filled(house: Office) -> Filled:
    """Everything in it is of `theirs`, but for a call of `ours`."""
    with house.database.write() as session:
        numbers = {"A": "+31205550101", "B": "+31205550202"}
        clients = [Client(name=name, numbers=[number]) for name, number in numbers.items()]
        session.add_all(clients)
        session.flush()
        ours, theirs = clients[0].id, clients[1].id
        agent = Person(name="Monique Bos", role="agent", aliases=[], client_id=theirs)
        session.add(agent)
        session.flush()
        ids = {
            "call": call(session, agent.id, client_id=theirs, number="+31612345678"),
            "other": call(session, agent.id, client_id=ours, number="+31687654321", at=NOON),
            "person": agent.id,
            "contact": directory.keep(session, directory.Wanted("Boekhouding"), theirs, "NL"),
            "callback": take_note(
                session,
                NewNote("An", "0205550303", "factuur", NOON + timedelta(hours=3), client_id=theirs),
                None,
                "NL",
                NOON,
            ),
            "prospect": add_prospect(
                session, Wanted("Bo", "0205550404", is_consumer=False, client_id=theirs), "NL", Hours(), NOON
            ),
        }
        step = journey.NewStep("ride-1", "queued", NOON, "+31612345678", "+31205550202", client_id=theirs)
        journey.take(session, step)
    return Filled(ours, theirs, ids)


def scopes_of(dependant: Dependant) -> set[str]:
    found = {getattr(dependant.call, "scope", None)} - {None}
    for below in dependant.dependencies:
        found |= scopes_of(below)
    return found  # type: ignore[return-value]


def operations() -> list[tuple[str, str, set[str]]]:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [(method, route.path, scopes_of(route.dependant)) for route in routes for method in sorted(route.methods)]


OPERATIONS = operations()
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/journeys/{ride}/steps"): {"kind": "queued"},
    ("POST", "/callbacks"): {"name": "x", "number": "0205550101", "subject": "x", "due_at": "2026-11-25T12:00:00Z"},
    ("POST", "/callbacks/{id}/done"): {},
    ("POST", "/callbacks/{id}/dropped"): {"reason": "x"},
    ("POST", "/prospects"): {"name": "x", "number": "0205550101", "is_consumer": False},
    ("POST", "/prospects/{id}/attempts"): {"person_id": 1, "outcome": "busy"},
    ("POST", "/prospects/{id}/answer"): {"answer": "no", "reason": "x"},
    ("POST", "/directory"): {"name": "x"},
    ("PUT", "/directory/{id}"): {"name": "x"},
    ("PUT", "/directory/{id}/presence"): {"presence": "away"},
    ("POST", "/people"): {"name": "x"},
    ("PATCH", "/people/{id}"): {"team": "x"},
}


def sent(them: System, method: str, path: str, ids: dict[str, int] | None = None) -> httpx.Response:
    """A right request to an operation, about the things with these ids."""
    first = path.split("/")[1]
    kind = {"directory": "contact", "people": "person"}.get(first, first.removesuffix("s"))
    number = (ids or {}).get(kind, 1)
    filled = path.replace("{id}", str(number)).replace("{ride}", "ride-1").replace("{number}", "0612345678")
    filled = filled.replace("{sheet}", "calls")
    if (method, path) == ("POST", "/calls"):
        return them.ask(method, filled, content=call_file(), headers={"Content-Type": "application/json"})
    return them.ask(method, filled, json=BODIES.get((method, path)))


def test_there_is_an_operation_for_each_thing() -> None:
    assert len(OPERATIONS) > 25
    assert {scope for _, _, scopes in OPERATIONS for scope in scopes} == set(tokens.SCOPES) - {"metrics:read"}


@pytest.mark.parametrize(("method", "path", "scopes"), OPERATIONS)
def test_nothing_opens_without_a_token_that_holds(
    house: Office, method: str, path: str, scopes: set[str]
) -> None:
    answers = [sent(System(house, secret), method, path) for secret in ("", "bw_guess", "x" * 5000)]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert answers[0].headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path", "scopes"), [o for o in OPERATIONS if o[2]])
def test_each_operation_asks_for_its_scope(
    house: Office, filled: Filled, method: str, path: str, scopes: set[str]
) -> None:
    others = [scope for scope in tokens.SCOPES if scope not in scopes]
    refused = sent(system(house, *others), method, path, filled.ids)
    assert refused.status_code == 403
    assert next(iter(scopes)) in refused.json()["detail"]
    assert "insufficient_scope" in refused.headers["www-authenticate"]
    allowed = sent(system(house, *scopes), method, path, filled.ids)
    assert allowed.status_code in (200, 201, 204), allowed.text


@pytest.mark.parametrize(("method", "path", "scopes"), [o for o in OPERATIONS if "{" in o[1] and "{sheet}" not in o[1]])
def test_things_of_another_client_are_not_there(
    house: Office, filled: Filled, method: str, path: str, scopes: set[str]
) -> None:
    answer = sent(system(house, client_id=filled.ours), method, path, filled.ids)
    if path == "/callers/{number}":
        assert answer.status_code == 200
        card = answer.json()
        assert (card["caller_id"], card["name"], card["earlier"], card["promises"], card["journey"]) == (
            None, "", [], [], None,
        )  # fmt: skip
        return
    assert answer.status_code == 404
    assert set(answer.json()) == {"type", "title", "status", "detail", "way_out", "errors"}


def test_lists_of_a_client_hold_its_own_things_only(house: Office, filled: Filled) -> None:
    us = system(house, client_id=filled.ours)
    assert [c["id"] for c in us.get("/calls")["items"]] == [filled.ids["other"]]
    for path in ("/callbacks", "/prospects", "/directory", "/people"):
        assert us.get(path)["items"] == []
    them = system(house, client_id=filled.theirs)
    for path in ("/callbacks", "/prospects", "/directory", "/people"):
        assert len(them.get(path)["items"]) == 1
    assert us.ask("GET", f"/reachability?client={filled.theirs}").status_code == 404


def test_a_client_reads_its_calls_without_verdicts_on_our_people(house: Office, filled: Filled) -> None:
    them = system(house, client_id=filled.theirs)
    line = them.get("/calls")["items"][0]
    assert (line["kept"], line["missed"], line["has_incident"]) == (None, None, None)
    report = them.get(f"/calls/{filled.ids['call']}/report")
    assert report["turns"]
    assert report["findings"] == []
    everybody = system(house)
    assert everybody.get(f"/calls/{filled.ids['call']}/report")["findings"]


def test_without_the_scope_to_read_a_call_tells_no_caller_no_words_and_no_verdict(
    house: Office, filled: Filled
) -> None:
    known = system(house, "calls:read")
    one = known.get(f"/calls/{filled.ids['call']}")
    assert (one["caller"], one["number"], one["name"], one["kept"]) == ("", "", "", None)
    assert known.get("/calls?words=monteur")["items"] == []
    assert known.get("/calls?number=0612345678")["items"] == []
    assert known.ask("GET", f"/calls/{filled.ids['call']}/report").status_code == 403


def test_calls_are_filtered_and_paged_by_key(house: Office, filled: Filled) -> None:
    with house.database.write() as session:
        for n in range(7):
            call(session, filled.ids["person"], at=NOON - timedelta(minutes=10 * n))
    them = system(house)
    seen, cursor = [], ""
    while cursor is not None:
        page = them.get(f"/calls?limit=3{f'&cursor={cursor}' if cursor else ''}")
        seen += [c["id"] for c in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 9
    assert [c["id"] for c in them.get("/calls?number=0612345678")["items"]] == [filled.ids["call"]]
    assert len(them.get("/calls?practice=answer.greeting&verdict=missed")["items"]) == 0
    assert them.ask("GET", "/calls?since=2026-11-24T00:00:00").status_code == 422
    since = them.get("/calls?since=2026-11-24T10:45:00Z")["items"]
    assert len(since) == 3


def test_a_recording_is_one_call_however_often_it_comes(house: Office) -> None:
    us = system(house, "calls:read", "calls:write")
    about = "?name=20261123-0905_0612345678.wav&agent=Monique%20Bos&direction=inbound"
    first = us.ask("POST", f"/calls{about}", content=sound(), headers={"Content-Type": "audio/wav"})
    again = us.ask("POST", "/calls", content=sound(), headers={"Content-Type": "application/octet-stream"})
    assert (first.status_code, again.status_code) == (201, 200)
    made = first.json()["calls"][0]
    assert (made["is_new"], made["state"]) == (True, "queued")
    assert again.json()["calls"] == [{**made, "is_new": False, "name": "recording"}]
    assert first.headers["location"] == f"/api/v1/calls/{made['id']}"
    with house.database.read() as session:
        assert len(session.scalars(select(Call)).all()) == 1
        assert [job.kind for job in session.scalars(select(Job))] == ["analyse"]
        assert session.scalars(select(Call.source)).one() == "api"


def test_a_vcon_goes_in_and_comes_out(house: Office, filled: Filled) -> None:
    us = system(house)
    out = us.ask("GET", f"/calls/{filled.ids['call']}/vcon")
    assert out.headers["content-type"] == "application/vcon+json"
    vcon = out.json()
    assert {a["type"] for a in vcon["analysis"]} == {"transcript", "report"}
    back = us.ask("POST", "/calls", content=out.content, headers={"Content-Type": "application/vcon+json"})
    assert back.status_code == 201, back.text


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "audio/wav", 422),
        (b"PK\x03\x04" + b"0" * 100, "application/octet-stream", 422),
        (b"\x00\x01\x02" * 50, "audio/wav", 422),
        (b"[1, 2", "application/json", 422),
        (b"x" * (2 << 20), "audio/wav", 413),
        (b"<html>", "text/html", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"x", "", 415),
    ],
)
def test_what_is_no_call_is_refused_and_leaves_nothing(
    house: Office, content: bytes, kind: str, status: int
) -> None:
    answer = system(house).ask("POST", "/calls", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert answer.json()["way_out"]
    assert list(house.house.settings.incoming.iterdir()) == []
    with house.database.read() as session:
        assert session.scalars(select(Call)).all() == []


def test_an_upload_that_hides_its_length_is_cut_off(house: Office) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * (64 << 10)

    answer = system(house).ask("POST", "/calls", content=pieces(), headers={"Content-Type": "audio/wav"})
    assert answer.status_code == 413
    assert list(house.house.settings.incoming.iterdir()) == []


def test_the_name_of_a_file_is_no_path(house: Office) -> None:
    us = system(house)
    headers = {"Content-Type": "audio/wav"}
    answer = us.ask("POST", "/calls?name=../../../etc/cron.d/x.wav", content=sound(), headers=headers)
    assert answer.status_code == 201
    assert not (house.folder.parent / "etc").exists()
    assert ".." not in answer.json()["calls"][0]["name"]


def test_the_client_of_a_token_is_that_of_its_calls(house: Office, filled: Filled) -> None:
    us = system(house, client_id=filled.ours)
    headers = {"Content-Type": "application/json"}
    made = us.ask("POST", "/calls", content=call_file(1), headers=headers).json()["calls"][0]
    with house.database.read() as session:
        assert session.get_one(Call, made["id"]).client_id == filled.ours
    refused = us.ask("POST", f"/calls?client={filled.theirs}", content=call_file(2), headers=headers)
    assert refused.status_code == 422
    same = system(house, client_id=filled.theirs).ask("POST", "/calls", content=call_file(1), headers=headers)
    assert same.status_code == 409
    assert str(made["id"]) not in same.text.replace("409", "")
    assert system(house).ask("POST", "/calls?client=99", content=call_file(3), headers=headers).status_code == 422


def test_an_exchange_tells_a_journey_and_gets_the_card(house: Office, filled: Filled) -> None:
    us = system(house)

    def told(**step: Any) -> httpx.Response:
        return us.ask("POST", "/journeys/1732453200.17/steps", json=step)

    first = told(kind="queued", at="2026-11-24T10:50:00Z", number="020 555 0909", called="0205550202", who="Service")
    assert first.status_code == 201
    assert first.json()["card"] == "/desk/card?number=%2B31205550909"
    assert told(kind="queued", at="2026-11-24T10:50:00Z", who="Service").status_code == 200
    told(kind="answered", at="2026-11-24T10:51:30Z", who="201", about="factuur")
    last = told(kind="transfer", at="2026-11-24T10:55:00Z", who="Boekhouding").json()["journey"]
    assert (last["transfers"], last["waited"] >= 90, last["talks"][0]["about"]) == (1, True, "factuur")
    card = us.get("/callers/020-555%200909")
    assert card["journey"]["ride"] == "1732453200.17"
    assert told(kind="ended", at="2026-11-24T12:00:00Z").status_code == 422
    assert told(kind="sneezed").status_code == 422
    assert us.ask("GET", "/callers/anonymous").status_code == 404
    assert us.ask("GET", "/journeys/unknown").status_code == 404
    assert system(house, client_id=filled.theirs).get("/journeys/1732453200.17")["transfers"] == 1


def test_a_callback_sent_twice_is_one_note(house: Office) -> None:
    us = system(house)
    note = {"name": SCRIPT, "number": "0205550101", "subject": "x", "due_at": "2026-11-24T15:00:00+01:00"}
    first, again = (us.ask("POST", "/callbacks", json=note) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["due_at"] == "2026-11-24T14:00:00Z"
    other = system(house).ask("POST", "/callbacks", json=note)
    assert other.status_code == 201
    house.clock.pass_(hours=1)
    done = us.ask("POST", f"/callbacks/{first.json()['id']}/done", json={"outcome": "opgelost"})
    assert (done.json()["state"], done.json()["kept"]) == ("done", True)
    closed = us.ask("POST", f"/callbacks/{first.json()['id']}/done", json={})
    assert closed.status_code == 409
    late = us.ask("POST", "/callbacks", json={**note, "due_at": "2026-11-20T00:00:00Z"})
    assert late.status_code == 422
    assert "passed" in late.json()["detail"]


def test_who_objected_is_not_put_on_the_chase_list(house: Office) -> None:
    from belwijs.store.callers import object_to_calls

    us = system(house)
    with house.database.write() as session:
        object_to_calls(session, "0205550101", "NL", NOON)
    refused = us.ask("POST", "/prospects", json={"name": "Bo", "number": "0205550101", "is_consumer": False})
    assert refused.status_code == 422
    assert "objected" in refused.json()["detail"]
    nobody = us.ask("POST", "/prospects", json={"name": "Bo", "number": "0205550102", "is_consumer": True})
    assert nobody.status_code == 422
    person = house.person("agent")
    new = us.ask("POST", "/prospects", json={"name": "Bo", "number": "0205550103", "is_consumer": False}).json()
    tried = {"person_id": person, "outcome": "voicemail", "left_message": True}
    assert us.ask("POST", f"/prospects/{new['id']}/attempts", json=tried).status_code == 422
    tried["left_message"] = False
    assert us.ask("POST", f"/prospects/{new['id']}/attempts", json=tried).json()["attempts"] == 1
    answered = us.ask("POST", f"/prospects/{new['id']}/answer", json={"answer": "no", "reason": "heeft al een"})
    assert answered.json()["answer"] == "no"


def test_people_come_from_elsewhere_but_no_administrators(house: Office) -> None:
    us = system(house)
    made = us.ask("POST", "/people", json={"name": "Anna", "login": "Anna", "aliases": ["201"]})
    assert (made.status_code, made.json()["login"]) == (201, "anna")
    assert us.ask("POST", "/people", json={"name": "Anna", "login": "ANNA"}).status_code == 409
    assert us.ask("POST", "/people", json={"name": "Eve", "role": "admin"}).status_code == 422
    assert us.ask("POST", "/people", json={"name": "Eve", "password": "x"}).status_code == 422
    assert us.ask("PATCH", f"/people/{made.json()['id']}", json={"role": "admin"}).status_code == 422
    admin = house.person("admin")
    assert us.ask("PATCH", f"/people/{admin}", json={"active": False}).status_code == 409
    leaver = house.person("agent", "Bert")
    browser = house.browser(leaver)
    assert browser.get("/", follow_redirects=False).status_code == 200
    assert us.ask("PATCH", f"/people/{leaver}", json={"active": False}).json()["active"] is False
    assert browser.get("/", follow_redirects=False).status_code == 303
    assert us.ask("PATCH", f"/people/{leaver}", json={"coach_id": admin}).status_code == 422


def test_what_is_read_with_a_token_is_in_the_log(house: Office, filled: Filled) -> None:
    us = system(house)
    us.get(f"/calls/{filled.ids['call']}/report")
    us.ask("GET", f"/calls/{filled.ids['call']}/vcon")
    us.ask("GET", "/exports/calls")
    with house.database.read() as session:
        lines = audit.lines(session)
        token = session.scalars(select(Token)).one().id
    assert [(line.action, line.who) for line in lines] == [
        ("export", f"token {token}"),
        ("call.read", f"token {token}"),
        ("call.read", f"token {token}"),
    ]


def test_an_expired_token_opens_nothing_and_its_use_is_noted(house: Office) -> None:
    with house.database.write() as session:
        token, secret = tokens.make(session, "kort", ["calls:read"], NOON, expires_at=NOON + timedelta(hours=1))
    us = System(house, secret)
    assert us.ask("GET", "/me").json()["scopes"] == ["calls:read"]
    with house.database.read() as session:
        assert session.get_one(Token, token.id).used_at == NOON
    house.clock.pass_(hours=1)
    assert us.ask("GET", "/me").status_code == 401


def test_a_token_that_asks_too_often_has_to_wait(tmp_path: Path) -> None:
    with office(tmp_path, api_per_minute=3) as house:
        us, others = system(house), system(house)
        assert [us.ask("GET", "/me").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = us.ask("GET", "/me")
        assert refused.headers["retry-after"] == "20"
        assert others.ask("GET", "/me").status_code == 200
        house.clock.pass_(seconds=20)
        assert [us.ask("GET", "/me").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(("method", "path"), [key for key in BODIES if "{" not in key[1]])
def test_a_body_of_another_kind_or_too_large_is_refused(house: Office, method: str, path: str) -> None:
    us = system(house)
    right = json.dumps(BODIES[method, path]).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/html"):
        assert us.ask(method, path, content=right, headers={"Content-Type": kind}).status_code == 415
    huge = b'{"name": "' + b"x" * (2 << 20) + b'"}'
    headers = {"Content-Type": "application/json"}
    assert us.ask(method, path, content=huge, headers=headers).status_code == 413
    assert us.ask(method, path, content=iter([huge[:99999]] * 30), headers=headers).status_code == 413
    for broken in (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"name": "\x00"}'):
        answer = us.ask(method, path, content=broken, headers=headers)
        assert answer.status_code == 422, broken[:20]
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_never_repeats_what_was_sent(house: Office) -> None:
    us = system(house)
    secret = "mevrouw-de-vries-0612345678"
    for answer in (
        us.ask("POST", "/callbacks", json={"name": [secret], "number": secret * 9, "subject": {}, "due_at": secret}),
        us.ask("GET", f"/calls?since={secret}&verdict={secret}"),
        us.ask("GET", f"/calls?{secret}=1"),
        us.ask("GET", f"/calls/{secret}"),
        us.ask("POST", "/people", json={secret: secret, "name": "x"}),
    ):
        assert answer.status_code == 422
        assert "vries" not in re.sub(r'"at":"[^"]*"', "", answer.text)


def test_script_goes_out_as_data_only(house: Office) -> None:
    us = system(house)
    made = us.ask("POST", "/directory", json={"name": SCRIPT, "does": SCRIPT})
    got = us.ask("GET", f"/directory/{made.json()['id']}")
    assert got.json()["name"] == SCRIPT
    assert got.headers["content-type"] == "application/json"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in got.headers["content-security-policy"]


def test_exports_say_what_may_be_said(house: Office, filled: Filled) -> None:
    with house.database.write() as session:
        session.add(ExchangeRecord(key="1", started_at=NOON, outcome="missed", number="+31612345678"))
        session.add(
            Callback(name="=cmd|' /C calc'!A1", number="+31205550101", subject="-1+1", due_at=NOON,
                     promised_at=NOON, made_at=NOON)
        )  # fmt: skip

    def rows(them: System, sheet: str) -> list[dict[str, str]]:
        answer = them.ask("GET", f"/exports/{sheet}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
        return list(csv.DictReader(io.StringIO(answer.text)))

    everything, little = system(house), system(house, "calls:read", "figures:read")
    assert [(r["person"], r["number"], r["kept"]) for r in rows(everything, "calls")] == [
        ("Monique Bos", "+31612345678", "1"),
        ("Monique Bos", "+31687654321", "1"),
    ]
    assert [(r["person"], r["number"], r["kept"]) for r in rows(little, "calls")] == [("Monique Bos", "", "")] * 2
    assert len(rows(everything, "findings")) == 4
    assert [r["number"] for r in rows(everything, "records")] == ["+31612345678"]
    assert [r["number"] for r in rows(little, "records")] == [""]
    note = next(r for r in rows(everything, "callbacks") if r["subject"].endswith("-1+1"))
    assert (note["name"][0], note["subject"], note["number"]) == ("'", "'-1+1", "+31205550101")
    assert little.ask("GET", "/exports/findings").status_code == 403
    us = system(house, client_id=filled.ours)
    assert [r["id"] for r in rows(us, "calls")] == [str(filled.ids["other"])]
    assert rows(us, "findings") == []
    assert rows(us, "callbacks") == []
    assert us.ask("GET", "/exports/tokens").status_code == 422


def test_an_export_goes_on_where_a_batch_ended(house: Office, filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    from belwijs.store import export

    monkeypatch.setattr(export, "ROWS", 4)
    with house.database.write() as session:
        for _ in range(9):
            call(session, filled.ids["person"], at=NOON)
    us = system(house)
    for sheet, number in (("calls", 11), ("findings", 22)):
        lines = us.ask("GET", f"/exports/{sheet}").text.splitlines()
        assert len(lines) == len(set(lines)) == number + 1
    assert len(us.ask("GET", "/exports/calls?until=2026-11-24T00:00:00Z").text.splitlines()) == 2


def test_parquet_holds_the_same_rows(house: Office, filled: Filled) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    answer = system(house).ask("GET", "/exports/calls?format=parquet")
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    table = parquet.read_table(io.BytesIO(answer.content))
    assert table.column("number").to_pylist() == ["+31612345678", "+31687654321"]
    assert table.column("started_at").to_pylist()[1] == NOON
    empty = system(house).ask("GET", "/exports/records?format=parquet")
    assert parquet.read_table(io.BytesIO(empty.content)).num_rows == 0


def test_the_database_away_is_said_and_nothing_is_lost(house: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from belwijs.store.database import AwayError, Database

    us = system(house)

    def away(self: Database) -> Any:
        raise AwayError("the database does not answer", "")

    monkeypatch.setattr(Database, "read", away)
    answer = us.ask("GET", "/me")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"


def test_the_description_names_every_problem(house: Office) -> None:
    app: FastAPI = house.app
    described = house.browser().get("/api/v1/openapi.json").json()
    assert app is house.app
    for path, item in described["paths"].items():
        for method, operation in item.items():
            statuses = set(operation["responses"])
            assert {"401", "403", "422", "429", "503"} <= statuses, (method, path)
            assert operation["summary"]
            assert operation["security"] == [{"token": []}]
            assert ("413" in statuses) == ("requestBody" in operation), (method, path)
            if "{id}" in path:
                assert "404" in statuses
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_a_page_s_cookie_opens_no_api(house: Office) -> None:
    assert house.as_("admin").get("/api/v1/me").status_code == 401
    with house.database.read() as session:
        assert session.scalars(select(Audit)).all() == []


def test_a_token_reads_nothing_said_in_a_house_that_does_not_allow_it(tmp_path: Path) -> None:
    """Also one that was made while it did."""
    with office(tmp_path) as closed:
        with closed.database.write() as session:
            agent = Person(name="Monique Bos", role="agent", aliases=[])
            session.add(agent)
            session.flush()
            number = call(session, agent.id, number="+31612345678")
        every = system(closed)
        assert "reports:read" not in every.get("/me")["scopes"]
        assert every.ask("GET", f"/calls/{number}/report").status_code == 403
        assert every.ask("GET", f"/calls/{number}/vcon").status_code == 403
        assert every.ask("GET", "/exports/findings").status_code == 403
        assert "+31612345678" not in json.dumps(every.get("/calls"))
