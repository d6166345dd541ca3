"""Reads a call from any of the files it can come in: our JSON, vCon, WebVTT, SRT, whisperX JSON, chats."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any, get_args

from belwijs.call.chats import chat_from_json, chats_from_text, looks_like_chat
from belwijs.call.model import UNTIMED, Call, Language
from belwijs.call.problem import Problem
from belwijs.call.roles import Known, cast
from belwijs.call.source import (
    GUESSED_SPEAKERS,
    AudioSource,
    CallSource,
    Kind,
    ReadOptions,
    turns_of,
)
from belwijs.call.subtitles import read_subtitles
from belwijs.call.text import MAX_BYTES, decode, parse_json, shown
from belwijs.call.transcripts import Transcript, read_transcript
from belwijs.call.utterances import in_order, join, share_out
from belwijs.call.validate import SEE, build_call, call_from_json
from belwijs.call.vcon_parts import looks_like_vcon
from belwijs.call.vcon_read import read_vcon

SUFFIXES = (".json", ".vcon", ".vtt", ".srt")  # of the files that this module reads
TABLES = (".csv", ".tsv", ".txt")  # of chats; tables first
_HEAD = 4096  # bytes that are looked at to tell text from sound
_FORMATS = "give a recording, a call as JSON, a vCon, WebVTT, SRT, whisperX JSON or a chat; see docs/formats.md"


def is_call_file(head: bytes, name: str = "") -> bool:
    """True when a file is one of the text formats that `read_call_file` reads, rather than a recording.

    Its first bytes (some 4 KiB) decide; only where they are no help (empty, or text of no known kind) does the suffix.
    """
    start = head[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[", b"WEBVTT", b"eyJ")) or head.startswith((b"\xff\xfe{", b"\xfe\xff\x00{")):
        return True
    if b"\0" not in start and (b"-->" in start or looks_like_chat(start.decode("utf-8", "ignore"))):
        return True
    if b"\0" not in start and PurePath(name).suffix.casefold() in TABLES:
        return True  # no recording, whatever it holds
    text_like = not start or (b"\0" not in start and start.isascii())
    return text_like and PurePath(name).suffix.casefold() in SUFFIXES


def read_call_file(path: Path, options: ReadOptions | None = None) -> list[CallSource]:
    """The calls in a file; all formats hold one, but a JSON file may be a list of calls.

    Raises:
        Problem: it cannot be read, naming the file, the reason and the way out.
    """
    try:
        if path.is_dir():
            raise Problem("is a folder", "give the files in it")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except Problem as e:
        raise e.at(str(path)) from None
    except FileNotFoundError:
        raise Problem("does not exist", "check the name", file=str(path)) from None
    except (OSError, ValueError) as e:
        reason = (e.strerror or "unknown reason").lower() if isinstance(e, OSError) else "no such file name"
        raise Problem(f"cannot be opened ({reason})", "check its name and rights", file=str(path)) from None
    return read_call_bytes(data, str(path), options, folder=path.parent)


def read_call_bytes(
    data: bytes, name: str, options: ReadOptions | None = None, *, folder: Path | None = None
) -> list[CallSource]:
    """The calls in the bytes of a file.

    Args:
        name: the file's name, for messages, for the id of a call that has none, and as a hint to the format.
        folder: where a recording named in it is looked for; the current folder where it is None.

    Raises:
        Problem: they hold no call, or not a sound one.
    """
    try:
        return _read(data, name, options or ReadOptions(), folder or Path())
    except Problem as e:
        raise e.at(name) from None
    except RecursionError:
        raise Problem("is nested too deep", "give a call file; see docs/formats.md", file=name) from None


def _read(data: bytes, name: str, options: ReadOptions, folder: Path) -> list[CallSource]:
    if b"\0" in data[:_HEAD] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Problem("is no text file", _FORMATS)
    text = decode(data)
    bare = text.lstrip()
    stem = PurePath(name).stem if name not in ("", "-") else "call"
    suffix = PurePath(name).suffix.casefold()
    if bare.startswith("WEBVTT"):
        return [_from_subtitles(bare, stem, "webvtt", options)]
    if suffix in (".srt", ".vtt") or (not bare.startswith(("{", "[")) and "-->" in bare[:_HEAD]):
        return [_from_subtitles(bare, stem, "webvtt" if suffix == ".vtt" else "srt", options)]
    if bare.startswith("eyJ") and 2 <= bare.count(".", 0, 2_000_000) <= 4 and not bare.startswith("{"):
        return [_from_compact(bare.strip(), stem, options)]
    if not bare.startswith("{") and looks_like_chat(bare[:_HEAD]):
        return chats_from_text(bare, stem, options)
    if bare.startswith(("{", "[")) or suffix in (".json", ".vcon"):
        return _from_json(parse_json(bare), stem, options, folder)
    if suffix in TABLES[:2]:
        raise Problem(
            "is no chat: no row names the columns, and no line begins with a time and a name",
            "name the columns, such as time,sender,message; see docs/formats.md",
        )
    raise Problem("is no call file", _FORMATS)


def _from_compact(text: str, stem: str, options: ReadOptions) -> CallSource:
    """A signed vCon in one line of three parts (JWS compact serialisation); of five parts it is encrypted."""
    parts = text.split(".")
    if len(parts) == 5:
        return read_vcon({"ciphertext": ""}, stem, options)
    if len(parts) != 3:
        raise Problem("is no call file", _FORMATS)
    return read_vcon({"payload": parts[1], "signatures": []}, stem, options)


def _from_json(value: Any, stem: str, options: ReadOptions, folder: Path) -> list[CallSource]:
    chat = chat_from_json(value, stem, options) if _may_be_chat(value) else None
    if chat:
        return [chat]
    if isinstance(value, list):
        transcript = _transcript(value)
        if transcript:
            return [_from_transcript(transcript, stem, "whisperx", options)]
        if not value or not all(isinstance(x, dict) for x in value):
            raise Problem("is a list, but not of calls", SEE)
        return [_each(n, item, stem, options, folder) for n, item in enumerate(value)]
    if not isinstance(value, dict):
        raise Problem("is JSON, but no call: a call is one JSON object", SEE)
    return [_one(value, stem, options, folder)]


def _may_be_chat(value: Any) -> bool:
    """Not a call of ours, a list of those, or a vCon."""
    if isinstance(value, list):
        return bool(value) and not any(isinstance(x, dict) and ("turns" in x or looks_like_vcon(x)) for x in value)
    return isinstance(value, dict) and not looks_like_vcon(value) and not {"participants", "turns"} & value.keys()


def _each(n: int, item: Mapping[str, Any], stem: str, options: ReadOptions, folder: Path) -> CallSource:
    try:
        return _one(item, f"{stem}-{n + 1}", options, folder)
    except Problem as e:
        raise Problem(f"call {n + 1} of the list: {e.reason}", e.way_out) from None


def _one(value: Mapping[str, Any], stem: str, options: ReadOptions, folder: Path) -> CallSource:
    if looks_like_vcon(value):
        return read_vcon(value, stem, options)
    if not {"id", "participants", "turns", "direction"} & value.keys():
        transcript = _transcript(value)
        if transcript:
            return _from_transcript(transcript, stem, "whisperx", options)
        raise Problem("is JSON, but no call: it has no id, participants or turns", SEE)
    return _from_call(value, options, folder)


def _transcript(value: Any) -> Transcript | None:
    if isinstance(value, list) and any(isinstance(x, dict) and "participants" in x for x in value):
        return None
    return read_transcript(value)


def _from_call(value: Mapping[str, Any], options: ReadOptions, folder: Path) -> CallSource:
    """Our own format: what it says stands, the options fill in what it leaves open."""
    call = call_from_json(value)
    given = {"direction": options.direction, "language": options.language, "organisation": options.organisation}
    call = call.with_(**{k: v for k, v in given.items() if v is not None and value.get(k) is None})
    if options.agent is not None and call.participants:
        call = _with_agent(call, options.agent)
    if call.audio is None:
        return CallSource(call, "call")
    if "://" in call.audio.file:
        raise Problem("audio.file is an address, not a file", "download the recording and name the file")
    where = folder / call.audio.file
    if not _exists(where):
        if not call.turns:
            there = shown(call.audio.file)
            raise Problem(f"names a recording that is not there: {there}", "put it beside the call file")
        note = "The recording that the call file names is not there; only the words were looked at."
        return CallSource(call.with_(notes=(*call.notes, note)), "call")
    return CallSource(call, "call", (AudioSource(path=where, channels=call.audio.channels, filename=where.name),))


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _with_agent(call: Call, agent: str) -> Call:
    """The user says who the agent is: he and whoever was the agent change roles."""
    wanted = agent.casefold()
    chosen = next((p for p in call.participants if wanted in (p.id.casefold(), (p.name or "").casefold())), None)
    if chosen is None:
        there = ", ".join(shown(p.name or p.id) for p in call.participants[:8])
        raise Problem(f"nobody in it is called {shown(agent)}", f"give --agent one of: {there}")
    if chosen.role == "agent":
        return call
    swapped = [
        p.model_copy(update={"role": "agent"}) if p.id == chosen.id
        else p.model_copy(update={"role": chosen.role}) if p.role == "agent" else p
        for p in call.participants
    ]  # fmt: skip
    return call.with_(participants=tuple(swapped))


def _from_subtitles(text: str, stem: str, kind: Kind, options: ReadOptions) -> CallSource:
    subtitles = read_subtitles(text)
    known = {label: Known(role, label) for label, role in subtitles.roles.items()}
    return _from_transcript(Transcript(subtitles.utterances, subtitles.language), stem, kind, options, known)


def _from_transcript(
    transcript: Transcript, stem: str, kind: Kind, options: ReadOptions, known: Mapping[str, Known] | None = None
) -> CallSource:
    """A call out of utterances: turns joined, roles given or guessed, and notes of what was guessed."""
    named, guessed = share_out(in_order(transcript.utterances))
    utterances = join(named)
    direction = options.direction or "inbound"
    roles = cast(utterances, known or {}, agent=options.agent, direction=direction, organisation=options.organisation)
    notes = [*transcript.notes, *([GUESSED_SPEAKERS] if guessed else []), *roles.notes]
    if not transcript.timed:
        notes.append(UNTIMED)
    known_language = transcript.language if transcript.language in get_args(Language) else None
    call = build_call(
        id=stem or "call",
        direction=direction,
        language=options.language or known_language,
        organisation=options.organisation,
        participants=roles.participants,
        turns=turns_of(utterances, roles.ids),
        notes=tuple(notes),
    )
    return CallSource(call, kind, roles_guessed=roles.guessed or guessed)
