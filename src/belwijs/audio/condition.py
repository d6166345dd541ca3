"""What is odd between the channels of a recording and limits what can be said: twins, late starts, leaks, drift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from belwijs.audio.foreground import Foreground
from belwijs.audio.track import STEP, Levels, Track

_NOTHING_DB = -95.0  # digital silence
_SOUND_DB = -60.0
_LATE = 2.0  # seconds of nothing at the start that are worth a note
_GATED = 0.5  # share of a channel without speech that is digital silence
_TWIN_DB = 3.0  # spread of the difference in level of two channels with the same sound
_TWIN_STEPS = 500
_TWIN_LAG = 40  # steps: 0.4 s
_TWIN_TOGETHER = 0.7  # correlation of their levels; steady noise on two lines differs as little, and moves apart
_DRIFT = 0.03  # seconds by which an echo may wander

_TWIN_MOST = 12_000  # two minutes tell enough


def twins(first: Track, second: Track) -> bool:
    """Whether two channels hold one sound that does not match sample by sample: later, another codec, another clock."""
    a, b = first.level(0, _TWIN_MOST), second.level(0, _TWIN_MOST)
    length = min(len(a), len(b))
    for lag in sorted(range(-_TWIN_LAG, _TWIN_LAG + 1), key=abs):
        x, y = a[max(0, lag) : length + min(0, lag)], b[max(0, -lag) : length - max(0, lag)]
        sounds = (x > _SOUND_DB + 10) | (y > _SOUND_DB + 10)
        if np.count_nonzero(sounds) < _TWIN_STEPS:
            return False
        low, high = np.percentile((x - y)[sounds], (16, 84))
        if (high - low) / 2 < _TWIN_DB and _together(x[sounds], y[sounds]):
            return True
    return False


def _together(first: Levels, second: Levels) -> bool:
    """Whether two levels rise and fall as one."""
    a, b = first - first.mean(), second - second.mean()
    return float(a @ b) > _TWIN_TOGETHER * float(np.sqrt((a @ a) * (b @ b)))


def between_channels(tracks: Sequence[Track], found: Sequence[Foreground]) -> list[str]:
    """A sentence for each thing that is odd; none for a single channel."""
    if len(tracks) < 2:
        return []
    notes: list[str] = []
    for n, (track, front) in enumerate(zip(tracks, found, strict=True)):
        notes += _late(n, track, tracks[1 - n])
        if front.leak is not None:
            notes.append(
                f"the other side is heard in channel {n} too, {front.leak.loss:.0f} dB softer; "
                "it was not taken for speech"
            )
            if front.drift > _DRIFT:
                notes.append(
                    f"the channels run {front.drift:.2f} s apart in the course of the call: "
                    "pauses and interruptions are less sure"
                )
        if gated(track):
            notes.append(
                f"channel {n} falls silent wherever nobody speaks (a noise gate, or a coarse or soft recording): "
                "what lies behind is not on it"
            )
    return notes


def _late(n: int, track: Track, other: Track) -> list[str]:
    """A channel with nothing on it until long after the other has begun."""
    level = track.level()
    sounds = level > _NOTHING_DB
    if not sounds.any():
        return []
    start = int(np.argmax(sounds))
    there = other.level(0, start)
    if start * STEP < _LATE or not (there > _SOUND_DB).any() or (~sounds[start:]).mean() > 0.1:
        return []
    return [f"channel {n} begins only at {start * STEP:.1f} s; what was said on it before is missing"]


def gated(track: Track) -> bool:
    """Whether a channel in use falls to digital silence wherever it is not loud."""
    level = track.level()
    loud = level > _SOUND_DB
    quiet = level[~loud]
    return bool(len(quiet) and loud.mean() > 0.05 and (quiet < _NOTHING_DB).mean() > _GATED)
