"""Figures of the agent's voice, and of the customer's line, for the measure stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from belwijs.audio.activity import Stretch, joined
from belwijs.audio.rate import PAUSE, SYLLABLES_A_NUCLEUS, nuclei_in
from belwijs.audio.voice import clarity_measures, confidence, line_measures, pitch_measures
from belwijs.call import Turn
from belwijs.finding import Measure
from belwijs.language.syllables import syllables
from belwijs.pipeline.channels import channel_of
from belwijs.pipeline.material import Material

PACE_NEEDS = 10.0
"""Seconds of speech under which no pace is given."""

_OPENING_NEEDS = 5.0  # syllables under which an opening has no pace of its own
_OPENING_LASTS = 10.0  # seconds of the agent's first speech that count as the opening when there are no words
_EDGE = 0.3  # seconds by which a turn and the speech it lies on may differ
_FROM_SOUND = 0.8  # of the confidence is left when syllables were counted in the sound
_FROM_MIX = 0.7  # where the voices of a mono mix were told apart
_SAME_RUN = 1.5  # seconds of pause within which somebody goes on with what they were saying
_PLACE_NEEDS = 8.0  # syllables of a turn that is shown as the fastest or slowest

_LINE = (("speech_level", "dBFS"), ("clipping", "%"))
_PITCH = (("pitch", "Hz"), ("pitch_sd", "semitones"))
_CLARITY = (("fade", "dB/s"), ("treble", "dB"))


@dataclass(frozen=True, slots=True)
class _Part:
    """Something said in one go: syllables, seconds of speech in it, where it lies, and how long with its pauses."""

    syllables: float
    spoken: float
    start: float
    end: float


def voices(material: Material) -> tuple[Measure, ...]:
    """Level, clipping, pitch, clarity and pace of the agent; level and clipping alone of the customer."""
    found = [*_sound(material), *pace(material)]
    customer = channel_of(material, "customer")
    if material.hearing is not None and customer is not None and material.hearing.voices:
        found += line_measures(material.hearing.voices[customer], speech_of(material, customer), "customer")
    return tuple(found)


def _sound(material: Material) -> tuple[Measure, ...]:
    hearing = material.hearing
    if hearing is None or not hearing.voices:
        return ()
    if hearing.mono:
        spoken = _of_turns(material, joined(hearing.speech[0], PAUSE))
        pitch = pitch_measures(hearing.voices[0], spoken) if spoken else _absent(_PITCH, "mono")
        return (*_absent(_LINE, "mono"), *_less_sure(pitch), *_absent(_CLARITY, "mono"))
    agent = channel_of(material, "agent")
    if agent is None:
        return _absent((*_LINE, *_PITCH, *_CLARITY), "no_channel")
    speech = _without_colleagues(material, speech_of(material, agent))
    voice = hearing.voices[agent]
    return (
        *line_measures(voice, speech, "agent"),
        *pitch_measures(voice, speech),
        *clarity_measures(hearing.tracks[agent], voice, speech),
    )


def pace(material: Material) -> tuple[Measure, ...]:
    """Syllables a second: without the pauses, with them, in the opening, and how much faster that is than the rest."""
    by_words = _by_words(material)
    parts = by_words or _by_sound(material)
    names = (("pace", "syll/s"), ("speaking_rate", "syll/s"))
    seconds = round(sum(p.spoken for p in parts), 2)
    if not parts and (material.hearing is None or material.hearing.mono or channel_of(material, "agent") is None):
        why = "mono" if material.hearing and material.hearing.mono else "no_channel"
        return _absent(names, why) if material.hearing else ()
    if seconds < PACE_NEEDS:
        return tuple(Measure(name=n, unit=u, seconds=seconds, why="too_little") for n, u in names)
    sure = confidence(seconds, PACE_NEEDS) * (1.0 if by_words else _FROM_SOUND)
    sure *= _FROM_MIX if material.hearing and material.hearing.mono else 1.0
    counted = sum(p.syllables for p in parts)
    rate = counted / seconds
    spot = _furthest(parts, rate)
    lasted = sum(p.end - p.start for p in parts)
    found = [
        _measure("pace", rate, "syll/s", seconds, sure, spot),
        _measure("speaking_rate", counted / lasted, "syll/s", seconds, sure, spot),
    ]
    opening = _opening(material, parts, words=bool(by_words))
    rest = [p for p in parts if p not in opening]
    said, took = sum(p.syllables for p in opening), sum(p.spoken for p in opening)
    after, rest_took = sum(p.syllables for p in rest), sum(p.spoken for p in rest)
    if said >= _OPENING_NEEDS and took > 0 and rest_took >= PACE_NEEDS / 2:
        spot = _Part(said, took, opening[0].start, opening[-1].end)
        hurry = 100 * (said / took / (after / rest_took) - 1) if after else 0.0
        found.append(_measure("opening_pace", said / took, "syll/s", took, 0.9 * sure, spot))
        found.append(_measure("opening_hurry", hurry, "%", took, 0.9 * sure, spot))
    return tuple(found)


def speech_of(material: Material, channel: int) -> list[Stretch]:
    """What the speaker of a channel says themselves, pauses of less than a quarter of a second bridged."""
    hearing = material.hearing
    assert hearing is not None
    own = hearing.foregrounds[channel].own if hearing.foregrounds else hearing.speech[channel]
    return joined(own, PAUSE)


def _agents_turns(material: Material) -> list[Turn]:
    role = {p.id: p.role for p in material.call.participants}
    return sorted((t for t in material.call.turns if role[t.speaker] == "agent"), key=lambda t: t.start)


def _of_turns(material: Material, speech: Sequence[Stretch]) -> list[Stretch]:
    """The speech that lies in turns of the agent."""
    found = []
    for turn in _agents_turns(material):
        found += _within(speech, turn)
    return found


def _within(speech: Sequence[Stretch], turn: Turn) -> list[Stretch]:
    first, last = turn.start - _EDGE, turn.end + _EDGE
    cut = (Stretch(max(s.start, first), min(s.end, last)) for s in speech if s.end > first and s.start < last)
    return [s for s in cut if s.duration > 0]


def _without_colleagues(material: Material, speech: list[Stretch]) -> list[Stretch]:
    """Speech on the agent's channel that no colleague says who took the call over."""
    role = {p.id: p.role for p in material.call.participants}
    others = [t for t in material.call.turns if role[t.speaker] == "colleague"]
    return [s for s in speech if not any(t.start < (s.start + s.end) / 2 < t.end for t in others)]


