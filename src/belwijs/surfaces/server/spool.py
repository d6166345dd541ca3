"""What is sent to the house lands on its disk as it comes, within limits, and never in memory as a whole."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from belwijs.call import Problem
from belwijs.surfaces.server.settings import ServerSettings

PART = ".part"
SPARE = 256 << 20
"""Bytes of the disk that are left to the database: with less than this, nothing more is taken in."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


class RefusedError(Problem):
    """Something that was sent is not taken in; `key` names the sentence that people read, `status` is that of HTTP."""

    def __init__(self, key: str, reason: str, way_out: str = "", *, status: int = 400, **slots: object) -> None:
        super().__init__(reason, way_out)
        self.key = f"upload.refused.{key}"
        self.status = status
        self.slots = slots


def disk_full() -> RefusedError:
    """The refusal where there is no room."""
    way_out = "ask whoever runs Belwijs to make room"
    return RefusedError("disk_full", "the disk of the house is full", way_out, status=507)


def is_disk_full(error: BaseException | None) -> bool:
    """Whether this error, or what it came from, is a disk without room."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, RefusedError) and error.status == 507:
            return True
        error = error.__cause__
    return False


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file that came in whole."""

    path: Path
    digest: str  # SHA-256
    size: int  # bytes

    def discard(self) -> None:
        """It is no longer needed."""
        self.path.unlink(missing_ok=True)


class Spool:
    """A file on its way in; it leaves nothing behind unless it was finished."""

    def __init__(self, settings: ServerSettings) -> None:
        """Opens a new file in the folder of what comes in.

        Raises:
            RefusedError: there is no room.
        """
        self._most_mb = settings.most_upload_mb
        self._hash = hashlib.sha256()
        self._size = 0
        self._finished = False
        folder = settings.incoming
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            if shutil.disk_usage(folder).free < SPARE:
                raise disk_full()
            self._path = folder / f"{secrets.token_hex(16)}{PART}"
            self._file: BinaryIO = open(  # noqa: SIM115  closed by __exit__
                os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb"
            )
        except OSError as error:
            raise (disk_full() if is_disk_full(error) else error) from error

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._file.close()
        except OSError:
            self._finished = False
        if not self._finished:
            self._path.unlink(missing_ok=True)

    def write(self, piece: bytes) -> None:
        """Add what came.

        Raises:
            RefusedError: it is too large, or the disk is full.
        """
        self._size += len(piece)
        if self._size > self._most_mb << 20:
            raise too_large(self._most_mb)
        self._hash.update(piece)
        try:
            self._file.write(piece)
        except OSError as error:
            raise (disk_full() if is_disk_full(error) else error) from error

    def finish(self) -> Spooled:
        """All of it is here and on the disk.

        Raises:
            RefusedError: the disk is full.
        """
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise (disk_full() if is_disk_full(error) else error) from error
        self._finished = True
        return Spooled(self._path, self._hash.hexdigest(), self._size)


def too_large(most_mb: int) -> RefusedError:
    """The refusal of a file above the limit."""
    return RefusedError(
        "too_large", f"this is larger than {most_mb} MB", "most_upload_mb in server.yaml raises the limit", status=413,
        most=most_mb,
    )  # fmt: skip


def spooled(settings: ServerSettings, pieces: Iterable[bytes]) -> Spooled:
    """All pieces in a file of the house.

    Raises:
        RefusedError: too large, or the disk is full; nothing is left behind.
    """
    with Spool(settings) as spool:
        for piece in pieces:
            spool.write(piece)
        return spool.finish()


def spooled_file(settings: ServerSettings, path: Path) -> Spooled:
    """A copy of a file in the folder of what comes in.

    Raises:
        RefusedError: as `spooled`.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return spooled(settings, iter(lambda: file.read(1 << 20), b""))
