"""The handbook: the catalogue's own pages, searched, with what this house has changed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from belwijs.catalogue.practice import catalogue
from tests.surfaces.office import Office, office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def test_every_practice_stands_in_it(house: Office) -> None:
    shown = house.as_("agent").get("/handbook").text
    for practice in catalogue().values():
        assert f'href="/handbook/{practice.id}"' in shown


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens(house: Office, language: str) -> None:
    browser = house.as_("agent", language=language)
    for practice in list(catalogue().values())[::9]:
        answer = browser.get(f"/handbook/{practice.id}")
        assert answer.status_code == 200
        assert escape(practice.what.in_(language)) in answer.text.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")


def test_a_search_finds_pages_that_hold_every_word_whatever_the_accents(house: Office) -> None:
    browser = house.as_("agent")
    some = browser.get("/handbook", params={"q": "wacht xyzzy"}).text
    assert "Niets gevonden" in some
    found = browser.get("/handbook", params={"q": "wácht reden"}).text
    assert "hold.reason" in found
    assert "answer.greeting" not in found


def test_what_is_searched_for_is_shown_as_text(house: Office) -> None:
    shown = house.as_("agent").get("/handbook", params={"q": '"><script>'}).text
    assert "<script>" not in shown.replace('<script src="/static/office.js" defer></script>', "")


def test_a_practice_that_is_not_there_is_not_found(house: Office) -> None:
    browser = house.as_("agent")
    for name in ("hold.nothing", "%2e%2e%2fsecret", "hold"):
        assert browser.get(f"/handbook/{name}").status_code == 404


def test_what_the_house_has_changed_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("limits:\n  hold_at_most: 90\nleave_out: [hold.reason]\n", encoding="utf-8")
    with office(tmp_path, playbook=tmp_path / "own.yaml") as house:
        browser = house.as_("agent")
        assert "Dit huis heeft deze praktijk uitgezet" in browser.get("/handbook/hold.reason").text
        assert "staat uit" in browser.get("/handbook").text
