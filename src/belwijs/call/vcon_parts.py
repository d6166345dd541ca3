"""The parts of a vCon (draft-ietf-vcon-vcon-core-03, and what older drafts called them), each checked by itself."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from belwijs.call.model import Role
from belwijs.call.problem import Problem
from belwijs.call.roles import role_from
from belwijs.call.subtitles import read_subtitles
from belwijs.call.text import decode, parse_json, shown
from belwijs.call.transcripts import Transcript, lines_to_transcript, party_label, read_transcript

SIGNED_UNCHECKED = "The vCon is signed; its signature was not checked."
_KNOWN_EXTENSIONS = {"CC", "cc", "wtf", "wtf_transcription"}
_DRAFT = "a vCon is laid down in draft-ietf-vcon-vcon-core"


def looks_like_vcon(value: Any) -> bool:
    """True for the three forms of a vCon: unsigned, signed (JWS), encrypted (JWE)."""
    if not isinstance(value, dict):
        return False
    unsigned = "vcon" in value or ("parties" in value and ("dialog" in value or "analysis" in value or "uuid" in value))
    signed = "payload" in value and ("signatures" in value or "signature" in value)
    return unsigned or signed or "ciphertext" in value


def unwrap(value: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """The unsigned form, and whether it stood in a signed one.

    The signature is not checked: that takes the signer's key.

    Raises:
        Problem: it is encrypted, or what is signed is no vCon.
    """
    signed = False
    for _ in range(3):
        if "ciphertext" in value:
            raise Problem("is an encrypted vCon (JWE)", "decrypt it first with the key it was made for")
        if not ("payload" in value and ("signatures" in value or "signature" in value)):
            return value, signed
        payload = value["payload"]
        if not isinstance(payload, str):
            raise Problem("is a signed vCon whose payload is not text", _DRAFT)
        signed = True
        value = parse_json(decode(unbase64(payload, "payload")))
        if not isinstance(value, dict):
            raise Problem("is signed, but what is signed is no vCon", _DRAFT)
    raise Problem("is a vCon signed more than twice over", "unwrap it first")


def check_extensions(vcon: Mapping[str, Any]) -> None:
    """Refuses what the draft says must be refused (4.1.4): an extension that changes what the core means.

    Raises:
        Problem: `critical` names an extension that is not known here.
    """
    critical = vcon.get("critical")
    for name in critical if isinstance(critical, list) else []:
        if not isinstance(name, str) or name not in _KNOWN_EXTENSIONS:
            raise Problem(f"needs the vCon extension {shown(name)}, which is not known here", "export it without")


def objects(vcon: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """A list of objects; absent and null are an empty list.

    Raises:
        Problem: it is something else.
    """
    value = vcon.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Problem(f"{key} is not a list", _DRAFT)
    for n, item in enumerate(value):
        if not isinstance(item, dict):
            raise Problem(f"{key}[{n}] is not an object", _DRAFT)
    return value


def text_of(item: Mapping[str, Any], *keys: str) -> str | None:
    """The first of these fields that holds text."""
    return next((v for k in keys if isinstance(v := item.get(k), str) and v.strip()), None)


def date_of(value: Any, place: str) -> datetime | None:
    """An RFC 3339 date (UTC where it names no zone), None where there is none.

    Raises:
        Problem: it is no date.
    """
    if value is None or value == "":
        return None
    try:
        found = datetime.fromisoformat(value)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        aware.astimezone(UTC)  # dates at the very ends of the calendar cannot be compared
    except (TypeError, ValueError, OverflowError):
        raise Problem(f"{place} is no date with a time", "write it as 2026-03-02T13:05:00+01:00") from None
    return aware


def indices(value: Any, size: int, place: str) -> list[int]:
    """Indices into a list of `size`: the draft allows one number, a list of them, or a list of lists.

    Raises:
        Problem: one points at nothing.
    """
    flat: list[Any] = []
    for item in value if isinstance(value, list) else [value]:
        flat += item if isinstance(item, list) else [item]
    found = []
    for item in flat:
        if item is None or item == -1:
            continue
        if type(item) is not int or not 0 <= item < size:
            raise Problem(f"{place} points at what is not there ({shown(item)[1:-1]})", _DRAFT)
        found.append(item)
    return found


def unbase64(text: str, place: str) -> bytes:
    """Base64url, also with padding or in the plain alphabet, as some writers do it.

    Raises:
        Problem: it is neither.
    """
    bare = "".join(text.split()).rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Problem(f"{place} is not base64url", "export the vCon again") from None


def party_role(party: Mapping[str, Any]) -> Role | None:
    """The role a party has: `role` of the contact center extension, `type` bot of the core, or a telling name."""
    role = text_of(party, "role")
    if role and (known := role_from(role)):
        return known
    meta = party.get("meta")
    if isinstance(meta, dict) and isinstance(meta.get("role"), str) and (known := role_from(meta["role"])):
        return known
    if party.get("type") == "bot":
        return "system"
    name = text_of(party, "name")
    return role_from(name) if name else None


def party_name(party: Mapping[str, Any]) -> str | None:
    """The party's name; 'anonymous' is none (draft, 4.2.5), nor is one that only names a role."""
    name = text_of(party, "name")
    if name is None or name.casefold() == "anonymous" or role_from(name):
        return None
    return " ".join(name[:200].split())


def transcript_of(analysis: Mapping[str, Any], place: str) -> Transcript | None:
    """The transcript in an analysis object: WebVTT or SRT, JSON of a known shape, or lines `Name: words`.

    Raises:
        Problem: it cannot be read.
    """
    body = analysis.get("body")
    if isinstance(body, str) and analysis.get("encoding") == "base64url":
        body = decode(unbase64(body, f"{place}.body"))
    if not isinstance(body, str):
        return read_transcript(body) or _text_only(body)
    bare = body.strip()
    if bare.startswith("WEBVTT") or "-->" in bare[:400]:
        subtitles = read_subtitles(bare)
        return Transcript(subtitles.utterances, subtitles.language)
    if bare.startswith(("{", "[")):
        try:
            value = parse_json(bare)
        except Problem:
            if analysis.get("encoding") == "json":
                raise
            return lines_to_transcript(bare)
        return read_transcript(value) or _text_only(value)
    return lines_to_transcript(bare)


def _text_only(value: Any) -> Transcript | None:
    text = value.get("transcript") or value.get("text") if isinstance(value, dict) else None
    return lines_to_transcript(text) if isinstance(text, str) else None


def resolve(label: str, parties: Sequence[Mapping[str, Any]], channels: Sequence[Any]) -> str | None:
    """The party that a speaker label of a transcript means, as `party_label`; None where it only counts voices."""
    folded = " ".join(label.casefold().split())
    for n, party in enumerate(parties):
        if folded in (party_label(n), str(party.get("name") or "").casefold(), str(party.get("uuid") or "").casefold()):
            return party_label(n)
    kind, _, number = folded.partition(" ")
    if kind == "channel" and number.isdecimal() and int(number) < len(channels):
        index = channels[int(number)]
        return party_label(index) if type(index) is int and 0 <= index < len(parties) else None
    role = role_from(label)
    having = [n for n, party in enumerate(parties) if role and party_role(party) == role]
    return party_label(having[0]) if len(having) == 1 else None
