"""Adding recordings in the browser, with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store import jobs
from belwijs.store.jobs import Rules
from belwijs.store.schema import Audit, Call, Job
from tests.surfaces.office import Browser, Office, office
from tests.surfaces.server.brought import call_file, left_over, sound


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, most_upload_mb=1) as made:
        yield made


def send(browser: Browser, *files: tuple[str, bytes], json: bool = False, **fields: str) -> tuple[int, str]:
    answer = browser.post(
        "/upload",
        data={"csrf": browser.csrf, **fields},
        files=[("files", (name, data)) for name, data in files],
        headers={"Accept": "application/json"} if json else {},
        follow_redirects=False,
    )
    return answer.status_code, answer.text


def calls(here: Office) -> list[Call]:
    with here.database.read() as work:
        return list(work.scalars(select(Call).order_by(Call.id)))


def test_several_files_at_once_without_script(here: Office) -> None:
    browser = here.as_("agent")
    assert send(browser, ("a.json", call_file(1)), ("b.json", call_file(2)), ("c.wav", sound()))[0] == 303
    assert [c.name for c in calls(here)] == ["call-1", "call-2", "c"]
    shown = browser.get("/upload").text
    assert shown.count("wacht op zijn beurt") == 3
    with here.database.read() as work:
        assert len(work.scalars(select(Audit.id).where(Audit.action == "call.added")).all()) == 3


def test_one_that_is_refused_does_not_keep_the_others_out(here: Office) -> None:
    browser = here.as_("agent")
    status, shown = send(browser, ("good.json", call_file(1)), ("bad.zip", b"PK\x03\x04zip"), ("<b>x.wav", b""))
    assert status == 400
    assert "ingepakt" in shown
    assert "leeg" in shown
    assert "&lt;b&gt;x.wav" in shown
    assert len(calls(here)) == 1
    assert [n for n in left_over(here.house.settings.incoming) if n.endswith(".part")] == []


def test_the_script_gets_answers_to_show(here: Office) -> None:
    browser = here.as_("agent")
    status, said = send(browser, ("a.json", call_file(1)), json=True)
    assert status == 200
    assert '"taken":true' in said
    assert send(browser, ("a.json", call_file(1)), json=True)[1].count("Dit was er al") == 1
    rows = browser.get("/upload/progress").json()
    assert [(row["name"], row["state"], row["call_id"]) for row in rows] == [("call-1", "queued", None)]


def test_too_large_is_413_and_leaves_nothing(here: Office) -> None:
    status, shown = send(here.as_("agent"), ("big.wav", sound(90)))
    assert (status, "groter dan 1 MB" in shown) == (413, True)
    assert left_over(here.house.settings.incoming) == []


def test_a_forged_form_writes_nothing(here: Office) -> None:
    browser = here.as_("agent")
    browser.csrf = "of somebody else"
    assert send(browser, ("a.json", call_file(1)))[0] == 403
    browser.csrf = ""
    assert send(browser, ("a.json", call_file(1)))[0] == 403
    without = browser.post("/upload", files=[("files", ("a.json", call_file(1)))])
    assert without.status_code == 403
    elsewhere = browser.post("/upload", headers={"Sec-Fetch-Site": "cross-site"}, files=[("files", ("a", b"x"))])
    assert elsewhere.status_code == 403
    assert calls(here) == []
    assert left_over(here.house.settings.incoming) == []


def test_the_token_may_come_as_a_header(here: Office) -> None:
    browser = here.as_("agent")
    answer = browser.post(
        "/upload", files=[("files", ("a.json", call_file(1)))], headers={"X-CSRF-Token": browser.csrf}
    )
    assert answer.status_code == 200
    assert len(calls(here)) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\nx', "multipart/form-data; boundary=x"),
        (b"\x00" * 5000, "multipart/form-data; boundary=x"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"--x--\r\n", "multipart/form-data"),
        (b"--x\r\n" + b"A" * 40_000 + b": b\r\n\r\n", "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_a_broken_form_is_told(here: Office, body: bytes, kind: str) -> None:
    browser = here.as_("agent")
    headers = {"Content-Type": kind, "X-CSRF-Token": browser.csrf}
    assert browser.post("/upload", content=body, headers=headers).status_code == 400
    assert left_over(here.house.settings.incoming) == []


def test_two_sides_and_what_is_said_of_a_call(here: Office) -> None:
    person = here.person("agent", "Els Smit")
    browser = here.browser(person)
    answer = browser.post(
        "/upload",
        data={
            "csrf": browser.csrf, "person": str(person), "number": "06 12345678", "started_at": "2026-11-20T09:30",
            "direction": "outbound",
        },
        files=[("files", ("agent.wav", sound(1, 1))), ("customer", ("other.wav", sound(1, 1, 300)))],
        follow_redirects=False,
    )  # fmt: skip
    assert answer.status_code == 303
    (call,) = calls(here)
    assert (call.person_id, call.direction, call.started_at.isoformat()) == (
        person, "outbound", "2026-11-20T08:30:00+00:00",
    )  # fmt: skip


def test_an_agent_cannot_hang_a_call_on_somebody_else(here: Office) -> None:
    other = here.person("agent", "Els Smit")
    assert send(here.as_("agent"), ("a.json", call_file(1)), person=str(other))[0] == 404
    assert calls(here) == []
    assert send(here.as_("admin"), ("a.json", call_file(1)), person=str(other))[0] == 303
    assert left_over(here.house.settings.incoming) == [c.digest + ".json" for c in calls(here) if c.digest]


def test_who_belongs_to_a_client_brings_for_that_client(here: Office) -> None:
    from belwijs.store.schema import Client

    with here.database.write() as work:
        client = Client(name="De Linde", numbers=[])
        work.add(client)
        work.flush()
        client_id = client.id
    send(here.as_("agent", client_id=client_id), ("a.json", call_file(1, organisation="Another")))
    assert [c.client_id for c in calls(here)] == [client_id]


def test_others_do_not_see_what_i_brought(here: Office) -> None:
    send(here.as_("agent"), ("a.json", call_file(1)))
    assert "call-1" not in here.as_("agent").get("/upload").text


def test_records_are_for_an_administrator(here: Office) -> None:
    names = b"calldate,src,dst,duration,billsec,disposition,uniqueid\n"
    cdr = names + b"2026-11-20 09:00:00,0612345678,201,30,20,ANSWERED,1.1\n"
    assert send(here.as_("agent"), ("cdr.csv", cdr))[0] == 403
    admin = here.as_("admin")
    assert send(admin, ("cdr.csv", cdr))[0] == 303
    assert "Dit was er al" in send(admin, ("again.csv", cdr), json=True)[1]
    with here.database.read() as work:
        assert work.scalars(select(Job.kind)).all() == ["records"]


def test_a_client_may_not_upload(here: Office) -> None:
    browser = here.as_("client")
    assert browser.get("/upload").status_code == 403
    assert send(browser, ("a.json", call_file(1)))[0] == 403
    assert calls(here) == []


def bury(here: Office, reason: str) -> int:
    with here.database.write() as work:
        held = jobs.claim(work, "heavy", "w", here.clock(), Rules())
        assert held is not None
        jobs.fail(work, held, reason, here.clock(), Rules(), for_good=True)
        return held.id


def test_the_dead_are_listed_with_their_reason_and_tried_again(here: Office) -> None:
    admin = here.as_("admin")
    send(admin, ("a.json", call_file(1, id="<script>alert(1)</script>")))
    job = bury(here, "has no sound track; give a file that holds sound")
    shown = admin.get("/queue").text
    assert "geen geluid" in shown
    assert "<script>alert" not in shown
    assert re.search(r"0 wachten, 0 bezig, 1 mislukt", shown)
    assert admin.send_form("/queue/retry", job=job).status_code == 303
    assert [c.state for c in calls(here)] == ["queued"]
    assert admin.send_form("/queue/retry", job=job).status_code == 404


def test_giving_up_removes_the_call_and_what_came_in(here: Office) -> None:
    admin = here.as_("admin")
    send(admin, ("a.json", call_file(1)))
    job = bury(here, jobs.LOST)
    assert "stopte halverwege" in admin.get("/queue").text
    assert admin.send_form("/queue/drop", job=job).status_code == 303
    assert calls(here) == []
    assert left_over(here.house.settings.incoming) == []
    assert admin.send_form("/queue/drop", job=job).status_code == 404


def test_the_queue_is_for_who_runs_the_house(here: Office) -> None:
    for role in ("agent", "coach", "lead", "client"):
        browser = here.as_(role)
        assert browser.get("/queue").status_code == 403
        for path in ("retry", "retry-all", "drop"):
            assert browser.send_form(f"/queue/{path}", job=1).status_code == 403


def test_full_pages_in_both_languages(here: Office) -> None:
    for language in ("nl", "en"):
        admin = here.as_("admin", language=language)
        for n in range(3):
            send(admin, (f"{n}.json", call_file(n + (10 if language == "en" else 0))))
        bury(here, "something unexpected happened (ValueError); the log of the worker says where")
        assert "ValueError" in admin.get("/queue").text
        assert admin.get("/upload").status_code == 200
        assert admin.send_form("/queue/retry-all").status_code == 303


def test_a_table_of_unknown_columns_is_told_how_they_are_named(here: Office) -> None:
    table = b"begin;wie;waarheen;hoelang\n2026-11-23 09:05:00;0612345678;201;60\n"
    for browser in (here.as_("agent"), here.as_("admin")):
        status, said = send(browser, ("calls.csv", table))
        assert status == 400
        assert "server.yaml" in said
        assert "exchange.columns" in said
        assert "start, from en to" in said