def _by_words(material: Material) -> list[_Part]:
    """The agent's turns with their syllables; the time is that of the sound, else that of the words."""
    call, hearing = material.call, material.hearing
    if not call.timed or call.medium == "chat" or call.language is None:
        return []
    channel = channel_of(material, "agent")
    speech: list[Stretch] | None = None
    if hearing is not None and (hearing.mono or channel is not None):
        speech = joined(hearing.speech[0], PAUSE) if channel is None else speech_of(material, channel)
    parts = []
    for turn in _agents_turns(material):
        heard = _within(speech, turn) if speech is not None else []
        if not heard and turn.words:
            heard = joined([Stretch(w.start, w.end) for w in turn.words], PAUSE)
        count = syllables(turn.text, call.language)
        if heard and count:
            spoken = sum(s.duration for s in heard)
            parts.append(_Part(count, spoken, heard[0].start, heard[-1].end))
    return parts


def _by_sound(material: Material) -> list[_Part]:
    """What the agent says in one go, with the syllables heard in it."""
    hearing, channel = material.hearing, channel_of(material, "agent")
    if hearing is None or channel is None or not hearing.voices:
        return []
    voice, track = hearing.voices[channel], hearing.tracks[channel]
    speech = _without_colleagues(material, speech_of(material, channel))
    middles = nuclei_in(speech, track.level(), voice.codes > 0)
    parts = []
    for run in joined(speech, _SAME_RUN):
        inside = [s for s in speech if run.start <= s.start < run.end]
        count = float(np.sum((middles >= run.start) & (middles < run.end)))
        if count:
            spoken = sum(s.duration for s in inside)
            parts.append(_Part(count * SYLLABLES_A_NUCLEUS, spoken, run.start, run.end))
    return parts


def _opening(material: Material, parts: Sequence[_Part], *, words: bool) -> list[_Part]:
    """What the agent says first: the first turn, or without words what comes before the customer says something."""
    if not parts:
        return []
    if words:
        return list(parts[:1])
    customer = channel_of(material, "customer")
    assert material.hearing is not None
    theirs = material.hearing.speech[customer] if customer is not None else ()
    first = parts[0]
    until = min((s.start for s in theirs if s.start > first.start and s.duration > _EDGE), default=float("inf"))
    return [p for p in parts if p.start < min(until, first.start + _OPENING_LASTS)]


def _furthest(parts: Sequence[_Part], rate: float) -> _Part | None:
    """The part whose pace differs most from the whole: where it can be heard."""
    long = [p for p in parts if p.syllables >= _PLACE_NEEDS and p.spoken > 1]
    return max(long, key=lambda p: abs(p.syllables / p.spoken - rate), default=None)


def _measure(name: str, value: float, unit: str, seconds: float, sure: float, spot: _Part | None) -> Measure:
    return Measure(
        name=name, value=round(value, 0 if unit == "%" else 1), unit=unit, seconds=round(seconds, 2),
        start=spot.start if spot else None, end=spot.end if spot else None, confidence=round(sure, 3),
    )  # fmt: skip


def _absent(names: Sequence[tuple[str, str]], why: str) -> tuple[Measure, ...]:
    return tuple(Measure(name=n, unit=u, why=why) for n, u in names)


def _less_sure(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    return tuple(m.model_copy(update={"confidence": round(m.confidence * _FROM_MIX, 3)}) for m in measures)
