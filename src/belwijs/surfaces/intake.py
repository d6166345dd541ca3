"""From what a user points at (files, folders, globs, standard input) to calls that can be analysed."""

from __future__ import annotations

import glob
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from belwijs.call import Call, Direction, Language, Participant, Problem
from belwijs.call.chats import looks_like_chat
from belwijs.call.read import is_call_file, read_call_file
from belwijs.call.source import AudioSource, CallSource, ReadOptions, check_content_hash
from belwijs.call.validate import check_against_audio
from belwijs.catalogue.playbook import Playbook
from belwijs.pipeline.analyse import prepared
from belwijs.pipeline.material import Material, TranscriptChoice

if TYPE_CHECKING:
    from belwijs.audio.decode import Recording

HEAD = 4096
SUFFIXES = frozenset(
    ".wav .wave .mp3 .ogg .oga .opus .flac .m4a .mp4 .aac .webm .gsm .au .json .vcon .vtt .srt".split()
)
CHATS = frozenset((".csv", ".tsv", ".txt"))
STAMP = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)[-_T .]?([0-2]\d)[-_.:h]?([0-5]\d)(?:[-_.:]?([0-5]\d))?(?!\d)")
FETCH_AT_MOST = 2 << 30  # bytes


@dataclass(frozen=True)
class Options:
    """What the user says beforehand of the calls."""

    direction: Direction | None = None
    language: Language | None = None
    organisation: str | None = None
    agent: str | None = None
    agent_channel: int | None = None
    channels: tuple[int, int] | None = None
    customer_file: Path | None = None
    started_at: datetime | None = None
    transcript: TranscriptChoice = "given"
    fetch: bool = False


@dataclass(frozen=True)
class Taken:
    """A call that was taken in: its material, and what its report can be added to."""

    name: str
    material: Material
    source: CallSource | None = None
    audio: AudioSource | None = None


def expand(names: Sequence[str]) -> list[str]:
    """Files from names, folders and globs, in order, each once; '-' stays.

    Raises:
        Problem: a folder or a glob without anything to analyse.
    """
    found: list[str] = []
    for name in names:
        path = Path(name)
        if name == "-" or path.is_file():
            found.append(name)
        elif path.is_dir():
            inside = _in_folder(path)
            if not inside:
                raise Problem("holds no recordings and no call files", "see docs/formats.md", file=name)
            found += inside
        elif glob.has_magic(name):
            hits = sorted(h for h in glob.glob(name, recursive=True) if Path(h).is_file())
            if not hits:
                raise Problem("matches no file", "check the pattern", file=name)
            found += hits
        else:
            found.append(name)
    return list(dict.fromkeys(found))


