"""A voice on a line, as figures: level, clipping, pitch and its spread, how clear it comes over.

Measurements against the call's own line, never moods: emotions of staff are not inferred from their voice (EU AI Act,
article 5(1)(f)). On the customer's channel only the line is measured: level and clipping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import Stretch
from belwijs.audio.heard import Heard
from belwijs.audio.level import LevelMeter, Levels, active_level, clipped_seconds
from belwijs.audio.pitch import HOP, LOWEST_HZ, Frames, PitchTracker
from belwijs.audio.stream import Samples
from belwijs.audio.track import Track
from belwijs.finding import Measure, Side

LEVEL_NEEDS, PITCH_NEEDS, CLARITY_NEEDS = 3.0, 10.0, 10.0
"""Seconds of speech under which these are not said."""

_CODES_A_SEMITONE = 6
_VOICED_AT_LEAST = 3.0  # seconds with a pitch, of the speech that `PITCH_NEEDS`
_SPOKEN = 0.3  # seconds of speech in a second from which the second counts as spoken
_PLACE = 3.0  # seconds of voice in the stretch shown as an example
_FADE = 5  # frames over which a voice is seen to fade
_FADE_FROM = 15.0  # dB under the loud parts: softer frames may be fading already, or be noise
_FADE_SHARE = 5  # per cent: the quickest of all changes
_PIECE = 60_000  # frames looked at together: ten minutes, so that a long call needs little memory
_AFTER = 15  # frames after a stretch in which its last sound still fades


@dataclass(frozen=True, slots=True)
class VoiceTrack:
    """Pitch and treble every 10 ms in a byte each, and the levels second by second: 8 hours take 6 MB."""

    codes: NDArray[np.uint8]
    trebles: NDArray[np.int8]
    levels: Levels

    def hertz(self, start: int = 0, end: int | None = None) -> Samples:
        """Pitch in Hz of each frame of 10 ms, 0 where there is no voice; to a sixth of a semitone."""
        return _hertz_of_codes()[self.codes[start:end]]


class VoiceMeter:
    """Measures the voice of one channel, fed in pieces of any size; the pieces do not change the outcome."""

    def __init__(self) -> None:
        self._pitch, self._level = PitchTracker(), LevelMeter()
        self._codes, self._trebles = bytearray(), bytearray()

    def feed(self, samples: Samples) -> None:
        """Takes mono float32 at 16 kHz."""
        self._keep(self._pitch.feed(samples))
        self._level.feed(samples)

    def finish(self) -> VoiceTrack:
        """What was measured, of every whole 10 ms."""
        self._keep(self._pitch.finish())
        return VoiceTrack(
            np.frombuffer(self._codes, np.uint8), np.frombuffer(self._trebles, np.int8), self._level.finish()
        )

    def _keep(self, frames: Frames) -> None:
        octaves = np.log2(np.maximum(frames.hertz, LOWEST_HZ) / LOWEST_HZ)
        codes = np.where(frames.hertz > 0, 1 + np.round(12 * _CODES_A_SEMITONE * octaves), 0)
        self._codes += codes.astype(np.uint8).tobytes()
        self._trebles += np.clip(np.round(frames.treble), -127, 127).astype(np.int8).tobytes()


@cache
def _hertz_of_codes() -> Samples:
    code = np.arange(256)
    hertz = LOWEST_HZ * 2 ** ((code - 1) / (12 * _CODES_A_SEMITONE))
    return np.asarray(np.where(code > 0, hertz, 0), np.float32)


def line_measures(voice: VoiceTrack, speech: Sequence[Stretch], side: Side) -> tuple[Measure, ...]:
    """Level and clipping of whoever speaks on a channel."""
    seconds = _total(speech)
    spoken = spoken_seconds(speech, len(voice.levels.samples))
    level = active_level(voice.levels, spoken) if seconds >= LEVEL_NEEDS else None
    if level is None:
        return tuple(
            Measure(name=n, unit=u, side=side, seconds=seconds, why="too_little")
            for n, u in (("speech_level", "dBFS"), ("clipping", "%"))
        )
    clipped = clipped_seconds(voice.levels, spoken)
    share = 100 * len(clipped) / max(1, int(spoken.sum()))
    where = (float(clipped[0]), float(clipped[0]) + 1) if len(clipped) else (None, None)
    longest = max(speech, key=lambda s: s.duration)
    sure = confidence(seconds, LEVEL_NEEDS)
    return (
        Measure(
            name="speech_level", value=round(level.level, 1), unit="dBFS", side=side, seconds=seconds,
            start=longest.start, end=longest.end, confidence=sure,
        ),
        Measure(
            name="clipping", value=round(share, 1), unit="%", side=side, seconds=seconds,
            start=where[0], end=where[1], confidence=sure,
        ),
    )  # fmt: skip


def pitch_measures(voice: VoiceTrack, speech: Sequence[Stretch]) -> tuple[Measure, ...]:
    """Mean pitch in Hz and its standard deviation in semitones, octave errors and creak left out.

    Frames outside 0.75 times the first quartile to 1.5 times the third are left out (D. J. Hirst, "The analysis by
    synthesis of speech melody: from data to models", Journal of Speech Sciences 1 (2011), after De Looze).
    """
    seconds = _total(speech)
    codes = voice.codes[_frames(speech, len(voice.codes))]
    said = _hertz_of_codes()[codes[codes > 0]]
    names = (("pitch", "Hz"), ("pitch_sd", "semitones"))
    if seconds < PITCH_NEEDS or len(said) * HOP < _VOICED_AT_LEAST:
        return tuple(Measure(name=n, unit=u, seconds=seconds, why="too_little") for n, u in names)
    low, high = np.percentile(said, [25, 75])
    hertz = _hertz_of_codes().astype(np.float64)
    within = (hertz >= 0.75 * low) & (hertz <= 1.5 * high)
    semitones = np.where(within, 12 * np.log2(np.maximum(hertz, 1)), np.nan)  # of each code
    kept = semitones[codes[within[codes]]]
    values = (float(2 ** (kept.mean() / 12)), float(kept.std()))
    start, end = _flattest(semitones, voice.codes, speech)
    sure = confidence(seconds, PITCH_NEEDS)
    return tuple(
        Measure(
            name=name, value=round(value, 1), unit=unit, seconds=seconds, start=start, end=end, confidence=sure
        )
        for (name, unit), value in zip(names, values, strict=True)
    )


def clarity_measures(track: Track, voice: VoiceTrack, speech: Sequence[Stretch]) -> tuple[Measure, ...]:
    """How quickly the voice fades between sounds (dB/s), and its treble (dB): what a line shows of mouth and distance.

    A room holds on to a voice that is far from the microphone: the quickest fades become slower (J. Y. C. Wen,
    E. A. P. Habets, P. A. Naylor, "Blind estimation of reverberation time based on the distribution of signal decay
    rates", ICASSP 2008). Treble is 2-3.4 kHz against 0.3-1 kHz in the frames with a voice, the median of them. Peaks
    that are cut off stretch the fades and add treble: of such a channel neither is said.
    """
    seconds = _total(speech)
    names = (("fade", "dB/s"), ("treble", "dB"))
    length = min(len(track), len(voice.codes))
    frames = _frames(speech, length)
    if seconds < CLARITY_NEEDS or not frames.any():
        return tuple(Measure(name=n, unit=u, seconds=seconds, why="too_little") for n, u in names)
    if _cut_off(voice, spoken_seconds(speech, len(voice.levels.samples))):
        return tuple(Measure(name=n, unit=u, seconds=seconds, why="clipped") for n, u in names)
    pieces = [slice(a, min(a + _PIECE, length)) for a in range(0, length, _PIECE)]
    loud = float(np.percentile(np.concatenate([_smoothed(track, p, length)[frames[p]] for p in pieces]), 95))
    near = frames.copy()
    for later in range(1, _AFTER + 1):
        near[later:] |= frames[:-later]
    change = np.concatenate([_falls(track, p, length, near, loud - _FADE_FROM) for p in pieces])
    voiced = frames & (voice.codes[:length] > 0)
    for p in pieces:
        voiced[p] &= track.level(p.start, p.stop) > loud - 20
    if not voiced.any() or not len(change):
        return tuple(Measure(name=n, unit=u, seconds=seconds, why="too_little") for n, u in names)
    values = (-float(np.percentile(change, _FADE_SHARE)), float(np.median(voice.trebles[:length][voiced])))
    longest = max(speech, key=lambda s: s.duration)
    sure = 0.8 * confidence(seconds, CLARITY_NEEDS)
    return tuple(
        Measure(
            name=name, value=round(value, 0), unit=unit, seconds=seconds, start=longest.start, end=longest.end,
            confidence=round(sure, 3),
        )
        for (name, unit), value in zip(names, values, strict=True)
    )  # fmt: skip


def _smoothed(track: Track, piece: slice, length: int) -> NDArray[np.float64]:
    """Levels of a piece, dBFS, over three frames each."""
    first, last = max(0, piece.start - 1), min(length, piece.stop + 1)
    power = 10 ** (track.level(first, last).astype(np.float64) / 10)
    power = np.pad(power, (first - piece.start + 1, piece.stop + 1 - last))
    return np.asarray(10 * np.log10(0.25 * power[:-2] + 0.5 * power[1:-1] + 0.25 * power[2:] + 1e-12), np.float64)


def _falls(track: Track, piece: slice, length: int, near: NDArray[np.bool_], loud: float) -> NDArray[np.float64]:
    """Changes of level from the loud frames of a piece on, dB/s."""
    level = _smoothed(track, slice(piece.start, min(piece.stop + _FADE, length)), length)
    before, after = level[:-_FADE], level[_FADE:]
    kept = near[piece.start : piece.start + len(before)] & (before > loud)
    return np.asarray((after - before)[kept] / (_FADE * HOP), np.float64)


_DEAD_DB, _ALIVE_DB = -95.0, -50.0
_OFFSET = 0.01  # share of full scale from which a constant offset is worth a note
_MANY_DROPOUTS = 3
_TONE_END = 0.06  # seconds by which the end of a tone may be misjudged
_SOFT_DB = -45.0  # active speech level under which pitch and background are guesses


def line_notes(
    channel: int, track: Track, voice: VoiceTrack, speech: Sequence[Stretch], heard: Sequence[Heard] = ()
) -> list[str]:
    """What is wrong with the sound of a channel and limits what can be said of it; `heard` is what sounds on it."""
    notes: list[str] = []
    offset = float(np.median(voice.levels.offset)) if len(voice.levels.offset) else 0.0
    if abs(offset) > _OFFSET:
        notes.append(f"channel {channel} has a constant offset of {abs(offset):.0%} of full scale; it was taken out")
    holes = len(dropouts(track, heard))
    if holes >= _MANY_DROPOUTS:
        notes.append(f"channel {channel} drops out {holes} times, as when packets get lost: words may be missing there")
    spoken = spoken_seconds(speech, len(voice.levels.samples))
    if not spoken.any():
        cut = len(clipped_seconds(voice.levels))
        if cut * 20 > len(spoken):
            where = f"{cut} of {len(spoken)} seconds"
            notes.append(f"channel {channel} is cut off at full scale in {where}: no voice is heard")
        return notes
    if _cut_off(voice, spoken):
        clipped = len(clipped_seconds(voice.levels, spoken))
        notes.append(
            f"channel {channel} is cut off at full scale in {clipped} of {int(spoken.sum())} seconds of speech: "
            "level and background are less sure"
        )
    level = active_level(voice.levels, spoken)
    if level is not None and level.level < _SOFT_DB:
        notes.append(f"channel {channel} is very soft (speech at {level.level:.0f} dBFS): what is faint on it is lost")
    return notes


def _cut_off(voice: VoiceTrack, spoken: NDArray[np.bool_]) -> bool:
    """Whether peaks are cut off in more than a twentieth of the spoken seconds."""
    return len(clipped_seconds(voice.levels, spoken)) * 20 > int(spoken.sum())


def dropouts(track: Track, heard: Sequence[Heard] = ()) -> NDArray[np.intp]:
    """The frames of 10 ms in which a sounding channel falls to digital silence, as where packets were lost.

    A tone that an exchange makes ends like that too, so where one of `heard` ends nothing drops out.
    """
    level = track.level()
    found = np.flatnonzero((level[1:] < _DEAD_DB) & (level[:-1] > _ALIVE_DB)) + 1
    ends = np.array([-np.inf, *sorted(end for h in heard for _, end in h.sounding), np.inf])
    at = found * HOP
    after = np.searchsorted(ends, at)
    return np.asarray(found[np.minimum(at - ends[after - 1], ends[after] - at) > _TONE_END])


def confidence(seconds: float, needed: float) -> float:
    """How sure a figure is that rests on so many seconds of speech: 0.7 at the least, towards 0.95."""
    return round(0.95 - 0.25 * min(1.0, needed / max(seconds, needed)), 3)


def spoken_seconds(speech: Sequence[Stretch], count: int) -> NDArray[np.bool_]:
    """Which of `count` seconds are spoken in for a good part, or wholly taken by a short stretch."""
    frames = _frames(speech, count * 100).reshape(-1, 100).sum(axis=1) / 100
    return np.asarray((frames >= min(_SPOKEN, float(frames.max(initial=0.0)))) & (frames > 0), bool)


def _frames(speech: Sequence[Stretch], count: int) -> NDArray[np.bool_]:
    """Which frames of 10 ms lie in the speech."""
    found = np.zeros(count, bool)
    for s in speech:
        found[max(0, round(s.start / HOP)) : max(0, round(s.end / HOP))] = True
    return found


def _total(speech: Sequence[Stretch]) -> float:
    return round(sum(s.duration for s in speech), 2)


def _flattest(
    semitones: NDArray[np.float64], codes: NDArray[np.uint8], speech: Sequence[Stretch]
) -> tuple[float | None, float | None]:
    """The part of the speech, with some seconds of voice in it, in which the pitch moves least."""
    best: tuple[float, float, float] | None = None
    first: float | None = None
    voiced: list[NDArray[np.float64]] = []
    for s in speech:
        piece = semitones[codes[round(s.start / HOP) : round(s.end / HOP)]]
        voiced.append(piece[np.isfinite(piece)])
        first = s.start if first is None else first
        if sum(map(len, voiced)) * HOP >= _PLACE:
            moved = float(np.std(np.concatenate(voiced)))
            if best is None or moved < best[0]:
                best = moved, first, s.end
            first, voiced = None, []
    return (best[1], best[2]) if best else (None, None)
