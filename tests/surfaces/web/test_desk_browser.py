"""The desk in a real browser, by keyboard only: find, transfer, and a note done with one key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store import callbacks, directory
from belwijs.store.callbacks import NewNote
from belwijs.store.directory import Wanted
from belwijs.store.schema import Callback, Step
from tests.surfaces.office import NOON, office
from tests.surfaces.web.browser import Web, chromium, needs_browser, served

NUMBER = "+31205550101"
pytestmark = [pytest.mark.real, needs_browser]


def test_a_transfer_and_a_note_without_a_mouse(tmp_path: Path) -> None:
    with office(tmp_path) as here:
        me = here.person("agent", "Nina Pauw")
        with here.database.write() as session:
            directory.keep(session, Wanted("Anna Bos"), None, "NL")
            directory.keep(session, Wanted("Monique de Wit", does="rekeningen"), None, "NL")
            note = NewNote("Karel Kok", NUMBER, "de afspraak", NOON + timedelta(hours=1))
            callbacks.take(session, note, me, "NL", NOON)
        with served(here) as base, chromium() as browser, Web(here, browser, base).window(me) as window:
            page = window.go(f"/desk/caller?number={NUMBER.replace('+', '%2B')}&ride=r1")
            page.keyboard.type("rekn")
            page.wait_for_selector("#found li:only-child >> text=Monique")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            page.wait_for_selector("#announcement")
            page.fill("#name", "mevrouw De Wit")
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            page.keyboard.type("de rekening")
            page.wait_for_selector("#announcement >> text=Ik heb mevrouw De Wit aan de lijn over de rekening.")
            page.keyboard.press("F4")
            page.wait_for_selector("[role=status] >> text=Doorverbonden")
            page.keyboard.press("F9")
            page.wait_for_selector("text=de afspraak")
            page.keyboard.press("d")  # no row has the focus yet
            page.keyboard.press("ArrowDown")
            page.keyboard.press("d")
            page.wait_for_selector("[role=status] >> text=Afgehandeld")
            assert window.complaints == []
        with here.database.read() as session:
            step = session.scalars(select(Step)).one()
            assert (step.ride, step.who, step.about) == ("r1", "Monique de Wit", "de rekening")
            assert session.scalars(select(Callback.state)).one() == "done"
