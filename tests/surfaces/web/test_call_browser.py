"""A call in a real browser: its sound plays, the words follow, and the listening is logged."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from belwijs.store.schema import Audit, Recording
from belwijs.surfaces.server.vault import new_key, vault_of
from tests.surfaces.office import office
from tests.surfaces.web.browser import Web, chromium, needs_browser, served
from tests.surfaces.web.test_calls import MISSED, filled

SECONDS, RATE = 12, 8000


def silence() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(bytes(2 * RATE * SECONDS))
    return file.getvalue()


@pytest.mark.real
@needs_browser
def test_a_sealed_call_plays_from_where_it_is_clicked_and_its_words_follow(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(new_key())
    key.chmod(0o600)
    with office(tmp_path / "house", encryption_key_file=key) as here, served(here) as base, chromium() as browser:
        team = filled(here)
        with here.database.write() as work:
            work.execute(delete(Recording))
            stored = vault_of(here.house.settings).write("ab/played.wav", [silence()])
            work.add(
                Recording(
                    call_id=team.call, part="play", path=stored.path, media_type="audio/wav", size=stored.size,
                    is_encrypted=True,
                )
            )  # fmt: skip
        with Web(here, browser, base).window(team.anna) as window:
            page = window.go(f"/calls/{team.call}#p-{MISSED}")
            with here.database.read() as work:
                assert work.scalar(select(Audit.id).where(Audit.action == "call.heard")) is None
            page.click(".turn:nth-of-type(2) .time")
            page.wait_for_selector(".turn.playing:nth-of-type(2)")
            page.click(".play")
            assert page.evaluate("document.querySelector('audio').currentTime") > 2.9
            assert page.evaluate("document.querySelector('audio').paused")
            left = page.evaluate("document.querySelector('.head-line').style.left")
            assert 20 < float(left.rstrip("%")) < 80
            assert page.evaluate("document.querySelector('.mark').style.left") != ""
            assert window.complaints == []
        with here.database.read() as work:
            assert work.scalars(select(Audit.person_id).where(Audit.action == "call.heard")).all() == [team.anna]
