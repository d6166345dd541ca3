"""Recordings, call files and vCons come into the house: looked at, kept apart, queued for analysis.

Whatever comes in ends as a call without sound in `incoming/` (the words, until they are analysed) and its sound in the
vault. Names that were sent never become names on the disk; nothing is unpacked and no address is fetched.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any, Literal

from belwijs.call import Call, Direction, Language, Participant, Problem
from belwijs.call.read import SUFFIXES as TEXT_SUFFIXES
from belwijs.call.read import TABLES, is_call_file, read_call_bytes
from belwijs.call.source import AudioSource, CallSource, ReadOptions
from belwijs.call.text import MAX_BYTES
from belwijs.call.write import call_to_json
from belwijs.catalogue.clients import same_number
from belwijs.store import intake as store
from belwijs.store.intake import Arrival, Entered, Kept, Source
from belwijs.store.numbers import e164
from belwijs.store.unmatched import of_call
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.filenames import Told, plain_name, told
from belwijs.surfaces.server.spool import RefusedError, Spooled, disk_full, is_disk_full
from belwijs.surfaces.server.vault import Vault, vault_of

MOST_HOURS = 12.0
"""A recording longer than this is no call."""
MOST_CALLS = 500
"""Calls in one file."""
_HEAD = 4096
_ARCHIVES = (  # zip, gzip, bzip2, 7z, rar, xz, zstandard
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
)  # fmt: skip
_TEXTS = frozenset((*TEXT_SUFFIXES, *TABLES))
_TYPES: Mapping[str, tuple[str, str]] = {  # container, as PyAV names it → suffix and media type
    "wav": (".wav", "audio/wav"), "w64": (".w64", "audio/x-w64"), "mp3": (".mp3", "audio/mpeg"),
    "ogg": (".ogg", "audio/ogg"), "flac": (".flac", "audio/flac"), "mov": (".m4a", "audio/mp4"),
    "matroska": (".webm", "audio/webm"), "aac": (".aac", "audio/aac"), "au": (".au", "audio/basic"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What whoever brings a call says of it; all of it optional, and stronger than what its name tells."""

    source: Source = "upload"
    agent: str = ""  # name, login or extension of ours
    person_id: int | None = None
    client_id: int | None = None
    number: str = ""  # of the other side
    caller_name: str = ""
    caller_organisation: str = ""
    called: str = ""
    organisation: str | None = None
    direction: Direction | None = None
    language: Language | None = None
    started_at: datetime | None = None  # without a zone: on the house's clock
    agent_channel: int | None = None  # 0 or 1, of a recording with two channels
    exchange_id: str | None = None
    by: int | None = None  # the person who brought it


@dataclass(frozen=True, slots=True)
class Came:
    """One call of what was brought."""

    name: str
    call_id: int
    is_new: bool
    state: str


@dataclass(frozen=True, slots=True)
class _Sound:
    part: Literal["all", "agent", "customer"]
    file: Spooled | AudioSource


def take_in(
    house: House,
    file: Spooled,
    name: str,
    about: About,
    *,
    customer: Spooled | None = None,
    beside: Path | None = None,
    changed_at: datetime | None = None,
) -> list[Came]:
    """Take what was brought into the house; the spooled files are gone afterwards.

    Args:
        name: as it was sent; only tells things, and never becomes a name on the disk.
        customer: the other side, where `file` is the recording of ours only.
        beside: the folder in which a call file's recording may lie; without one a call file has to hold it.
        changed_at: when the recording was last written to; tells its moment where nothing else does.

    Raises:
        RefusedError: it is not taken in, and why.
        Problem: it holds no call, or not a sound one.
        AwayError: the database does not answer; nothing was taken in.
    """
    try:
        name = plain_name(name)
        if _kind(file, name) == "call":
            if customer is not None:
                raise RefusedError("two_sides", "one of the two sides is no recording", "give two recordings")
            return _calls(house, file, name, about, beside)
        if customer is not None and _kind(customer, name) != "sound":
            raise RefusedError("two_sides", "one of the two sides is no recording", "give two recordings")
        return [_recording(house, file, customer, name, about, changed_at)]
    except OSError as error:
        raise (disk_full() if is_disk_full(error) else error) from error
    except Problem as problem:
        if is_disk_full(problem) and not isinstance(problem, RefusedError):
            raise disk_full() from problem
        raise
    finally:
        file.discard()
        if customer is not None:
            customer.discard()


def _kind(file: Spooled, name: str) -> str:
    """`call` or `sound`, by what the file holds; what its name says has to agree.

    Raises:
        RefusedError: empty, an archive, or text that is called a recording or the other way round.
    """
    with file.path.open("rb") as opened:
        head = opened.read(_HEAD)
    if not head:
        raise RefusedError("empty", "the file is empty", "give a recording or a call file")
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise RefusedError("archive", "this is an archive", "unpack it and give the recordings themselves")
    suffix = PurePath(name).suffix.casefold()
    is_text = is_call_file(head) or (suffix in _TEXTS and b"\0" not in head and is_call_file(head, name))
    if is_text != (suffix in _TEXTS) and suffix:
        raise RefusedError("not_as_named", "the file is not what its name says", "give the recording itself")
    return "call" if is_text else "sound"


