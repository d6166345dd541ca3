"""What each hundredth of a second of a channel is like, in a few bytes, kept to be looked at when the call is over.

Eight hours of one channel take 12 MB, so that questions that only the whole call answers ("which of these voices is the
one near the telephone?") need no second pass over the sound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.stream import RATE, Samples

STEP = 0.01
"""Seconds between two levels."""

_SIZE = int(STEP * RATE)
_LOWEST = -100.0  # dBFS given to digital silence
_SCALE = 100.0  # levels are kept in hundredths of a dB

Levels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Track:
    """Levels of one channel in hundredths of dBFS (RMS, DC taken out), one a `STEP`: all of it, and its treble."""

    whole: NDArray[np.int16]
    treble: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.whole)

    def level(self, start: int = 0, end: int | None = None) -> Levels:
        """Levels in dBFS from step `start` up to `end`."""
        return _unpacked(self.whole[start:end])

    def sharpness(self, start: int = 0, end: int | None = None) -> Levels:
        """Levels of the treble (differences between samples) in dBFS from step `start` up to `end`."""
        return _unpacked(self.treble[start:end])


class Tracker:
    """Measures one channel; feed it the sound in order, in pieces of any length."""

    def __init__(self) -> None:
        self._tail: Samples = np.zeros(0, np.float32)
        self._whole, self._treble = bytearray(), bytearray()

    def feed(self, samples: Samples) -> None:
        """Take the next samples, mono float32 at 16 kHz."""
        joined = np.concatenate([self._tail, samples]) if len(self._tail) else samples
        count = len(joined) // _SIZE
        if count:
            steps = joined[: count * _SIZE].reshape(count, _SIZE)
            mean = steps.mean(axis=1)
            power = np.einsum("ij,ij->i", steps, steps) / np.float32(_SIZE) - mean * mean
            change = np.diff(steps, axis=1)
            sharp = np.einsum("ij,ij->i", change, change) / np.float32(_SIZE - 1)
            self._whole += _packed(power)
            self._treble += _packed(sharp)
        self._tail = joined[count * _SIZE :].copy()

    def finish(self) -> Track:
        """The levels of all that was fed; a last piece of less than a step is left out."""
        return Track(np.frombuffer(self._whole, np.int16), np.frombuffer(self._treble, np.int16))


def _packed(power: Samples) -> bytes:
    level = 10 * np.log10(np.maximum(power, 10 ** (_LOWEST / 10)))
    return np.asarray(np.round(level * _SCALE), np.int16).tobytes()


def _unpacked(kept: NDArray[np.int16]) -> Levels:
    levels = kept.astype(np.float32)
    levels /= np.float32(_SCALE)
    return levels
