"""A copy of a house and a house out of it: equal, on either kind of database, whatever happened while it was made."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from belwijs.call import Problem
from belwijs.store import calls, dump
from belwijs.store.database import AwayError, Database
from belwijs.store.jobs import enqueue
from belwijs.store.migrate import differences, is_current, upgrade
from belwijs.store.schema import Caller, Contact, Person, Recording, Setting
from belwijs.store.scope import Scope
from belwijs.surfaces.server.backup import backup, restore
from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.vault import Vault
from tests.store.calls import MONDAY, call, person
from tests.store.conftest import server  # noqa: F401  (a fixture)
from tests.store.postgres import Postgres

Home = tuple[ServerSettings, Database]


def _settings(folder: Path) -> ServerSettings:
    made = ServerSettings(folder=folder)
    made.incoming.mkdir(parents=True)
    return made


def _database(kind: str, folder: Path, request: pytest.FixtureRequest) -> Database:
    if kind == "sqlite":
        made = Database(f"sqlite:///{folder / 'belwijs.db'}")
    else:
        running: Postgres = request.getfixturevalue("server")
        name = running.create()
        made = Database(running.url(name))
        request.addfinalizer(lambda: running.drop(name))
    request.addfinalizer(made.close)
    return made


def _fill(settings: ServerSettings, database: Database) -> None:
    upgrade(database)
    vault = Vault(settings.audio)
    with database.write() as work:
        anna = person(work, "Anna")
        bram = person(work, "Bram", coach_id=anna)
        work.get_one(Person, anna).coach_id = bram  # each refers to a row after or before it
        for n in range(3):
            made = call(work, anna, at=n, number=f"+3120123456{n}", name=f"één {n}\u2028")
            stored = vault.write(f"aa/{made}.wav", [os.urandom(100_000)])
            work.add(Recording(call_id=made, path=stored.path, size=stored.size))
        work.add(Contact(name="Later", stand_in_id=None))
        work.add(Setting(key="x", value={"a": [1, None, "é"]}, changed_at=MONDAY))
        enqueue(work, "analyse", {"file": "waits.json"}, MONDAY, lane="heavy", call_id=made)
    (settings.incoming / "waits.json").write_text("{}")
    (settings.incoming / "half.part").write_text("is not copied")


def _digest(database: Database) -> dict[str, str]:
    with dump.snapshot(database) as connection:
        return {t: hashlib.sha256("".join(dump.lines(connection, t)).encode()).hexdigest() for t in dump.tables()}


def _files(settings: ServerSettings) -> dict[str, bytes]:
    return {
        str(p.relative_to(settings.folder)): p.read_bytes()
        for folder in (settings.audio, settings.incoming)
        for p in folder.rglob("*")
        if p.is_file() and p.suffix != ".part"
    }


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Home]:
    settings = _settings(tmp_path / "house")
    database = _database("sqlite", settings.folder, request)
    _fill(settings, database)
    return settings, database


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
@pytest.mark.parametrize("of", ["sqlite", "postgresql"])
def test_a_restored_copy_is_equal(tmp_path: Path, request: pytest.FixtureRequest, of: str, to: str) -> None:
    old, new = _settings(tmp_path / "old"), _settings(tmp_path / "new")
    source, target = _database(of, old.folder, request), _database(to, new.folder, request)
    _fill(old, source)
    copy = tmp_path / "copy.zip"
    made = backup(old, source, copy, MONDAY)
    assert made.rows["call"] == 3
    assert made.files == 4
    assert made.gone == []
    assert copy.stat().st_mode & 0o777 == 0o600
    restore(new, target, copy)
    assert _digest(target) == _digest(source)
    assert _files(new) == _files(old)
    assert is_current(target)
    assert differences(target) == []
    with target.write() as work:  # the next row gets a number of its own, and words are found
        assert person(work, "Cor") == 3
        found = calls.find(work, Scope(people=frozenset({1})), calls.Query(words="monteur"))
        assert len(found.rows) == 3


def test_a_copy_is_of_one_moment_while_others_write(house: Home, tmp_path: Path) -> None:
    """A writer adds a caller and a call of theirs at once; a copy never has one without the other."""
    settings, database = house
    over = threading.Event()

    def write() -> None:
        n = 0
        while not over.is_set():
            n += 1
            with database.write() as work:
                call(work, 1, at=n, number=f"+316{n:08d}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            copy = tmp_path / f"{n}.zip"
            made = backup(settings, database, copy, MONDAY)
            assert made.rows["call"] == made.rows["caller"] == made.rows["report"]
    finally:
        over.set()
        writer.join()
    with database.read() as work:
        assert (work.scalar(select(func.count()).select_from(Caller)) or 0) > made.rows["caller"] - 1


def test_sound_that_goes_while_the_copy_is_made_is_named(house: Home, tmp_path: Path) -> None:
    settings, database = house
    Vault(settings.audio).remove("aa/2.wav")
    made = backup(settings, database, tmp_path / "copy.zip", MONDAY)
    assert made.gone == ["audio/aa/2.wav"]


def test_a_file_is_not_overwritten_and_a_half_one_not_left(house: Home, tmp_path: Path) -> None:
    settings, database = house
    target = tmp_path / "copy.zip"
    target.write_text("precious")
    with pytest.raises(Problem, match="already"):
        backup(settings, database, target, MONDAY)
    assert target.read_text() == "precious"


def test_a_house_that_is_not_empty_is_not_overwritten(house: Home, tmp_path: Path) -> None:
    settings, database = house
    copy = tmp_path / "copy.zip"
    backup(settings, database, copy, MONDAY)
    before = _digest(database)
    with pytest.raises(Problem, match="not empty"):
        restore(settings, database, copy)
    fresh = _settings(tmp_path / "fresh")
    with pytest.raises(Problem, match="database is not empty"):
        restore(fresh, database, copy)
    assert _digest(database) == before
    assert _files(fresh) == {}


def _changed(copy: Path, **parts: bytes | None) -> Path:
    """The copy with parts replaced, left out (None) or added."""
    target = copy.with_name("changed.zip")
    with zipfile.ZipFile(copy) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if parts.get(name, b"") is not None:
                new.writestr(name, parts.pop(name, None) or old.read(name))
            else:
                parts.pop(name)
        for name, data in parts.items():
            new.writestr(name, data or b"")
    return target


def test_a_copy_that_was_changed_is_refused(house: Home, tmp_path: Path) -> None:
    settings, database = house
    copy = tmp_path / "copy.zip"
    backup(settings, database, copy, MONDAY)
    with zipfile.ZipFile(copy) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    newer = json.dumps({**manifest, "revision": "9999"}).encode()
    out = json.dumps({**manifest, "sha256": {**manifest["sha256"], "audio/../../x": hashlib.sha256(b"x").hexdigest()}})
    wrong = {
        "damaged": [
            {"tables/call.jsonl": b"{}\n"}, {"tables/call.jsonl": None}, {"audio/more.wav": b"x"},
            {"manifest.json": b"[]"}, {"manifest.json": None},
        ],
        "newer": [{"manifest.json": newer}],
        "leads out": [{"manifest.json": out.encode(), "audio/../../x": b"x"}],
    }  # fmt: skip
    for number, (reason, parts) in enumerate((r, p) for r, several in wrong.items() for p in several):
        fresh = _settings(tmp_path / f"fresh{number}")
        target = Database(f"sqlite:///{fresh.folder / 'belwijs.db'}")
        with pytest.raises(Problem, match=reason):
            restore(fresh, target, _changed(copy, **parts))  # type: ignore[arg-type]
        assert _files(fresh) == {}
        assert not (tmp_path / "x").exists()
        target.close()


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 cut off"])
def test_what_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    fresh, file = _settings(tmp_path / "fresh"), tmp_path / "file.zip"
    file.write_bytes(content)
    database = Database(f"sqlite:///{fresh.folder / 'belwijs.db'}")
    for path, reason in ((file, "no copy"), (tmp_path / "absent.zip", "no such file")):
        with pytest.raises(Problem, match=reason):
            restore(fresh, database, path)


@pytest.fixture(params=["128k"])
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of so many bytes, where this system lets us have one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={request.param}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_no_half_copy(house: Home, small_disk: Path) -> None:
    settings, database = house
    with pytest.raises(Problem, match="disk is full"):
        backup(settings, database, small_disk / "copy.zip", MONDAY)
    assert list(small_disk.iterdir()) == []


def test_a_full_disk_leaves_no_half_house(
    house: Home, small_disk: Path, tmp_path: Path
) -> None:
    settings, database = house
    copy = tmp_path / "copy.zip"
    backup(settings, database, copy, MONDAY)
    fresh = _settings(small_disk / "house")
    target = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(Problem, match="disk is full"):
        restore(fresh, target, copy)
    assert not fresh.audio.exists()
    assert dump.is_empty(target)
    shutil.rmtree(fresh.folder)


@pytest.mark.parametrize("small_disk", ["3m"], indirect=True)
def test_a_database_on_a_full_disk_says_so_and_goes_on(small_disk: Path) -> None:
    database = Database(f"sqlite:///{small_disk / 'belwijs.db'}")
    upgrade(database)
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(65_536)):
            pass

    def write() -> None:
        with database.write() as work:
            work.add_all(Setting(key=str(n), value={"x": "x" * 5000}, changed_at=MONDAY) for n in range(400))

    with pytest.raises(AwayError, match="disk of the database is full"):
        write()
    with database.read() as work:
        assert work.scalar(select(func.count()).select_from(Setting)) == 0
    ballast.unlink()
    with database.write() as work:
        work.add(Setting(key="1", value={}, changed_at=MONDAY))
    with database.read() as work:
        assert work.scalar(select(func.count()).select_from(Setting)) == 1
    database.close()
