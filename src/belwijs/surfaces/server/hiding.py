"""Taking out of a report and its sound what may not be kept: what points at people, or a stretch of seconds.

The words go first, the sound is silenced where they were spoken. Without times of words, their place in the turn says
where, with room on both sides.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from belwijs.audio.decode import Sound, open_recording
from belwijs.audio.playback import encode_for_web
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.tones import ToneFinder
from belwijs.call import Turn, Word
from belwijs.finding import Evidence, Finding, Report
from belwijs.language.redact import NAME, Taken, redacted, taken_out
from belwijs.surfaces.server.vault import Stored, Vault

MASK = "[…]"
_ROOM = 0.08  # seconds on both sides of a word with times: recognisers cut words short
_WIDE_ROOM = 0.6  # where only the turn has times
ENVELOPE_STEP = 0.05  # seconds a point of `Document.envelope`

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A report with something taken out, and the seconds in which it was said."""

    report: Report
    spans: tuple[Span, ...]


def without_people(report: Report, names: Iterable[str] = ()) -> Hidden:
    """The report without names, numbers, addresses, accounts and dates in anything that was said.

    Names of our own people in `participants` stay: who spoke is known to the house anyway.

    Args:
        names: known beforehand, of callers and of staff; those of the participants are taken along.
    """
    known = {*names, *(p.name for p in report.participants if p.name)}
    turns, spans = [], []
    for turn in report.turns:
        text, taken = taken_out(turn.text, known)
        words, when = _without(turn, taken)
        turns.append(turn.model_copy(update={"text": text, "words": words}))
        spans += when
    people = tuple(
        p.model_copy(update={"name": NAME}) if p.name and p.role == "customer" else p for p in report.participants
    )

    def clean(said: str | None) -> str | None:
        return said and redacted(said, known)

    changed = _with_texts(report, clean, frozenset(range(len(turns))))
    return Hidden(changed.model_copy(update={"turns": tuple(turns), "participants": people}), tuple(sorted(spans)))


def without_stretch(report: Report, start: float, end: float) -> Hidden:
    """The report without what was said between two seconds; whole turns go where their words have no times."""
    turns, touched = [], set()
    for n, turn in enumerate(report.turns):
        if turn.end <= start or turn.start >= end:
            turns.append(turn)
            continue
        touched.add(n)
        kept = [w for w in turn.words if w.end <= start or w.start >= end]
        text = MASK
        if turn.words:
            before = " ".join(w.text.strip() for w in kept if w.end <= start)
            after = " ".join(w.text.strip() for w in kept if w.start >= end)
            text = " ".join(part for part in (before, MASK, after) if part)
        turns.append(turn.model_copy(update={"text": text, "words": tuple(kept)}))
    changed = _with_texts(report, lambda said: said and MASK, frozenset(touched))
    return Hidden(changed.model_copy(update={"turns": tuple(turns)}), ((start, end),))


def _without(turn: Turn, taken: Sequence[Taken]) -> tuple[tuple[Word, ...], list[Span]]:
    """The words of a turn with marks in place of those taken out, and when these were spoken."""
    if not taken:
        return turn.words, []
    if not turn.words:
        length = max(1, len(turn.text))
        return (), [
            (
                max(0.0, turn.start + turn.duration * t.start / length - _WIDE_ROOM),
                turn.start + turn.duration * t.end / length + _WIDE_ROOM,
            )
            for t in taken
        ]
    made: list[Word] = []
    spans: list[Span] = []
    at, last = 0, None
    for word in turn.words:
        bare = word.text.strip()
        found = turn.text.find(bare, at)
        start, end = (found, found + len(bare)) if found >= 0 else (at, at)
        hit = next((t for t in taken if t.start < end and start < t.end), None)
        if found < 0:  # the text says it in another way than its words do: rather too much than too little
            hit = taken[0]
        at = max(at, end)
        if hit is None:
            made.append(word)
        elif made and last is hit:
            made[-1] = made[-1].model_copy(update={"end": max(made[-1].end, word.end)})
        else:
            made.append(word.model_copy(update={"text": f" {hit.mark}" if word.text[:1] == " " else hit.mark}))
        if hit is not None:
            spans.append((max(0.0, word.start - _ROOM), word.end + _ROOM))
        last = hit
    return tuple(made), spans


