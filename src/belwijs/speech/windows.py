"""Which parts of a channel are shown to the recogniser together: stretches of speech packed into windows.

A recogniser does badly on single utterances and is slow on silence. So speech with its natural pauses around it is
joined into windows of about equal length; nothing artificial comes between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from belwijs.audio.activity import Stretch
from belwijs.audio.decode import Sound
from belwijs.speech.recogniser import RATE, Samples

PAD = 0.25
"""Seconds of the surroundings kept on either side of speech."""
LONG_PAUSE = 1.0
"""Seconds from which a pause is as good a place to cut as any."""
WINDOW_COST = 1.0
"""Of one window more, against a cut in no pause at all."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is recognised in one go: pieces of one channel in order of time, joined end to end."""

    channel: int
    pieces: tuple[Stretch, ...]
    speech: tuple[Stretch, ...]
    """The speech in the pieces."""

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        return sum(p.duration for p in self.pieces)

    @property
    def spoken(self) -> float:
        """Seconds of speech."""
        return sum(s.duration for s in self.speech)

    def call_time(self, seconds: float) -> float:
        """From seconds in the window to seconds in the call."""
        for piece in self.pieces:
            if seconds <= piece.duration:
                return piece.start + max(seconds, 0.0)
            seconds -= piece.duration
        return self.pieces[-1].end

    def halves(self) -> tuple[Window, ...]:
        """The window as two, cut in the pause nearest to the middle; itself when there is no pause."""
        if len(self.pieces) < 2:
            return (self,)
        middle, passed, cuts = self.duration / 2, 0.0, []
        for n, piece in enumerate(self.pieces[:-1]):
            passed += piece.duration
            cuts.append((abs(passed - middle), n + 1))
        at = min(cuts)[1]
        return self._of(self.pieces[:at]), self._of(self.pieces[at:])

    def around(self, gap: Stretch, least: float) -> Window:
        """The part of the window that holds `gap` with its neighbours, of at least `least` seconds where there are."""
        held = [n for n, p in enumerate(self.pieces) if p.start < gap.end and p.end > gap.start]
        first, last = held[0], held[-1]
        while (first > 0 or last + 1 < len(self.pieces)) and self._of(self.pieces[first : last + 1]).duration < least:
            first, last = max(first - 1, 0), min(last + 1, len(self.pieces) - 1)
        return self._of(self.pieces[first : last + 1])

    def samples_of(self, part: Window, samples: Samples) -> Samples:
        """The samples of a part of this window, given those of the whole."""
        before = sum(p.duration for p in self.pieces if p.end <= part.pieces[0].start)
        start = round(before * RATE)
        return samples[start : start + round(part.duration * RATE)]

    def _of(self, pieces: tuple[Stretch, ...]) -> Window:
        speech = tuple(s for s in self.speech if any(p.start <= s.start < p.end for p in pieces))
        return Window(self.channel, pieces, speech)


def plan(channel: int, speech: Sequence[Stretch], duration: float, longest: float) -> list[Window]:
    """Windows over all speech of a channel, in order of time, of at most `longest` seconds.

    Args:
        channel: the channel's number.
        speech: its stretches of speech, in order.
        duration: seconds of the recording.
        longest: seconds a window may have; longer unbroken speech is cut evenly.
    """
    pieces = _pieces(speech, duration, longest)
    starts = _starts([p for p, _ in pieces], [_pause(a[1], b[1]) for a, b in pairwise(pieces)], longest)
    return [_window(channel, pieces[a:b]) for a, b in pairwise([*starts, len(pieces)])]


