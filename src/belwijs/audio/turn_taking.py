"""Who has the floor: overlaps by kind, response gaps, pauses after a story, shares of talk.

Functions of plain intervals (`Stretch`, seconds), so that measured speech and the turns of a transcript are judged
alike. Three lengths of time decide, each from the literature:

- two syllables, 0.4 s at five syllables a second: whoever comes in closer than that to the other's first or last word
  overlaps, but does not interrupt (West & Zimmerman, "Small insults", 1983); whoever pauses for less goes on;
- one second: a very short utterance such as "hm" or "ja" does not ask for the floor (Edlund, Heldner, Al Moubayed,
  Gravano, Hirschberg, "Very short utterances in conversation", 2010);
- 15 seconds: from then on somebody tells a story (catalogue convention of Belwijs).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from belwijs.audio.activity import Stretch, joined

TWO_SYLLABLES = 0.4
VERY_SHORT = 1.0
STORY = 15.0
BREATH = 0.3
"""Pauses shorter than this do not end what somebody is saying; 0.2 s is a long stop consonant."""

_TAKES_UP = 0.7  # within this time somebody who was talked over goes on with what they were saying
_RESUMES = 1.5  # within this time after a short word the other is seen to have kept the floor
_SILENCE_BEFORE = 0.3  # of both, before two who begin together

OverlapKind = Literal["backchannel", "interruption", "collision", "transition", "attempt"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two speak at once, from `start` to `end`; `by` (0 or 1) is whoever came in, or began last.

    `backchannel`: a short word that leaves the floor where it is; `interruption`: it takes the floor from somebody who
    had more to say; `collision`: both began at once after a silence; `transition`: the next speaker was early by less
    than two syllables; `attempt`: longer than a short word, and the other spoke on.
    """

    kind: OverlapKind
    start: float
    end: float
    by: int


@dataclass(frozen=True, slots=True)
class Floor:
    """Somebody (`by`, 0 or 1) holds the floor, from their first word to their last; short words between are let be."""

    by: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Pause:
    """The time between a story's last word and the other's first: 0 when it was `cut` off."""

    start: float
    end: float
    by: int  # who told the story
    cut: bool = False

    @property
    def seconds(self) -> float:
        """Length of the pause."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of the call, 0-1: either side alone or together with the other, both at once, nobody."""

    talk: tuple[float, float]
    both: float
    silence: float


def utterances(stretches: Iterable[Stretch], breath: float = BREATH) -> list[Stretch]:
    """Stretches in order, those closer than `breath` seconds joined."""
    return joined(stretches, breath)


def overlaps(first: Iterable[Stretch], second: Iterable[Stretch]) -> tuple[Overlap, ...]:
    """Every time that one comes in while the other speaks, in order, by kind."""
    sides = (utterances(first), utterances(second))
    found: list[Overlap] = []
    for by in (0, 1):
        own, other = sides[by], sides[1 - by]
        for n, unit in enumerate(own):
            held = next((o for o in other if o.start <= unit.start < o.end), None)
            if held is None or (by == 0 and held.start == unit.start) or (n and _goes_on(own[n - 1], unit, held)):
                continue
            found.append(Overlap(_kind(own[n:], own[:n], held, other), unit.start, min(unit.end, held.end), by))
    return tuple(sorted(found, key=lambda o: (o.start, o.by)))


def _kind(bids: Sequence[Stretch], before: Sequence[Stretch], held: Stretch, other: Sequence[Stretch]) -> OverlapKind:
    """What the first of `bids` is, which began while the other spoke `held`."""
    bid = _bid(bids, other)
    silent = held.start - max((u.end for u in before if u.end <= held.start), default=-_SILENCE_BEFORE)
    paused = held.start - max((o.end for o in other if o.end <= held.start), default=-TWO_SYLLABLES)
    begins = silent >= _SILENCE_BEFORE and paused >= TWO_SYLLABLES  # after less, the other goes on
    together = bid.start - held.start < TWO_SYLLABLES and begins
    end = _end_of(held, bid, other)
    goes_on = end > bid.end or _next_is_other(bid, bids, other)
    if together and max(bid.duration, held.duration) > 2 * TWO_SYLLABLES:
        return "collision"
    if bid.duration <= VERY_SHORT and goes_on:
        return "backchannel"
    if end - bid.start < TWO_SYLLABLES:
        return "transition"
    takes_up = end > bid.end or any(end <= o.start <= end + _TAKES_UP for o in other)
    return "attempt" if takes_up else "interruption"


