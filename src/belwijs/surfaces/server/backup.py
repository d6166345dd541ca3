"""A copy of a house in one zip while it runs, and a house out of such a copy.

    manifest.json           version, revision, and the SHA-256 of every other part
    tables/NAME.jsonl       rows
    audio/…                 recordings as they lie on the disk; what is sealed stays sealed
    incoming/…              what still waits for its analysis

The rows are of one moment. A recording never changes under its name, so those that the rows name belong to them;
one that was removed while the copy was made is named in the manifest. Settings and keys stay out: a copy that is
unpacked elsewhere must not write into the database of the house that it was made of, nor be opened with its own key.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from sqlalchemy import Connection, select

from belwijs import __version__
from belwijs.call import Problem
from belwijs.store import dump
from belwijs.store.database import Database
from belwijs.store.migrate import is_current, revision_of, revisions, upgrade
from belwijs.store.schema import Job, Recording
from belwijs.surfaces.server.settings import ServerSettings

FORMAT = 1
MANIFEST = "manifest.json"
_PIECE = 1 << 20
_TRIES = 3
_UNREADABLE = (
    KeyError, TypeError, AttributeError, ValueError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError,
)  # fmt: skip


@dataclass(slots=True)
class Copied:
    """What a copy holds."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    gone: list[str] = field(default_factory=list)  # removed while the copy was made, or missing before that
    size: int = 0  # bytes of the zip


def backup(settings: ServerSettings, database: Database, target: Path, now: datetime) -> Copied:
    """Copies a house into one file, whole or not at all; the house goes on meanwhile.

    Raises:
        Problem: the file is there already, the disk is full, or the database is not of this version.
    """
    if target.exists():
        raise Problem("there is a file of that name already", "give another name", file=str(target))
    if not is_current(database):
        raise Problem("the database is not of this version", "run: belwijs migrate")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            made = _write(settings, database, file, now)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem("the disk is full", "make room or choose another place", file=str(target)) from error
        raise
    finally:
        part.unlink(missing_ok=True)
    made.size = target.stat().st_size
    return made


def restore(settings: ServerSettings, database: Database, source: Path) -> Copied:
    """Makes a house out of a copy, after checking every part of it; then brings it to this version.

    Raises:
        Problem: there is no such copy, a part of it is damaged, it is of a newer version, or the house is not empty.
    """
    if not source.is_file():
        raise Problem("there is no such file", "give what `belwijs backup` made", file=str(source))
    with _opened(source) as zipped:
        manifest = _checked(zipped, source)
        if manifest["revision"] not in revisions():
            raise Problem("the copy is of a newer Belwijs", "install that version", file=str(source))
        for folder in (settings.audio, settings.incoming):
            if folder.exists() and any(folder.iterdir()):
                raise Problem("this house is not empty", "restore into a new folder", file=str(folder))
        if not dump.is_empty(database):
            raise Problem("the database is not empty", "restore into a new database")
        if revision_of(database) not in (None, manifest["revision"]):
            raise Problem("the database is of another version than the copy", "restore into a new database")
        made = Copied(gone=list(manifest["gone"]))
        try:
            made.files = _unpack(zipped, settings)
            upgrade(database, manifest["revision"])
            with dump.loading(database) as connection:
                for table in manifest["tables"]:
                    with zipped.open(f"tables/{table}.jsonl") as rows:
                        made.rows[table] = dump.load(connection, table, (line.decode() for line in rows))
        except BaseException as error:
            for folder in (settings.audio, settings.incoming):
                shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Problem("the disk is full", "make room and restore again", file=str(settings.folder)) from error
            raise
    upgrade(database)
    made.size = source.stat().st_size
    return made


def _write(settings: ServerSettings, database: Database, file: BinaryIO, now: datetime) -> Copied:
    made = Copied()
    sums: dict[str, str] = {}
    tables = dump.tables()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as zipped:
        with _moment(settings, database) as (connection, waiting, held):
            for name in waiting:
                _add_file(zipped, f"incoming/{name}", held / name, sums, made)
            for table in tables:
                counted = _Counted(dump.lines(connection, table))
                _add(zipped, f"tables/{table}.jsonl", counted, sums)
                made.rows[table] = counted.count
            paths = connection.execute(select(Recording.path).order_by(Recording.path)).scalars().all()
        for path in paths:
            _add_file(zipped, f"audio/{path}", settings.audio / path, sums, made)
        manifest = {
            "format": FORMAT, "belwijs": __version__, "revision": revisions()[-1], "made_at": now.isoformat(),
            "tables": tables, "rows": made.rows, "gone": made.gone, "sha256": sums,
        }  # fmt: skip
        zipped.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return made


