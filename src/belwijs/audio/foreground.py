"""Which of the speech in a channel is that of the speaker at this telephone, in steps of 10 ms.

Two things are speech to a model and are not: the other side leaking in (crosstalk, echo), which is a softer and perhaps
later copy of the other channel, and somebody further off, who is softer than the speaker at the telephone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import Stretch, runs
from belwijs.audio.stream import percentile
from belwijs.audio.track import STEP, Levels, Track

_PIECE = 60_000  # steps looked at together: ten minutes
_MINUTE = 6_000  # steps
_LONGEST_LAG = 40  # steps: an echo of 0.4 s
_LEAK_STEPS = 150  # steps that must show a leak before it is believed
_LEAK_STEADY = 0.6  # share of steps in which it is equally loud, within 3 dB
_LEAK_ABSENT = 0.15  # share of steps in which it may be missing
_LEAK_MARGIN_DB = 6.0
_LEAST_LOSS_DB = 8.0  # a leak is at least this much softer than what leaks
_TAIL = 8  # steps in which a leak may ring on
_LOUD = 95  # percentile of a speaker's levels that stands for them, whoever else speaks
_FURTHER_OFF_DB = 16.5  # voices under that by this much are of somebody else; a speaker's own mean lies 7 dB under it
_AROUND = 20  # steps either side over which a voice's level is averaged
_SHORTEST = 10  # steps of speech; less is a scrap
_SHORTEST_GAP = 10  # steps; a shorter hole in speech is closed
_ABOVE_NOISE_DB = 4.0
_FAINT_DB = 30.0  # this far under a speaker's loud parts nothing of speech is left to hear
_SOFT_SYLLABLE = 50  # steps: this long a speaker may drop their voice
_PAUSE = 25  # steps; a shorter pause is part of speaking
_REACH = 20  # steps by which energy may move an edge outwards

Mask = NDArray[np.bool_]
Bits = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Leak:
    """The other side heard in a channel: `loss` dB softer, `lag` seconds later."""

    loss: float
    lag: float


@dataclass(frozen=True, slots=True)
class Foreground:
    """Speech of one channel: the speaker's own, that of somebody further off, and the leak of the other side."""

    own: tuple[Stretch, ...]
    behind: tuple[Stretch, ...]
    leaked: tuple[Stretch, ...]
    leak: Leak | None = None
    level: float | None = None
    """Mean level while the speaker speaks, dBFS; None where they never do."""
    drift: float = 0.0
    """Seconds by which the leak comes earlier or later in the course of the call: two clocks."""