def _recording(
    house: House, file: Spooled, customer: Spooled | None, name: str, about: About, changed_at: datetime | None
) -> Came:
    digest = file.digest if customer is None else _digest(f"{file.digest} {customer.digest}")
    stem = PurePath(name).stem or "call"
    if (before := _known(house, digest)) is not None:
        return Came(stem, before.call_id, False, before.state)
    duration = max(_checked(one.path) for one in (file, customer) if one is not None)
    said = told(stem)
    started, notes = _moment(house, about, said, changed_at, duration)
    call = Call(
        id=stem,
        started_at=started,
        direction=about.direction or said.direction or "inbound",
        language=about.language,
        organisation=about.organisation,
        called=about.called or said.called or None,
        participants=(
            Participant(id="a1", role="agent", name=about.agent if about.agent and not about.agent.isdigit() else None),
            Participant(id="c1", role="customer", name=about.caller_name or None),
        ),
        notes=notes,
    )
    channels: dict[str, int] | None = None
    if customer is not None:
        channels = {"a1": 0, "c1": 1}
    elif about.agent_channel is not None:
        channels = {"a1": about.agent_channel, "c1": 1 - about.agent_channel}
    sounds = [_Sound("all", file)] if customer is None else [_Sound("agent", file), _Sound("customer", customer)]
    arrival = _arrival(house, call, digest, about, said, duration)
    return _entered(house, call, arrival, sounds, channels, about)


def _calls(house: House, file: Spooled, name: str, about: About, beside: Path | None) -> list[Came]:
    if file.size > MAX_BYTES:
        raise RefusedError("text_too_large", "this call file is too large", "give one call a file", status=413)
    options = ReadOptions(
        agent=about.agent or None, direction=about.direction, language=about.language, organisation=about.organisation
    )
    nowhere = house.settings.incoming / "nowhere"
    data = file.path.read_bytes()
    _not_a_strange_table(data[:_HEAD], name)
    try:
        sources = read_call_bytes(data, name, options, folder=beside or nowhere)
    except Problem as problem:
        raise Problem(problem.reason, problem.way_out) from None
    if len(sources) > MOST_CALLS:
        raise RefusedError("too_many", f"there are more than {MOST_CALLS} calls in it", "split it", most=MOST_CALLS)
    came = []
    for n, source in enumerate(sources):
        digest = file.digest if len(sources) == 1 else _digest(f"{file.digest} {n}")
        came.append(_call(house, _within(source, beside), digest, about))
    return came


def _not_a_strange_table(head: bytes, name: str) -> None:
    """Says of a table whose columns nobody knows how they are named: most are lists of calls of an exchange.

    Raises:
        RefusedError: it is one.
    """
    start = head.decode("utf-8-sig", "ignore")
    first = next((line for line in start.splitlines() if line.strip()), "")
    if PurePath(name).suffix.casefold() not in TABLES or is_call_file(head) or len(re.findall(r"[,;\t|]", first)) < 2:
        return
    raise RefusedError(
        "columns",
        "the columns of this table are known neither of call detail records nor of a chat",
        "say under exchange.columns in server.yaml which ones hold start, from and to; see docs/server.md",
    )


def _within(source: CallSource, beside: Path | None) -> CallSource:
    """Without a recording that lies outside the folder in which it may lie.

    Raises:
        Problem: there are no words in the call file, and no recording either.
    """
    inside = []
    for audio in source.audio:
        if audio.data is None:
            path = audio.path.resolve() if audio.path is not None else None
            if path is None or beside is None or not path.is_relative_to(beside.resolve()):
                continue
        inside.append(audio)
    if len(inside) == len(source.audio):
        return source
    if not source.call.turns:
        raise Problem("names a recording that did not come with it", "send the recording, or a vCon that holds it")
    note = "The recording that the call file names did not come with it; only the words were looked at."
    call = source.call.with_(notes=(*source.call.notes, note))
    return replace(source, call=call, audio=tuple(inside))


def _call(house: House, source: CallSource, digest: str, about: About) -> Came:
    if (before := _known(house, digest)) is not None:
        return Came(source.call.id, before.call_id, False, before.state)
    said = told(source.call.id)
    started, notes = _moment(house, about, said, None, 0.0, source.call.started_at)
    called = about.called or source.call.called or said.called or None
    call = source.call.with_(
        started_at=started, audio=None, gold=None, called=called, notes=(*source.call.notes, *notes)
    )
    audio = next(iter(source.audio), None)
    sounds = [] if audio is None else [_Sound("all", audio)]
    arrival = _arrival(house, call, digest, about, said, call.duration)
    if not arrival.number and source.vcon:
        arrival = replace(arrival, number=e164(_number_in(source.vcon, called), house.settings.region))
    channels = dict(audio.channels) if audio is not None and audio.channels else None
    return _entered(house, call, arrival, sounds, channels, about)


