"""Blips: short clear notes that stand still, as computers and telephones make them; a voice's harmonics glide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.stream import RATE

Figures = NDArray[np.floating[Any]]

STEP = 256 / RATE
"""Seconds between two frames, those of the tone finder."""

_HALF_FRAME = 256 / RATE
_PURE = 0.6  # share of a frame's power around one frequency
_LOWEST_HZ = 450.0  # below it stand the strong harmonics of voices
_JUMP_HZ = 14.0
_FRAMES = 8  # 0.13 s between the middles of the first and the last
_STILL_HZ = 1.6  # standard deviation of a note that stands still
_MOST_KEPT = 20_000


class Blip(NamedTuple):
    """One note: seconds, its frequency in Hz, its highest level in dBFS."""

    start: float
    end: float
    hertz: float
    level: float


@dataclass(slots=True)
class _Open:
    first: int
    hertz: Figures
    level: Figures


class BlipFinder:
    """Finds notes in frames (frequency, level and share of the strongest peak) that come in order."""

    def __init__(self) -> None:
        self._open: _Open | None = None
        self._found: list[Blip] = []

    @property
    def found(self) -> tuple[Blip, ...]:
        """The notes that are over, and the one that still sounds if it is long enough."""
        last = self._blip(self._open) if self._open else []
        return (*self._found, *last)

    def feed(self, hertz: Figures, level: Figures, share: Figures, first: int) -> None:
        """Take frames of which `first` is the number of the first."""
        clear = (share > _PURE) & (hertz > _LOWEST_HZ)
        joins = np.zeros(len(clear), bool)
        joins[1:] = clear[1:] & clear[:-1] & (np.abs(np.diff(hertz)) < _JUMP_HZ)
        if self._open is not None and len(clear):
            joins[0] = clear[0] and abs(float(hertz[0] - self._open.hertz[-1])) < _JUMP_HZ
        starts = np.flatnonzero(clear & ~joins)
        ends = [*starts[1:].tolist(), len(clear)] if len(starts) else []
        if self._open is not None:
            until = int(np.argmin(joins)) if not joins.all() else len(joins)
            kept = self._open
            self._open = _Open(kept.first, _longer(kept.hertz, hertz[:until]), _longer(kept.level, level[:until]))
            if until < len(joins):
                self._close()
        for a, limit in zip(starts.tolist(), ends, strict=True):
            stop = np.flatnonzero(~joins[a + 1 : limit])
            b = a + 1 + int(stop[0]) if len(stop) else limit
            self._open = _Open(first + a, hertz[a:b].copy(), level[a:b].copy())
            if b < len(clear):
                self._close()

    def _close(self) -> None:
        if self._open is not None and len(self._found) < _MOST_KEPT:
            self._found += self._blip(self._open)
        self._open = None

    def _blip(self, note: _Open) -> list[Blip]:
        if len(note.hertz) < _FRAMES or float(note.hertz[1:-1].std()) > _STILL_HZ:
            return []
        start = note.first * STEP + _HALF_FRAME
        end = start + (len(note.hertz) - 1) * STEP
        return [Blip(round(start, 3), round(end, 3), float(note.hertz.mean()), float(note.level.max()))]


def _longer(kept: Figures, more: Figures) -> Figures:
    """Both, but of a tone that does not end no more than some seconds."""
    return np.concatenate([kept, more])[:400] if len(kept) < 400 else kept
