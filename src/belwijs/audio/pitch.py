"""Fundamental frequency every 10 ms, streamed: autocorrelation, and the likeliest path through its candidates.

After P. Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a
sampled sound", Proceedings of the Institute of Phonetic Sciences 17 (1993), 97-110: the autocorrelation of a windowed
frame divided by that of its window, several peaks kept a frame, and a Viterbi search that makes jumps of an octave and
changes of voicing cost something. Its costs and thresholds are Boersma's; his global peak is here the loudest of late,
because a stream has no end yet. The path is sought in windows on a fixed grid, so that pieces of any length give
exactly the same track, `DELAY` seconds after the sound.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.stream import AT_ONCE, Samples, windows

HOP = 0.01
"""Seconds between two frames; frame n stands at (n + 0.5) · HOP."""
LOWEST_HZ, HIGHEST_HZ = 75.0, 500.0

_RATE = 8000
_STEP = int(HOP * _RATE)
_WINDOW = int(3 / LOWEST_HZ * _RATE)  # samples: three periods of the lowest pitch
_FFT = 512
_SHORTEST = int(_RATE / HIGHEST_HZ) - 1
_LONGEST = int(np.ceil(_RATE / LOWEST_HZ)) + 1
_CANDIDATES = 5

_SILENCE = 0.03
_VOICING = 0.45
_OCTAVE_COST = 0.01
_JUMP_COST = 0.35
_VOICED_UNVOICED_COST = 0.14
_DECAY_DB = 0.0005  # by which the loudest peak so far is forgotten, per frame: 0.05 dB a second
_FAINTEST = 10 ** (-60 / 20)  # peak of full scale under which nothing is a voice
_LANE, _WARM = 100, 30  # frames decided at once, and frames looked at on either side of them

_BIN_HZ = _RATE / _FFT
_LOW_BAND = slice(int(300 / _BIN_HZ), int(1000 / _BIN_HZ))
_HIGH_BAND = slice(int(2000 / _BIN_HZ), int(3400 / _BIN_HZ))

DELAY = (_LANE + _WARM) * HOP + 0.1
"""Seconds after which a frame is certain, at most."""


class Frames(NamedTuple):
    """Frames of 10 ms that are certain: `hertz` (0: no voice), and `treble`, the level in dB of 2-3.4 kHz against
    0.3-1 kHz, for the frames with a voice."""

    hertz: Samples
    treble: Samples


class PitchTracker:
    """Follows the pitch of one channel, fed in pieces of any size; the pieces do not change the outcome."""

    def __init__(self) -> None:
        self._halver = Halver()
        self._fed = 0  # samples
        self._waiting: Samples = np.zeros(_WINDOW // 2 - _STEP // 2, np.float32)
        self._frames = 0  # whose candidates are known
        self._decided = 0
        self._loudest = -np.inf  # dB, as if its frame were frame 0
        none = np.zeros((0, _CANDIDATES), np.float32)
        self._hertz, self._strength = none, none
        self._unvoiced: Samples = np.zeros(0, np.float32)
        self._treble: Samples = np.zeros(0, np.float32)
        self._before = 0  # frames kept of those already decided

    def feed(self, samples: Samples) -> Frames:
        """Takes mono float32 at 16 kHz; gives the frames that are certain now."""
        self._fed += len(samples)
        self._take(self._halver.feed(samples))
        return self._decide(max(0, (self._frames - self._decided - _WARM) // _LANE))

    def finish(self) -> Frames:
        """The frames that were still open; the last whole hop is the last frame."""
        self._take(self._halver.finish())
        self._take(np.zeros(_WINDOW, np.float32))
        total = self._fed // (2 * _STEP)
        self._keep(total)
        left = total - self._decided
        hertz, treble = self._decide(-(-left // _LANE))
        return Frames(hertz[:left], treble[:left])

    def _take(self, samples: Samples) -> None:
        """Finds the candidates of the frames that are whole now."""
        self._waiting = np.concatenate([self._waiting, samples])
        count = (len(self._waiting) - _WINDOW) // _STEP + 1
        if count <= 0:
            return
        sound = self._waiting
        self._waiting = sound[count * _STEP :].copy()
        steps = sound[: (count - 1) * _STEP + _WINDOW].reshape(-1, _STEP)
        wide = _WINDOW // _STEP
        mean: Samples = (windows(steps.sum(axis=1), wide) / _WINDOW).astype(np.float32)
        highest, lowest = windows(steps.max(axis=1), wide, np.maximum), windows(steps.min(axis=1), wide, np.minimum)
        peak = np.maximum(highest - mean, mean - lowest)
        unvoiced = self._silence(peak)
        hertz = np.zeros((count, _CANDIDATES), np.float32)
        strength = np.full((count, _CANDIDATES), -np.inf, np.float32)
        treble = np.zeros(count, np.float32)
        worth = np.flatnonzero((unvoiced < 1.0) & (peak > _FAINTEST))
        frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[: count * _STEP : _STEP]
        for first in range(0, len(worth), 4 * AT_ONCE):  # short frames: more of them stay in the cache
            part = worth[first : first + 4 * AT_ONCE]
            hertz[part], strength[part], treble[part] = _candidates(frames[part] - mean[part, None])
        self._hertz = np.concatenate([self._hertz, hertz])
        self._strength = np.concatenate([self._strength, strength])
        self._unvoiced = np.concatenate([self._unvoiced, unvoiced])
        self._treble = np.concatenate([self._treble, treble])
        self._frames += count

    def _silence(self, peak: Samples) -> Samples:
        """Strength of "no voice" in each frame: the softer beside the loudest so far, the stronger."""
        number = np.arange(self._frames, self._frames + len(peak))
        level = 20 * np.log10(peak.astype(np.float64) + 1e-9) + _DECAY_DB * number
        loudest = np.maximum.accumulate(np.concatenate([[self._loudest], level]))
        self._loudest = float(loudest[-1])
        share = 10 ** ((level - loudest[1:]) / 20)
        return np.asarray(_VOICING + np.maximum(0, 2 - share / (_SILENCE / (1 + _VOICING))), np.float32)

    def _decide(self, lanes: int) -> Frames:
        """The next `lanes` lanes of frames."""
        if not lanes:
            return Frames(np.zeros(0, np.float32), np.zeros(0, np.float32))
        wide = _WARM + _LANE + _WARM
        need = lanes * _LANE + 2 * _WARM
        front = _WARM - self._before
        back = max(0, need - front - len(self._unvoiced))
        pad = ((front, back), (0, 0))
        hertz = np.pad(self._hertz, pad)
        strength = np.pad(self._strength, pad, constant_values=-np.inf)
        unvoiced = np.pad(self._unvoiced, pad[0], constant_values=_VOICING)
        at = np.arange(lanes)[None, :] * _LANE + np.arange(wide)[:, None]
        found = np.zeros((_LANE, lanes), np.float32)
        spoken = np.flatnonzero((hertz[at] > 0).any(axis=(0, 2)))
        if len(spoken):
            at = at[:, spoken]
            found[:, spoken] = _path(hertz[at], strength[at], unvoiced[at])[_WARM : _WARM + _LANE]
        certain = lanes * _LANE
        self._decided += certain
        treble = self._treble[self._before : self._before + certain]
        drop = max(0, self._before + certain - _WARM)
        self._before = min(_WARM, self._before + certain)
        self._hertz, self._strength = self._hertz[drop:].copy(), self._strength[drop:].copy()
        self._unvoiced, self._treble = self._unvoiced[drop:].copy(), self._treble[drop:].copy()
        voice = np.ascontiguousarray(found.T).reshape(-1)
        return Frames(voice, np.where(voice[: len(treble)] > 0, treble, 0).astype(np.float32))

    def _keep(self, total: int) -> None:
        """Forgets frames from `total` on: they hold only what was padded."""
        extra = self._frames - total
        if extra > 0:
            self._frames = total
            self._hertz, self._strength = self._hertz[:-extra], self._strength[:-extra]
            self._unvoiced, self._treble = self._unvoiced[:-extra], self._treble[:-extra]


class Halver:
    """16 kHz to 8 kHz, in pieces of any length: a half-band low-pass (Kaiser, 19 taps), no delay."""

    def __init__(self) -> None:
        self._tail: Samples = np.zeros(_HALF_TAPS, np.float32)

    def feed(self, samples: Samples) -> Samples:
        """The samples at 8 kHz that are certain now."""
        joined = np.concatenate([self._tail, samples])
        count = (len(joined) - 2 * _HALF_TAPS + 1) // 2
        if count <= 0:
            self._tail = joined
            return np.zeros(0, np.float32)
        self._tail = joined[2 * count :].copy()
        taps = _half_band()
        even = joined[: 2 * (count - 1) + 2 * _HALF_TAPS + 1]
        side = np.convolve(even[(_HALF_TAPS + 1) % 2 :: 2], taps, mode="valid")[:count]
        return np.asarray(0.5 * even[_HALF_TAPS::2][:count] + side, np.float32)

    def finish(self) -> Samples:
        """What is left once the sound is over."""
        return self.feed(np.zeros(_HALF_TAPS, np.float32))


_HALF_TAPS = 9  # either side of the middle


@cache
def _half_band() -> Samples:
    """The odd taps of the half-band filter; the middle one is 0.5, the other even ones are 0."""
    n = np.arange(-_HALF_TAPS, _HALF_TAPS + 1, 2)
    taps = np.sinc(n / 2) / 2 * np.kaiser(2 * _HALF_TAPS + 1, 4.0)[::2]
    return np.asarray(taps / taps.sum() / 2, np.float32)


@cache
def _window() -> tuple[Samples, Samples]:
    """The Hann window, and 1 over its normalised autocorrelation at each lag of the finer grid."""
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(_WINDOW) + 0.5) / _WINDOW)
    power = np.abs(np.fft.rfft(hann, 2 * _FFT)) ** 2
    own = np.fft.irfft(power, 2 * _FFT)[: _LONGEST + 1]
    return hann.astype(np.float32), (own[0] / own).astype(np.float32)


def _candidates(frames: Samples) -> tuple[Samples, Samples, Samples]:
    """The strongest peaks of the normalised autocorrelation of each frame: Hz and strength, (frames, _CANDIDATES);
    and the treble of each frame in dB."""
    hann, correction = _window()
    padded = np.zeros((len(frames), _FFT), np.float32)
    np.multiply(frames, hann, out=padded[:, :_WINDOW])
    spectrum = np.fft.rfft(padded, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    spectrum.real, spectrum.imag = power, 0  # quicker than to have the real power made complex
    own = np.fft.irfft(spectrum, _FFT, axis=1)[:, : _LONGEST + 1]
    r = np.asarray(own * correction / np.maximum(own[:, :1], 1e-20), np.float32)
    row, at, strength = _strongest(r)
    left, here, right = r[row, at - 1], r[row, at], r[row, at + 1]
    curve = np.minimum(left - 2 * here + right, -1e-6)
    shift = np.clip(0.5 * (left - right) / curve, -0.5, 0.5)
    pitch = (_RATE / (at + shift)).astype(np.float32)
    within = (pitch >= LOWEST_HZ) & (pitch <= HIGHEST_HZ)
    row, pitch, strength = row[within], pitch[within], (strength - 0.25 * (left - right) * shift)[within]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    found = np.zeros((len(frames), _CANDIDATES), np.float32), np.full((len(frames), _CANDIDATES), -np.inf, np.float32)
    found[0][row, place], found[1][row, place] = pitch, strength
    high, low = power[:, _HIGH_BAND].sum(axis=1), power[:, _LOW_BAND].sum(axis=1)
    treble = 10 * np.log10((high + 1e-12) / (low + 1e-12))
    return *found, treble.astype(np.float32)


def _strongest(r: Samples) -> tuple[NDArray[np.intp], NDArray[np.intp], Samples]:
    """Of the autocorrelation of each row its highest peaks, `_CANDIDATES` at most: row, lag and strength."""
    middle = r[:, _SHORTEST:_LONGEST]
    top = (middle > r[:, _SHORTEST - 1 : _LONGEST - 1]) & (middle >= r[:, _SHORTEST + 1 : _LONGEST + 1])
    row, lag = np.nonzero(top & (middle > _VOICING / 2))
    strength = middle[row, lag] - _bias()[lag]
    first = np.searchsorted(row, np.arange(len(r)))
    order = np.lexsort((-strength, row))  # rows stay together, the strongest of each comes first
    order = np.sort(order[np.arange(len(row)) - first[row] < _CANDIDATES])
    return row[order], lag[order] + _SHORTEST, strength[order]


@cache
def _bias() -> Samples:
    """What each lag costs: of two peaks of equal height, the higher pitch is meant."""
    lag = np.arange(_SHORTEST, _LONGEST, dtype=np.float32)
    return np.asarray(_OCTAVE_COST * np.log2(lag * (HIGHEST_HZ / _RATE)), np.float32)


def _path(hertz: Samples, strength: Samples, unvoiced: Samples) -> Samples:
    """The likeliest pitch (steps, lanes) through candidates (steps, lanes, n): Viterbi, all lanes at once.

    The search runs from both ends to the middle, as if the second half of each lane were a lane of its own that runs
    backwards: half as many steps, and a step over twice the lanes takes hardly longer.
    """
    lanes = hertz.shape[1]
    hertz, strength, unvoiced = (_from_both_ends(values) for values in (hertz, strength, unvoiced))
    steps, both, n = hertz.shape
    octave = np.log2(np.maximum(hertz, 1.0))
    emission = np.concatenate([unvoiced[:, :, None], strength], axis=2)
    cost = _costs(octave[:-1], octave[1:])
    score, best = np.empty_like(emission), np.empty_like(emission[1:])
    score[0] = emission[0]
    arriving = np.empty(cost.shape[1:], np.float32)
    for t in range(1, steps):
        np.subtract(score[t - 1].T[:, :, None], cost[t - 1], out=arriving)
        np.maximum.reduce(arriving, axis=0, out=best[t - 1])
        np.add(best[t - 1], emission[t], out=score[t])
    came = np.zeros(best.shape, np.intp)
    for state in range(n, -1, -1):
        np.copyto(came, state, where=score[:-1, :, state, None] - cost[:, state] == best)
    first = np.arange(both) * (n + 1)
    back = (came + first[:, None]).reshape(steps - 1, -1)  # states counted on through the lanes
    meeting = score[-1, :lanes].T[:, :, None] - _costs(octave[-1:, :lanes], octave[-1:, lanes:])[0] + score[-1, lanes:]
    met = meeting.transpose(1, 0, 2).reshape(lanes, -1).argmax(axis=1)
    at = np.concatenate([met // (n + 1), met % (n + 1)]) + first
    path = np.empty((steps, both), np.intp)
    path[-1] = at
    for t in range(steps - 1, 0, -1):
        at = path[t - 1] = back[t - 1].take(at)
    all_hertz = np.concatenate([np.zeros((steps, both, 1), np.float32), hertz], axis=2)
    found = np.take_along_axis(all_hertz.reshape(steps, -1), path, axis=1)
    return np.concatenate([found[:, :lanes], found[::-1, lanes:]])


def _from_both_ends(values: Samples) -> Samples:
    """The first half of the steps, and beside its lanes those of the second half, backwards."""
    half = len(values) // 2
    return np.concatenate([values[:half], values[: half - 1 : -1]], axis=1)


def _costs(before: Samples, after: Samples) -> Samples:
    """What each change from step to step costs: (steps, state before, lanes, state after), state 0 no voice."""
    steps, lanes, n = before.shape
    cost = np.full((steps, n + 1, lanes, n + 1), _VOICED_UNVOICED_COST, np.float32)
    cost[:, 0, :, 0] = 0
    cost[:, 1:, :, 1:] = _JUMP_COST * np.abs(after[:, None] - before.transpose(0, 2, 1)[:, :, :, None])
    return cost
