"""Writes calls: our own JSON, and a transcript as WebVTT."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
from pathlib import Path
from typing import Any

from belwijs.call.model import Call
from belwijs.call.problem import Problem


def call_to_dict(call: Call) -> dict[str, Any]:
    """The call as the JSON object of docs/formats.md; what has its usual value is left out, except the two that
    decide how a call is judged (`direction`, `perspective`)."""
    made = call.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    head = {"id": call.id, "started_at": None, "direction": call.direction}
    ordered = {k: made.get(k, v) for k, v in head.items()} | made
    ordered["perspective"] = call.perspective
    return {k: v for k, v in ordered.items() if v is not None}


def call_to_json(call: Call) -> str:
    """The call as a JSON text that `read_call_file` reads back as the same call."""
    return json.dumps(call_to_dict(call), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Writes a text file whole or not at all; a device or a pipe is written to, never replaced.

    Raises:
        Problem: the place cannot be written, or the disk is full.
    """
    part = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(text.encode())
            return
        part.write_bytes(text.encode())
        os.replace(part, path)
    except (OSError, ValueError) as e:
        with contextlib.suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
        if isinstance(e, OSError) and e.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem("cannot be written: the disk is full", "make room and run it again", file=str(path)) from None
        reason = (e.strerror or "unknown reason").lower() if isinstance(e, OSError) else "no such file name"
        raise Problem(f"cannot be written ({reason})", "give another place to write to", file=str(path)) from None


def write_call(call: Call, path: Path) -> None:
    """Writes the call as our JSON.

    Raises:
        Problem: as `write_text`.
    """
    write_text(path, call_to_json(call))


def to_webvtt(call: Call) -> str:
    """The transcript as WebVTT (W3C), a cue a turn in order of time.

    The voice is the speaker's name, its class his role (`<v.agent Monique Bos>`): reading it back guesses nothing.
    """
    language = f"\nLanguage: {call.language}" if call.language else ""
    cues = [f"WEBVTT{language}\n"]
    voices = _voices(call)
    for turn in sorted(call.turns, key=lambda t: (t.start, t.end)):
        said = f"<v.{call.role_of(turn.speaker)} {_escape(voices[turn.speaker])}>{_escape(turn.text)}</v>"
        cues.append(f"{_stamp(turn.start)} --> {_stamp(turn.end)}\n{said}\n")
    return "\n".join(cues)


def _voices(call: Call) -> dict[str, str]:
    """Participant id → a name that nobody else has: his own, else his role, with a number where it is needed."""
    voices: dict[str, str] = {}
    for p in call.participants:
        name = " ".join((p.name or "").split()) or p.role
        taken = set(voices.values())
        voices[p.id] = next(v for n in itertools.count(1) if (v := name if n == 1 else f"{name} {n}") not in taken)
    return voices


def _escape(text: str) -> str:
    flat = " ".join(text.split())  # a blank line would end the cue
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