def _with_texts(report: Report, clean: Any, turns: frozenset[int]) -> Report:
    """The report with everything but its turns that holds words of these turns gone through `clean`."""

    def at(turn: int | None) -> bool:
        return turn is None or turn in turns

    def evidence(e: Evidence) -> Evidence:
        return e.model_copy(update={"quote": clean(e.quote), "note": clean(e.note)}) if at(e.turn) else e

    def finding(f: Finding) -> Finding:
        new = {"evidence": tuple(evidence(e) for e in f.evidence)}
        if any(at(e.turn) for e in f.evidence):
            new |= {"suggestion": clean(f.suggestion), "reason": clean(f.reason)}
        return f.model_copy(update=new)

    acts = tuple(a.model_copy(update={"words": clean(a.words)}) if at(a.turn) else a for a in report.acts)
    escalation = tuple(
        e.model_copy(update={"suggestion": clean(e.suggestion)}) if at(e.turn) else e for e in report.escalation
    )
    incidents = tuple(i.model_copy(update={"words": clean(i.words)}) if at(i.turn) else i for i in report.incidents)
    reasons = report.reasons and tuple(r.model_copy(update={"words": ()}) if at(r.turn) else r for r in report.reasons)
    return report.model_copy(
        update={
            "findings": tuple(finding(f) for f in report.findings),
            "acts": acts,
            "escalation": escalation,
            "incidents": incidents,
            "reasons": reasons,
        }
    )


def flat(envelope: bytes | None, channels: int, spans: Iterable[Span]) -> bytes | None:
    """The drawing of a sound with silence in these spans."""
    if not envelope or channels < 1:
        return envelope
    points = np.frombuffer(envelope, np.float16).reshape(channels, -1).copy()
    for start, end in spans:
        points[:, int(start / ENVELOPE_STEP) : int(np.ceil(end / ENVELOPE_STEP))] = 0
    return points.tobytes()


class Silenced:
    """A recording that is silent in some stretches; everything else about it is as it was."""

    def __init__(self, sound: Sound, spans: Iterable[Span]) -> None:
        self._sound = sound
        self._spans = tuple(spans)

    @property
    def path(self) -> Path:
        """The file it comes from."""
        return self._sound.path

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self._sound.channels

    @property
    def sample_rate(self) -> int:
        """Hz in the file."""
        return self._sound.sample_rate

    @property
    def duration(self) -> float | None:
        """Seconds as far as known."""
        return self._sound.duration

    @property
    def notes(self) -> tuple[str, ...]:
        """Those of the recording."""
        return self._sound.notes

    def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
        """As the recording's, with zeros in the stretches."""
        done = 0
        for chunk in self._sound.chunks(seconds):
            count = chunk.shape[1]
            cuts = [(int(a * RATE) - done, int(np.ceil(b * RATE)) - done) for a, b in self._spans]
            if any(a < count and b > 0 for a, b in cuts):
                chunk = chunk.copy()
                for a, b in cuts:
                    chunk[:, max(0, a) : max(0, b)] = 0
            done += count
            yield chunk


def keys_pressed(sound: Sound) -> tuple[Span, ...]:
    """When keys of a telephone sound on any channel: the tones themselves tell which number was typed."""
    finders = [ToneFinder() for _ in range(sound.channels)]
    heard = []
    for chunk in sound.chunks():
        for finder, channel in zip(finders, chunk, strict=True):
            heard += finder.feed(channel)
    for finder in finders:
        heard += finder.finish()
    return tuple(sorted((max(0.0, h.start - _ROOM), h.end + _ROOM) for h in heard if h.kind == "dtmf"))


def silence(vault: Vault, name: str, new_name: str, spans: Sequence[Span], *, keys: bool = False) -> tuple[Stored, str]:
    """Writes a recording anew with silence in these spans; the old one is left for the caller to remove.

    Args:
        keys: also where keys are heard.

    Returns:
        What was stored, and its media type.
    """
    with tempfile.TemporaryDirectory(prefix="belwijs-") as folder:
        file = Path(folder) / "recording"
        with vault.open(name) as sealed, file.open("wb") as plain:
            shutil.copyfileobj(sealed, plain)
        sound = open_recording(file)
        everything = [*spans, *(keys_pressed(sound) if keys else ())]
        encoded, media_type = encode_for_web(Silenced(sound, everything))
    return vault.write(new_name, [encoded]), media_type


def drawing(sound: Sound) -> tuple[bytes, tuple[str, ...]]:
    """How loud each channel is, a point each 50 ms, of a recording whose channels are nobody's in particular."""
    size = int(RATE * ENVELOPE_STEP)
    parts: list[Samples] = []
    for chunk in sound.chunks():
        whole = chunk[:, : chunk.shape[1] // size * size]
        parts.append(np.abs(whole).reshape(chunk.shape[0], -1, size).max(axis=2))
    points = np.concatenate(parts, axis=1).astype(np.float16)
    return points.tobytes(), ("",) * len(points)
