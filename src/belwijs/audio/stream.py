"""One sound file as a stream of float32 blocks at 16 kHz; the only module that talks to PyAV for reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from belwijs.call.problem import Problem

if TYPE_CHECKING:
    import av.audio.frame
    import av.container

Samples = NDArray[np.float32]
_Number = TypeVar("_Number", bound=np.number[Any])

RATE = 16_000
"""Sample rate, in Hz, of everything that leaves this package."""

AT_ONCE = 32
"""Frames whose spectra are worked out together: so few that what is made of them stays in the processor's cache."""

LOWEST_RATE, HIGHEST_RATE = 2_000, 768_000
_BLOCK_SECONDS = 2.0  # decoded frames are gathered to this length before they are resampled: few, large calls
_LARGEST_GAP = 60.0  # seconds of silence filled in for one hole in the time stamps; more is a damaged time stamp
_MOST_FILLED = 3_600.0  # seconds filled in for a whole file, however many holes its time stamps have
_SMALLEST_GAP = 0.1
_HEAD = 262_144  # bytes in which a header stands, a picture in front of it included
_MP3_COUNTS = (b"Xing", b"Info", b"VBRI")  # tags of an MP3 file that hold its number of frames
_UNKNOWN_SIZE = 0x7FFF_F000  # a recorder that streams writes a size like this, having no better
_LONGEST = 7 * 86_400  # seconds; more is a damaged header
# Containers whose time stamps are real; elsewhere they are counted from the bytes and say nothing.
_TIMED = ("matroska", "mov", "ogg")
# Only containers that hold sound themselves: a playlist would make the decoder open other files, or the network.
_CONTAINERS = (
    "wav,w64,rf64,aiff,au,caf,mp3,ogg,flac,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,aac,amr,amrnb,amrwb,gsm,asf,avi,mpeg"
)
_LARGE_PACKETS = {"max_size": "65536"}  # bytes; WAV comes in 4 kB otherwise, each a frame of its own
_WHOLE_SCALE = {"u8": 128.0, "s16": 32_768.0, "s32": 2_147_483_648.0, "s64": 9_223_372_036_854_775_808.0}
KINDS = "WAV, MP3, OGG, Opus, FLAC, M4A or WebM"


def percentile(values: Samples, per_cent: float) -> float:
    """`numpy.percentile` of a few values, a tenth of its time: between the two sorted values that are nearest."""
    ordered = np.sort(values)
    at = (len(ordered) - 1) * per_cent / 100
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (at - low) * (ordered[high] - ordered[low]))


def windows(values: NDArray[_Number], size: int, combine: np.ufunc = np.add) -> NDArray[_Number]:
    """Each value combined with the `size` - 1 after it, along the first axis.

    A window is made of windows of half its length, so that a few steps over all values do: no running sum, which
    would be slower and round more.
    """
    count = len(values) - size + 1
    found, at, width = None, 0, 1
    while True:
        if size & width:
            part = values[at : at + count]
            found = part if found is None else combine(found, part)
            at += width
        if 2 * width > size:
            assert found is not None
            return found
        values = combine(values[:-width], values[width:])
        width *= 2