def _in_folder(folder: Path) -> list[str]:
    """Everything in a folder that can be analysed; a call file speaks for the recording of the same name."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and (p.suffix.lower() in SUFFIXES or _is_chat(p)))
    described = {p.with_suffix("") for p in files if p.suffix.lower() in (".json", ".vcon") and _names_audio(p)}
    texts = {".json", ".vcon", ".vtt", ".srt", *CHATS}
    return [str(p) for p in files if p.suffix.lower() in texts or p.with_suffix("") not in described]


def _is_chat(path: Path) -> bool:
    """Whether a table or a text in a folder is a chat; other tables and texts are left alone there."""
    if path.suffix.lower() not in CHATS:
        return False
    try:
        with path.open("rb") as file:
            return looks_like_chat(file.read(HEAD).decode("utf-8", "ignore"))
    except OSError:
        return False


def _names_audio(path: Path) -> bool:
    try:
        return b'"audio"' in path.read_bytes()[: 1 << 20]
    except OSError:
        return False


class Intake:
    """Takes files in; keeps what had to be spooled until it is closed."""

    def __init__(self, options: Options, playbook: Playbook) -> None:
        self.options = options
        self.playbook = playbook
        self._spool: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        if self._spool is not None:
            self._spool.cleanup()

    def _temporary(self, name: str) -> Path:
        if self._spool is None:
            self._spool = tempfile.TemporaryDirectory(prefix="belwijs-")
        return Path(self._spool.name) / name

    def take(self, name: str) -> Iterator[Taken]:
        """The calls in one file.

        Raises:
            Problem: it cannot be read; names the file.
        """
        path = self._from_stdin() if name == "-" else Path(name)
        shown = "standard input" if name == "-" else name
        try:
            head = self._head(path)
            if is_call_file(head, path.name):
                for source in read_call_file(path, self._read_options()):
                    yield self._of_call(source, shown)
            else:
                yield self._of_sound(path, shown, stem="call" if name == "-" else path.stem)
        except Problem as problem:
            problem.file = shown if name == "-" else problem.file
            raise problem.at(shown) from None

    def _head(self, path: Path) -> bytes:
        try:
            if path.is_dir():
                raise Problem("is a folder without anything to analyse", "give a recording or a call file")
            with path.open("rb") as file:
                head = file.read(HEAD)
        except FileNotFoundError:
            raise Problem("does not exist", "check the name") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no such file name"
            raise Problem(f"cannot be opened ({reason.lower()})", "check its name and rights") from None
        if not head:
            raise Problem("is empty", "give a recording or a call file")
        return head

    def _from_stdin(self) -> Path:
        path = self._temporary("standard-input")
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        except OSError as error:
            raise Problem(
                f"cannot be spooled ({(error.strerror or '').lower()})", "make room or give a file", file="-"
            ) from None
        return path

    def _read_options(self) -> ReadOptions:
        o = self.options
        return ReadOptions(
            agent=o.agent, direction=o.direction, language=o.language, organisation=o.organisation, fetch=o.fetch
        )

    def _of_sound(self, path: Path, name: str, stem: str) -> Taken:
        from belwijs.audio.decode import open_recording, pair

        o = self.options
        sound = pair(path, o.customer_file) if o.customer_file else open_recording(path, channels=o.channels)
        started: datetime | None = o.started_at
        notes: tuple[str, ...] = ()
        if started is None and (read := time_in_name(stem)):
            started, notes = read, (f"The time of the call, {read:%Y-%m-%d %H:%M}, was read from the file's name.",)
        call = Call(
            id=stem or "call",
            started_at=started,
            direction=o.direction or "inbound",
            language=o.language,
            organisation=o.organisation,
            participants=(Participant(id="a1", role="agent", name=o.agent), Participant(id="c1", role="customer")),
            notes=notes,
        )
        channels = {"a1": 0, "c1": 1} if o.customer_file else self._given_channels()
        return Taken(name, self._material(call, sound, channels), audio=AudioSource(path=path, filename=path.name))

    def _given_channels(self) -> dict[str, int] | None:
        agent = self.options.agent_channel
        return None if agent is None else {"a1": agent, "c1": 1 - agent}

    def _of_call(self, source: CallSource, name: str) -> Taken:
        call, notes, sound, audio = source.call, [], None, None
        if self.options.started_at is not None:
            call = call.with_(started_at=self.options.started_at)
        if len(source.audio) > 1:
            notes.append(f"The call has {len(source.audio)} recordings; the first was listened to.")
        if source.audio:
            audio = source.audio[0]
            sound = self._sound(audio, call)
        channels = dict(audio.channels) if audio and audio.channels else None
        material = self._material(call, sound, channels)
        if sound is not None and call.turns and sound.duration is not None:
            notes += check_against_audio(call, sound.duration + (audio.offset if audio else 0.0))
        return Taken(name, material.noting(notes), source, audio)

    def _sound(self, audio: AudioSource, call: Call) -> Recording:
        from belwijs.audio.decode import open_recording

        path = audio.path
        if audio.data is not None:
            path = self._write(audio, audio.data)
        elif audio.url is not None:
            data = fetch(audio.url)
            check_content_hash(data, audio.content_hash)
            path = self._write(audio, data)
        assert path is not None
        return open_recording(path, channels=self.options.channels)

    def _write(self, audio: AudioSource, data: bytes) -> Path:
        suffix = Path(audio.filename or "").suffix
        path = self._temporary(f"inline-{len(os.listdir(self._temporary('.').parent)) if self._spool else 0}{suffix}")
        try:
            path.write_bytes(data)
        except OSError as error:
            raise Problem(
                f"its recording cannot be stored ({(error.strerror or '').lower()})",
                "make room in the temporary folder",
            ) from None
        return path

    def _material(self, call: Call, sound: Recording | None, channels: dict[str, int] | None) -> Material:
        book = self.playbook.for_whom(call.called, call.organisation)
        return Material(prepared(call, book), book, sound=sound, channels=channels, transcript=self.options.transcript)


def time_in_name(stem: str) -> datetime | None:
    """The local time that exchanges put into the names of recordings (20260302-130512, 2026-03-02_13.05)."""
    for match in STAMP.finditer(stem):
        try:
            return datetime(*(int(g or 0) for g in match.groups()))  # type: ignore[arg-type]
        except ValueError:
            continue
    return None


def fetch(url: str) -> bytes:
    """A recording from an https address that the user allowed to be fetched.

    Raises:
        Problem: no https, no answer, or more than 2 GiB.
    """
    import urllib.error
    import urllib.request

    if not url.lower().startswith("https://"):
        raise Problem("its recording is not at an https address", "download it and name the file in the call file")
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            data: bytes = answer.read(FETCH_AT_MOST + 1)
    except (urllib.error.URLError, OSError, ValueError):
        raise Problem("its recording could not be fetched", "download it and name the file in the call file") from None
    if len(data) > FETCH_AT_MOST:
        raise Problem("its recording is larger than 2 GiB", "download it and name the file in the call file")
    return data