@contextmanager
def _moment(settings: ServerSettings, database: Database) -> Iterator[tuple[Connection, list[str], Path]]:
    """A snapshot, the names of the files that its jobs still need, and where these stay meanwhile.

    A file goes as soon as it has been analysed, so it gets a second name; where one went just before that, the next
    snapshot will not need it any more.
    """
    held = settings.folder / f".backup-{os.getpid()}"
    shutil.rmtree(held, ignore_errors=True)
    try:
        for left in range(_TRIES, 0, -1):
            held.mkdir(mode=0o700)
            with dump.snapshot(database) as connection:
                waiting = _waiting(connection)
                missing = [name for name in waiting if not _link(settings.incoming / name, held / name)]
                if not missing or left == 1:
                    yield connection, waiting, held
                    return
            shutil.rmtree(held)
    finally:
        shutil.rmtree(held, ignore_errors=True)


def _link(old: Path, new: Path) -> bool:
    try:
        os.link(old, new)
    except FileNotFoundError:
        return False
    except OSError:  # a disk without second names
        shutil.copyfile(old, new)
    return True


def _waiting(connection: Connection) -> list[str]:
    """Names of the files that jobs still need."""
    asked = select(Job.payload).where(Job.state != "done")
    names = {str(payload.get("file", "")) for payload in connection.execute(asked).scalars() if payload}
    return sorted(name for name in names if name and "/" not in name and "\\" not in name)


class _Counted:
    """Lines as bytes, counted as they go by."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.count += 1
            yield line.encode() + b"\n"


def _add(zipped: zipfile.ZipFile, name: str, pieces: Iterable[bytes], sums: dict[str, str], how: int = 8) -> None:
    digest = hashlib.sha256()
    info = zipfile.ZipInfo(name)
    info.compress_type = how
    info.external_attr = 0o600 << 16
    with zipped.open(info, "w", force_zip64=True) as entry:
        for piece in pieces:
            digest.update(piece)
            entry.write(piece)
    sums[name] = digest.hexdigest()


def _add_file(zipped: zipfile.ZipFile, name: str, path: Path, sums: dict[str, str], made: Copied) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        made.gone.append(name)
        return
    with file:  # once open, it can be read to its end whatever happens to its name
        _add(zipped, name, _pieces(file.read), sums, zipfile.ZIP_STORED)
    made.files += 1


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while piece := read(_PIECE):
        yield piece


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise Problem("this is no copy of a house", "give what `belwijs backup` made", file=str(source)) from error


def _checked(zipped: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """The manifest, once every part was found to be as it was written."""
    damaged = Problem("a part of the copy is damaged", "take another copy", file=str(source))
    try:
        manifest: dict[str, Any] = json.loads(zipped.read(MANIFEST))
        sums: dict[str, str] = manifest["sha256"]
        if manifest["format"] != FORMAT:
            raise Problem("the copy is of a newer Belwijs", "install that version", file=str(source))
        if {*sums, MANIFEST} != set(zipped.namelist()) or len(zipped.namelist()) != len(sums) + 1:
            raise damaged
        for name, expected in sums.items():
            if ".." in PurePosixPath(name).parts or "\\" in name or "\0" in name or name.startswith("/"):
                raise Problem("the copy holds a name that leads out of the house", "take another copy")
            digest = hashlib.sha256()
            with zipped.open(name) as entry:
                for piece in _pieces(entry.read):
                    digest.update(piece)
            if digest.hexdigest() != expected:
                raise damaged
    except _UNREADABLE as error:
        raise damaged from error
    return manifest


def _unpack(zipped: zipfile.ZipFile, settings: ServerSettings) -> int:
    count = 0
    for name in zipped.namelist():
        pure = PurePosixPath(name)
        folder = {"audio": settings.audio, "incoming": settings.incoming}.get(pure.parts[0])
        if folder is None:
            continue
        target = folder.joinpath(*pure.parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with zipped.open(name) as entry, open(os.open(target, os.O_WRONLY | os.O_CREAT, 0o640), "wb") as file:
            shutil.copyfileobj(entry, file, _PIECE)
        count += 1
    return count
