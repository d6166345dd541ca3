"""Masking a stretch from the page of a call: who may, from where the player is, and by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, select

from belwijs.store.schema import Audit, Call, Document, Person, Recording
from belwijs.surfaces.server.vault import vault_of
from tests.surfaces.office import Browser, office
from tests.surfaces.web.browser import Web, chromium, needs_browser, served, tab_to
from tests.surfaces.web.test_call_browser import silence
from tests.surfaces.web.test_calls import Team, filled

STRETCH = {"start": "0:03", "end": "0:08,4", "sure": "yes"}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with office(tmp_path) as made:
        yield with_sound(filled(made))


def with_sound(team: Team) -> Team:
    """The call has twelve seconds that can really be decoded."""
    with team.office.database.write() as work:
        work.execute(delete(Recording))
        stored = vault_of(team.office.house.settings).write("ab/played.wav", [silence()])
        work.add(Recording(call_id=team.call, part="play", path=stored.path, size=stored.size))
    return team


def mask(team: Team, browser: Browser, **changes: str) -> httpx.Response:
    return browser.send_form(f"/calls/{team.call}/mask", **{**STRETCH, **changes})


def said(team: Team) -> str:
    with team.office.database.read() as work:
        return json.dumps(work.get_one(Document, team.call).document)


MAY = {"coach": 303, "admin": 303, "anna": 403, "bram": 403, "lead": 403, "client": 403}


@pytest.mark.parametrize("who", MAY)
def test_coach_and_administrator_mask_and_nobody_else(team: Team, who: str) -> None:
    browser = getattr(team, f"as_{who}")
    shown = browser.get(f"/calls/{team.call}").text
    assert (f'action="/calls/{team.call}/mask"' in shown) == (MAY[who] == 303)
    assert mask(team, browser).status_code == MAY[who]
    assert ("monteur" in said(team)) == (MAY[who] != 303)
    with team.office.database.read() as work:
        lines = work.scalars(select(Audit).where(Audit.action == "call.masked")).all()
        held_back = work.get_one(Call, team.call).held_back
    assert held_back == (MAY[who] == 303)
    assert [(a.person_id, a.detail) for a in lines] == [(getattr(team, who), {"start": 3.0, "end": 8.4})] * held_back
    if held_back:
        after = browser.get(f"/calls/{team.call}?masked=true").text
        assert "uit gesprek" in after


def test_a_coach_masks_neither_their_own_calls_nor_those_of_others(team: Team) -> None:
    with team.office.database.write() as work:
        work.get_one(Call, team.call).person_id = team.coach
    own = team.as_coach
    assert "/mask" not in own.get(f"/calls/{team.call}").text
    assert mask(team, own).status_code == 404
    with team.office.database.write() as work:
        work.get_one(Call, team.call).person_id = team.bram
        work.get_one(Person, team.bram).coach_id = None
    assert mask(team, own).status_code == 404
    assert "monteur" in said(team)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"sure": ""}, "sure"), ({"start": "0:09"}, "stretch"), ({"end": "niets"}, "stretch"),
        ({"start": "1:00", "end": "2:00"}, "stretch"), ({"start": "-1"}, "stretch"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_told_and_what_was_typed_stays(team: Team, changes: dict[str, str], wrong: str) -> None:
    browser = team.as_coach
    answer = mask(team, browser, **changes)
    assert (answer.status_code, f"wrong={wrong}" in answer.headers["location"]) == (303, True)
    shown = browser.get(answer.headers["location"]).text
    typed = {**STRETCH, **changes}
    assert re.findall(r'id="(?:start|end)" name="(?:start|end)" value="([^"]*)"', shown) == [
        typed["start"], typed["end"],
    ]  # fmt: skip
    assert 'role="alert"' in shown
    assert "monteur" in said(team)


def test_a_call_that_is_still_analysed_is_not_masked(team: Team) -> None:
    with team.office.database.write() as work:
        work.get_one(Call, team.call).state = "queued"
    assert mask(team, team.as_coach).status_code == 404


@pytest.mark.real
@needs_browser
def test_the_player_says_where_and_the_keyboard_does_it(tmp_path: Path) -> None:
    with office(tmp_path) as here, served(here) as base, chromium() as browser:
        team = with_sound(filled(here))
        with Web(here, browser, base).window(team.coach, bypass_csp=True) as window:
            page = window.go(f"/calls/{team.call}")
            put = "(at) => { document.querySelector('.call audio').currentTime = at; }"
            page.evaluate("document.querySelector('.call audio').load()")
            page.wait_for_function("document.querySelector('.call audio').readyState > 0")
            page.evaluate(put, 3.04)
            tab_to(page, "[data-take=start]")
            page.keyboard.press("Enter")
            assert page.input_value("#start") == "0:03"
            page.evaluate(put, 8.31)
            tab_to(page, "[data-take=end]")
            page.keyboard.press("]")
            assert page.input_value("#end") == "0:08.4"
            tab_to(page, "[data-hear]")
            page.keyboard.press("Enter")
            page.wait_for_function("!document.querySelector('.call audio').paused")
            tab_to(page, "#sure")
            page.keyboard.press("Space")
            tab_to(page, "#mask button.danger")
            page.keyboard.press("Enter")
            page.wait_for_selector("#mask [role=status] >> text=uit gesprek")
            assert "monteur" not in page.inner_text("main")
            assert window.complaints == []
