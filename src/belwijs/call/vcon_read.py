"""Reads a vCon: who takes part, the transcript, the recordings, and holds and transfers told by its metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from belwijs.call.model import UNTIMED, Call, Direction, Language
from belwijs.call.problem import Problem
from belwijs.call.roles import Cast, Known, cast
from belwijs.call.source import (
    GUESSED_SPEAKERS,
    AudioSource,
    CallSource,
    ReadOptions,
    check_content_hash,
    turns_of,
)
from belwijs.call.text import shown
from belwijs.call.transcripts import Transcript, party_label
from belwijs.call.utterances import WORDS_PER_SECOND, Utterance, in_order, join, share_out
from belwijs.call.validate import LONGEST, build_call
from belwijs.call.vcon_events import events_of
from belwijs.call.vcon_parts import (
    SIGNED_UNCHECKED,
    check_extensions,
    date_of,
    indices,
    objects,
    party_name,
    party_role,
    resolve,
    text_of,
    transcript_of,
    unbase64,
    unwrap,
)

_TRANSCRIPTS = ("transcript", "transcription", "wtf_transcription", "diarized", "diarised")
_EXPORT = "export it with the recording or transcript"
_NOT_SOUND = ("text/", "image/", "application/json", "application/pdf", "message/", "multipart/")


@dataclass(frozen=True)
class _Dialog:
    """A dialog object with what was checked of it; `offset` in seconds from the first one."""

    index: int
    raw: Mapping[str, Any]
    kind: str
    offset: float
    duration: float | None
    parties: tuple[int, ...]

    @property
    def channels(self) -> Sequence[Any]:
        """Party index a channel, where the recording has several."""
        value = self.raw.get("parties")
        return value if isinstance(value, list) and len(value) > 1 else ()


def read_vcon(value: Mapping[str, Any], name: str, options: ReadOptions) -> CallSource:
    """The call in a vCon of any of the three forms.

    Args:
        value: the JSON object.
        name: what to call the call where the vCon has no uuid.

    Raises:
        Problem: it is encrypted, holds no conversation that can be read here, or breaks the format.
    """
    vcon, signed = unwrap(value)
    check_extensions(vcon)
    parties = objects(vcon, "parties")
    dialogs, base = _dialogs(vcon, len(parties))
    notes = [SIGNED_UNCHECKED] if signed else []
    audio = [(d, a) for d in dialogs if (a := _audio(d, options, notes))]
    spoken, language = _spoken(vcon, dialogs, parties, bool(audio), notes)
    if not spoken and not audio:
        raise _nothing(dialogs, notes)
    direction = options.direction or _direction(parties, dialogs, options)
    labels, roles = _cast(spoken, parties, dialogs, direction, options)
    ids = dict(roles.ids) | {party_label(n): roles.ids[x] for n, x in labels.items()}
    call = build_call(
        id=(text_of(vcon, "uuid") or name)[:200],
        started_at=base,
        direction=direction,
        language=options.language or (language if language in get_args(Language) else None),
        organisation=options.organisation or _organisation(parties, ids, roles),
        called=_called(parties, ids, roles, direction),
        participants=roles.participants,
        turns=turns_of(spoken, roles.ids),
        events=events_of([(d.raw, d.kind, d.offset, d.duration) for d in dialogs], base, ids),
        notes=(*notes, *roles.notes),
    )
    _in_reach(call)
    placed = [replace(a, channels=_channel_ids(d, ids)) for d, a in sorted(audio, key=lambda pair: pair[1].offset)]
    return CallSource(call, "vcon", tuple(placed), vcon=vcon, signed=signed, roles_guessed=roles.guessed)


def _in_reach(call: Call) -> None:
    if call.duration > LONGEST:
        raise Problem("has dialogs more than a day apart", "give one call a vCon")


def _dialogs(vcon: Mapping[str, Any], parties: int) -> tuple[list[_Dialog], datetime | None]:
    raw = objects(vcon, "dialog")
    starts = [date_of(d.get("start"), f"dialog[{n}].start") for n, d in enumerate(raw)]
    spoken = [s for s, d in zip(starts, raw, strict=True) if s and d.get("type") in ("recording", "text")]
    base = min(spoken or [s for s in starts if s], default=None)
    dialogs = []
    for n, d in enumerate(raw):
        start = starts[n]
        offset = max((start - base).total_seconds(), 0.0) if start and base else 0.0
        duration = d.get("duration")
        if duration is not None and (type(duration) not in (int, float) or duration < 0):
            raise Problem(f"dialog[{n}].duration is not a number of seconds", "correct it, or leave it out")
        who = tuple(indices(d.get("parties"), parties, f"dialog[{n}].parties"))
        length = float(duration) if duration is not None else None
        dialogs.append(_Dialog(n, d, str(d.get("type") or ""), offset, length, who))
    return dialogs, base


def _audio(dialog: _Dialog, options: ReadOptions, notes: list[str]) -> AudioSource | None:
    """The recording of a dialog, decoded where it stands inline; a note where it is out of reach."""
    raw, place = dialog.raw, f"dialog[{dialog.index}]"
    media = text_of(raw, "mediatype", "mimetype")
    if dialog.kind != "recording" or (media or "").casefold().startswith(_NOT_SOUND):
        return None
    hashes = raw.get("content_hash")
    listed = hashes if isinstance(hashes, list) else [hashes]
    found = AudioSource(
        media_type=media,
        filename=text_of(raw, "filename"),
        content_hash=tuple(h for h in listed if isinstance(h, str)),
        offset=dialog.offset,
        duration=dialog.duration,
    )
    body, url = raw.get("body"), raw.get("url")
    if isinstance(body, str) and body:
        if raw.get("encoding") not in (None, "base64url", "base64"):
            given = shown(raw.get("encoding"))
            raise Problem(f"{place} is a recording with encoding {given}", "encode it as base64url")
        data = unbase64(body, f"{place}.body")
        check_content_hash(data, found.content_hash)
        return replace(found, data=data)
    if isinstance(url, str) and url:
        if not url.casefold().startswith("https://"):
            notes.append(f"The recording of {place} is not at an https address and was left out.")
        elif not options.fetch:
            notes.append(f"The recording of {place} is at another address and was not fetched; --fetch does so.")
        else:
            return replace(found, url=url)
        return None
    notes.append(f"The recording of {place} is not in the vCon.")
    return None


def _spoken(
    vcon: Mapping[str, Any],
    dialogs: Sequence[_Dialog],
    parties: Sequence[Mapping[str, Any]],
    has_audio: bool,
    notes: list[str],
) -> tuple[list[Utterance], str | None]:
    """What is said, in order of time, as turns with labels (`party 0` where the party is known), and its language."""
    chosen = _transcripts(vcon, len(dialogs), has_audio, notes)
    utterances: list[Utterance] = []
    language = None
    for index, transcript in chosen.items():
        dialog = dialogs[index] if index < len(dialogs) else None
        offset = dialog.offset if dialog else 0.0
        channels = dialog.channels if dialog else ()
        language = language or transcript.language
        notes.extend(transcript.notes)
        if not transcript.timed:
            notes.append(UNTIMED)
        named, guessed = share_out(transcript.utterances)
        if guessed:
            notes.append(GUESSED_SPEAKERS)
        meant = {u.speaker: resolve(u.speaker, parties, channels) for u in named if u.speaker is not None}
        utterances += [_moved(replace(u, speaker=meant[u.speaker] or u.speaker), offset) for u in named if u.speaker]
    if not utterances and not has_audio:
        utterances = _messages(dialogs)
        if utterances:
            notes.append("The words are from text dialogs; their ends are estimates.")
    return join(in_order(utterances)), language


def _moved(u: Utterance, by: float) -> Utterance:
    if not by:
        return u
    if u.end + by > LONGEST:
        raise Problem("has dialogs more than a day apart", "give one call a vCon")
    words = tuple(w.model_copy(update={"start": round(w.start + by, 3), "end": round(w.end + by, 3)}) for w in u.words)
    return replace(u, start=round(u.start + by, 3), end=round(u.end + by, 3), words=words)


def _transcripts(
    vcon: Mapping[str, Any], dialogs: int, has_audio: bool, notes: list[str]
) -> dict[int, Transcript]:
    """The best transcript of each dialog: one with times before one without, with speakers before without, the last."""
    best: dict[int, tuple[tuple[bool, bool], Transcript]] = {}
    for n, analysis in enumerate(objects(vcon, "analysis")):
        if str(analysis.get("type")).casefold() not in _TRANSCRIPTS:
            continue
        place = f"analysis[{n}]"
        of = indices(analysis.get("dialog"), dialogs, f"{place}.dialog") or [0]
        try:
            transcript = transcript_of(analysis, place)
        except Problem as e:
            notes.append(f"The transcript in {place} could not be read: {e.reason}.")
            continue
        if transcript is None:
            notes.append(f"The transcript in {place} has a shape that is not known here.")
            continue
        if has_audio and not transcript.timed:
            notes.append(f"The transcript in {place} has no times and was left out; the recording was listened to.")
            continue
        rank = (transcript.timed, any(u.speaker for u in transcript.utterances))
        if of[0] not in best or rank >= best[of[0]][0]:
            best[of[0]] = (rank, transcript)
    return {index: transcript for index, (_, transcript) in sorted(best.items())}


def _messages(dialogs: Sequence[_Dialog]) -> list[Utterance]:
    """Text dialogs as utterances: some systems write a call live as one text dialog a turn."""
    said = []
    for d in dialogs:
        media = (text_of(d.raw, "mediatype", "mimetype") or "text/plain").casefold()
        body = text_of(d.raw, "body")
        if d.kind != "text" or not body or not media.startswith("text/plain") or not d.parties:
            continue
        originator = d.raw.get("originator")
        speaker = originator if type(originator) is int and originator in d.parties else d.parties[0]
        text = " ".join(body.split())
        lasts = d.duration if d.duration is not None else len(text.split()) / WORDS_PER_SECOND
        said.append(Utterance(party_label(speaker), d.offset, round(d.offset + lasts, 3), text))
    return said


def _nothing(dialogs: Sequence[_Dialog], notes: Sequence[str]) -> Problem:
    if any("--fetch" in note for note in notes):
        return Problem("refers to a recording at another address", "give --fetch to fetch it, or the recording itself")
    if not dialogs:
        return Problem("is a vCon without dialogs: there is no call in it", _EXPORT)
    failed = [d for d in dialogs if d.kind == "incomplete"]
    if failed and len(failed) == len(dialogs):
        why = text_of(failed[-1].raw, "disposition")
        told = f" ({shown(why)[1:-1]})" if why else ""
        return Problem(f"is a call that was never answered{told}", "give a call that was")
    said = notes[-1][0].lower() + notes[-1][1:].rstrip(".") if notes else "there is no recording or transcript in it"
    return Problem(f"is a vCon without a call that can be read: {said}", _EXPORT)


def _originator(dialogs: Sequence[_Dialog]) -> int | None:
    """The party that called: `originator`, else the first party of the first dialog (draft, 4.3.4)."""
    for d in sorted(dialogs, key=lambda d: d.offset):
        if d.kind in ("recording", "text", "recording-set") and d.parties:
            originator = d.raw.get("originator")
            return originator if type(originator) is int and originator in d.parties else d.parties[0]
    return None


def _direction(
    parties: Sequence[Mapping[str, Any]], dialogs: Sequence[_Dialog], options: ReadOptions
) -> Direction:
    """Outbound when the agent called; inbound otherwise, also when nothing tells."""
    caller = _originator(dialogs)
    if caller is None or caller >= len(parties):
        return "inbound"
    named = options.agent is not None and (party_name(parties[caller]) or "").casefold() == options.agent.casefold()
    return "outbound" if named or party_role(parties[caller]) == "agent" else "inbound"


def _cast(
    spoken: Sequence[Utterance],
    parties: Sequence[Mapping[str, Any]],
    dialogs: Sequence[_Dialog],
    direction: Direction,
    options: ReadOptions,
) -> tuple[dict[int, str], Cast]:
    """Who takes part, and party index → label; where voices are only numbered, parties are matched by their role."""
    taking_part = {n for d in dialogs for n in d.parties} or set(range(len(parties)))
    all_known = {party_label(n): Known(party_role(parties[n]), party_name(parties[n])) for n in sorted(taking_part)}
    voices = [u.speaker for u in spoken if u.speaker is not None and u.speaker not in all_known]
    caller = _originator(dialogs)
    known = {} if voices else all_known
    known |= {u.speaker: all_known[u.speaker] for u in spoken if u.speaker in all_known}
    if not known and not voices:
        known = {"Speaker 1": Known(), "Speaker 2": Known()}
    made = cast(
        spoken,
        known,
        agent=options.agent,
        direction=direction,
        organisation=options.organisation,
        caller=party_label(caller) if caller is not None else None,
    )
    labels = {n: party_label(n) for n in taking_part if party_label(n) in made.ids}
    role_of = {p.id: p.role for p in made.participants}
    for n in sorted(taking_part - set(labels)):
        role = party_role(parties[n])
        same = [x for x in dict.fromkeys(voices) if role and role_of[made.ids[x]] == role]
        if len(same) == 1:
            labels[n] = same[0]
    parties_left = sorted(taking_part - set(labels))
    voices_left = [x for x in dict.fromkeys(voices) if x not in labels.values()]
    if len(parties_left) == len(voices_left) == 1:
        labels[parties_left[0]] = voices_left[0]
    names = {made.ids[label]: party_name(parties[n]) for n, label in labels.items()}
    named = tuple(p.model_copy(update={"name": p.name or names.get(p.id)}) for p in made.participants)
    return labels, replace(made, participants=named)


def _organisation(parties: Sequence[Mapping[str, Any]], ids: Mapping[str, str], roles: Cast) -> str | None:
    agents = {p.id for p in roles.participants if p.role == "agent"}
    employers = (text_of(p, "org") for n, p in enumerate(parties) if ids.get(party_label(n)) in agents)
    return next((org for org in employers if org), None)


def _called(
    parties: Sequence[Mapping[str, Any]], ids: Mapping[str, str], roles: Cast, direction: Direction
) -> str | None:
    """The number that was called: that of the side that did not call."""
    side = "agent" if direction == "inbound" else "customer"
    called = {p.id for p in roles.participants if p.role == side}
    numbers = (text_of(p, "tel", "sip") for n, p in enumerate(parties) if ids.get(party_label(n)) in called)
    return next((number[:100] for number in numbers if number), None)


def _channel_ids(dialog: _Dialog, ids: Mapping[str, str]) -> Mapping[str, int] | None:
    """Participant id → channel, where every channel of the recording is one known party."""
    if len(dialog.channels) < 2:
        return None
    found = {}
    for channel, party in enumerate(dialog.channels):
        who = party if not isinstance(party, list) or len(party) != 1 else party[0]
        if type(who) is int and party_label(who) in ids:
            found[ids[party_label(who)]] = channel
    return found if len(found) == len(dialog.channels) else None
