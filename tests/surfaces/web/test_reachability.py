"""The page Reachability, as a lead, an administrator and a client see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from belwijs.store.schema import Client, ExchangeRecord
from tests.surfaces.office import Office, office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def fill(house: Office, start: datetime, *, days: int = 20, missed: int = 2, client: int | None = None) -> None:
    """Ten calls a day at ten o'clock, so many of them missed."""
    with house.database.write() as work:
        for day in range(days):
            for n in range(10):
                at = start + timedelta(days=day, minutes=n)
                outcome = "missed" if n < missed else "answered"
                waited = 12.0 if outcome == "answered" else None
                key = f"{at.isoformat()} {client}"
                work.add(
                    ExchangeRecord(key=key, started_at=at, outcome=outcome, waited=waited, client_id=client, number=key)
                )


OCTOBER, NOVEMBER = datetime(2026, 10, 1, 8, tzinfo=UTC), datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_a_lead_sees_the_month_and_whether_it_differs_from_the_one_before(house: Office) -> None:
    fill(house, OCTOBER, missed=1)
    fill(house, NOVEMBER, missed=5)
    shown = house.as_("lead").get("/reachability").text
    assert "november 2026" in shown
    assert "Slechter dan vorige maand (10 %), en meer dan toeval." in shown
    assert '<td class="heat-5">50 %<span class="of">' in shown
    assert "<th scope=\"row\">10–11</th>" in shown


def test_another_month_is_asked_for_in_the_address_and_nonsense_gives_this_one(house: Office) -> None:
    fill(house, OCTOBER)
    browser = house.as_("lead")
    assert "<h2 class=\"month\">oktober 2026" in browser.get("/reachability?month=2026-10").text
    for nonsense in ("2026-13", "x", "2026-1", "<b>"):
        answer = browser.get("/reachability", params={"month": nonsense})
        assert answer.status_code == 200
        assert "november 2026" in answer.text


def test_the_playbooks_limit_is_the_pages_limit(house: Office) -> None:
    (house.folder / "own.yaml").write_text("limits:\n  answer_within: 10\n", encoding="utf-8")
    fill(house, NOVEMBER)
    with office(house.folder, playbook=house.folder / "own.yaml") as other:
        shown = other.as_("lead").get("/reachability").text
    assert "Opgenomen binnen 10 seconden" in shown
    assert '<p class="figure">0 %</p>' in shown


def test_the_houses_figures_are_asked_kept_and_used(house: Office) -> None:
    fill(house, NOVEMBER)
    browser = house.as_("lead")
    kept = browser.send_form(
        "/reachability/figures", value_of_call="45,50", lost_share="50", wage="€ 30", hours="40", month="2026-11"
    )
    assert kept.status_code == 303
    shown = browser.get(kept.headers["location"]).text
    assert "De cijfers zijn bewaard." in shown
    assert "€ 910" in shown  # 40 missed callers × 50 % × € 45,50
    assert 'value="45,5"' in shown


@pytest.mark.parametrize("wrong", ["-1", "veel", "", "1e9", "nan", "101"])
def test_a_figure_that_is_none_is_refused_beside_its_field(house: Office, wrong: str) -> None:
    browser = house.as_("admin")
    answer = browser.send_form("/reachability/figures", value_of_call="1", lost_share=wrong, wage="1", hours="1")
    if answer.status_code == 303:
        shown = browser.get(answer.headers["location"]).text
        assert 'id="lost_share-wrong"' in shown
    else:
        assert answer.status_code == 422


def test_a_client_sees_its_own_calls_and_nothing_of_the_houses_money(house: Office) -> None:
    with house.database.write() as work:
        work.add_all([Client(id=1, name="Tandarts Vos", numbers=[]), Client(id=2, name="Notaris Beek", numbers=[])])
    fill(house, NOVEMBER, missed=5, client=1)
    fill(house, NOVEMBER + timedelta(hours=3), missed=0, client=2)
    browser = house.as_("client", client_id=1)
    assert browser.get("/reachability?client=2").status_code == 404
    shown = browser.get("/reachability").text
    assert "50 %" in shown
    assert "Notaris" not in shown
    assert "Wat kost missen" not in shown
    answer = browser.send_form("/reachability/figures", value_of_call="1", lost_share="1", wage="1", hours="1")
    assert answer.status_code == 403


def test_a_lead_chooses_a_client_and_not_one_that_is_not_there(house: Office) -> None:
    with house.database.write() as work:
        work.add(Client(id=1, name="<b>Vos</b>", numbers=[]))
    fill(house, NOVEMBER, missed=5, client=1)
    browser = house.as_("lead")
    shown = browser.get("/reachability?client=1").text
    assert "&lt;b&gt;Vos" in shown
    assert browser.get("/reachability?client=7").status_code == 404


def test_a_client_who_belongs_to_none_sees_nobodys_calls(house: Office) -> None:
    fill(house, NOVEMBER)
    shown = house.as_("client").get("/reachability").text
    assert "geen gegevens van de telefooncentrale" in shown
    assert "Wat kost missen" not in shown


def test_an_agent_does_not_see_it(house: Office) -> None:
    assert house.as_("agent").get("/reachability").status_code == 403


def test_a_house_without_records_is_told_where_they_come_from(house: Office) -> None:
    assert "geen gegevens van de telefooncentrale" in house.as_("lead").get("/reachability").text


def test_the_page_in_english(house: Office) -> None:
    fill(house, NOVEMBER)
    assert "Answered within 20 seconds" in house.as_("lead", language="en").get("/reachability").text
