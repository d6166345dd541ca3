"""What the customer hears behind the agent, measured on the agent's channel while the agent is silent.

Background level and signal-to-noise ratio, music, other people's speech, typing, notification sounds and laughter.
Laughter is a sound in the room; it is never laid at anybody's door. What lies further under the agent's voice than
`audible` dB is not heard by anybody and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import Stretch, runs
from belwijs.audio.foreground import Mask, mask, moving_sum, stretches
from belwijs.audio.hearing import Hearing
from belwijs.audio.held import LONG, Held, pieces
from belwijs.audio.melodies import HUM_BINS, score, spread
from belwijs.audio.music import STEP as HELD_STEP
from belwijs.audio.rhythm import laughs, strokes
from belwijs.audio.track import STEP, Levels

LEAST_SILENCE = 3.0
"""Seconds of the agent's silence, in all, with which something can be said."""
AUDIBLE = 40.0
"""dB under the voice: the noise floor that ITU-T G.107 gives a line (-61 dBm0p) lies as far under nominal speech."""

_AFTER, _BEFORE = 0.25, 0.1  # seconds beside the agent's own speech that are not its silence: echo of the room, breath
_LOUDER_DB = 10.0  # steps this far above the middle of the background are events in it, not the background
_HELD = 2.2  # lines standing still that make music: those of half a second, and three times those of a second
_HELD_IN_TALK = 6.0  # the same where the voice model hears somebody: vowels in a room stand still for a while
_TALK_SHARE = 0.3  # of the time around, from which somebody is heard
_HELD_REACH = 23  # frames either side over which they are averaged: 3 s in all
_SHORTEST_MUSIC = 2.0
_SHORTEST_TALK = 0.5
_CHIME_GAP = 1.0  # seconds between notes of one notification sound
_MOST_NOTES = 8  # with more notes one after the other it is a melody
_QUIETEST = -90.0  # dBFS; a line as silent as this carries nothing

BehindKind = Literal["music", "voices", "typing", "chime", "laughter"]


@dataclass(frozen=True, slots=True)
class Behind:
    """One sound behind the agent: where, and how far under the agent's voice, in dB."""

    kind: BehindKind
    start: float
    end: float
    under: float

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies behind the agent. `noise` (dBFS) and `ratio` (dB) are None with too little silence."""

    silence: float  # seconds of the agent's silence that were looked at
    noise: float | None
    ratio: float | None  # of the agent's speech to the background
    where: Stretch | None  # the longest silence, in which the background can be heard
    sounds: tuple[Behind, ...]

    def of(self, kind: BehindKind) -> tuple[Behind, ...]:
        """The sounds of one kind, in order."""
        return tuple(s for s in self.sounds if s.kind == kind)


def surroundings(
    hearing: Hearing, channel: int, *, apart: Iterable[Stretch] = (), audible: float = AUDIBLE
) -> Surroundings:
    """What lies behind whoever speaks in a channel.

    Args:
        hearing: of the whole recording.
        channel: the agent's.
        apart: stretches that the customer did not hear, such as holds.
        audible: dB under the agent's voice beyond which nothing counts.
    """
    track, front = hearing.tracks[channel], hearing.foregrounds[channel]
    if not front.own or front.level is None:
        return Surroundings(0.0, None, None, None, ())
    level = track.level()
    quiet = _silence(hearing, channel, [*apart], len(level))
    seconds = float(quiet.sum()) * STEP
    longest = max(runs(quiet), key=lambda r: r[1] - r[0], default=(0, 0))
    where = Stretch(round(longest[0] * STEP, 2), round(longest[1] * STEP, 2))
    if seconds < LEAST_SILENCE:
        return Surroundings(round(seconds, 2), None, None, None, ())
    noise = _background(level[quiet])
    own = mask(front.own, 0, len(level))
    voice = _voice(level[own], noise)
    talk = mask(front.behind, 0, len(level))
    music = _music(hearing, channel, quiet, talk)
    far = talk & quiet & ~music
    typing = strokes(track, quiet & ~music)
    laughing = laughs(level, quiet & ~music & ~typing)
    plays = float(music.sum()) * STEP >= _SHORTEST_MUSIC  # clear notes are then those of the music, heard or not
    chimes = np.zeros_like(quiet) if plays else _chimes(hearing, channel, quiet)
    found = [
        *_sounds("music", music, level, voice, _SHORTEST_MUSIC),
        *_sounds("typing", typing, level, voice),
        *_sounds("chime", chimes, level, voice),
        *_sounds("laughter", laughing, level, voice),
        *_sounds("voices", far & ~laughing & ~typing & ~chimes, level, voice, _SHORTEST_TALK),
    ]
    return Surroundings(
        silence=round(seconds, 2),
        noise=round(noise, 1),
        ratio=round(min(voice - noise, 80.0), 1),
        where=where,
        sounds=tuple(sorted((s for s in found if s.under <= audible), key=lambda s: s.start)),
    )


def _silence(hearing: Hearing, channel: int, apart: Sequence[Stretch], steps: int) -> Mask:
    """Steps in which the agent is silent and the customer listens: answered, not on hold, no tones, no leak."""
    front = hearing.foregrounds[channel]
    before, after = round(_BEFORE / STEP), round(_AFTER / STEP)
    on = np.zeros(steps, np.bool_)
    on[round(front.own[0].start / STEP) : round(_last(hearing) / STEP)] = True
    for a, b in runs(mask(front.own, 0, steps)):
        on[max(0, a - before) : b + after] = False
    tones = [Stretch(a - 0.1, b + 0.1) for h in hearing.heard[channel] for a, b in h.sounding if h.kind in _MACHINES]
    leaked = [Stretch(s.start - 0.1, s.end + _AFTER) for s in front.leaked]
    return on & ~mask([*tones, *leaked, *apart], 0, steps)


_MACHINES = ("ring", "busy", "dtmf")


def _last(hearing: Hearing) -> float:
    """When somebody last speaks, in seconds."""
    return max((f.own[-1].end for f in hearing.foregrounds if f.own), default=0.0)


def _background(level: Levels) -> float:
    """Mean level of the background, dBFS; what stands out of it is an event and left out."""
    kept = level[level < float(np.median(level)) + _LOUDER_DB]
    return max(float(10 * np.log10(_mean_power(kept))), _QUIETEST)


def _mean_power(level: Levels) -> float:
    """Mean power of levels, worked out in their own memory: of a long call they are millions."""
    level /= 10
    return float(np.mean(np.power(10, level, out=level)))


def _voice(level: Levels, noise: float) -> float:
    """Mean level of the agent's speech, dBFS, the background taken off it."""
    power = float(np.mean(10 ** (level / 10)))
    return float(10 * np.log10(max(power - 10 ** (noise / 10), power * 0.1)))


