"""Music on the line, told from speech by notes that stand still.

Continuous frequency activation (Seyerlehner, Pohle, Schedl, Widmer: "Automatic music detection in television
productions", DAFx 2007): in a spectrogram from which the spectral envelope is taken away, a held note is a long
horizontal line; the harmonics of a voice glide and are cut by consonants and breath. From that is taken a share for
quiet frames, of which speech has many. The thresholds were chosen so that 79 minutes of human speech at 8 kHz give
no music at all (docs/decisions/0003-sound-intake.md has the figures).
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.heard import Heard
from belwijs.audio.held import HeldNotes
from belwijs.audio.stream import AT_ONCE, RATE, Samples, windows

_FRAME, _HOP = 2048, 1024
STEP = _HOP / RATE
"""Seconds between two frames: 64 ms."""

_BLOCK = 47  # frames looked at together: 3 s
_STRIDE = 8  # frames between two looks: 0.5 s
_BINS = slice(int(250 * _FRAME / RATE), int(3400 * _FRAME / RATE))
_AROUND = 21  # bins of envelope that are averaged: 160 Hz
_ABOVE_DB = 6.0  # a line stands out from its surroundings by this much
_LINES = 5  # the strongest lines count
_LOUD = 0.95  # share of a block's frames that are softer than its loud ones
_QUIET_DB, _QUIET_WEIGHT = 20.0, 0.3  # a frame this far below the loud ones is quiet
_FLOOR_DB = -50.0  # dBFS; what is softer is not played to anybody

_NOTHING, _NOTHING_DB = 0.002, -90.0  # peak under which a frame is not looked at, and the level it is given

_SURE, _SURE_LOOKS = 0.69, 11  # mean of 8 s that opens music
_STILL, _STILL_LOOKS = 0.55, 6  # mean of the last looks that keeps it open
_HISTORY = 40  # looks kept to find where music began: 20 s
_CHANGE = 0.05  # share of the lines that must move in 3 s: hum and dial tone do not, a melody does
_SHORTEST = 5.0  # seconds
_EDGE = 1.2  # seconds of speech that a block of music may hold at its edge and still score

_WINDOW = np.hanning(_FRAME).astype(np.float32)
_FULL_SCALE_DB = float(20 * np.log10(_WINDOW.sum() / 2))


class MusicFinder:
    """Finds music in one channel; feed it the sound in order, in pieces of any length."""

    def __init__(self) -> None:
        self._tail: Samples = np.zeros(0, np.float32)
        self._lines: NDArray[np.bool_] = np.zeros((0, _BINS.stop - _BINS.start), np.bool_)
        self._levels: Samples = np.zeros(0, np.float32)
        self._first = 0  # frame number of the first frame kept
        self._profiles: deque[Samples] = deque(maxlen=int(_BLOCK / _STRIDE) + 1)
        self._looks: deque[tuple[float, float, float]] = deque(maxlen=_HISTORY)  # start, score, change
        self._since: float | None = None
        self._until = 0.0
        self._scores = (0.0, 0)  # sum and number while music is open
        self.held = HeldNotes()

    def feed(self, samples: Samples) -> list[Heard]:
        """Take the next samples (mono float32 at 16 kHz); give the music that is over."""
        joined = np.concatenate([self._tail, samples])
        count = max(0, (len(joined) - _FRAME) // _HOP + 1)
        self._tail = joined[count * _HOP :]
        if count:
            lines, levels = _stand_out(joined, count)
            self.held.feed(lines)
            self._lines = np.concatenate([self._lines, lines])
            self._levels = np.concatenate([self._levels, levels])
        starts = np.arange(0, len(self._lines) - _BLOCK + 1, _STRIDE)
        if not len(starts):
            return []
        settled: list[Heard] = []
        profiles = _profiles(self._lines, starts)
        scores = _scores(profiles, self._levels[starts[:, None] + np.arange(_BLOCK)])
        for n, score in enumerate(scores.tolist()):
            settled += self._look((self._first + n * _STRIDE) * STEP, profiles[n], score)
        at = int(starts[-1]) + _STRIDE
        self._lines, self._levels = self._lines[at:], self._levels[at:]
        self._first += at
        return settled

    def finish(self) -> list[Heard]:
        """The sound is over; give the music that was still playing."""
        return self._close()

    def _look(self, start: float, profile: Samples, score: float) -> list[Heard]:
        """Judge the block that begins at second `start`."""
        before = self._profiles[0] if self._profiles else profile
        self._profiles.append(profile)
        change = float(np.abs(profile - before).sum() / ((profile + before).sum() + 1e-9))
        self._looks.append((start, score, change))
        if self._since is None:
            self._open()
            return []
        if score >= _STILL:
            self._until = start + _BLOCK * STEP
        self._scores = (self._scores[0] + score, self._scores[1] + 1)
        recent = [s for _, s, _ in list(self._looks)[-_STILL_LOOKS:]]
        return self._close() if sum(recent) / len(recent) < _STILL else []

    def _open(self) -> None:
        """Begin music when the last eight seconds are sure to be, at the first of the blocks that lead up to them."""
        looks = list(self._looks)
        sure = looks[-_SURE_LOOKS:]
        if len(sure) < _SURE_LOOKS:
            return
        score = sum(s for _, s, _ in sure) / len(sure)
        if score < _SURE or sum(c for *_, c in sure) / len(sure) < _CHANGE:
            return
        first = len(looks) - 1
        while first > 0 and looks[first - 1][1] >= _STILL:
            first -= 1
        self._since = max(looks[first][0], self._until)
        self._until = looks[-1][0] + _BLOCK * STEP
        self._scores = (score * len(sure), len(sure))

    def _close(self) -> list[Heard]:
        since, self._since = self._since, None
        if since is None or self._until - since < _SHORTEST + 2 * _EDGE:
            return []
        total, number = self._scores
        start = since + _EDGE if since > 0 else 0.0
        return [Heard("music", start, self._until - _EDGE, round(min(0.99, max(0.5, total / number)), 2))]


def _stand_out(samples: Samples, count: int) -> tuple[NDArray[np.bool_], Samples]:
    """Per frame: the bins that stand out from their surroundings, and the level in dBFS."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[: count * _HOP : _HOP]
    lines = np.zeros((count, _BINS.stop - _BINS.start), np.bool_)
    levels = np.full(count, _NOTHING_DB, np.float32)
    hops = samples[: (count + 1) * _HOP].reshape(-1, _HOP)
    peaks = np.maximum(hops.max(axis=1), -hops.min(axis=1))
    sounds = np.flatnonzero(np.maximum(peaks[:-1], peaks[1:]) > _NOTHING)  # the silence of a channel costs nothing
    for first in range(0, len(sounds), AT_ONCE):
        part = sounds[first : first + AT_ONCE]
        spectrum = np.fft.rfft(frames[part] * _WINDOW, axis=1)[:, _BINS]
        power = spectrum.real**2 + spectrum.imag**2 + np.float32(1e-3)
        decibels = np.log(power) * np.float32(10 / np.log(10))  # four times as quick as log10
        lines[part] = decibels - _around(decibels) > _ABOVE_DB
        levels[part] = 10 * np.log10(power.sum(axis=1)) - _FULL_SCALE_DB
    return lines, levels


