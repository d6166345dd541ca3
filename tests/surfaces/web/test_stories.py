"""The main stories of the office, in a real browser and with the keyboard only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from belwijs.store import callbacks, directory
from belwijs.store.callbacks import NewNote
from belwijs.store.directory import Wanted
from belwijs.store.schema import Attempt, Call, Callback, Caller, Prospect, Review
from belwijs.surfaces.server.auth import hash_password
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file
from tests.surfaces.web.browser import Web, Window, needs_browser, tab_to

pytestmark = [pytest.mark.real, needs_browser]

NUMBER = "+31205550143"
PASSWORD = "een lang wachtwoord"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def write(page: Page, selector: str, words: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(words)


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def test_upload_to_verdict(web: Web) -> None:
    web.here.person("agent", "Monique Bos", password=hash_password(PASSWORD))
    with web.window() as window:
        page = window.go("/upload")
        page.keyboard.type("monique.bos")  # the field has the focus already
        write(page, "#password", PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{web.base}/upload")
        tab_to(page, "#files")
        page.set_input_files(
            "#files",
            [{"name": f"gesprek{n}.json", "mimeType": "application/json", "buffer": call_file(n)} for n in (1, 2)],
        )
        press(page, "#bring button.main")
        expect(page.locator("#sending .kept")).to_have_count(2)
        expect(page.locator("#progress li")).to_have_count(2)
        assert web.work() >= 2
        expect(page.locator("#progress li[data-state=done]")).to_have_count(2)
        press(page, '#progress a[href^="/calls/"]')
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).to_contain_text("De Linde, met Monique Bos")
        assert page.locator(".finding").count() > 3
        assert window.complaints == []


def test_a_disagreement_is_settled_by_the_coach(web: Web) -> None:
    coach = web.here.person("coach", "Coen Drost")
    agent = web.here.person("agent", "Monique Bos", coach_id=coach)
    [came] = bring(web.here.house, call_file(), "gesprek.json")
    web.work()
    with web.window(agent) as window:
        page = window.go(f"/calls/{came.call_id}")
        press(page, ".finding .review summary")
        write(page, ".finding .review details[open] textarea", "Ik heb het wel gezegd.")
        press(page, '.finding .review details[open] button[value="disagree"]')
        expect(page.locator(".said .disagree")).to_contain_text("Ik heb het wel gezegd.")
        press(page, '.finding .review:not(:has(.disagree)) summary')
        press(page, '.finding .review details[open] button[value="agree"]')
        expect(page.locator(".said .agree")).to_be_visible()
        assert window.complaints == []
    with web.window(coach) as window:
        page = window.go("/")
        press(page, 'a[href="/calls?reviews=open"]')
        press(page, f'table a[href="/calls/{came.call_id}"]')
        press(page, 'form[action$="/settle"] button')
        expect(page.locator(".decided")).to_be_visible()
        window.go("/reviews")
        expect(page.locator("tbody tr")).to_have_count(1)
        assert window.complaints == []
    with web.here.database.read() as work:
        settled = work.scalars(select(Review).where(Review.kind == "disagree")).one()
        assert (settled.settled_by, settled.settled_as) == (coach, settled.verdict)
        assert work.scalar(select(func.count()).where(Review.kind == "agree")) == 1


def test_a_transfer_takes_the_story_along(web: Web) -> None:
    with web.here.database.write() as work:
        deputy = directory.keep(work, Wanted("René van der Zaag", numbers=("202",)), None, "NL")
        wanted = Wanted("Monique de Wit", does="rekeningen", numbers=("201",), stand_in_id=deputy)
        directory.keep(work, wanted, None, "NL")
    with web.window(web.here.person("agent", "Nina Pauw")) as window:
        page = window.go("/desk/caller?number=020+555+0143")
        page.keyboard.press("F2")
        page.keyboard.type("reken")
        expect(page.locator("#found li")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#entry-name")).to_have_text("Monique de Wit")
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type("Jan Smit")
        write(page, "#about", "de rekening van mei")
        expect(page.locator("#announcement")).to_contain_text("Jan Smit")
        expect(page.locator("#announcement")).to_contain_text("de rekening van mei")
        page.keyboard.press("F4")
        expect(page.locator(".good")).to_contain_text("Doorverbonden")
        assert window.complaints == []
    with web.window(web.here.person("agent", "Bas Kok")) as window:  # who picks up has it all on the screen
        page = window.go("/desk/caller?number=020+555+0143")
        expect(page.locator("main")).to_contain_text("Jan Smit")
        expect(page.locator("main")).to_contain_text("de rekening van mei")
        assert window.complaints == []


def test_a_callback_is_kept(web: Web) -> None:
    with web.window(web.here.person("agent", "Nina Pauw")) as window:
        page = window.go("/desk")
        page.keyboard.press("F8")
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type("Jan Smit")
        expect(page.locator("#spelled dd").first).to_contain_text("Johan Anton Nico")
        write(page, "#number", "020 555 0143")
        write(page, "#subject", "de rekening van mei")
        page.keyboard.press("F4")
        expect(page.locator(".notes li")).to_contain_text("de rekening van mei")
        web.here.clock.pass_(minutes=20)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("d")
        expect(page.locator(".good")).to_contain_text("Afgehandeld")
        expect(page.locator("main")).to_contain_text("1 van 1 beloften nagekomen")
        expect(page.locator("main")).to_contain_text("op tijd")
        assert window.complaints == []
    with web.here.database.read() as work:
        assert work.scalars(select(Callback.state)).all() == ["done"]


def _prospect(web: Web) -> Prospect:
    with web.here.database.read() as work:
        return work.scalars(select(Prospect)).one()


def test_a_prospect_is_chased_to_an_answer(web: Web) -> None:
    agent = web.here.person("agent", "Nina Pauw")
    with web.window(agent) as window:
        page = window.go("/desk/prospects/import")
        write(page, "#number", "020 555 0143")
        write(page, "#about", "de dakgoot")
        press(page, 'form[action="/desk/prospects"] input[name="sort"]', "Space")
        page.keyboard.press("Enter")
        expect(page.locator(".good")).to_contain_text("Toegevoegd")
        assert window.complaints == []
    for n in range(1, 5):
        due = _prospect(web).next_at
        web.here.clock.at = max(web.here.clock.at, due or web.here.clock.at) + timedelta(minutes=1)
        with web.window(agent) as window:  # days later, so logged in anew
            page = window.go("/desk/prospects")
            page.keyboard.press("F4")
            expect(page.locator("input[name=outcome]").first).to_be_focused()
            may = page.locator("input[name=left_message]").count() == 1
            assert may == (n >= 4)
            if may:
                said = page.locator("dl.say").inner_text()
                assert "Nina Pauw" in said
                assert not re.search(r"bel(t|len)? (u )?(mij|me) terug|terugbellen", said)
            page.keyboard.press("Space")
            page.keyboard.press("F4")
            expect(page.locator(".good")).to_contain_text("Genoteerd")
            assert window.complaints == []
    with web.window(agent) as window:
        page = window.go(f"/desk/prospects/{_prospect(web).id}")
        tab_to(page, "input[name=answer]")
        page.keyboard.press("Space")
        write(page, "#reason", "Hij laat het in mei doen.")
        page.keyboard.press("F8")
        expect(page.locator(".good")).to_contain_text("Antwoord genoteerd")
        assert window.complaints == []
    closed = _prospect(web)
    assert (closed.answer, closed.reason) == ("yes", "Hij laat het in mei doen.")
    assert closed.closed_at is not None
    with web.here.database.read() as work:
        tried = work.scalars(select(Attempt.at).order_by(Attempt.at)).all()
    assert len({(at.weekday(), at.hour) for at in tried[:4]}) == 4


def _known(window: Window) -> bool:
    """Whether the page for privacy finds the number; by keyboard."""
    page = window.go("/privacy")
    write(page, "#number", "020 555 0143")
    page.keyboard.press("Enter")
    expect(page.locator("#erase, [role=alert]")).to_be_visible()
    return page.locator("#erase").count() == 1


def test_a_caller_is_erased(web: Web) -> None:
    web.here.person("agent", "Monique Bos")
    [came] = bring(web.here.house, call_file(), "gesprek.json", number=NUMBER)
    web.work()
    with web.here.database.write() as work:
        due = web.here.clock() + timedelta(hours=1)
        callbacks.take(work, NewNote("Jan de Wit", NUMBER, "de rekening", due), None, "NL", web.here.clock())
    with web.window(web.here.person("admin", "Ina Beheer")) as window:
        assert _known(window)
        page = window.page
        press(page, 'form[action$="/erase"] button')  # without saying to be sure nothing goes
        expect(page.locator("[role=alert]")).to_be_visible()
        press(page, "#sure", "Space")
        press(page, 'form[action$="/erase"] button')
        expect(page.locator(".good")).to_contain_text("gewist")
        assert not _known(window)
        assert all("status of 40" in complaint for complaint in window.complaints)
    with web.here.database.read() as work:
        assert work.get(Call, came.call_id) is None
        assert work.scalar(select(func.count()).select_from(Caller)) == 0
        assert work.scalar(select(func.count()).select_from(Callback)) == 0
