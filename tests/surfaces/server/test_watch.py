"""The watched folder: what is whole comes in once, what is half is waited for, what was dealt with is put away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store.database import AwayError, Database
from belwijs.store.schema import Call, Job, Recording, SeenFile
from belwijs.surfaces.server import spool
from belwijs.surfaces.server.watch import Watcher
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import call_file, left_over, sound

LATER = 1_800_000_000.0
"""Long after every file of these tests was written, by the clock of the files."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "drop").mkdir()
    with office(tmp_path / "house", watch=tmp_path / "drop") as made:
        yield made


@pytest.fixture
def drop(here: Office) -> Path:
    assert here.house.settings.watch is not None
    return here.house.settings.watch


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (LATER - 3600 * 24, LATER - 3600 * 24))
    return path


def twice(here: Office, drop: Path) -> int:
    """Two looks: a file has to be the same at both."""
    watcher = Watcher(here.house, drop)
    return watcher.look(LATER) + watcher.look(LATER)


def names(here: Office) -> list[str]:
    with here.database.read() as work:
        return sorted(work.scalars(select(Call.name)))


def test_a_recording_that_is_dropped_comes_in_and_is_put_away(here: Office, drop: Path) -> None:
    put(drop / "2026" / "in.wav", sound())
    put(drop / "call.json", call_file(1))
    assert twice(here, drop) == 2
    assert names(here) == ["call-1", "in"]
    assert left_over(drop / "done") == ["call.json", "in.wav"]
    assert (drop / "done" / "2026" / "in.wav").exists()
    assert twice(here, drop) == 0


def test_a_file_that_still_grows_is_waited_for(here: Office, drop: Path) -> None:
    watcher = Watcher(here.house, drop)
    path = put(drop / "slow.wav", sound()[:2000])
    assert watcher.look(LATER) == 0
    with path.open("ab") as file:
        file.write(sound()[2000:])
    os.utime(path, (LATER - 1, LATER - 1))
    assert watcher.look(LATER) == 0  # changed since the last look
    assert watcher.look(LATER) == 0  # not for long enough
    assert watcher.look(LATER + 60) == 1
    with here.database.read() as work:
        assert work.scalars(select(Recording.size)).all() == [len(sound())]


def test_what_is_not_for_us_is_left_alone(here: Office, drop: Path) -> None:
    for name in (".hidden.wav", "a.wav.part", "b.tmp", "~c.wav", "notes.docx", "empty.wav"):
        put(drop / name, b"" if name == "empty.wav" else sound())
    (drop / "link.wav").symlink_to("/etc/passwd")
    before = left_over(drop)
    assert twice(here, drop) == 0
    assert left_over(drop) == before


def test_what_is_refused_lies_apart_with_the_reason(here: Office, drop: Path) -> None:
    put(drop / "bad.wav", b"\x7fELF" + b"\0" * 100)
    put(drop / "good.json", call_file(1))
    assert twice(here, drop) == 1
    assert left_over(drop / "refused") == ["bad.wav", "bad.wav.why.txt"]
    why = (drop / "refused" / "bad.wav.why.txt").read_text()
    assert str(here.folder) not in why
    assert why == "Is geen geluid dat te lezen is; geef WAV, MP3, OGG, Opus, FLAC, M4A of WebM.\n"


def test_a_call_file_brings_the_recording_beside_it(here: Office, drop: Path) -> None:
    put(drop / "one.json", call_file(1, audio={"file": "one.wav"}, turns=[]))
    put(drop / "one.wav", sound())
    assert twice(here, drop) == 1
    assert names(here) == ["call-1"]
    assert left_over(drop / "done") == ["one.json", "one.wav"]


def test_a_call_file_waits_for_its_recording(here: Office, drop: Path) -> None:
    watcher = Watcher(here.house, drop)
    put(drop / "one.json", call_file(1, audio={"file": "one.wav"}, turns=[]))
    put(drop / "one.wav", sound())
    os.utime(drop / "one.wav", (LATER - 1, LATER - 1))
    assert watcher.look(LATER) + watcher.look(LATER) == 0
    assert watcher.look(LATER + 60) == 1


def test_a_call_file_reaches_nothing_outside_its_folder(here: Office, drop: Path) -> None:
    put(drop.parent / "secret.wav", sound())
    put(drop / "one.json", call_file(1, audio={"file": "../secret.wav"}, turns=[]))
    assert twice(here, drop) == 0
    assert left_over(drop / "refused") == ["one.json", "one.json.why.txt"]


def test_where_nothing_may_be_moved_it_is_remembered(
    here: Office, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(drop / "a.json", call_file(1))

    def read_only(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", read_only)
    from belwijs.surfaces.server import intake

    monkeypatch.setattr(intake, "_write", lambda path, data: path.write_bytes(data))
    assert twice(here, drop) == 1
    assert (drop / "a.json").exists()
    assert twice(here, drop) == 0  # another watcher, after a restart
    with here.database.read() as work:
        (key,) = work.scalars(select(SeenFile.key))
    assert "a.json" not in key


def test_a_list_of_calls_stays_and_comes_in_again_when_it_grew(here: Office, drop: Path) -> None:
    head = b"calldate,src,dst,duration,billsec,disposition,uniqueid\n"
    line = b"2026-11-20 09:00:0%d,0612345678,201,30,20,ANSWERED,1.%d\n"
    put(drop / "Master.csv", head + line % (1, 1))
    assert twice(here, drop) == 1
    assert twice(here, drop) == 0
    put(drop / "Master.csv", head + line % (1, 1) + line % (2, 2))
    assert twice(here, drop) == 1
    with here.database.read() as work:
        assert work.scalars(select(Job.kind)).all() == ["records", "records"]


def test_a_database_that_is_away_moves_nothing(here: Office, drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(drop / "a.json", call_file(1))
    watcher = Watcher(here.house, drop)
    watcher.look(LATER)

    def away(_: Database) -> None:
        raise AwayError("the database does not answer", "it will")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", away)
        with pytest.raises(AwayError):
            watcher.look(LATER)
    assert left_over(drop) == ["a.json"]
    assert watcher.look(LATER) == 1


def test_a_full_disk_leaves_it_where_it_is(here: Office, drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(drop / "a.json", call_file(1))
    watcher = Watcher(here.house, drop)
    watcher.look(LATER)
    with monkeypatch.context() as patch:
        patch.setattr(spool.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
        with pytest.raises(OSError, match="full"):
            watcher.look(LATER)
    assert left_over(drop) == ["a.json"]
    assert watcher.look(LATER) == 1
