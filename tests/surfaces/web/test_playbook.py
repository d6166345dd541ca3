"""The page Playbook: checked line by line, tried out on last month, kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from belwijs.finding import Report, report_head
from belwijs.store.house import PLAYBOOK, setting
from belwijs.store.schema import Audit, Call, Client, Document
from belwijs.surfaces.server import preview
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.worker import Worker
from tests.calls import call, hold
from tests.surfaces.office import Browser, Office, office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def send(browser: Browser, do: str, content: str, of: str = "house") -> object:
    """What a press on a button sends, with the fingerprint that the page gave."""
    was = re.findall(r'name="was" value="([^"]*)"', browser.get(f"/playbook?of={of}").text)[0]
    return browser.send_form("/playbook", of=of, content=content, was=was, do=do)


def calls(house: Office, number: int, *, person: int | None = None, client: int | None = None) -> None:
    """Calls of last month, each with a wait of 100 seconds."""
    made = call("a: Goedemiddag, met Bo.", "c: Dag.", hold(10, 110), "a: Dank u voor het wachten.")
    report = Report.model_validate({**report_head(made), "duration": 120.0}).model_dump(mode="json")
    at = datetime(2026, 10, 5, 9, tzinfo=UTC)
    with house.database.write() as work:
        for n in range(number):
            row = Call(
                name=f"gesprek {n}", source="upload", state="ready", started_at=at + timedelta(hours=n), added_at=at,
                person_id=person, client_id=client,
            )  # fmt: skip
            work.add(row)
            work.flush()
            work.add(Document(call_id=row.id, document=report, made_at=at))


LAUGHS = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
STRICT = "limits:\n  hold_at_most: 60\n"


def test_a_text_that_is_right_is_kept_and_counts(house: Office) -> None:
    browser = house.as_("lead")
    answer = send(browser, "keep", STRICT)
    assert answer.status_code == 303
    assert "Bewaard." in browser.get(answer.headers["location"]).text
    with house.database.read() as work:
        assert in_effect(work, None).book.limits.hold_at_most == 60
        assert work.query(Audit.action).filter(Audit.action == "playbook.changed").count() == 1


def test_every_mistake_is_named_with_its_line_and_nothing_is_kept(house: Office) -> None:
    browser = house.as_("admin")
    for do in ("check", "preview", "keep"):
        answer = send(browser, do, "limits:\n  hold_at_most: lang\n  hold_ut_most: 3\n")
        assert answer.status_code == 422
        assert 'data-line="2">Regel 2</a> <code>hold_at_most: lang</code>' in answer.text
        assert 'data-line="3">Regel 3</a>' in answer.text
        assert "hold_at_most: lang\n" in answer.text  # what was typed is still there
    with house.database.read() as work:
        assert setting(work, PLAYBOOK) is None


SCRIPT = "</textarea><script>alert(1)</script>: 1"


@pytest.mark.parametrize("odd", ["{", "- a\n- b", "a: &a [*a]", LAUGHS, "x" * 5000, SCRIPT])
def test_whatever_is_typed_gives_a_page(house: Office, odd: str) -> None:
    answer = send(house.as_("lead"), "check", odd)
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.text


def test_a_text_that_somebody_else_replaced_meanwhile_is_not_overwritten_unseen(house: Office) -> None:
    one, other = house.as_("lead"), house.as_("admin")
    was = re.findall(r'name="was" value="([^"]*)"', one.get("/playbook").text)[0]
    send(other, "keep", "limits:\n  hold_at_most: 90\n")
    answer = one.send_form("/playbook", of="house", content=STRICT, was=was, do="keep")
    assert answer.status_code == 409
    assert "Iemand anders" in answer.text
    with house.database.read() as work:
        assert in_effect(work, None).book.limits.hold_at_most == 90


def test_a_few_calls_are_judged_at_once(house: Office) -> None:
    lead = house.person("lead")
    calls(house, 3, person=lead)
    shown = send(house.browser(lead), "preview", STRICT).text
    assert "3 oordelen worden anders, in 3 van 3 gesprekken." in shown
    assert "gesprek 2" in shown


def test_calls_that_one_may_not_read_are_counted_and_not_named(house: Office) -> None:
    calls(house, 3, person=house.person("agent"))
    shown = send(house.as_("admin"), "preview", STRICT).text
    assert "3 oordelen worden anders" in shown
    assert "gesprek 2" not in shown


def test_many_calls_become_a_job(house: Office) -> None:
    lead = house.person("lead")
    calls(house, preview.AT_ONCE + 1, person=lead)
    browser = house.browser(lead)
    answer = send(browser, "preview", STRICT)
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert "Bezig met beoordelen: 0 %" in browser.get(address).text
    assert Worker(house.house).until_empty() >= 1
    assert "13 oordelen worden anders, in 13 van 13 gesprekken." in browser.get(address).text
    assert house.as_("lead").get(address).status_code == 404


def test_what_was_tried_out_is_there_to_go_on_with(house: Office) -> None:
    lead = house.person("lead")
    calls(house, preview.AT_ONCE + 1, person=lead)
    browser = house.browser(lead)
    shown = browser.get(send(browser, "preview", STRICT).headers["location"]).text
    back = re.findall(r'href="(/playbook\?of=house[^"]*)"', shown)[0].replace("&amp;", "&")
    page = browser.get(back).text
    assert STRICT in page
    assert STRICT not in house.as_("lead").get(back).text, "a draft is its maker's"
    was = re.findall(r'name="was" value="([^"]*)"', page)[0]
    send(house.as_("admin"), "keep", "limits:\n  hold_at_most: 90\n")
    late = re.findall(r'name="was" value="([^"]*)"', browser.get(back).text)[0]
    assert late == was
    assert browser.send_form("/playbook", of="house", content=STRICT, was=late, do="keep").status_code == 409


def test_a_client_has_its_own_text_on_top_of_the_houses(house: Office) -> None:
    with house.database.write() as work:
        work.add(Client(id=4, name="Tandarts Vos", numbers=["+31201234567"]))
    browser = house.as_("lead")
    send(browser, "keep", STRICT)
    assert send(browser, "keep", "limits:\n  answer_within: 10\n", of="4").status_code == 303
    with house.database.read() as work:
        books = in_effect(work, None)
    own = books.for_client(4)
    assert (own.limits.hold_at_most, own.limits.answer_within) == (60, 10)
    assert own.house.organisation == "Tandarts Vos"
    assert books.book.for_whom("0201234567", None) is own
    assert books.book.limits.answer_within == 20


def test_a_clients_text_that_is_wrong_leaves_the_client_with_the_houses(house: Office) -> None:
    with house.database.write() as work:
        work.add(Client(id=4, name="Tandarts Vos", numbers=[], playbook="limits: 7"))
    with house.database.read() as work:
        books = in_effect(work, None)
    assert len(books.mistakes) == 1
    assert books.for_client(4).limits.answer_within == 20
    assert "Regel 1" in house.as_("lead").get("/playbook?of=4").text


def test_the_house_file_counts_until_a_text_is_kept(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("limits:\n  answer_within: 15\n", encoding="utf-8")
    with office(tmp_path, playbook=tmp_path / "own.yaml") as house:
        browser = house.as_("lead")
        assert "answer_within: 15" in browser.get("/playbook").text
        send(browser, "keep", STRICT)
        assert "answer_within: 15" not in browser.get("/playbook").text


def test_clients_are_named_in_administration(house: Office) -> None:
    browser = house.as_("lead")
    send(browser, "keep", STRICT)
    answer = send(browser, "keep", "clients: [a.yaml]\n")
    assert "opdrachtgevers horen hier niet; voeg ze toe onder Beheer" in answer.text


def test_who_belongs_to_a_client_edits_that_clients_text_only(house: Office) -> None:
    with house.database.write() as work:
        work.add_all([Client(id=4, name="Vos", numbers=[]), Client(id=5, name="Beek", numbers=[])])
    browser = house.as_("lead", client_id=4)
    assert "Vos" in browser.get("/playbook").text
    assert browser.get("/playbook?of=5").status_code == 404
    assert browser.get("/playbook?of=house").status_code == 404


def test_agents_do_not_edit_it(house: Office) -> None:
    browser = house.as_("agent")
    assert browser.get("/playbook").status_code == 403
    assert browser.get("/playbook/preview/1").status_code == 403