def _arrival(house: House, call: Call, digest: str, about: About, said: Told, duration: float) -> Arrival:
    region = house.settings.region
    ours = [p.name for p in call.participants if p.role == "agent" and p.name]
    theirs = next((p.name for p in call.participants if p.role == "customer" and p.name), "")
    number = about.number or said.number
    if not number and call.direction == "outbound":
        number = call.called or ""
    assert call.started_at is not None
    return Arrival(
        name=call.id,
        source=about.source,
        digest=digest,
        started_at=call.started_at,
        duration=duration,
        direction=call.direction,
        perspective=call.perspective,
        medium=call.medium,
        language=call.language,
        number=e164(number, region),
        caller_name=about.caller_name or theirs,
        caller_organisation=about.caller_organisation,
        called=e164(call.called or "", region) if call.direction == "inbound" else "",
        organisation=call.organisation,
        agents=tuple(dict.fromkeys(a for a in (about.agent, *ours, *said.agents) if a)),
        person_id=about.person_id,
        client_id=about.client_id,
        exchange_id=about.exchange_id or said.exchange_id,
    )


def _moment(
    house: House, about: About, said: Told, changed_at: datetime | None, duration: float, given: datetime | None = None
) -> tuple[datetime, tuple[str, ...]]:
    """When the call began, aware, on the house's clock; with a note where that is a guess."""
    zone = house.settings.zone
    known = about.started_at or given
    if known is not None:
        return known.astimezone(zone) if known.tzinfo else known.replace(tzinfo=zone), ()
    if said.started_at is not None:
        note = f"The time of the call, {said.started_at:%Y-%m-%d %H:%M}, was read from the file's name."
        return said.started_at.replace(tzinfo=zone), (note,)
    if changed_at is not None:
        began = (changed_at - timedelta(seconds=duration)).astimezone(zone)
        return began, ("The time of the call is that of the file.",)
    return house.now().astimezone(zone), ("The time of the call is not known; it is the time at which it was added.",)


def _entered(
    house: House,
    call: Call,
    arrival: Arrival,
    sounds: list[_Sound],
    channels: dict[str, int] | None,
    about: About,
) -> Came:
    """Sound into the vault, the call into `incoming/`, and then both into the database at once."""
    vault = vault_of(house.settings)
    kept = tuple(_keep(vault, house, sound, arrival.digest) for sound in sounds)
    file = f"{arrival.digest}.json"
    _write(house.settings.incoming / file, call_to_json(call).encode())
    payload: dict[str, Any] = {"file": file, "channels": channels}
    with house.database.write() as work:
        entered = store.enter(work, arrival, kept, payload, house.now(), about.by)
        if entered.is_new:
            of_call(work, entered.call_id, arrival)
    return Came(call.id, entered.call_id, entered.is_new, entered.state)


def _keep(vault: Vault, house: House, sound: _Sound, digest: str) -> Kept:
    """The sound in the vault, under a name that is the same at each try."""
    file = sound.file
    if isinstance(file, AudioSource) and file.data is not None:
        path = house.settings.incoming / f"{digest}.sound.part"
        _write(path, file.data)
        try:
            return _keep(vault, house, _Sound(sound.part, Spooled(path, digest, len(file.data))), digest)
        finally:
            path.unlink(missing_ok=True)
    where = file.path
    assert where is not None, "a recording is data or a file; addresses are not fetched"
    _checked(where)
    suffix, media_type = _type(where)
    with where.open("rb") as opened:
        stored = vault.write(f"{digest[:2]}/{digest}.{sound.part}{suffix}", opened)
    return Kept(sound.part, stored.path, media_type, stored.size, stored.is_encrypted)


def _checked(path: Path) -> float:
    """Seconds of a recording, as far as its header tells.

    Raises:
        Problem: no sound, or more than `MOST_HOURS` of it.
    """
    from belwijs.audio.decode import open_recording

    try:
        duration = open_recording(path).duration or 0.0
    except Problem as problem:  # without the name that the file has on our disk
        raise RefusedError("no_sound", problem.reason, problem.way_out) from None
    if duration > MOST_HOURS * 3600:
        most = int(MOST_HOURS)
        raise RefusedError("too_long", f"lasts longer than {most} hours", "give one call a file", most=most)
    return duration


def _type(path: Path) -> tuple[str, str]:
    from belwijs.audio.stream import probe

    container = probe(path).container.split(",")[0]
    return _TYPES.get(container, (".sound", "application/octet-stream"))


def _write(path: Path, data: bytes) -> None:
    """A file whole or not at all, on the disk when this returns."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part") if path.suffix != ".part" else path
    try:
        with io.FileIO(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as file:
            left = memoryview(data)
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _known(house: House, digest: str) -> Entered | None:
    with house.database.read() as work:
        return store.known(work, digest)


def _number_in(vcon: Mapping[str, Any], called: str | None) -> str:
    """The number of the other side in a vCon: the only one that is not the number called."""
    tels = {str(p["tel"]) for p in vcon.get("parties") or () if isinstance(p, Mapping) and p.get("tel")}
    others = [tel for tel in tels if not (called and same_number(tel, called))]
    return others[0] if len(others) == 1 else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
