"""Where recordings lie: plain files, or sealed with AES-256-GCM in chunks of 64 KiB, so that any part can be read.

A sealed file ends in `.sealed`: 8 bytes that name the format, 8 that name the key, 16 of salt, then the chunks, each
with its tag of 16 bytes. Every file has a key of its own (HKDF-SHA256 of the house's key and the salt), so a chunk's
number can be its nonce. The number of the last chunk is marked, as in the STREAM construction (Hoang, Reyhanitabar,
Rogaway and Vizár, 2015): chunks that were swapped, cut off or put together from two files are refused.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import errno
import hashlib
import io
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from belwijs.call import Problem
from belwijs.surfaces.server.settings import ServerSettings

SEALED = ".sealed"
KEY_BYTES = 32
_MAGIC = b"BELWIJS\x01"
_HEADER = 32
_CHUNK = 65_536
_TAG = 16


class BrokenSealError(Problem):
    """A sealed recording was changed, cut off, or sealed with a key that is not here."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written."""

    path: str  # below the vault's folder; what `Recording.path` holds
    size: int  # bytes as they came in
    is_encrypted: bool


class Vault:
    """A folder of recordings. Names are relative; nothing outside the folder is ever touched."""

    def __init__(self, folder: Path, keys: tuple[bytes, ...] = ()) -> None:
        """The first key seals; all of them open, so that an old key can stay until its files have gone."""
        self._folder = folder
        self._keys = {_name_of(key): key for key in keys}
        self._key = keys[0] if keys else None

    @property
    def seals(self) -> bool:
        """Whether what is written is encrypted."""
        return self._key is not None

    def write(self, name: str, source: BinaryIO | Iterable[bytes]) -> Stored:
        """Keeps a recording under a name, whole or not at all.

        Raises:
            Problem: the disk is full; nothing is left behind.
        """
        name = name + SEALED if self._key else name
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        pieces = iter(lambda: source.read(_CHUNK), b"") if hasattr(source, "read") else iter(source)
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
                size = _seal(file, pieces, self._key) if self._key else _copy(file, pieces)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Problem("the disk of the recordings is full", "make room and try again") from error
            raise
        finally:
            part.unlink(missing_ok=True)
        return Stored(name, size, self._key is not None)

    def open(self, name: str) -> BinaryIO:
        """The recording as a file that can be read and sought in, whether it is sealed or not.

        Raises:
            FileNotFoundError: there is none of that name.
            BrokenSealError: it is sealed and cannot be opened.
        """
        file = self._path(name).open("rb")
        if not name.endswith(SEALED):
            return file
        try:
            return io.BufferedReader(_Opened(file, self._keys), _CHUNK)
        except BaseException:
            file.close()
            raise

    def size(self, name: str) -> int:
        """Bytes of the recording itself.

        Raises:
            FileNotFoundError: there is none of that name.
        """
        size = self._path(name).stat().st_size
        return _plain_size(size) if name.endswith(SEALED) else size

    def part(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`; for answers to requests for a range."""
        with self.open(name) as file:
            file.seek(start)
            left = (self.size(name) if end is None else end) - start
            while left > 0 and (piece := file.read(min(left, _CHUNK))):
                left -= len(piece)
                yield piece

    def remove(self, name: str) -> bool:
        """Removes a recording; whether it was there."""
        path = self._path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        with contextlib.suppress(OSError):  # the folder holds others
            path.parent.rmdir() if path.parent != self._folder else None
        return True

    def names(self) -> Iterator[str]:
        """Everything that lies here, also what no call knows of; in no order."""
        for path in self._folder.rglob("*"):
            if path.is_file() and not path.name.endswith(".part"):
                yield path.relative_to(self._folder).as_posix()

    def raw(self, name: str) -> Path:
        """The file as it lies on the disk, for backups."""
        return self._path(name)

    def _path(self, name: str) -> Path:
        pure = PurePosixPath(name)
        if not name or pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name:
            raise Problem("a recording has a name that leads out of its folder", "give a name without .. or \\")
        return self._folder / pure


def vault_of(settings: ServerSettings) -> Vault:
    """The vault of a house.

    Raises:
        Problem: the file of the key cannot be read, can be read by others, or holds no key.
    """
    file = settings.encryption_key_file
    return Vault(settings.audio, read_keys(file) if file else ())


def read_keys(file: Path) -> tuple[bytes, ...]:
    """The keys in a file: one a line, 32 bytes in base64; the first seals, older ones below it still open.

    Raises:
        Problem: the file cannot be read, can be read by others, or holds no key.
    """
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        lines = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("the key cannot be read", "make one: openssl rand -base64 32 > FILE", file=str(file)) from error
    if mode & 0o077:
        raise Problem("others can read the key of the recordings", f"chmod 600 {file}", file=str(file))
    try:
        keys = tuple(base64.b64decode(line, validate=True) for line in lines)
    except (binascii.Error, ValueError):
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise Problem("no key of 32 bytes in base64", "make one: openssl rand -base64 32 > FILE", file=str(file))
    return keys


def new_key() -> str:
    """A fresh key, as a line of a key file."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _name_of(key: bytes) -> bytes:
    return hashlib.sha256(b"belwijs key " + key).digest()[:8]


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"belwijs recording 1").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _copy(file: BinaryIO, pieces: Iterator[bytes]) -> int:
    return sum(file.write(piece) for piece in pieces)


def _seal(file: BinaryIO, pieces: Iterator[bytes], key: bytes) -> int:
    salt = secrets.token_bytes(16)
    header = _MAGIC + _name_of(key) + salt
    cipher = _cipher(key, salt)
    file.write(header)
    waiting, number, size = bytearray(), 0, 0
    for piece in pieces:
        waiting += piece
        size += len(piece)
        while len(waiting) > _CHUNK:  # a full chunk may be the last, so it waits for a byte after it
            file.write(cipher.encrypt(_nonce(number, last=False), bytes(waiting[:_CHUNK]), header))
            del waiting[:_CHUNK]
            number += 1
    file.write(cipher.encrypt(_nonce(number, last=True), bytes(waiting), header))
    return size


def _chunks(size: int) -> int:
    return max(1, -(-(size - _HEADER) // (_CHUNK + _TAG)))


def _plain_size(size: int) -> int:
    return max(0, size - _HEADER - _chunks(size) * _TAG)


class _Opened(io.RawIOBase):
    """A sealed file as its plain bytes; one chunk is held in memory."""

    def __init__(self, file: BinaryIO, keys: dict[bytes, bytes]) -> None:
        self._file = file
        self._header = file.read(_HEADER)
        size = os.fstat(file.fileno()).st_size
        self._last = _chunks(size) - 1
        self._size = _plain_size(size)
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")
        if len(self._header) < _HEADER or self._header[:8] != _MAGIC:
            raise BrokenSealError("a recording is damaged", "restore it from a backup")
        key = keys.get(self._header[8:16])
        if key is None:
            raise BrokenSealError("a recording was sealed with a key that is not here", "add it to the key file")
        self._cipher = _cipher(key, self._header[16:])

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at >= self._size:
            self._chunk(self._last)  # a file that was cut off says so where it ends
            return 0
        number, skip = divmod(self._at, _CHUNK)
        piece = self._chunk(number)[skip : skip + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(_HEADER + number * (_CHUNK + _TAG))
            sealed = self._file.read(_CHUNK + _TAG)
            try:
                plain = self._cipher.decrypt(_nonce(number, last=number == self._last), sealed, self._header)
            except (InvalidTag, ValueError):
                raise BrokenSealError("a recording is damaged", "restore it from a backup") from None
            self._held = (number, plain)
        return self._held[1]