@dataclass(slots=True)
class Tally:
    """What one pass over a file met: `decoded` seconds, of which `filled` with silence where nothing was recorded,
    `skipped` damaged packets, `broke_off` before the end."""

    decoded: float = 0.0
    filled: float = 0.0
    skipped: int = 0
    broke_off: bool = False


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A readable file: `rate` in Hz and `channels` as in the file, `duration` in seconds as its header says."""

    path: Path
    rate: int
    channels: int
    duration: float | None
    tracks: int
    container: str
    codec: str

    def blocks(self, tally: Tally | None = None) -> Iterator[Samples]:
        """Decode from the start: arrays (channels, n) at 16 kHz of about two seconds, until the file ends.

        Damaged packets are left out and a file that breaks off ends early; `tally`, if given, is kept up to date.

        Raises:
            Problem: the file can no longer be opened.
        """
        tally = tally if tally is not None else Tally()
        gather = _Gather(self.channels)
        with _open(self.path) as container:
            for frame in _frames(container, tally):
                if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE:
                    tally.skipped += 1
                    continue
                gap = self._gap(frame, tally.decoded) if tally.filled < _MOST_FILLED else 0.0
                tally.filled += gap
                yield from gather.add(frame, gap)
                tally.decoded += frame.samples / frame.sample_rate + gap
            yield from gather.finish()

    def _gap(self, frame: av.audio.frame.AudioFrame, decoded: float) -> float:
        """Seconds of sound that were never recorded just before this frame (a muted or lost stretch)."""
        if frame.time is None or decoded == 0.0 or not self.container.startswith(_TIMED):
            return 0.0
        gap = float(frame.time) - decoded
        return gap if _SMALLEST_GAP <= gap <= _LARGEST_GAP else 0.0


@dataclass(slots=True)
class _Gather:
    """Turns decoded frames into resampled blocks; follows a change of rate or channels within the file."""

    channels: int
    rate: int = 0
    held: list[Samples] = field(default_factory=list)
    count: int = 0
    resampler: Any = None

    def add(self, frame: av.audio.frame.AudioFrame, gap: float) -> Iterator[Samples]:
        """Take one frame, preceded by `gap` seconds of silence; give the blocks that are full."""
        if frame.sample_rate != self.rate:
            yield from self.finish()
            self._start(frame.sample_rate)
        if gap:
            self._hold(np.zeros((self.channels, int(gap * self.rate)), np.float32))
        self._hold(_to_channels(_to_float(frame), self.channels))
        if self.count >= _BLOCK_SECONDS * self.rate:
            yield self._flush(last=False)

    def finish(self) -> Iterator[Samples]:
        """Give what is left, the resampler's tail included."""
        if self.rate and (self.count or self.resampler is not None):
            last = self._flush(last=True)
            if last.shape[1]:
                yield last
        self.resampler = None

    def _start(self, rate: int) -> None:
        import soxr

        self.rate = rate
        self.resampler = None if rate == RATE else soxr.ResampleStream(rate, RATE, self.channels, dtype="float32")

    def _hold(self, samples: Samples) -> None:
        self.held.append(samples)
        self.count += samples.shape[1]

    def _flush(self, *, last: bool) -> Samples:
        block = np.concatenate(self.held, axis=1) if self.held else np.zeros((self.channels, 0), np.float32)
        self.held, self.count = [], 0
        if self.resampler is None:
            return block
        out = self.resampler.resample_chunk(np.ascontiguousarray(block.T), last=last)
        return np.ascontiguousarray(out.reshape(-1, self.channels).T, dtype=np.float32)


def probe(path: Path) -> SoundFile:
    """Look at a file's header and decode its first sound.

    Raises:
        Problem: the file is not there, is no file, may not be read, is empty, or holds no sound that can be decoded.
    """
    _check_file(path)
    with _open(path) as container:
        streams = container.streams.audio
        if not streams:
            raise Problem("has no sound track", "give a file that holds sound", file=str(path))
        stream = streams[0]
        codec = stream.codec_context
        tally = Tally()
        first = next(_frames(container, tally), None)
        if first is None:
            if tally.skipped or tally.broke_off:
                raise Problem("its sound cannot be decoded", f"save it as {KINDS} and try again", file=str(path))
            raise Problem("lasts 0 s: it holds no sound", "check the recorder and give another file", file=str(path))
        rate = first.sample_rate
        if not LOWEST_RATE <= rate <= HIGHEST_RATE:
            raise Problem(
                f"its header says {rate} Hz, which no recording has",
                f"save it again with a rate between {LOWEST_RATE} and {HIGHEST_RATE} Hz",
                file=str(path),
            )
        return SoundFile(
            path=path,
            rate=rate,
            channels=len(first.layout.channels),
            duration=_riff_duration(path) or _duration(container),
            tracks=len(streams),
            container=container.format.name,
            codec=codec.name,
        )


def _check_file(path: Path) -> None:
    """Raise the Problem that fits when `path` is not a readable, non-empty file."""
    try:
        if path.is_dir():
            raise Problem("is a folder", "give a recording, or the files in it", file=str(path))
        if not path.exists():
            raise Problem("no such file", "check the name and the folder", file=str(path))
        if not path.is_file():
            raise Problem("is not an ordinary file", "give '-' to read from standard input", file=str(path))
        with path.open("rb") as file:
            if not file.read(1):
                raise Problem("the file is empty", "check the recorder and give another file", file=str(path))
    except PermissionError as e:
        raise Problem("may not be read", "ask for permission, or run as its owner", file=str(path)) from e
    except (OSError, ValueError) as e:
        reason = e.strerror if isinstance(e, OSError) and e.strerror else "not a usable file name"
        raise Problem(f"cannot be read ({reason})", "check the name and the disk", file=str(path)) from e


