"""Everything about one caller or one of our people as a zip: JSON, and the sound as it can be played.

It is made while it is sent, so that years of calls need neither memory nor room on the disk.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from belwijs.store import privacy
from belwijs.store.audit import record
from belwijs.surfaces.server.context import House, NotFound
from belwijs.surfaces.server.vault import SEALED, BrokenSealError, vault_of

_README = """\
about.json              everything but the calls
calls/NUMBER.json       a call: what is known of it, what was said
calls/NUMBER-….mp3      its sound
missing.txt             sound that could not be read, if there is any
Times are in UTC. / Tijden staan in UTC.
"""


def caller_zip(house: House, number: str, by: int | None) -> Iterator[bytes]:
    """The zip of a caller by number in E.164; noted in the log before the first byte goes out."""
    with house.database.write() as work:
        about, calls = privacy.about_caller(work, number), privacy.calls_of_caller(work, number)
        record(work, house.now(), "caller.exported", "caller", person_id=by, detail={"calls": len(calls)})
    return _zip(house, about, calls, verdicts=False)


def person_zip(house: House, person_id: int, by: int | None) -> Iterator[bytes]:
    """The zip of one of our people; noted in the log before the first byte goes out.

    Raises:
        NotFound: there is nobody of that number.
    """
    with house.database.write() as work:
        try:
            about = privacy.about_person(work, person_id)
        except KeyError:
            raise NotFound from None
        calls = privacy.calls_of_person(work, person_id)
        record(work, house.now(), "person.exported", f"person {person_id}", person_id=by, detail={"calls": len(calls)})
    return _zip(house, about, calls, verdicts=True)


class _Pipe(io.RawIOBase):
    """Takes what a zip writes, and gives it on; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def _zip(house: House, about: dict[str, Any], calls: Sequence[int], *, verdicts: bool) -> Iterator[bytes]:
    pipe = _Pipe()
    vault = vault_of(house.settings)
    missing: list[str] = []
    at = house.now().timetuple()[:6]

    def entry(name: str) -> zipfile.ZipInfo:
        made = zipfile.ZipInfo(name, at)
        made.compress_type = zipfile.ZIP_STORED if name.startswith("calls/") and "-" in name else zipfile.ZIP_DEFLATED
        return made

    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(entry("README.txt"), _README)
        made.writestr(entry("about.json"), _json(about))
        yield pipe.take()
        for call_id in calls:
            with house.database.read() as work:
                told, sounds = privacy.about_call(work, call_id, verdicts=verdicts)
            made.writestr(entry(f"calls/{call_id}.json"), _json(told))
            for n, (path, _) in enumerate(sounds):
                suffix = PurePath(path.removesuffix(SEALED)).suffix or ".sound"
                name = f"calls/{call_id}-{n + 1}{suffix}"
                try:
                    with vault.open(path) as sound, made.open(entry(name), "w", force_zip64=True) as file:
                        while piece := sound.read(1 << 18):
                            file.write(piece)
                            yield pipe.take()
                except (FileNotFoundError, BrokenSealError):
                    missing.append(name)
            yield pipe.take()
        if missing:
            made.writestr(entry("missing.txt"), "\n".join(missing) + "\n")
    yield pipe.take()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
