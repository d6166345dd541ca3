"""Sounds told by their rhythm: keystrokes, narrow and in quick succession, and laughter, even and some five a second.

Laughter after Bachorowski, Smoski and Owren, "The acoustic features of human laughter" (2001): a bout is a row of short
calls, 4 to 6 a second, more even than syllables are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import runs
from belwijs.audio.foreground import Mask
from belwijs.audio.track import Levels, Track

_STROKE_DB = 8.0  # above the middle of a quarter of a second
_FALL_DB = 7.0  # and above the steps just before and after
_FALL = 3  # steps: a stroke is over in 30 ms
_MIDDLE = 12  # steps either side
_FAINTEST = -78.0  # dBFS of treble; softer strokes are the line's
_STROKE_GAP = 60  # steps between strokes of one burst
_STROKES = 6
_PER_STROKE = 35  # steps a stroke on average, at most

_CALL_GAP = (14, 30)  # steps from one call of laughter to the next
_CALLS = 5
_EVEN = 0.15  # spread of the gaps, of their mean
_CALL_DB = 7.0  # depth between two calls
_CALL_WIDE_DB, _CALL_WIDE = 9.0, (5, 18)  # steps a call is loud; a keystroke is shorter


def strokes(track: Track, quiet: Mask) -> Mask:
    """Steps in which somebody types: rows of narrow peaks in the treble, within `quiet`."""
    on = np.zeros(len(track), np.bool_)
    for first, last in runs(quiet):
        if last - first < 3 * _MIDDLE:
            continue
        peaks = first + _strokes(track.sharpness(first, last))
        for group in np.split(peaks, np.flatnonzero(np.diff(peaks) > _STROKE_GAP) + 1):
            if len(group) >= _STROKES and group[-1] - group[0] <= _PER_STROKE * len(group):
                on[group[0] : group[-1] + 1] = True
    return on


def _strokes(sharp: Levels) -> NDArray[np.intp]:
    """Steps at which a narrow peak stands."""
    padded = np.pad(sharp, _MIDDLE, mode="edge")
    around = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * _MIDDLE + 1), axis=1)
    wide = np.pad(sharp, _FALL, mode="edge")
    before, after = wide[: len(sharp)], wide[2 * _FALL :]
    peak = (sharp >= wide[_FALL - 1 : _FALL - 1 + len(sharp)]) & (sharp > wide[_FALL + 1 : _FALL + 1 + len(sharp)])
    stands = (sharp > around + _STROKE_DB) & (sharp > before + _FALL_DB) & (sharp > after + _FALL_DB)
    return np.flatnonzero(peak & stands & (sharp > _FAINTEST))


def laughs(level: Levels, quiet: Mask) -> Mask:
    """Steps in which somebody laughs: rows of even calls within `quiet`."""
    on = np.zeros(len(level), np.bool_)
    for first, last in runs(quiet):
        if last - first > _CALLS * _CALL_GAP[0]:
            for a, b in _bouts(level[first:last]):
                on[first + a : first + b] = True
    return on


def _bouts(level: Levels) -> list[tuple[int, int]]:
    """Rows of calls, as half-open ranges of steps."""
    smooth = np.convolve(np.pad(level, 1, mode="edge"), np.ones(3, np.float32) / np.float32(3), "valid")
    calls = _calls(smooth)
    found: list[tuple[int, int]] = []
    row: list[int] = []
    for call in [*calls, -1]:
        gap = call - row[-1] if row else 0
        if row and (call < 0 or not _CALL_GAP[0] <= gap <= _CALL_GAP[1]):
            found += _bout(row, smooth)
            row = []
        if call >= 0:
            row.append(call)
    return found


def _bout(row: list[int], smooth: Levels) -> list[tuple[int, int]]:
    """The longest even part of a row of calls, if it is long enough."""
    best: tuple[int, int] | None = None
    for a in range(len(row) - _CALLS + 1):
        for b in range(a + _CALLS, len(row) + 1):
            gaps = np.diff(row[a:b])
            if gaps.std() <= _EVEN * gaps.mean() and (best is None or b - a > best[1] - best[0]):
                best = (a, b)
    if best is None:
        return []
    return [(max(0, row[best[0]] - 6), min(len(smooth), row[best[1] - 1] + 7))]


def _calls(smooth: Levels) -> list[int]:
    """Peaks of the right width between two dips."""
    turns = np.flatnonzero((smooth[1:-1] >= smooth[:-2]) & (smooth[1:-1] > smooth[2:])) + 1
    found: list[int] = []
    for n in turns.tolist():
        reach = smooth[max(0, n - _CALL_GAP[1] // 2) : n + _CALL_GAP[1] // 2 + 1]
        if smooth[n] < reach.max():
            continue
        left = smooth[max(0, n - _CALL_GAP[1] // 2) : n + 1]
        right = smooth[n : n + _CALL_GAP[1] // 2 + 1]
        if smooth[n] - max(left.min(), right.min()) < _CALL_DB:
            continue
        wide = int((reach > smooth[n] - _CALL_WIDE_DB).sum())
        if _CALL_WIDE[0] <= wide <= _CALL_WIDE[1]:
            found.append(n)
    return found
