"""The pages of tokens, webhooks and the log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import belwijs
from belwijs.store import audit, tokens
from belwijs.store.schema import Audit, Client, Job, Token, Webhook
from belwijs.surfaces.web.pages.audit import did
from tests.surfaces.office import NOON, Browser, Office, office

SCRIPT = '<script>alert("x")</script>'


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as running:
        yield running


@pytest.fixture
def admin(house: Office) -> Browser:
    return house.as_("admin")


def test_a_token_is_shown_once_and_kept_as_a_digest(house: Office, admin: Browser) -> None:
    made = admin.post("/tokens", data={"csrf": admin.csrf, "name": "Centrale", "scopes": ["calls:write", "calls:read"]})
    secret = re.findall(r'value="(bw_[^"]+)"', made.text)[0]
    assert made.status_code == 200
    assert secret not in admin.get("/tokens").text
    with house.database.read() as session:
        token = session.scalars(select(Token)).one()
        found = tokens.behind(session, secret, NOON)
    assert secret not in (token.key, token.name)
    assert token.scopes == ["calls:read", "calls:write"]
    assert found is not None
    assert found[0].id == token.id
    with house.database.read() as session:
        assert next(line.action for line in audit.lines(session)) == "token.made"


def test_a_token_ends_with_its_last_day_on_the_house_s_clock(house: Office, admin: Browser) -> None:
    admin.post("/tokens", data={"csrf": admin.csrf, "name": "Kort", "scopes": "calls:read", "expires": "2026-11-25"})
    with house.database.read() as session:
        token = session.scalars(select(Token)).one()
    assert token.expires_at is not None
    assert token.expires_at.isoformat() == "2026-11-25T23:00:00+00:00"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "scopes": "calls:read"},
        {"name": "x"},
        {"name": "x", "scopes": "everything"},
        {"name": "x", "scopes": "calls:read", "expires": "2020-01-01"},
        {"name": "x", "scopes": "calls:read", "expires": "gisteren"},
        {"name": "x", "scopes": "calls:read", "client": "99"},
        {"name": "x", "scopes": "calls:read", "client": "x"},
    ],
)
def test_a_token_that_makes_no_sense_is_refused_with_a_reason(
    house: Office, admin: Browser, fields: dict[str, str]
) -> None:
    answer = admin.send_form("/tokens", **fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    with house.database.read() as session:
        assert session.scalars(select(Token)).all() == []


def test_what_was_said_is_no_administrators_to_give(house: Office, admin: Browser) -> None:
    assert "reports:read" not in re.findall(r'name="scopes" value="([^"]+)"', admin.get("/tokens").text)
    answer = admin.send_form("/tokens", name="BI", scopes=["calls:read", "reports:read"])
    assert answer.status_code == 400
    assert "tokens van dit huis mogen niet lezen wat er in gesprekken is gezegd" in answer.text
    assert "api_conversations" in answer.text
    with house.database.read() as session:
        assert session.scalars(select(Token)).all() == []


def test_a_house_can_say_that_systems_read_what_was_said(tmp_path: Path) -> None:
    with office(tmp_path, api_conversations=True) as house:
        admin = house.as_("admin")
        assert 'value="reports:read"' in admin.get("/tokens").text
        assert admin.send_form("/tokens", name="BI", scopes=["reports:read"]).status_code == 200
    with office(tmp_path) as house:
        person = house.person("admin", "Ander")
        assert "(in dit huis dicht)" in house.browser(person).get("/tokens").text


def test_a_withdrawn_token_opens_nothing(house: Office, admin: Browser) -> None:
    with house.database.write() as session:
        token, secret = tokens.make(session, "Oud", ["calls:read"], NOON)
    assert house.browser().get("/api/v1/calls", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert "Oud" in admin.get(f"/tokens/{token.id}/withdraw").text
    assert admin.send_form(f"/tokens/{token.id}/withdraw").status_code == 303
    assert house.browser().get("/api/v1/calls", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert admin.send_form(f"/tokens/{token.id}/withdraw").status_code == 404
    assert admin.get("/tokens/99999999999/withdraw").status_code in (404, 422)


def test_names_cannot_bring_script_into_the_pages(house: Office, admin: Browser) -> None:
    with house.database.write() as session:
        client = Client(name=SCRIPT, numbers=[])
        session.add(client)
        session.flush()
        tokens.make(session, SCRIPT, ["calls:read"], NOON, client_id=client.id)
        audit.record(session, NOON, "call.read", SCRIPT, by=SCRIPT, detail={SCRIPT: SCRIPT})
    for path in ("/tokens", "/webhooks", "/audit", "/audit?what=<script>", "/tokens/1/withdraw"):
        assert "<script>alert" not in admin.get(path).text
    wrong = admin.send_form("/webhooks", url=f"https://x/{SCRIPT}", events="incident")
    assert wrong.status_code == 400
    assert "<script>alert" not in wrong.text


def test_a_webhook_is_made_tried_stopped_resumed_renewed_and_removed(house: Office, admin: Browser) -> None:
    fields = {"csrf": admin.csrf, "url": "https://crm.example/in", "events": ["incident", "call.analysed"]}
    made = admin.post("/webhooks", data=fields)
    secret = re.findall(r'value="(whsec_[^"]+)"', made.text)[0]
    assert secret not in admin.get("/webhooks").text

    def held() -> Webhook:
        with house.database.read() as session:
            return session.scalars(select(Webhook)).one()

    number = held().id
    assert held().events == ["call.analysed", "incident"]
    assert admin.send_form(f"/webhooks/{number}/try").headers["location"] == "/webhooks?tried=true"
    with house.database.read() as session:
        job = session.scalars(select(Job)).one()
    assert (job.kind, job.payload["event"]) == ("webhook", "test")
    admin.send_form(f"/webhooks/{number}/stop")
    assert not held().active
    admin.send_form(f"/webhooks/{number}/start")
    assert held().active
    renewed = admin.send_form(f"/webhooks/{number}/secret")
    assert secret not in renewed.text
    assert held().secret in renewed.text
    assert admin.send_form(f"/webhooks/{number}/remove").status_code == 303
    for action in ("try", "stop", "start", "secret", "remove"):
        assert admin.send_form(f"/webhooks/{number}/{action}").status_code == 404


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x/y", "gopher://x", "javascript:alert(1)", "http://", "https://a:b@x/", "https://x/#y",
     "https://x/ y", "https://[", "https://x:0/", "https://x:99999/", ""],
)  # fmt: skip
def test_only_http_addresses_are_told(house: Office, admin: Browser, url: str) -> None:
    assert admin.send_form("/webhooks", url=url, events="incident").status_code == 400
    with house.database.read() as session:
        assert session.scalars(select(Webhook)).all() == []


def test_the_log_is_searched_and_paged(house: Office, admin: Browser) -> None:
    reader = house.person("coach", "Chris Coach")
    with house.database.write() as session:
        for n in range(150):
            audit.record(session, NOON - timedelta(minutes=n), "call.heard", f"call {n}", person_id=reader)
        audit.record(session, NOON - timedelta(days=3), "token.made", "token 1")
    first = admin.get("/audit?action=call")
    assert first.text.count("<code>call.heard</code>") == 100
    older = re.findall(r'href="/audit\?([^"]*before=[^"]*)"', first.text)[0].replace("&amp;", "&")
    assert admin.get(f"/audit?{older}").text.count("<code>call.heard</code>") == 50
    assert admin.get("/audit?what=call+7").text.count("<code>call.heard</code>") == 1
    assert admin.get(f"/audit?person={reader}&action=token").text.count("<code>") == 0
    assert "gesprek beluisterd" in first.text
    assert admin.get("/audit?since=2026-11-21&until=2026-11-21").text.count("<code>token.made</code>") == 1


def test_a_kind_of_the_log_is_that_kind_only(house: Office, admin: Browser) -> None:
    with house.database.write() as session:
        for action in ("call.heard", "calls.matched", "caller.seen", "callback.taken"):
            audit.record(session, NOON, action)
    shown = re.findall(r"<code>([a-z._]+)</code>", admin.get("/audit?action=call").text)
    assert shown == ["calls.matched", "call.heard"]


def test_particulars_of_the_log_are_read_by_people(house: Office, admin: Browser) -> None:
    audio = {"days": 90, "removed": 0, "before": "2026-08-24T17:30:18.935770+00:00", "oldest": None}
    with house.database.write() as session:
        audit.record(session, NOON, "retention.enforced", "retention", detail={"audio": audio, "names": False})
    page = admin.get("/audit").text
    assert "audio: days: 90, removed: 0, before: 2026-08-24 19:30, oldest: –<br>names: nee" in page


def test_whatever_is_logged_has_a_name_in_both_languages() -> None:
    unnamed = set()
    for file in Path(belwijs.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in ("record", "record_once"):
                said = {n.value for n in ast.walk(call) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
                unnamed |= {s for s in said if re.fullmatch(r"[a-z]+\.[a-z_]+", s) and did("nl", s) == s}
    assert unnamed == set()


@pytest.mark.parametrize("role", ["agent", "coach", "lead", "client"])
def test_only_who_runs_the_machine_sees_these_pages(house: Office, role: str) -> None:
    browser = house.as_(role)
    for path in ("/tokens", "/webhooks", "/audit", "/tokens/1/withdraw"):
        assert browser.get(path).status_code == 403
    for path in ("/tokens", "/webhooks", "/tokens/1/withdraw", "/webhooks/1/stop", "/webhooks/1/secret"):
        assert browser.send_form(path, name="x", scopes="calls:read").status_code == 403
    with house.database.read() as session:
        assert session.scalars(select(Token)).all() == []
        assert session.scalars(select(Audit).where(Audit.action != "login")).all() == []
