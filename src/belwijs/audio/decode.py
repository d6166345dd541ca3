"""Recordings: any sound file, or two, as one streamed call of one or two channels at 16 kHz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from belwijs.audio.stream import RATE, Samples, SoundFile, Tally, probe
from belwijs.call.problem import Problem

_ROUNDING = 0.5  # seconds a header may promise too much before a file counts as broken off: encoder padding
_UNEQUAL = 1.0  # seconds two files of one call may differ before that is worth a note
_OGG_TAIL = 65_536 + 4_096  # an Ogg page is at most 65,307 bytes


class Sound(Protocol):
    """What the rest of the house asks of a recording; tests and streams bring their own."""

    @property
    def path(self) -> Path:
        """The file it comes from."""

    @property
    def channels(self) -> int:
        """1 or 2."""

    @property
    def sample_rate(self) -> int:
        """Hz in the file, which says how wide the sound is; `chunks` always gives 16 kHz."""

    @property
    def duration(self) -> float | None:
        """Seconds as far as known before decoding."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the report should know of this recording; complete after one whole pass."""

    def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
        """Arrays float32 (channels, n) at 16 kHz, all `seconds` long but the last; from the start at every call."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One file and the channels taken from it, in the order wanted; `mix` adds them into one."""

    file: SoundFile
    pick: tuple[int, ...]
    mix: bool = False

    @property
    def width(self) -> int:
        return 1 if self.mix else len(self.pick)

    def blocks(self, tally: Tally) -> Iterator[Samples]:
        whole = self.pick == tuple(range(self.file.channels))
        for block in self.file.blocks(tally):
            picked = block if whole else block[list(self.pick)]
            yield picked.mean(axis=0, keepdims=True, dtype=np.float32) if self.mix else picked