def _starts(pieces: Sequence[Stretch], pauses: Sequence[float], longest: float) -> list[int]:
    """The first piece of each window: as few windows as will do, cut in long pauses rather than short ones.

    The cheapest way through the pieces, by dynamic programming: each window costs WINDOW_COST, each cut what the pause
    lacks of a LONG_PAUSE.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]  # up to each piece: cost, and where its last window starts
    for end in range(1, len(pieces) + 1):
        length, options = 0.0, []
        for start in range(end - 1, -1, -1):
            length += pieces[start].duration
            if length > longest + 1e-9 and start < end - 1:
                break
            lacking = max(0.0, 1.0 - pauses[start - 1] / LONG_PAUSE) if start else 0.0
            options.append((best[start][0] + WINDOW_COST + lacking, start))
        best.append(min(options))
    starts, at = [], len(pieces)
    while at > 0:
        at = best[at][1]
        starts.append(at)
    return starts[::-1]


def _pause(before: Sequence[Stretch], after: Sequence[Stretch]) -> float:
    """Seconds between the speech of two pieces; none where unbroken speech was cut."""
    return after[0].start - before[-1].end if before and after else 0.0


def cut(recording: Sound, windows: Sequence[Window]) -> Iterator[tuple[Window, Samples]]:
    """Each window with its samples, in one pass over the recording, as soon as the last sample has come by."""
    todo: list[list[Window]] = [[] for _ in range(recording.channels)]
    for window in sorted(windows, key=lambda w: w.pieces[0].start, reverse=True):
        todo[window.channel].append(window)
    got: list[list[Samples]] = [[] for _ in todo]
    start = 0
    for chunk in recording.chunks():
        end = start + chunk.shape[1]
        for n, waiting in enumerate(todo):
            while waiting:
                window = waiting[-1]
                got[n] += [chunk[n, a - start : b - start].copy() for a, b in _inside(window, start, end)]
                if round(window.pieces[-1].end * RATE) > end:
                    break
                yield window, np.concatenate(got[n]) if got[n] else np.zeros(0, dtype=np.float32)
                got[n] = []
                waiting.pop()
        start = end
        if not any(todo):
            return
    for n, waiting in enumerate(todo):
        if waiting and got[n]:
            yield waiting[-1], np.concatenate(got[n])


def _inside(window: Window, start: int, end: int) -> list[tuple[int, int]]:
    """The window's pieces as far as they lie in these samples of the call."""
    spans = [(max(round(p.start * RATE), start), min(round(p.end * RATE), end)) for p in window.pieces]
    return [(a, b) for a, b in spans if a < b]


def _pieces(
    speech: Sequence[Stretch], duration: float, longest: float
) -> list[tuple[Stretch, tuple[Stretch, ...]]]:
    """Stretches with PAD around them, or half the pause where pads would meet; what is too long is cut evenly."""
    pieces: list[tuple[Stretch, tuple[Stretch, ...]]] = []
    for n, s in enumerate(speech):
        before = speech[n - 1].end if n else -PAD
        after = speech[n + 1].start if n + 1 < len(speech) else duration + PAD
        start = max(0.0, s.start - min(PAD, max(0.0, (s.start - before) / 2)))
        end = min(duration, s.end + min(PAD, max(0.0, (after - s.end) / 2)))
        parts = ceil((end - start) / longest)
        edges = [start + (end - start) * k / parts for k in range(parts + 1)] if parts else []
        for a, b in pairwise(edges):
            spoken = Stretch(max(a, s.start), min(b, s.end))
            pieces.append((Stretch(a, b), (spoken,) if spoken.duration > 0 else ()))
    return pieces


def _window(channel: int, held: Sequence[tuple[Stretch, tuple[Stretch, ...]]]) -> Window:
    """One window; pieces that touch are one piece only in sound, they stay apart so that it can be halved."""
    return Window(channel, tuple(p for p, _ in held), tuple(s for _, ss in held for s in ss))


def snap(start: float, end: float, speech: Sequence[Stretch]) -> tuple[float, float]:
    """A word's times held within the stretch of speech it overlaps most, so that pauses stay pauses.

    Recognisers stretch the words beside a pause into it. Words that overlap no speech are left as they are.
    """
    first = max(bisect_right(speech, start, key=lambda s: s.end), 0)
    best, most = None, 0.0
    for s in speech[first:]:
        if s.start >= end:
            break
        overlap = min(end, s.end) - max(start, s.start)
        if overlap > most:
            best, most = s, overlap
    if best is None:
        return start, end
    return max(start, best.start), min(end, best.end)
