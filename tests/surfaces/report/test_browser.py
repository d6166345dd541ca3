"""The page in a real browser: it listens, follows, and is led by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from belwijs.catalogue.playbook import Playbook
from belwijs.surfaces.report.page import Entry, html_page
from tests.surfaces.report.browser import Tab, browser, program
from tests.surfaces.report.samples import dentist, hostile, practices, sound

pytestmark = [pytest.mark.real, pytest.mark.skipif(program() is None, reason="there is no Chromium here")]

FIRST = "document.querySelectorAll('audio')[0]"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(tab: Tab, tmp_path: Path) -> Tab:
    report = dentist()
    entries = [Entry(report, sound(report)), Entry(report, sound(report))]
    file = tmp_path / "page.html"
    file.write_text(html_page(entries, Playbook(), practices()), encoding="utf-8")
    tab.messages.clear()
    tab.size(1300, 900)
    tab.go(file)
    tab.wait(f"{FIRST}.readyState >= 1")
    return tab


def test_a_time_button_plays_that_second_and_lights_the_turn(page: Tab) -> None:
    page.run("document.querySelector('#c1 .one [data-at]').click()")
    page.wait(f"!{FIRST}.paused && {FIRST}.currentTime > 63")
    assert page.run(f"{FIRST}.currentTime") < 70
    page.wait("document.querySelector('#c1-t7.playing .w.playing') !== null")
    assert "Fatima Aydin" in page.run("document.querySelector('#c1 [role=status]').textContent")


def test_only_one_call_sounds_at_a_time(page: Tab) -> None:
    page.run("document.querySelector('#c1 .play').click()")
    page.wait(f"!{FIRST}.paused")
    page.run("document.querySelector('#c2 .play').click()")
    page.wait(f"{FIRST}.paused && !document.querySelectorAll('audio')[1].paused")


def test_a_click_on_a_word_or_on_the_waveform_goes_there(page: Tab) -> None:
    page.run("document.querySelector('#c1-t6 .w:nth-of-type(2)').click()")
    page.wait(f"Math.abs({FIRST}.currentTime - 43.6) < 3")
    page.run(
        "(() => { const p = document.querySelector('#c1 .plot'), b = p.getBoundingClientRect(); p.dispatchEvent("
        "new MouseEvent('click', {bubbles: true, clientX: b.left + b.width / 2, clientY: b.top + 40})); })()"
    )
    page.wait(f"Math.abs({FIRST}.currentTime - {FIRST}.duration / 2) < 3")


def test_the_keyboard_alone_will_do(page: Tab) -> None:
    page.press("j", "KeyJ")
    page.press("j", "KeyJ")
    page.wait(f"!{FIRST}.paused")
    assert page.run("document.activeElement.classList.contains('finding')")
    page.press(" ", "Space")
    page.wait(f"{FIRST}.paused")
    before = page.run(f"{FIRST}.currentTime")
    page.press("ArrowRight", "ArrowRight")
    assert page.run(f"{FIRST}.currentTime") == pytest.approx(before + 5, abs=0.1)
    page.run("document.querySelector('#c1 .keys-on').click()")
    page.press("ArrowRight", "ArrowRight")
    assert page.run(f"{FIRST}.currentTime") == pytest.approx(before + 5, abs=0.1)


def test_the_filter_hides_and_a_link_shows_again(page: Tab) -> None:
    page.run("document.querySelector('#c1 [data-filter=missed]').click()")
    shown = "[...document.querySelectorAll('#c1 .finding')].filter(f => !f.hidden).length"
    assert page.run(shown) == 4
    page.run("document.querySelector('#c1 .well a').click()")
    assert page.run(shown) == 13


def test_nothing_is_wider_than_a_small_screen(page: Tab) -> None:
    for width in (320, 360, 800, 1400):
        page.size(width, 800)
        assert page.run("document.documentElement.scrollWidth") <= width


def test_nothing_is_fetched_and_nothing_complains(page: Tab) -> None:
    urls = [m["params"]["request"]["url"] for m in page.messages if m.get("method") == "Network.requestWillBeSent"]
    assert urls
    assert all(u.startswith(("file:", "data:")) for u in urls)
    assert not [m for m in page.messages if m.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]


def test_hostile_words_do_nothing(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(html_page([Entry(hostile())], Playbook(), practices()), encoding="utf-8")
    tab.messages.clear()
    tab.go(file)
    assert tab.run("document.images.length") == 0
    assert not [m for m in tab.messages if m.get("method") == "Page.javascriptDialogOpening"]
