"""Clearing away: only what nobody needs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store import jobs
from belwijs.store.schema import Call, Job
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file, left_over, sound


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def sweep(here: Office) -> None:
    with here.database.write() as work:
        jobs.enqueue(work, "sweep", {}, here.clock())
    assert Worker(here.house).once("light")


def age(folder: Path, hours: float) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - hours * 3600,) * 2)


def test_what_is_needed_stays_and_what_is_left_over_goes(here: Office) -> None:
    bring(here.house, call_file(1), "a.json")
    bring(here.house, sound(), "b.wav")
    incoming, audio = here.house.settings.incoming, here.house.settings.audio
    needed, kept = left_over(incoming), left_over(audio)
    (incoming / "0123.part").write_bytes(b"half")
    (incoming / "gone.json").write_bytes(b"{}")
    (audio / "ab").mkdir()
    (audio / "ab" / "loose.wav").write_bytes(b"of no call")
    sweep(here)
    assert len(left_over(incoming)) == len(needed) + 2  # young: it may be on its way in
    age(here.folder, 48)
    sweep(here)
    assert left_over(incoming) == needed
    assert left_over(audio) == kept


def test_work_of_long_ago_is_forgotten_and_what_failed_is_given_up(here: Office) -> None:
    bring(here.house, call_file(1), "a.json")
    with here.database.write() as work:
        held = jobs.claim(work, "heavy", "w", here.clock(), jobs.Rules())
        assert held is not None
        jobs.fail(work, held, "no sound", here.clock(), jobs.Rules(), for_good=True)
    sweep(here)
    here.clock.pass_(days=2)
    sweep(here)
    assert left_over(here.house.settings.incoming)
    here.clock.at += timedelta(days=30)
    sweep(here)
    with here.database.read() as work:
        assert work.scalars(select(Job.kind)).all() == ["sweep"]
        assert work.scalars(select(Call.id)).all() == []
    assert left_over(here.house.settings.incoming) == []
