"""Who is calling comes first on a phone, and stands beside the directory on a wide window."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from belwijs.store import directory
from belwijs.store.directory import Wanted
from tests.store.calls import call
from tests.surfaces.office import NOON, office
from tests.surfaces.web.browser import WIDE, Web, chromium, needs_browser, served

pytestmark = [pytest.mark.real, needs_browser]

NUMBER = "+31205550143"
PHONE = (360, 740)
CARD = f"/desk/caller?number={NUMBER.replace('+', '%2B')}"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with office(tmp_path_factory.mktemp("office")) as here, served(here) as base, chromium() as browser:
        me = here.person("agent", "Nina Pauw")
        with here.database.write() as work:
            call(work, me, at=NOON.replace(hour=9), number=NUMBER)
            for name, does in (("Monique de Wit", "rekeningen"), ("Anna Bos", "planning"), ("Verkoop", "offertes")):
                directory.keep(work, Wanted(name, does=does, numbers=("201",)), None, "NL")
        yield Web(here, browser, base)


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None, selector
    return dict(found)


def seen(page: Page, name: str) -> None:
    """Keeps a picture where somebody wants to look: `BELWIJS_PICTURES=folder`."""
    if folder := os.environ.get("BELWIJS_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("chosen", [False, True], ids=["found", "chosen"])
@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_who_is_calling_comes_before_the_directory(
    web: Web, size: tuple[int, int], chosen: bool, dark: bool
) -> None:
    with web.window(web.here.people["Nina Pauw"], size, dark=dark) as window:
        page = window.go(CARD + "&contact=1" * chosen)
        focus = "name" if chosen else "q"
        page.wait_for_selector(f"#{focus}:focus")
        seen(page, f"desk-{size[0]}-{'chosen' if chosen else 'found'}-{'dark' if dark else 'light'}")
        who, find = box(page, ".who"), box(page, ".find")
        if size == PHONE:
            assert who["y"] + who["height"] <= find["y"]
            if chosen:
                assert find["y"] + find["height"] <= box(page, ".put")["y"]
            else:
                assert 0 <= who["y"] < PHONE[1], "in sight, though the search below has the focus"
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        elif chosen:
            put = box(page, ".put")
            assert abs(put["y"] - find["y"]) < 1 < put["x"] - find["x"]
            assert find["x"] == who["x"]
            assert 0 < who["y"] - find["y"] - find["height"] < 40, "right below, however long the form beside it"
        else:
            assert abs(who["y"] - find["y"]) < 1 < who["x"] - find["x"]
        order = page.evaluate("[...document.querySelectorAll('.who, .find, .put')].map((e) => e.className)")
        assert order == ["who", "find", *["put"] * chosen], "a reader hears it in the same order"
        page.keyboard.press("F2")
        page.keyboard.type("reke")
        page.wait_for_selector("#found li:only-child >> text=Monique")
        assert window.complaints == []
