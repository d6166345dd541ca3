"""Held notes: how many lines of a channel's spectrum stand still, frame by frame, in a few bytes.

The lines are those of the music finder (continuous frequency activation). A line that stands still for half a second is
a note or a hum; of a voice, hardly one is left after a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.stream import windows

SHORT, LONG = 8, 16
"""Frames over which a line must stand still: 0.5 s and 1 s; it may be missing in one of eight."""

_PIECE = 15_000  # frames: 16 minutes

Lines = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Held:
    """One value a frame: lines that stood still over the last `SHORT` and `LONG` frames, and their mean bin."""

    short: NDArray[np.uint8]
    long: NDArray[np.uint8]
    place: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.short)

    def __getitem__(self, frames: slice) -> Held:
        return Held(self.short[frames], self.long[frames], self.place[frames])


def pieces(frames: int, margin: int) -> Iterator[tuple[slice, slice, slice]]:
    """The frames in pieces of a quarter of an hour, so that looking at a long call needs little memory.

    Gives each piece with so many frames more on either side, where it lies among all frames, and in that wider piece.
    """
    for first in range(0, frames, _PIECE):
        last = min(first + _PIECE, frames)
        wide = slice(max(0, first - margin), min(frames, last + margin))
        yield wide, slice(first, last), slice(first - wide.start, last - wide.start)


class HeldNotes:
    """Counts lines that stand still; feed it the lines of every frame in order."""

    def __init__(self) -> None:
        self._before: Lines | None = None
        self._short, self._long, self._place = bytearray(), bytearray(), bytearray()

    def feed(self, lines: Lines) -> None:
        """Take the lines (frames, bins) of the next frames."""
        if not len(lines):
            return
        if self._before is None:
            self._before = np.zeros((LONG, lines.shape[1]), np.bool_)
        joined = np.concatenate([self._before, lines])
        self._before = joined[-LONG:].copy()
        if not joined.any():
            count = len(lines)
            self._short += bytes(count)
            self._long += bytes(count)
            self._place += bytes(2 * count)
            return
        counted = joined.view(np.uint8)
        short = windows(counted, SHORT)[1 + LONG - SHORT :] >= SHORT - SHORT // 8
        long = windows(counted, LONG)[1:] >= LONG - LONG // 8
        number = short.sum(axis=1)
        place = short @ np.arange(short.shape[1], dtype=np.float32) / np.maximum(number, 1)
        self._short += np.minimum(number, 255).astype(np.uint8).tobytes()
        self._long += np.minimum(long.sum(axis=1), 255).astype(np.uint8).tobytes()
        self._place += np.round(place).astype(np.uint16).tobytes()

    def finish(self) -> Held:
        """All frames."""
        return Held(
            np.frombuffer(self._short, np.uint8),
            np.frombuffer(self._long, np.uint8),
            np.frombuffer(self._place, np.uint16),
        )
