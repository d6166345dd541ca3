"""How loud a channel is: active speech level after ITU-T P.56, method B, peaks and clipping, streamed.

Everything is kept second by second, so that the level of any part of a recording can be asked afterwards: of the
seconds in which the agent speaks, without the music in between. The envelope of P.56 (two filters of 30 ms in a row)
runs at 1 kHz on the mean of the magnitudes of each millisecond; P.56 asks for 694 Hz at least.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.stream import RATE, Samples, windows

MARGIN_DB = 15.9
HANGOVER = 0.2
TIME_CONSTANT = 0.03
THRESHOLDS = 15
"""Powers of two under full scale: 0 dB down to -84.3 dB."""

_ENVELOPE_RATE = 1000
_HELD = int(HANGOVER * _ENVELOPE_RATE)
_FULL = 0.97
"""Share of full scale from which a sample may have been cut off; the largest A-law and µ-law samples are 0.98."""
_CLIPPED_SHARE = 0.001
"""Share of samples at full scale from which a second counts as clipped."""


@dataclass(frozen=True, slots=True)
class Levels:
    """One channel second by second; amplitudes are shares of full scale.

    `energy`: sum of squares; `samples`: how many; `active` (seconds, THRESHOLDS): samples of the envelope at which
    the channel is active at each threshold; `peak`: the highest; `full`: share of samples at full scale; `offset`:
    mean, which is taken out of the others.
    """

    energy: NDArray[np.float64]
    samples: NDArray[np.int64]
    active: NDArray[np.uint16]
    peak: NDArray[np.float32]
    full: NDArray[np.float32]
    offset: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ActiveLevel:
    """`level` in dBFS (a full-scale square wave is 0), `activity` the share of time that is active, 0-1."""

    level: float
    activity: float


class LevelMeter:
    """Measures one channel, fed in pieces of any size; the pieces do not change the outcome."""

    def __init__(self) -> None:
        self._waiting: Samples = np.zeros(0, np.float32)
        self._first = self._second = 0.0  # states of the two filters
        self._envelope = np.zeros(_HELD)  # the last of it
        self._rows, self._active = array("d"), bytearray()  # as flat as they go: a recording may last eight hours

    def feed(self, samples: Samples) -> None:
        """Takes mono float32 at 16 kHz."""
        self._waiting = np.concatenate([self._waiting, samples])
        whole = len(self._waiting) // RATE
        if whole:
            self._seconds(self._waiting[: whole * RATE].reshape(whole, RATE))
        self._waiting = self._waiting[whole * RATE :].copy()

    def finish(self) -> Levels:
        """What was measured; the last second may be shorter."""
        if len(self._waiting):
            self._seconds(self._waiting[None])
            self._waiting = np.zeros(0, np.float32)
        energy, samples, peak, full, offset = np.array(self._rows, np.float64).reshape(-1, 5).T
        return Levels(
            energy=energy.copy(),
            samples=samples.astype(np.int64),
            active=np.frombuffer(self._active, np.uint16).reshape(-1, THRESHOLDS),
            peak=peak.astype(np.float32),
            full=full.astype(np.float32),
            offset=offset.astype(np.float32),
        )

    def _seconds(self, seconds: Samples) -> None:
        """Measures seconds, one a row; a single row may be shorter."""
        magnitude = np.empty_like(seconds)
        for samples, row in zip(seconds, magnitude, strict=True):
            offset = float(samples.mean(dtype=np.float64))
            np.subtract(samples, np.float32(offset), out=row)
            energy = float(np.dot(row, row))
            np.abs(row, out=row)
            peak = float(row.max())
            # Every other sample: between the samples of an 8 kHz recording, resampling overshoots what was flat.
            full = float(np.mean(np.abs(samples[::2]) > _FULL)) if peak > _FULL / 2 else 0.0
            self._rows.extend((energy, len(samples), peak, full, offset))
        self._active += self._activity(magnitude).tobytes()

    def _activity(self, magnitude: Samples) -> NDArray[np.uint16]:
        """For each second and threshold, at how many of its envelope samples the channel is active."""
        step = RATE // _ENVELOPE_RATE
        left = -magnitude.shape[1] % step
        padded = np.pad(magnitude, ((0, 0), (0, left))) if left else magnitude
        mean = padded.reshape(len(padded), -1, step).mean(axis=2, dtype=np.float64)
        once, self._first = _smooth(mean, self._first)
        twice, self._second = _smooth(once, self._second)
        joined = np.concatenate([self._envelope, twice.ravel()])
        self._envelope = joined[-_HELD:].copy()
        # Active as long as the highest of the last 0.2 s is at or above the threshold.
        exponent = np.frexp(windows(joined, _HELD + 1, np.maximum))[1].reshape(mean.shape)
        at = np.clip(1 - exponent, 0, THRESHOLDS)
        at += np.arange(len(at), dtype=at.dtype)[:, None] * (THRESHOLDS + 1)
        counted = np.bincount(at.ravel(), minlength=len(at) * (THRESHOLDS + 1)).reshape(len(at), -1)
        return np.cumsum(counted[:, :THRESHOLDS], axis=1).astype(np.uint16)


def active_level(levels: Levels, seconds: NDArray[np.bool_] | None = None) -> ActiveLevel | None:
    """Active speech level of the seconds chosen (all by default); None where there is nothing above -84 dBFS.

    ITU-T P.56 (12/2011), method B: the level of the active time, where active is what lies above a threshold 15.9 dB
    under that level, short pauses of 0.2 s bridged.
    """
    chosen = slice(None) if seconds is None else seconds
    energy = float(levels.energy[chosen].sum())
    count = int(levels.samples[chosen].sum())
    active = levels.active[chosen].sum(axis=0, dtype=np.int64) * (RATE // _ENVELOPE_RATE)
    if not energy or not active[-1]:
        return None
    mean = 10 * np.log10(energy / count)
    level = [10 * np.log10(energy / a) if a else np.inf for a in active]
    over = [level[j] - 20 * np.log10(_threshold(j)) for j in range(THRESHOLDS)]
    # From the lowest threshold up: A - C falls, and only rises again where hardly anything is active.
    under = next((j for j in range(THRESHOLDS - 1, -1, -1) if over[j] <= MARGIN_DB), None)
    if under is None:
        return None
    if under == THRESHOLDS - 1:
        found = level[under]
    else:
        share = (over[under + 1] - MARGIN_DB) / (over[under + 1] - over[under])
        found = level[under + 1] + share * (level[under] - level[under + 1])
    return ActiveLevel(float(found), float(min(1.0, 10 ** ((mean - found) / 10))))


def clipped_seconds(levels: Levels, seconds: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """The seconds, counted from 0, in which peaks are cut off at full scale."""
    flat = levels.full > _CLIPPED_SHARE
    return np.flatnonzero(flat if seconds is None else flat & seconds)


def _threshold(j: int) -> float:
    """Thresholds a factor two apart, the highest (j = 0) at full scale."""
    return float(2.0**-j)


def _smooth(seconds: NDArray[np.float64], state: float) -> tuple[NDArray[np.float64], float]:
    """y[n] = g y[n-1] + (1 - g) x[n] through rows of a second at most, and the last y.

    Nothing is negative, so the powers of g lose nothing.
    """
    gain, decay = _filter()
    weight = decay[: seconds.shape[1]]
    sums = np.cumsum(seconds * (gain / weight), axis=1)
    for row in sums:
        row += state
        state = float(row[-1] * weight[-1])
    return sums * weight, state


@cache
def _filter() -> tuple[float, NDArray[np.float64]]:
    """1 - g, and g to the power 1, 2, … for a second of envelope."""
    g = float(np.exp(-1 / (_ENVELOPE_RATE * TIME_CONSTANT)))
    return 1 - g, np.power(g, np.arange(1.0, _ENVELOPE_RATE + 1)).astype(np.float64)
