"""A form with files, read as it comes in: the token first, then fields, then files straight to the house's disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser
from starlette.concurrency import run_in_threadpool

from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.spool import RefusedError, Spool, Spooled

MOST_FILES = 200
MOST_FIELDS = 50
LONGEST_FIELD = 16_384  # bytes
_HEADERS = 16_384  # bytes of the heads of one part
_LONGEST_BOUNDARY = 200
_READ_ON = 4 << 30  # bytes that are still read, and thrown away, so that a browser hears why it was refused

TokenCheck = Callable[[str], bool]


@dataclass(slots=True)
class Received:
    """What a form held."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, str, Spooled]] = field(default_factory=list)  # field, name as sent, where it lies

    def discard(self) -> None:
        """Nothing of it is needed any more."""
        for _, _, file in self.files:
            file.discard()

    def named(self, wanted: str) -> list[tuple[str, Spooled]]:
        """The files of one field: name as sent, and where it lies."""
        return [(name, file) for given, name, file in self.files if given == wanted]


async def receive(request: Request, settings: ServerSettings, is_ours: TokenCheck) -> Received:
    """Read a form of files.

    Args:
        is_ours: whether a token is that of the session; asked before the first file is written.

    Raises:
        RefusedError: no such form, too much of it, no room, or a token that is not ours; nothing is left behind.
    """
    boundary = _boundary(request.headers.get("content-type", ""))
    header = request.headers.get("x-csrf-token")
    parts = _Parts(settings, trusted=header is not None and is_ours(header), is_ours=is_ours)
    parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]  # its own names for callbacks
    refused: RefusedError | None = None
    read = 0
    try:
        async for chunk in request.stream():
            read += len(chunk)
            if refused is not None:
                if read > _READ_ON:
                    break
                continue
            if chunk:
                try:
                    await run_in_threadpool(parser.write, chunk)
                except RefusedError as error:
                    refused = error
                    parts.discard()
        if refused is not None:
            raise refused
        parser.finalize()
        if not parts.ended:
            raise _broken()
    except MultipartParseError:
        parts.discard()
        raise _broken() from None
    except BaseException:
        parts.discard()
        raise
    if not parts.trusted:
        parts.discard()
        raise _not_ours()
    return parts.received


def _boundary(content_type: str) -> bytes:
    message = Message()
    message["content-type"] = content_type
    boundary = message.get_param("boundary")
    if message.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise _broken()
    if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        raise _broken()
    return boundary.encode("latin-1", "replace")


def _broken() -> RefusedError:
    return RefusedError("broken", "the form did not come in whole", "try again")


def _not_ours() -> RefusedError:
    return RefusedError("stale", "the page was open for too long", "load it again", status=403)


class _Parts:
    """Takes what the parser finds, part by part."""

    def __init__(self, settings: ServerSettings, *, trusted: bool, is_ours: TokenCheck) -> None:
        self.received = Received()
        self.trusted = trusted
        self.ended = False
        self._settings = settings
        self._is_ours = is_ours
        self._spool: Spool | None = None
        self._value = bytearray()
        self._head: dict[str, str] = {}
        self._name = bytearray()
        self._text = bytearray()
        self._field = ""
        self._file: str | None = None

    def callbacks(self) -> Mapping[str, Callable[..., None]]:
        """By the parser's names."""
        return {
            "on_part_begin": self._begin, "on_part_data": self._data, "on_part_end": self._end,
            "on_header_field": self._header_name, "on_header_value": self._header_text,
            "on_header_end": self._header_end, "on_headers_finished": self._open, "on_end": self._finished,
        }  # fmt: skip

    def discard(self) -> None:
        """Leaves nothing on the disk."""
        self._close(keep=False)
        self.received.discard()
        self.received.files.clear()

    def _begin(self) -> None:
        self._head, self._value = {}, bytearray()
        self._field, self._file = "", None

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._name, data[start:end])

    def _header_text(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._text, data[start:end])

    def _grow(self, what: bytearray, piece: bytes) -> None:
        what += piece
        if len(what) > _HEADERS:
            raise _broken()

    def _header_end(self) -> None:
        self._head[self._name.decode("latin-1").lower()] = self._text.decode("utf-8", "replace")
        self._name, self._text = bytearray(), bytearray()

    def _open(self) -> None:
        message = Message()
        message["content-disposition"] = self._head.get("content-disposition", "").replace("\r", "").replace("\n", "")
        name = message.get_param("name", header="content-disposition")
        self._field = name if isinstance(name, str) else ""
        file = message.get_filename()
        if file is None:
            if len(self.received.fields) >= MOST_FIELDS:
                raise _broken()
            return
        if not self.trusted:
            raise _not_ours()
        if len(self.received.files) >= MOST_FILES:
            raise RefusedError("too_many_files", f"more than {MOST_FILES} files", "send them in parts", most=MOST_FILES)
        self._file = file
        self._spool = Spool(self._settings)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._spool is not None:
            self._spool.write(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > LONGEST_FIELD:
            raise _broken()

    def _end(self) -> None:
        if self._spool is not None and self._file is not None:
            self._close(keep=True)
            return
        value = self._value.decode("utf-8", "replace")
        self.received.fields[self._field] = value
        if self._field == "csrf" and not self.trusted:
            if not self._is_ours(value):
                raise _not_ours()
            self.trusted = True

    def _close(self, *, keep: bool) -> None:
        spool, self._spool = self._spool, None
        if spool is None:
            return
        with spool:
            if keep:
                done = spool.finish()
                if done.size or self._file:  # a field without a file chosen comes as an empty one without a name
                    self.received.files.append((self._field, self._file or "", done))
                else:
                    done.discard()

    def _finished(self) -> None:
        self.ended = True
