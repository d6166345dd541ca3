"""Which channel is the agent, found out from who speaks first after the ringing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belwijs.audio.activity import Stretch
from belwijs.audio.hearing import Hearing
from belwijs.call.model import Direction

_CLEAR_LEAD = 1.0  # seconds by which the first speaker must come first to be sure of the order
_MATCH_SECONDS = 5.0  # seconds of turns that must be heard in the channels that fit
_MATCH_RATIO = 1.5  # by which one way round must fit better than the other
_ANSWERED = 0.3  # seconds of speech that count as an answer; a cough or a click is shorter


@dataclass(frozen=True, slots=True)
class ChannelRoles:
    """Channel numbers, counted from 0, as found out; `reason` is a sentence for the notes."""

    agent: int
    customer: int
    confidence: float  # 0.5 is a guess, 1 is certain
    reason: str


def who_is_who(hearing: Hearing, direction: Direction) -> ChannelRoles | None:
    """Tell the agent's channel from the customer's; None when there is one channel only.

    Whoever is called answers, and whoever answers speaks first: the agent of an inbound call, the other side of an
    outbound one. Speech is counted from the end of the ringing, where ringing is heard.
    """
    if hearing.mono or len(hearing.speech) != 2:
        return None
    rings = [h for channel in hearing.heard for h in channel if h.kind == "ring"]
    first_speech = min((s.start for c in hearing.speech for s in c if s.duration >= _ANSWERED), default=0.0)
    # Only ringing at the start is that of the call itself; later it belongs to a transfer.
    answered = max((h.bursts[-1][0] if h.bursts else h.end for h in rings if h.start <= first_speech + 1), default=0.0)
    starts = [_first(c, answered) for c in hearing.speech]
    if starts[0] is None and starts[1] is None:
        return _roles(0, 0.5, "nobody is heard to speak; channel 0 was taken for the agent")
    if starts[0] is None or starts[1] is None:
        only = 1 if starts[0] is None else 0
        return _roles(only, 0.6, f"only channel {only} is heard to speak; it was taken for the agent")
    first = 0 if starts[0] <= starts[1] else 1
    lead = abs(starts[0] - starts[1])
    agent = first if direction == "inbound" else 1 - first
    confidence = 0.55 + 0.25 * min(1.0, lead / _CLEAR_LEAD) + (0.15 if rings and answered else 0.0)
    how = "answers the ringing" if rings and answered else "speaks first"
    whom = "the agent" if direction == "inbound" else "the customer"
    return _roles(agent, round(confidence, 2), f"channel {first} {how} and was taken for {whom}")


def by_turns(hearing: Hearing, agent: Sequence[Stretch], customer: Sequence[Stretch]) -> ChannelRoles | None:
    """Tell the channels apart by when each side speaks in a transcript; None where both ways round fit alike."""
    if hearing.mono or len(hearing.foregrounds) != 2:
        return None
    heard = [front.own for front in hearing.foregrounds]
    fit = [_together(heard[n], agent) + _together(heard[1 - n], customer) for n in (0, 1)]
    best = 0 if fit[0] >= fit[1] else 1
    if fit[best] < _MATCH_SECONDS or fit[best] < _MATCH_RATIO * fit[1 - best]:
        return None
    confidence = round(fit[best] / (fit[0] + fit[1]), 2)
    return _roles(best, confidence, f"channel {best} speaks when the transcript says the agent does")


def _together(first: Sequence[Stretch], second: Sequence[Stretch]) -> float:
    """Seconds that lie in both."""
    total, n = 0.0, 0
    for a in first:
        while n < len(second) and second[n].end <= a.start:
            n += 1
        m = n
        while m < len(second) and second[m].start < a.end:
            total += min(a.end, second[m].end) - max(a.start, second[m].start)
            m += 1
    return total


def _first(stretches: tuple[Stretch, ...], after: float) -> float | None:
    """When somebody first says something that is more than a noise, in seconds."""
    return next((s.start for s in stretches if s.end > after and s.duration >= _ANSWERED), None)


def _roles(agent: int, confidence: float, reason: str) -> ChannelRoles:
    return ChannelRoles(agent, 1 - agent, confidence, reason)