class Recording:
    """A call's sound, decoded anew at every pass; memory does not grow with its length."""

    def __init__(self, parts: Sequence[_Part], notes: Sequence[str] = ()) -> None:
        self._parts = tuple(parts)
        self._notes = list(notes)

    @property
    def path(self) -> Path:
        """The file it comes from; of two files, the first."""
        return self._parts[0].file.path

    @property
    def channels(self) -> int:
        """1 or 2."""
        return sum(p.width for p in self._parts)

    @property
    def sample_rate(self) -> int:
        """Hz in the file, the lowest of two."""
        return min(p.file.rate for p in self._parts)

    @property
    def duration(self) -> float | None:
        """Seconds as the header says, None where it does not; what is decoded may be shorter."""
        known = [p.file.duration for p in self._parts]
        return None if None in known else max(d for d in known if d is not None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the report should know; complete once a whole pass has been made."""
        return tuple(self._notes)

    def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
        """Decode from the start: float32 (channels, n) at 16 kHz, each `seconds` long but the last.

        Raises:
            Problem: a file has gone, or nothing in it could be decoded.
        """
        size = max(1, int(seconds * RATE))
        tallies = [Tally() for _ in self._parts]
        cut = [_cut(part.blocks(tally), size) for part, tally in zip(self._parts, tallies, strict=True)]
        yield from cut[0] if len(cut) == 1 else _side_by_side(cut)
        for part, tally in zip(self._parts, tallies, strict=True):
            self._remember(part.file, tally)
        if len(tallies) > 1 and abs(tallies[0].decoded - tallies[1].decoded) > _UNEQUAL:
            lengths = " and ".join(f"{t.decoded:.1f} s" for t in tallies)
            self._note(f"the two files last {lengths}; the shorter was filled up with silence")

    def _remember(self, file: SoundFile, tally: Tally) -> None:
        """Note what one pass over one file found wrong with it."""
        name = file.path.name
        short = file.duration is not None and tally.decoded < file.duration - _ROUNDING
        if short:
            self._note(f"{name} breaks off: {tally.decoded:.1f} s of {file.duration:.1f} s could be read")
        elif tally.broke_off or _ogg_breaks_off(file):
            self._note(f"{name} breaks off after {tally.decoded:.1f} s; what was there has been analysed")
        elif tally.skipped:
            self._note(f"{name} is damaged in {tally.skipped} place(s); those were left out")

    def _note(self, text: str) -> None:
        if text not in self._notes:
            self._notes.append(text)


def open_recording(path: str | Path, *, channels: tuple[int, int] | None = None) -> Recording:
    """Open one file: mono (both speakers mixed) or two channels (a speaker each).

    Args:
        path: WAV (PCM, float, A-law, µ-law), MP3, OGG/Opus, FLAC, M4A/AAC, WebM, at any rate.
        channels: which two channels of the file to take, counted from 0, for files with more than two.

    Raises:
        Problem: not there, a folder, empty, no sound in it, not decodable, more than two channels and no choice.
    """
    file = probe(Path(path))
    notes = _opening_notes(file)
    if channels is not None:
        if len(set(channels)) != 2 or not all(0 <= c < file.channels for c in channels):
            raise Problem(
                f"has {file.channels} channel(s), counted from 0; {channels[0]} and {channels[1]} cannot both be taken",
                "choose two different channels that it has",
                file=str(path),
            )
        return Recording([_Part(file, tuple(channels))], notes)
    if file.channels > 2:
        raise Problem(
            f"has {file.channels} channels; a call has one or two",
            "choose two of them, counted from 0, for instance --channels 0,1",
            file=str(path),
        )
    return Recording([_Part(file, tuple(range(file.channels)))], notes)


def pair(agent: str | Path, customer: str | Path) -> Recording:
    """Open two files as one call: channel 0 the agent, channel 1 the customer; they start together.

    Raises:
        Problem: as `open_recording`, naming the file it concerns.
    """
    parts, notes = [], []
    for path in (agent, customer):
        file = probe(Path(path))
        notes += _opening_notes(file)
        if file.channels > 1:
            notes.append(f"{file.path.name} has {file.channels} channels; they were mixed into one")
        parts.append(_Part(file, tuple(range(file.channels)), mix=file.channels > 1))
    return Recording(parts, notes)


def _opening_notes(file: SoundFile) -> list[str]:
    notes = []
    if file.tracks > 1:
        notes.append(f"{file.path.name} has {file.tracks} sound tracks; the first was taken")
    if file.codec in ("pcm_u8", "pcm_s8"):
        notes.append(f"{file.path.name} has 8 bits a sample: its own noise hides a quiet background")
    return notes


def _cut(blocks: Iterator[Samples], size: int) -> Iterator[Samples]:
    """Blocks of any length as blocks of `size` samples, the last one shorter."""
    held: list[Samples] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += block.shape[1]
        if count >= size:
            joined = np.concatenate(held, axis=1)
            whole = count - count % size
            for at in range(0, whole, size):
                yield np.ascontiguousarray(joined[:, at : at + size])
            held, count = [joined[:, whole:]], count - whole
    if count:
        yield np.concatenate(held, axis=1)


def _side_by_side(streams: Sequence[Iterator[Samples]]) -> Iterator[Samples]:
    """Streams of equal blocks as one with all their channels; what ends first goes on as silence."""
    nothing = np.zeros((1, 0), np.float32)
    while True:
        blocks = [next(s, nothing) for s in streams]
        longest = max(b.shape[1] for b in blocks)
        if not longest:
            return
        yield np.concatenate([np.pad(b, ((0, 0), (0, longest - b.shape[1]))) for b in blocks])


def _ogg_breaks_off(file: SoundFile) -> bool:
    """Whether an Ogg file lacks its last page (the end-of-stream flag, RFC 3533 section 6)."""
    if file.container != "ogg":
        return False
    try:
        with file.path.open("rb") as f:
            f.seek(max(0, file.path.stat().st_size - _OGG_TAIL))
            tail = f.read()
    except OSError:
        return False
    at = tail.rfind(b"OggS")
    return at < 0 or len(tail) < at + 27 or not tail[at + 5] & 4
