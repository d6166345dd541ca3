"""Writes a vCon (draft-ietf-vcon-vcon-core-03) with the report as an analysis, or adds the report to one."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

from belwijs.call.model import Call
from belwijs.call.source import AudioSource

VENDOR = "belwijs"
REPORT_SCHEMA = "belwijs-report-1"  # label of what `belwijs schema report` prints
TRANSCRIPT_SCHEMA = "belwijs-turns-1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_vcon(
    call: Call,
    report_json: Mapping[str, Any],
    *,
    audio: AudioSource | None = None,
    original: Mapping[str, Any] | None = None,
    signed: bool = False,
    created_at: datetime | None = None,
) -> dict[str, Any]:
    """A vCon that holds the call and the report on it.

    The same input gives the same vCon, its uuid (version 8) included.

    Args:
        report_json: the report as JSON (`Report.model_dump(mode="json")`).
        audio: the recording; it is put in when it has `data`, referred to when it has a `url`, named when it is a file.
        original: the vCon the call came from (`CallSource.vcon`): the report is added to a copy of it, in place of an
            earlier report of ours.
        signed: the original was signed: what is made is then a new vCon that amends it (draft, 4.1.9).
        created_at: when it is made; by default when the call began, so that nothing depends on the clock.
    """
    if original is not None:
        return _amended(original, report_json, call, signed, created_at)
    dialog = [_dialog(call, audio)]
    made: dict[str, Any] = {
        "vcon": "0.4.0",  # deprecated in the draft, asked for by older readers
        "uuid": "",
        "extensions": ["CC"],  # for the role of a party (draft-ietf-vcon-cc-extension)
        "created_at": _date(created_at or call.started_at or _EPOCH),
        "parties": [_party(p.name, p.role, call.organisation, _number(p.role, call)) for p in call.participants],
        "dialog": dialog,
        "analysis": [*_transcript(call), _report(report_json, 0)],
    }
    made["uuid"] = _uuid(made)
    return made


def _amended(
    original: Mapping[str, Any],
    report_json: Mapping[str, Any],
    call: Call,
    signed: bool,
    created_at: datetime | None,
) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(dict(original))
    earlier = made.get("analysis") or []
    kept = [a for a in earlier if not (a.get("vendor") == VENDOR and a.get("type") == "report")]
    dialogs = [n for n, d in enumerate(made.get("dialog") or []) if d.get("type") in ("recording", "text")]
    made["analysis"] = [*kept, _report(report_json, dialogs[0] if len(dialogs) == 1 else dialogs)]
    if created_at:
        made["updated_at"] = _date(created_at)
    if signed:
        made["created_at"] = _date(created_at or call.started_at or _EPOCH)
        made.pop("redacted", None)  # the draft allows one of the two
        made["amended"] = {"uuid": str(original.get("uuid") or "")}
        made["uuid"] = _uuid({**made, "uuid": ""})
    elif not made.get("uuid"):
        made["uuid"] = _uuid(made)
    return made


def _number(role: str, call: Call) -> str | None:
    """The number that was called is that of the side that did not call."""
    return call.called if role == ("agent" if call.direction == "inbound" else "customer") else None


def _party(name: str | None, role: str, organisation: str | None, number: str | None) -> dict[str, Any]:
    party = {"name": name or "anonymous", "role": {"colleague": "sme", "system": "ivr"}.get(role, role)}
    if number:
        party["tel"] = number
    if organisation and role in ("agent", "colleague"):
        party["org"] = organisation
    return party


def _dialog(call: Call, audio: AudioSource | None) -> dict[str, Any]:
    dialog: dict[str, Any] = {"type": "recording", "start": _date(call.started_at or _EPOCH)}
    dialog["duration"] = round(audio.duration if audio and audio.duration is not None else call.duration, 3)
    index = {p.id: n for n, p in enumerate(call.participants)}
    channels = audio.channels if audio else None
    if channels and len(set(channels.values())) == len(channels):
        by_channel = {c: index[who] for who, c in channels.items() if who in index}
        dialog["parties"] = [by_channel.get(c) for c in range(max(by_channel, default=-1) + 1)]
    else:
        dialog["parties"] = list(index.values())
    called_by = "customer" if call.direction == "inbound" else "agent"
    originator = next((n for n, p in enumerate(call.participants) if p.role == called_by), None)
    if originator is not None:
        dialog["originator"] = originator
    if audio is None:
        return dialog
    if audio.media_type:
        dialog["mediatype"] = audio.media_type
    if audio.filename or audio.path:
        dialog["filename"] = audio.filename or (audio.path.name if audio.path else "")
    if audio.data is not None:
        dialog |= {"body": _base64url(audio.data), "encoding": "base64url"}
    elif audio.url:
        dialog |= {"url": audio.url, "content_hash": list(audio.content_hash)}
    return dialog


def _transcript(call: Call) -> list[dict[str, Any]]:
    if not call.turns:
        return []
    index = {p.id: n for n, p in enumerate(call.participants)}
    segments = []
    for turn in call.turns:
        segment: dict[str, Any] = {"party": index[turn.speaker], "start": turn.start, "end": turn.end}
        segment["text"] = turn.text
        if turn.words:
            segment["words"] = [{"word": w.text, "start": w.start, "end": w.end} for w in turn.words]
        segments.append(segment)
    body: dict[str, Any] = {"segments": segments}
    if call.language:
        body["language"] = call.language
    return [_analysis("transcript", 0, TRANSCRIPT_SCHEMA, body)]


def _report(report_json: Mapping[str, Any], dialog: int | list[int]) -> dict[str, Any]:
    return _analysis("report", dialog, REPORT_SCHEMA, dict(report_json))


def _analysis(kind: str, dialog: int | list[int], schema: str, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": kind,
        "dialog": dialog,
        "mediatype": "application/json",
        "vendor": VENDOR,
        "product": f"belwijs {version('belwijs')}",
        "schema": schema,
        "encoding": "json",
        "body": body,
    }


def _date(when: datetime) -> str:
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    offset = aware.utcoffset() or timedelta()
    if offset % timedelta(minutes=1):  # RFC 3339 has no seconds in an offset
        aware = aware.astimezone(UTC)
    return aware.isoformat()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _uuid(content: Mapping[str, Any]) -> str:
    """A UUID of version 8 (RFC 9562, 5.8) out of the SHA-256 of the content, so that it is the same each time."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(canonical.encode()).digest()[:16], "big")
    number = number & ~(0xF << 76) | (8 << 76)  # version
    number = number & ~(0x3 << 62) | (0x2 << 62)  # variant
    return str(uuid.UUID(int=number))
