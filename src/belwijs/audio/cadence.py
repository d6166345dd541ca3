"""Ringing and busy tones: bursts of one steady tone, and the rhythm they come in.

Cadences after ITU-T E.180 and its Supplement 2 ("Various tones used in national networks"): ringing NL, DE 425 Hz
1 s on, 4 s off; BE 425 Hz 1/3; FR 440 Hz 1.5/3.5; UK 400+450 Hz 0.4/0.2/0.4/2; busy and congestion 0.15-0.5 s on and
off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from belwijs.audio.heard import Heard, HeardKind

LOWEST_PROGRESS_HZ, HIGHEST_PROGRESS_HZ = 340.0, 520.0
_LONGEST_PAUSE = 6.5  # seconds between bursts that still belong together: the longest off-time of E.180 is 6 s
_RING_ON = (0.35, 2.3)
_RING_OFF = (1.5, 6.3)
_DOUBLE_ON, _DOUBLE_OFF = (0.25, 0.6), (0.1, 0.35)
_BUSY = (0.1, 0.8)
_SINGLE_RING_ON = (0.7, 2.3)
_SINGLE_RING_HZ = (405.0, 460.0)
_SINGLE_RING_SWELL = 1.5
_SHORTEST_TONE = 0.4
_MOST_BURSTS = 400  # a group is closed at this size: memory stays bounded on a line left off the hook
_EVEN = 0.25  # share by which on- and off-times of one cadence may differ from their median


@dataclass(frozen=True, slots=True)
class Burst:
    """One uninterrupted tone: `hertz` its mean frequency, `drift` its standard deviation in Hz, `swell` that of its
    level in dB, `level` in dBFS."""

    start: float
    end: float
    hertz: float
    drift: float
    swell: float
    level: float

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start

    @property
    def steady(self) -> bool:
        """Whether it may be one of a row of machine-made bursts; two tones together swell by up to 2.2 dB."""
        return self.drift < 2.5 and self.swell < 2.3

    @property
    def still(self) -> bool:
        """Whether, even alone, only a machine holds a note like this; a filter's edge at 300 Hz can ring as long."""
        return self.drift < 1.5 and self.swell < 0.8 and self.hertz > 320


class CadenceReader:
    """Groups bursts that belong together and names the group once it is over."""

    def __init__(self) -> None:
        self._group: list[Burst] = []

    def add(self, burst: Burst) -> list[Heard]:
        """Take the next burst; give what has become clear."""
        settled = [] if self._fits(burst) else self.finish()
        self._group.append(burst)
        return settled

    def until(self, now: float) -> list[Heard]:
        """Give what is over at time `now` (seconds)."""
        if self._group and now - self._group[-1].end > _LONGEST_PAUSE:
            return self.finish()
        return []

    def finish(self) -> list[Heard]:
        """Name the group that is open."""
        group, self._group = self._group, []
        return name(group)

    def _fits(self, burst: Burst) -> bool:
        if not self._group:
            return True
        last = self._group[-1]
        return (
            burst.start - last.end <= _LONGEST_PAUSE
            and abs(burst.hertz - last.hertz) < 12
            and abs(burst.level - last.level) < 6
            and len(self._group) < _MOST_BURSTS
        )


def name(group: Sequence[Burst]) -> list[Heard]:
    """What a group of like bursts is; bursts that only look like a tone give nothing."""
    if not group:
        return []
    if LOWEST_PROGRESS_HZ <= group[0].hertz <= HIGHEST_PROGRESS_HZ:
        busy = _busy(group)
        if busy:
            return [busy]
        ring = _ring(group)
        if ring:
            return [ring]
    return [
        Heard("tone", b.start, b.end, 0.9 if b.length > 1 else 0.7)
        for b in group
        if b.still and b.length >= _SHORTEST_TONE
    ]


def _busy(group: Sequence[Burst]) -> Heard | None:
    on, off = [b.length for b in group], _pauses(group)
    if len(group) < 3 or not _even(on[1:-1], _BUSY) or not _even(off, _BUSY):
        return None
    return _heard("busy", group, min(0.99, 0.6 + 0.1 * len(group)), 1)


def _ring(group: Sequence[Burst]) -> Heard | None:
    rings = _doubles(group)
    on = [last.end - first.start for first, last in rings]
    steady = sum(b.steady for b in group) * 2 > len(group)
    if len(rings) == 1:
        double = len(group) == 2
        usual = _SINGLE_RING_ON[0] <= on[0] <= _SINGLE_RING_ON[1] and group[0].swell < _SINGLE_RING_SWELL
        if not (steady and usual and _SINGLE_RING_HZ[0] <= group[0].hertz <= _SINGLE_RING_HZ[1]):
            return None
        return _heard("ring", group, 0.8 if double else 0.65, 1)
    off = [b.start - a.end for (_, a), (b, _) in pairwise(rings)]
    # The first burst may have begun before the recording, the last is cut short by the answer.
    whole = on[1:-1] or [max(on)]
    if not steady or not _even(whole, _RING_ON) or not _even(off, _RING_OFF):
        return None
    return _heard("ring", group, min(0.99, 0.75 + 0.08 * len(rings)), len(rings))


def _doubles(group: Sequence[Burst]) -> list[tuple[Burst, Burst]]:
    """Bursts as rings: first and last burst of each; British double bursts count as one ring."""
    rings: list[tuple[Burst, Burst]] = []
    for b in group:
        if rings and rings[-1][0] is rings[-1][1]:
            before = rings[-1][1]
            short = before.length <= _DOUBLE_ON[1] and b.length <= _DOUBLE_ON[1]
            if short and _DOUBLE_OFF[0] <= b.start - before.end <= _DOUBLE_OFF[1]:
                rings[-1] = (before, b)
                continue
        rings.append((b, b))
    return rings


def _pauses(group: Sequence[Burst]) -> list[float]:
    return [b.start - a.end for a, b in pairwise(group)]


def _even(lengths: Sequence[float], limits: tuple[float, float]) -> bool:
    """Whether lengths lie around a median within the limits."""
    if not lengths:
        return False
    middle = median(lengths)
    near = sum(abs(x - middle) <= _EVEN * middle + 0.05 for x in lengths)
    return limits[0] <= middle <= limits[1] and near >= 0.75 * len(lengths)


def _heard(kind: HeardKind, group: Sequence[Burst], confidence: float, count: int) -> Heard:
    bursts = tuple((b.start, b.end) for b in group)
    return Heard(kind, group[0].start, group[-1].end, round(confidence, 2), count, bursts)
