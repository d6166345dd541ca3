"""Music of few held notes, for which the music finder is too strict: told by the notes that stand still meanwhile.

Where nobody speaks no line of the spectrum stands still for half a second: in 100 minutes of calls the score below is
0.2 at most, in hold music of many kinds 5 at least. A hum or a dial tone stands still too, but never moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import Stretch, runs
from belwijs.audio.foreground import moving_sum
from belwijs.audio.heard import Heard
from belwijs.audio.held import LONG, SHORT, Held, pieces
from belwijs.audio.music import STEP

HUM_BINS = 8.0
"""Spread of the lines' place, in bins of 7.8 Hz, under which they are a hum."""

_REACH = 39  # frames either side that are looked at together: 5 s in all
_CLEAR = 31  # frames of these in which nobody speaks: 2 s
_SCORE = 3.0  # lines standing still: those of half a second, and three times those of a second
_NOTE = 8  # frames either side of one that belongs to the music: half a second
_LINGER, _UNDER_SPEECH = 16, 10.0  # frames either side, and the score with which music goes on under what seems speech
_SHORTEST = 5.0  # seconds
_SUREST = 60.0  # a score beyond which it is no surer


def score(held: Held) -> NDArray[np.float64]:
    """How much stands still at each frame."""
    return np.asarray(held.short + 3.0 * held.long, np.float64)


def spread(held: Held, on: NDArray[np.bool_], reach: int) -> NDArray[np.float64]:
    """How far the place of the still lines moves around each frame, in bins; only frames that are `on` count."""
    place = np.where(on, held.place.astype(np.float64), 0.0)
    number = np.maximum(moving_sum(on, reach), 1)
    first, second = moving_sum(place, reach) / number, moving_sum(place**2, reach) / number
    return np.asarray(np.sqrt(np.maximum(second - first**2, 0.0)), np.float64)


def melodies(held: Held, speech: Sequence[Stretch], heard: Sequence[Heard]) -> list[Heard]:
    """Music of five seconds and more on one channel, between what is spoken and the tones that were heard."""
    tones = (Stretch(a, b) for h in heard if h.kind != "music" for a, b in h.sounding)
    clear = _clear(len(held), (*speech, *tones))
    on, sounding, through = (np.zeros(len(held), np.bool_) for _ in range(3))
    mean = np.zeros(len(held), np.float32)
    for wide, piece, inside in pieces(len(held), _REACH):
        whole = zip((on, mean, sounding, through), _told(held[wide], clear[wide]), strict=True)
        for kept, told in whole:
            kept[piece] = told[inside]
    found = []
    for a, b in runs(on):
        notes = np.flatnonzero(sounding[a:b])
        if not len(notes):
            continue
        first, last = a + int(notes[0]), a + int(notes[-1])
        while first > 0 and through[first - 1]:
            first -= 1
        while last + 1 < len(held) and through[last + 1]:
            last += 1
        start, end = max(0.0, (first - SHORT) * STEP), (last + 1) * STEP
        if end - start >= _SHORTEST:
            sure = 0.6 + 0.3 * min(1.0, float(mean[a:b].max()) / _SUREST)
            found.append(Heard("music", round(start, 3), round(end, 3), round(sure, 2)))
    return found


def _told(held: Held, clear: NDArray[np.bool_]) -> tuple[NDArray[Any], ...]:
    """Of each frame: whether music is around it, its score there, whether it sounds, and whether it may go on there."""
    number, scored = moving_sum(clear, _REACH), score(held)
    mean = moving_sum(np.where(clear, scored, 0.0), _REACH) / np.maximum(number, 1)
    still = clear & (held.short > 0)
    sounding = still & (moving_sum(scored, _NOTE) >= _SCORE * (2 * _NOTE + 1))
    through = (moving_sum(scored, _LINGER) >= _UNDER_SPEECH * (2 * _LINGER + 1)) & (sounding | ~clear)
    on = (number >= _CLEAR) & (mean >= _SCORE) & (spread(held, still, _REACH) > HUM_BINS)
    return on, mean, sounding, through


def _clear(frames: int, busy: Iterable[Stretch]) -> NDArray[np.bool_]:
    """Frames that look back, a second at most, on nothing of this."""
    on = np.ones(frames, np.bool_)
    for s in busy:
        on[max(0, int(s.start / STEP)) : int(s.end / STEP) + LONG + 2] = False
    return on
