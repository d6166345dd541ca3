"""What happened on the line: ringing until the answer, and holds and queues by their music."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from belwijs.audio.activity import Stretch, runs
from belwijs.audio.heard import Heard
from belwijs.audio.hearing import RADIO_DB, Hearing
from belwijs.audio.track import STEP, Levels, Track
from belwijs.call.model import Event

_ANSWER_WITHIN = 8.0  # seconds after the last burst within which speech is taken for the answer: off-time and a breath
_HOLD_GAP = 3.0  # seconds of pause in music that is still the same hold, and
_LONGEST_REST = 15.0  # where nobody speaks in it
_TALK = 0.3  # share of a piece of music in which somebody may talk to an agent who is there
_SEARCH = 2.5  # seconds either side in which the edge of music is looked for
_TYPICAL = 75  # percentile of its levels that stands for music: above its rests, under a word said over it
_REST = 12  # steps of silence that are no rest in music
_AGREE = 1.0  # seconds by which a given and a heard moment may differ


def events(hearing: Hearing) -> tuple[Event, ...]:
    """What certainly happened: ringing until the answer, music while somebody waited.

    Music before anybody has spoken is a queue, later a hold. Music far under the voices, or with talk over it, is a
    radio and no event. Times are seconds from the start of the recording.
    """
    speech = sorted((s for channel in hearing.speech for s in channel), key=lambda s: s.start)
    rings = _joined([h for channel in hearing.heard for h in channel if h.kind == "ring"], 0.0)
    found = [
        Event(type="ring", start=round(a, 3), end=round(_answered(b, speech), 3), source="audio") for a, b in rings
    ]
    played = [(h, n) for n, channel in enumerate(hearing.heard) for h in channel if h.kind == "music"]
    music = [_trimmed(h, hearing.tracks[n]) if hearing.tracks else h for h, n in played if _for_waiting(hearing, h, n)]
    for start, end in _held_on(_joined(music, _HOLD_GAP), speech):
        spoken = any(s.start < start for s in speech)
        found.append(Event(type="hold" if spoken else "queue", start=start, end=end, source="audio"))
    return tuple(sorted(found, key=lambda e: e.start or 0.0))


def _for_waiting(hearing: Hearing, music: Heard, channel: int) -> bool:
    """Whether music is played to somebody who waits, rather than in the room of somebody who talks."""
    voices = [f.level for f in hearing.foregrounds if f.level is not None]
    if not voices:
        return True
    part = _without_tones(music, hearing.heard[channel], hearing.tracks[channel])
    if len(part) and float(np.percentile(part, _TYPICAL)) < max(voices) - RADIO_DB:
        return False
    talk = max(sum(_shared(s, music) for s in f.own) for f in hearing.foregrounds)
    return talk < _TALK * (music.end - music.start)


def _without_tones(music: Heard, heard: Sequence[Heard], track: Track) -> Levels:
    """Levels of a piece of music; ringing over it is left out, which would make a radio sound near."""
    first = round(music.start / STEP)
    level = track.level(first, round(music.end / STEP))
    alone = np.ones(len(level), np.bool_)
    for start, end in (burst for h in heard if h.kind != "music" for burst in h.sounding):
        alone[max(0, int(start / STEP) - first) : max(0, int(np.ceil(end / STEP)) + 1 - first)] = False
    return level[alone] if alone.any() else level


def _shared(stretch: Stretch, heard: Heard) -> float:
    return max(0.0, min(stretch.end, heard.end) - max(stretch.start, heard.start))


def _trimmed(music: Heard, track: Track) -> Heard:
    """Music with its edges where the sound itself begins and ends, if there is silence beside it."""
    first = max(0, round((music.start - _SEARCH) / STEP))
    level = track.level(first, round((music.end + _SEARCH) / STEP))
    inside = level[round(music.start / STEP) - first : round(music.end / STEP) - first]
    if not len(inside):
        return music
    quiet = float(np.percentile(level, 2))
    loud = float(np.median(inside))
    if loud - quiet < 10:
        return music
    rests = [r for r in runs(level < max(loud - 25, quiet + 6)) if r[1] - r[0] >= _REST]
    middle = round((music.start + 1.0) / STEP) - first
    before = max((b for _, b in rests if b <= middle), default=None)
    middle = round((music.end - 1.0) / STEP) - first
    after = min((a for a, _ in rests if a >= middle), default=None)
    start = music.start if before is None else (first + before) * STEP
    end = music.end if after is None else (first + after) * STEP
    return Heard("music", round(start, 2), round(max(end, start), 2), music.confidence)


def _answered(last_burst: float, speech: Sequence[Stretch]) -> float:
    """When ringing that was last heard at `last_burst` was answered: at the first words, if they come soon."""
    first = next((s.start for s in speech if s.end > last_burst), None)
    if first is None or first > last_burst + _ANSWER_WITHIN:
        return last_burst
    return max(first, last_burst)


def _held_on(music: Sequence[tuple[float, float]], speech: Sequence[Stretch]) -> list[tuple[float, float]]:
    """Music with the pauses closed in which nobody says a word: whoever comes back from a hold speaks."""
    found: list[tuple[float, float]] = []
    for start, end in music:
        back = found and any(s.start < start and s.end > found[-1][1] for s in speech)
        if found and not back and start - found[-1][1] <= _LONGEST_REST:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _joined(heard: Sequence[Heard], gap: float) -> list[tuple[float, float]]:
    """Start and end of stretches that overlap or lie within `gap` seconds."""
    joined: list[tuple[float, float]] = []
    for h in sorted(heard, key=lambda h: h.start):
        start, end = max(0.0, h.start), max(0.0, h.end)
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def contradictions(given: Sequence[Event], heard: Sequence[Event], hearing: Hearing) -> tuple[str, ...]:
    """Where the events of the call file and the sound do not agree; the file's are the ones that are used."""
    notes: list[str] = []
    for kind in ("ring", "queue", "hold"):
        told = [e for e in given if e.type == kind]
        for event in heard if told else ():
            if event.type == kind and not any(_agree(event, e) for e in told):
                notes.append(
                    f"{_WHAT[kind]} is heard from {event.start:.1f} to {event.end:.1f} s, which is not what the call "
                    "file says; the call file was followed"
                )
    for event in given:
        if event.type == "hold" and (both := _talk_together(event, hearing)):
            notes.append(
                f"the call file has a hold from {event.start:.1f} to {event.end:.1f} s, but both sides are heard "
                f"talking in it for {both:.0f} s; the call file was followed"
            )
    return tuple(notes)


_WHAT = {"ring": "ringing", "queue": "music before the answer", "hold": "hold music"}


def _agree(heard: Event, told: Event) -> bool:
    """Whether what is heard lies within what was told; music may begin late and pause early."""
    assert heard.start is not None
    assert heard.end is not None
    return (told.start or 0.0) - _AGREE <= heard.start and heard.end <= (told.end or 0.0) + _AGREE


def _talk_together(hold: Event, hearing: Hearing) -> float:
    """Seconds in which both sides speak in turns during a hold; 0 when one of them is hardly heard."""
    if len(hearing.foregrounds) != 2 or hold.start is None or hold.end is None:
        return 0.0
    span = Heard("music", hold.start, hold.end, 1.0)
    talk = [sum(_shared(s, span) for s in f.own) for f in hearing.foregrounds]
    return sum(talk) if min(talk) > max(3.0, 0.15 * (hold.end - hold.start)) else 0.0