def _open(path: Path) -> av.container.InputContainer:
    """Open a file for decoding; only sound containers, never another file or the network."""
    import av

    try:
        # Absolute, so that a name like "http:x" is never taken for an address.
        return av.open(
            str(path.absolute()),
            mode="r",
            options={"format_whitelist": _CONTAINERS, "protocol_whitelist": "file", **_LARGE_PACKETS},
            metadata_errors="replace",
        )
    except FileNotFoundError as e:
        raise Problem("no such file", "check the name and the folder", file=str(path)) from e
    except PermissionError as e:
        raise Problem("may not be read", "ask for permission, or run as its owner", file=str(path)) from e
    except Exception as e:  # PyAV maps damage to many kinds of error; to the user they are one
        if _head(path)[4:8] == b"ftyp":
            raise Problem(
                "its end is missing, and with it the index an M4A needs", "copy the whole file again", file=str(path)
            ) from e
        raise Problem("is not a sound file that can be read", f"give {KINDS}", file=str(path)) from e


def _duration(container: av.container.InputContainer) -> float | None:
    """Seconds as the header says, None where it does not or where they are guessed from the bit rate."""
    if container.format.name.startswith(("aac", "amr", "gsm", "mpeg")):
        return None
    if container.format.name == "mp3" and not any(tag in _head(Path(container.name)) for tag in _MP3_COUNTS):
        return None
    stream = container.streams.audio[0]
    if stream.duration is not None and stream.time_base is not None:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        seconds = container.duration / 1_000_000
    else:
        return None
    return seconds if 0 < seconds < _LONGEST else None


def _riff_duration(path: Path) -> float | None:
    """Seconds a WAV header promises; the decoder itself only counts the bytes that are there."""
    head = _head(path)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return None
    at, byte_rate = 12, 0
    while at + 8 <= len(head):
        size = int.from_bytes(head[at + 4 : at + 8], "little")
        if head[at : at + 4] == b"fmt " and at + 20 <= len(head):
            byte_rate = int.from_bytes(head[at + 16 : at + 20], "little")
        if head[at : at + 4] == b"data":
            seconds = size / byte_rate if byte_rate and size < _UNKNOWN_SIZE else 0.0
            return seconds if 0 < seconds < _LONGEST else None
        at += 8 + size + size % 2
    return None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _frames(container: av.container.InputContainer, tally: Tally) -> Iterator[av.audio.frame.AudioFrame]:
    """The decoded frames of the first sound track, damaged packets left out."""
    try:
        packets = container.demux(container.streams.audio[0])
        for packet in packets:
            try:
                frames = packet.decode()
            except Exception:  # a damaged packet; the next may be whole
                tally.skipped += 1
                continue
            for frame in frames:
                if frame.samples and frame.sample_rate:
                    yield frame
    except GeneratorExit:
        raise
    except Exception:  # the container itself ends in the middle of something
        tally.broke_off = True


def _to_float(frame: av.audio.frame.AudioFrame) -> Samples:
    """A frame as float32 (channels, n) between -1 and 1; NaN and infinite samples become 0 and full scale."""
    raw = frame.to_ndarray()
    name = frame.format.name.removesuffix("p")
    if not frame.format.is_planar:
        raw = raw.reshape(-1, len(frame.layout.channels)).T
    if name == "u8":
        return ((raw.astype(np.float32) - 128.0) / 128.0).astype(np.float32)
    if name in _WHOLE_SCALE:
        return (raw.astype(np.float32) / np.float32(_WHOLE_SCALE[name])).astype(np.float32)
    with np.errstate(invalid="ignore"):  # a signalling NaN complains when it is converted
        clean = np.nan_to_num(raw.astype(np.float64), nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(clean, -1.0, 1.0).astype(np.float32)


def _to_channels(samples: Samples, channels: int) -> Samples:
    """The same sound with as many channels as the file began with, for files that change half-way."""
    have = samples.shape[0]
    if have == channels:
        return samples
    if have > channels:
        return samples[:channels]
    return np.concatenate([samples, np.repeat(samples[-1:], channels - have, axis=0)])