def _goes_on(before: Stretch, unit: Stretch, held: Stretch) -> bool:
    """Whether an utterance only takes up the one before it, which overlapped with the same words of the other."""
    return unit.start - before.end < _TAKES_UP and held.start < before.end


def _bid(own: Sequence[Stretch], other: Sequence[Stretch]) -> Stretch:
    """The first utterance and those that follow it at once, before the other says anything new."""
    bid = own[0]
    for later in own[1:]:
        new = any(bid.end <= o.start < later.start for o in other)
        if new or later.start - bid.end >= _TAKES_UP:
            break
        bid = Stretch(bid.start, later.end)
    return bid


def _end_of(held: Stretch, bid: Stretch, other: Sequence[Stretch]) -> float:
    """Where somebody who is talked over ends, short breaths within the other's words included."""
    end = held.end
    for o in other:
        if end < o.start < min(end + _TAKES_UP, bid.end):
            end = o.end
    return end


def _next_is_other(bid: Stretch, own: Sequence[Stretch], other: Sequence[Stretch]) -> bool:
    """Whether, after a bid, the other speaks next and soon."""
    theirs = next((o.start for o in other if o.start >= bid.end), None)
    mine = next((u.start for u in own if u.start > bid.end), float("inf"))
    return theirs is not None and theirs < mine and theirs - bid.end <= _RESUMES


def floors(first: Iterable[Stretch], second: Iterable[Stretch]) -> tuple[Floor, ...]:
    """Who has the floor when: a run of one side's utterances, short words of the other left out."""
    sides = (utterances(first), utterances(second))
    units = sorted(((u, by) for by in (0, 1) for u in sides[by]), key=lambda p: (p[0].start, p[1]))
    found: list[Floor] = []
    for n, (unit, by) in enumerate(units):
        if found and found[-1].by == by:
            found[-1] = Floor(by, found[-1].start, max(found[-1].end, unit.end))
        elif not found or not _asks_nothing(units, n):
            found.append(Floor(by, unit.start, unit.end))
    return tuple(found)


def _asks_nothing(units: Sequence[tuple[Stretch, int]], n: int) -> bool:
    """Whether an utterance is a very short one after which the other speaks on."""
    unit, by = units[n]
    if unit.duration > VERY_SHORT:
        return False
    during = any(u.end > unit.end for u, side in units[:n] if side != by)
    following = next((side for u, side in units[n + 1 :] if u.end > unit.end), by)
    return during or following != by


def pauses_after_stories(
    first: Iterable[Stretch], second: Iterable[Stretch], *, story: float = STORY
) -> tuple[Pause, ...]:
    """After each story of more than `story` seconds, the room that the other left before speaking."""
    held = floors(first, second)
    found: list[Pause] = []
    for told, answer in pairwise(held):
        if told.end - told.start > story:
            cut = told.end - answer.start >= TWO_SYLLABLES
            found.append(Pause(told.end, max(answer.start, told.end), told.by, cut))
    return tuple(found)


def response_gaps(first: Iterable[Stretch], second: Iterable[Stretch]) -> tuple[Pause, ...]:
    """Every change of the floor: the silence before the next speaker; `by` is who spoke before it."""
    held = floors(first, second)
    return tuple(
        Pause(a.end, max(b.start, a.end), a.by, a.end - b.start >= TWO_SYLLABLES)
        for a, b in pairwise(held)
    )


def shares(first: Iterable[Stretch], second: Iterable[Stretch], duration: float) -> Shares:
    """Shares of talk and silence in a call of `duration` seconds; all 0 for a call without length."""
    if duration <= 0:
        return Shares((0.0, 0.0), 0.0, 0.0)
    sides = (utterances(first, 0.0), utterances(second, 0.0))
    talk = [sum(u.duration for u in side) for side in sides]
    both = sum(max(0.0, min(a.end, b.end) - max(a.start, b.start)) for a, b in _meeting(*sides))
    silence = max(0.0, duration - talk[0] - talk[1] + both)
    return Shares(
        (round(talk[0] / duration, 4), round(talk[1] / duration, 4)),
        round(both / duration, 4),
        round(silence / duration, 4),
    )


def _meeting(first: Sequence[Stretch], second: Sequence[Stretch]) -> Iterable[tuple[Stretch, Stretch]]:
    """Pairs that overlap, in one pass over both."""
    a = b = 0
    while a < len(first) and b < len(second):
        yield first[a], second[b]
        if first[a].end < second[b].end:
            a += 1
        else:
            b += 1