def _around(decibels: Samples) -> Samples:
    """The mean of the `_AROUND` bins around each bin; beyond an end its last bin goes on."""
    half = _AROUND // 2
    wide = np.empty((len(decibels), decibels.shape[1] + 2 * half), np.float32)
    wide[:, half:-half] = decibels
    wide[:, :half], wide[:, -half:] = decibels[:, :1], decibels[:, -1:]
    return np.asarray(windows(wide.T, _AROUND).T / np.float32(_AROUND), np.float32)


def _profiles(lines: NDArray[np.bool_], starts: NDArray[np.intp]) -> Samples:
    """Per block, the share of its frames in which each bin stands out."""
    return windows(lines.view(np.uint8), _BLOCK)[starts].astype(np.float32) / np.float32(_BLOCK)


def _scores(profiles: Samples, levels: Samples) -> Samples:
    """How much each block is music, 0-1: its five strongest lines, less its share of quiet frames."""
    ordered = np.sort(levels, axis=1)
    at = (_BLOCK - 1) * _LOUD
    loud = ordered[:, int(at)] + (at - int(at)) * (ordered[:, int(at) + 1] - ordered[:, int(at)])
    scores = np.zeros(len(profiles), np.float32)
    played = np.flatnonzero(loud >= _FLOOR_DB)
    if not len(played):
        return scores
    height = profiles[played]
    padded = np.pad(height, ((0, 0), (10, 10)), mode="edge")
    height = height - windows(padded.T, 21, np.minimum).T
    rows = np.arange(len(played))
    strongest = np.zeros(len(played), np.float32)
    for _ in range(_LINES):
        top = height.argmax(axis=1)
        strongest += height[rows, top]
        height[rows[:, None], np.clip(top[:, None] + np.arange(-4, 5), 0, height.shape[1] - 1)] = 0
    quiet = (levels[played] < (loud[played] - _QUIET_DB)[:, None]).mean(axis=1, dtype=np.float32)
    scores[played] = strongest / _LINES - _QUIET_WEIGHT * quiet
    return scores