def _music(hearing: Hearing, channel: int, quiet: Mask, talk: Mask) -> Mask:
    """Steps of the silence in which notes are held: not a hum, which never changes."""
    held = hearing.held[channel]
    sums = np.zeros(len(quiet) + 1, np.int32)
    np.cumsum(quiet, out=sums[1:])
    steps = np.zeros_like(quiet)
    for wide, piece, kept in pieces(len(held), _HELD_REACH):
        starts, ends = _looked_at(wide, len(quiet))
        inside = (sums[ends] - sums[starts] == ends - starts) & (ends > starts)
        on = _held(held[wide], inside, talk[np.maximum(ends - 1, 0)])
        for a, b in runs(on[kept]):
            first, last = piece.start + a - wide.start, piece.start + b - 1 - wide.start
            steps[int(starts[first]) : int(ends[last])] = True
    return steps & quiet


def _looked_at(frames: slice, steps: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The steps from which and up to which frames look back, over LONG frames; all of them must lie in the silence."""
    per = HELD_STEP / STEP
    ends = np.minimum((np.arange(frames.start, frames.stop) * per + 2 * per).astype(int), steps)
    return np.maximum(ends - int((LONG + 1) * per), 0), ends


def _held(held: Held, inside: Mask, talk: Mask) -> Mask:
    """Frames around which notes are held that change."""
    number = np.maximum(moving_sum(inside, _HELD_REACH), 1)
    mean = moving_sum(np.where(inside, score(held), 0.0), _HELD_REACH) / number
    moved = spread(held, inside & (held.short > 0), _HELD_REACH)
    spoken = moving_sum(talk & inside, _HELD_REACH) / number
    return inside & (mean >= np.where(spoken > _TALK_SHARE, _HELD_IN_TALK, _HELD)) & (moved > HUM_BINS)


def _chimes(hearing: Hearing, channel: int, quiet: Mask) -> Mask:
    """Steps from the first to the last note of each notification sound that lies in the silence."""
    on = np.zeros_like(quiet)
    group: list[Stretch] = []
    notes = [Stretch(b.start, b.end) for b in hearing.blips[channel] if _within(b.start, b.end, quiet)]
    for note in [*notes, None]:
        if group and (note is None or note.start - group[-1].end > _CHIME_GAP):
            if len(group) <= _MOST_NOTES:
                on[round(group[0].start / STEP) : round(group[-1].end / STEP)] = True
            group = []
        if note is not None:
            group.append(note)
    return on


def _within(start: float, end: float, quiet: Mask) -> bool:
    part = quiet[round(start / STEP) : round(end / STEP)]
    return bool(len(part) and part.all())


def _sounds(kind: BehindKind, on: Mask, level: Levels, voice: float, shortest: float = 0.0) -> list[Behind]:
    """Each run of a mask as a sound with its level under the voice: the mean, or of short sounds the loud parts."""
    found: list[Behind] = []
    for s in stretches(on):
        if s.duration >= shortest:
            part = level[round(s.start / STEP) : round(s.end / STEP)]
            mean = float(10 * np.log10(np.mean(10 ** (part / 10))))
            loud = mean if kind in ("music", "voices") else float(np.percentile(part, 90))
            found.append(Behind(kind, s.start, s.end, round(voice - loud, 1)))
    return found