def foregrounds(tracks: Sequence[Track], speech: Sequence[Sequence[Stretch]]) -> tuple[Foreground, ...]:
    """For each of one or two channels, whose speech the `speech` found in it is."""
    steps = max((len(t) for t in tracks), default=0)
    parts: list[list[_Part]] = [[] for _ in tracks]
    for start in range(0, steps, _PIECE):
        end = min(steps, start + _PIECE)
        levels = [_padded(t.level(start, end), end - start) for t in tracks]
        masks = [mask(s, start, end) for s in speech]
        for n, part in enumerate(parts):
            leaked = np.zeros(end - start, np.bool_)
            leak = _leak(levels[n], levels[1 - n], masks[1 - n]) if len(tracks) == 2 else None
            if leak:
                leaked = _explained(levels[n], levels[1 - n], masks[1 - n], leak)
            part.append(_whose(levels[n], masks[n], leaked, leak))
    return tuple(_joined(part) for part in parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a call; a step takes a bit, of which a long call has many."""

    own: Bits
    behind: Bits
    leaked: Bits
    leak: Leak | None
    power: float
    count: int


def _joined(parts: Sequence[_Part]) -> Foreground:
    """The parts of a call after each other."""
    if not parts:
        return Foreground((), (), ())
    lags = [p.leak.lag for p in parts if p.leak]
    count = sum(p.count for p in parts)
    level = 10 * np.log10(sum(p.power for p in parts) / count + 1e-12) if count else None
    return Foreground(
        own=_stretches_of([p.own for p in parts]),
        behind=_stretches_of([p.behind for p in parts]),
        leaked=_stretches_of([p.leaked for p in parts]),
        leak=next((p.leak for p in parts if p.leak), None),
        level=None if level is None else float(level),
        drift=max(lags) - min(lags) if lags else 0.0,
    )


def _stretches_of(pieces: Sequence[Bits]) -> tuple[Stretch, ...]:
    """The stretches that pieces of a mask stand for; all but the last hold _PIECE steps, a whole number of bytes."""
    return tuple(stretches(np.unpackbits(np.concatenate(pieces)).view(np.bool_)))


def mask(found: Sequence[Stretch], start: int, end: int) -> Mask:
    """Steps `start` up to `end` that lie in one of the stretches."""
    on = np.zeros(end - start, np.bool_)
    for s in found:
        a, b = round(s.start / STEP) - start, round(s.end / STEP) - start
        if b > 0 and a < len(on):
            on[max(a, 0) : b] = True
    return on


def stretches(on: Mask) -> Iterator[Stretch]:
    """The stretches that a mask of steps stands for."""
    for a, b in runs(on):
        yield Stretch(round(a * STEP, 2), round(b * STEP, 2))


def moving_sum(values: NDArray[Any], reach: int) -> NDArray[np.float64]:
    """At each value the sum of it and `reach` values either side, as far as there are any."""
    sums = np.pad(np.cumsum(values, dtype=np.float64), (reach + 1, 0))
    sums = np.pad(sums, (0, reach), mode="edge")
    return np.asarray(sums[2 * reach + 1 :] - sums[: -2 * reach - 1], np.float64)


def _padded(level: Levels, steps: int) -> Levels:
    return np.pad(level, (0, steps - len(level)), constant_values=-100.0) if len(level) < steps else level


def _leak(level: Levels, other: Levels, other_speech: Mask) -> Leak | None:
    """How the other side leaks into a channel, if it does.

    A leak is there whenever the other side speaks, always as much softer and later. So the difference in level must
    stand still in most steps where the other speaks and this side does not, and hardly ever be larger.
    """
    if len(level) < _LEAK_STEPS + _LONGEST_LAG:
        return None
    noise = _noise(level, np.zeros_like(other_speech))
    power = 10 ** (level / 10) - 10 ** (noise / 10)
    here = 10 * np.log10(np.maximum(power, 1e-10))
    heard = here > noise + _ABOVE_NOISE_DB - 3.0
    loud = other_speech & (other > -60.0)
    best: tuple[float, int, float] | None = None
    for lag in range(_LONGEST_LAG + 1):
        steps = len(other) - lag
        softer = (other[:steps] - here[lag:])[loud[:steps] & heard[lag:]]
        softer = softer[softer > _LEAST_LOSS_DB]
        if len(softer) < _LEAK_STEPS:
            continue
        counts, edges = np.histogram(softer, bins=np.arange(_LEAST_LOSS_DB, 62.0, 1.0))
        near = np.convolve(counts, np.ones(7), "same")
        top = int(near.argmax())
        share = float(near[top]) / len(softer)
        if best is None or share > best[0]:
            around = softer[np.abs(softer - edges[top] - 0.5) < 4.0]
            best = (share, lag, float(np.median(around)))
    if best is None or best[0] < _LEAK_STEADY:
        return None
    _, lag, loss = best
    steps = len(other) - lag
    expected = other[:steps] - loss
    audible = loud[:steps] & (expected > noise[lag:] + _ABOVE_NOISE_DB)
    if np.count_nonzero(audible) < _LEAK_STEPS:
        return None
    absent = float((here[lag:][audible] < expected[audible] - _LEAK_MARGIN_DB).mean())
    return Leak(round(loss, 1), round(lag * STEP, 2)) if absent < _LEAK_ABSENT else None


def _explained(level: Levels, other: Levels, other_speech: Mask, leak: Leak) -> Mask:
    """Steps that are no louder than the other side's leak would be."""
    lag = round(leak.lag / STEP)
    expected = np.full(len(level), -100.0, np.float32)
    expected[lag:] = np.where(other_speech, other, -100.0)[: len(other) - lag] - leak.loss
    reach = np.pad(expected, (_TAIL, 2), constant_values=-100.0)
    loudest = np.lib.stride_tricks.sliding_window_view(reach, _TAIL + 3).max(axis=1)
    return np.asarray((loudest > -90.0) & (level < loudest + _LEAK_MARGIN_DB), np.bool_)


def _noise(level: Levels, speech: Mask) -> Levels:
    """The noise under each step, dBFS: the middle of what is no speech within some ten seconds, or a low percentile."""
    size = 500
    count = max(1, -(-len(level) // size))
    found = np.full(count, np.nan, np.float32)
    for n in range(count):
        part = slice(max(0, (n - 1) * size), (n + 2) * size)
        quiet = level[part][~speech[part]]
        if speech.any() and len(quiet) > 50:
            found[n] = np.median(quiet)
        elif len(level[part]):
            found[n] = percentile(level[part], 10)
    return np.repeat(found, size)[: len(level)]


def _whose(level: Levels, speech: Mask, leaked: Mask, leak: Leak | None) -> _Part:
    """Divides the speech of one channel over speaker, somebody further off, and leak."""
    power = 10 ** (level / 10)
    mine = speech & ~leaked
    mine = _tidy(mine)
    reference = _reference(level, mine)
    local = moving_sum(power * mine, _AROUND) / np.maximum(moving_sum(mine, _AROUND), 1e-9)
    far = mine & (10 * np.log10(np.maximum(local, 1e-12)) < reference - _FURTHER_OFF_DB)
    for a, b in runs(far):  # a soft syllable is still the speaker's
        if b - a < _SOFT_SYLLABLE and mine[max(0, a - 1) : b + 1].sum() > b - a:
            far[a:b] = False
    own = _to_the_edge(_tidy(mine & ~far), level, leaked | far, reference - _FAINT_DB)
    behind = _tidy(far & ~own)
    total = float(power[own].sum())
    masks = [np.packbits(on) for on in (own, behind, speech & leaked & ~own)]
    return _Part(masks[0], masks[1], masks[2], leak, total, int(np.count_nonzero(own)))


def _tidy(on: Mask) -> Mask:
    """Short holes closed, scraps thrown away."""
    on = on.copy()
    for a, b in runs(~on):
        if b - a < _SHORTEST_GAP and a > 0 and b < len(on):
            on[a:b] = True
    for a, b in runs(on):
        if b - a < _SHORTEST:
            on[a:b] = False
    return on


def _reference(level: Levels, speech: Mask) -> Levels:
    """The level, dBFS, at which the speaker at this telephone speaks around each step: the loudest of three minutes."""
    count = max(1, -(-len(level) // _MINUTE))
    minutes = np.full(count, -200.0, np.float32)
    for n in range(count):
        spoken = level[n * _MINUTE : (n + 1) * _MINUTE][speech[n * _MINUTE : (n + 1) * _MINUTE]]
        if len(spoken) >= 100:
            minutes[n] = np.percentile(spoken, _LOUD)
    if minutes.max() < -150 and speech.any():
        minutes[:] = np.percentile(level[speech], _LOUD)
    around = np.pad(minutes, 1, constant_values=-200.0)
    loudest = np.maximum(np.maximum(around[:-2], around[1:-1]), around[2:])
    return np.repeat(loudest, _MINUTE)[: len(level)]


def _to_the_edge(on: Mask, level: Levels, elsewhere: Mask, faint: Levels) -> Mask:
    """Edges moved outwards as long as the sound stands above the noise, and short pauses closed."""
    if not on.any():
        return on
    loud = (level > _noise(level, on) + _ABOVE_NOISE_DB) & ~elsewhere & (level > faint)
    wider = on.copy()
    for a, b in runs(on):
        first = max(0, a - _REACH)
        quiet = np.flatnonzero(~loud[first:a])
        wider[first + int(quiet[-1]) + 1 if len(quiet) else first : a] = True
        quiet = np.flatnonzero(~loud[b : b + _REACH])
        wider[b : b + int(quiet[0]) if len(quiet) else b + _REACH] = True
    for a, b in runs(~wider):
        if b - a < _PAUSE and a > 0 and b < len(wider) and not elsewhere[a:b].any():
            wider[a:b] = True
    return wider
