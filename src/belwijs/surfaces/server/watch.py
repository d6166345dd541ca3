"""The watched folder: an exchange drops recordings, and they come in by themselves.

Looking again every few seconds works on every kind of folder, shares of other machines included, which tell nobody that
something changed. A file counts as whole when it has not changed between two looks and not for a while. One that was
taken in is moved to `done/` beside it, one that was refused to `refused/` with the reason next to it; where the folder
may not be written to, what was dealt with is remembered. Whoever watches the same folder at the same time does no
harm: a recording comes in once by what it holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from sqlalchemy.exc import OperationalError

from belwijs.call import Problem
from belwijs.store import intake as store
from belwijs.store.database import AwayError
from belwijs.surfaces.intake import CHATS, SUFFIXES
from belwijs.surfaces.server import cdr
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.intake import About, take_in
from belwijs.surfaces.server.logs import say
from belwijs.surfaces.server.reasons import refusal
from belwijs.surfaces.server.spool import RefusedError, spooled_file

EVERY = 5.0  # seconds between two looks
SETTLED = 10.0  # seconds without a change after which a file is whole
DONE, REFUSED = "done", "refused"
REASON = ".why.txt"
_UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".filepart", ".lock")
_LOG = logging.getLogger("belwijs.watch")

Stamp = tuple[int, int]  # size in bytes, time of the last change in nanoseconds


@dataclass
class Watcher:
    """Looks after one folder."""

    house: House
    folder: Path
    settled: float = SETTLED
    _seen: dict[Path, Stamp] = field(default_factory=dict)  # as they were at the last look
    _dealt_with: dict[Path, Stamp] = field(default_factory=dict)

    def run(self, stop: threading.Event, every: float = EVERY) -> None:
        """Look again and again until `stop` is set; what goes wrong at one look is tried at the next."""
        while not stop.wait(every):
            try:
                self.look()
            except (AwayError, OperationalError, OSError) as error:
                say(_LOG, "watch.waits", level=logging.WARNING, error=error)
            except Exception as error:  # a folder must not stop being watched
                say(_LOG, "watch.failed", level=logging.ERROR, error=error)

    def look(self, now: float | None = None) -> int:
        """One look: take in what is whole; says how many files that were.

        Args:
            now: seconds since 1970 by the clock of the files.

        Raises:
            OSError: the folder cannot be looked into.
            AwayError: the database does not answer; nothing was moved.
        """
        now = time.time() if now is None else now
        found = dict(self._files())
        self._dealt_with = {path: stamp for path, stamp in self._dealt_with.items() if path in found}
        whole = [
            path for path, stamp in found.items()
            if self._seen.get(path) == stamp and self._dealt_with.get(path) != stamp
            and not -3600 < now - stamp[1] / 1e9 < self.settled and stamp[0] > 0
        ]  # fmt: skip
        self._seen = found
        describing = {p: p.with_suffix("") for p in whole if _is_call_file(p) and _names_sound(p)}
        coming = {p.with_suffix("") for p in found if not _is_call_file(p) and p not in whole}
        taken = 0
        for path in sorted(whole, key=lambda p: not _is_call_file(p)):
            if describing.get(path) in coming:
                continue  # its recording is still being written
            if path.with_suffix("") in describing.values() and not _is_call_file(path):
                self._put_away(path, found[path], DONE)  # its call file brought it in
                continue
            came = self._take(path, found[path])
            if not came:
                describing.pop(path, None)  # its recording comes in by itself
            taken += came
        return taken

    def _files(self) -> Iterator[tuple[Path, Stamp]]:
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts
            if inside[0] in (DONE, REFUSED) or any(part.startswith((".", "~")) for part in inside):
                continue
            suffix = path.suffix.lower()
            if suffix in _UNFINISHED or (suffix not in SUFFIXES and suffix not in CHATS):
                continue
            with contextlib.suppress(OSError):  # gone meanwhile
                status = path.lstat()  # a link is no recording: it could lead anywhere
                if S_ISREG(status.st_mode):
                    yield path, (status.st_size, status.st_mtime_ns)

    def _take(self, path: Path, stamp: Stamp) -> int:
        key = _key(path.relative_to(self.folder).as_posix(), stamp)
        with self.house.database.read() as work:
            if store.was_seen(work, key):
                self._dealt_with[path] = stamp
                return 0
        try:
            brought = spooled_file(self.house.settings, path)
            if cdr.is_records(brought.path, path.name, self.house.settings):
                cdr.bring(self.house, brought, path.name)
            else:
                changed = datetime.fromtimestamp(stamp[1] / 1e9, UTC)
                take_in(self.house, brought, path.name, About(source="folder"), beside=path.parent, changed_at=changed)
        except AwayError:
            raise
        except Problem as problem:
            if isinstance(problem, RefusedError) and problem.status == 507:
                raise OSError(problem.reason) from problem  # room may come
            say(_LOG, "watch.refused", level=logging.WARNING, error=problem, bytes=stamp[0])
            self._put_away(path, stamp, REFUSED, refusal(self.house.settings.language, problem))
            return 0
        self._put_away(path, stamp, DONE)
        say(_LOG, "watch.taken", bytes=stamp[0])
        return 1

    def _put_away(self, path: Path, stamp: Stamp, where: str, reason: str = "") -> None:
        """Move a file out of the way; where that cannot be, remember it."""
        inside = path.relative_to(self.folder)
        target = self.folder / where / inside
        try:
            if path.suffix.lower() == ".csv" and where == DONE:
                raise PermissionError  # an exchange goes on writing to its list of calls
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                target = target.with_name(f"{target.stem}-{stamp[1]}{target.suffix}")
            path.replace(target)
            if reason:
                target.with_name(target.name + REASON).write_text(reason + "\n", encoding="utf-8")
        except OSError:
            self._dealt_with[path] = stamp
            with self.house.database.write() as work:
                store.seen(work, _key(inside.as_posix(), stamp), self.house.now())


def _key(name: str, stamp: Stamp) -> str:
    return hashlib.sha256(f"{name}|{stamp[0]}|{stamp[1]}".encode()).hexdigest()


def _is_call_file(path: Path) -> bool:
    return path.suffix.lower() in (".json", ".vcon")


def _names_sound(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b'"audio"' in file.read(1 << 20)
    except OSError:
        return False
