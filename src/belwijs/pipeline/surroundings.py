"""Figures of what lies behind the agent, and of who talked when, for the measure stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from belwijs.audio.activity import Stretch
from belwijs.audio.surroundings import Behind, BehindKind, Surroundings, surroundings
from belwijs.audio.turn_taking import OverlapKind, overlaps, response_gaps, shares
from belwijs.catalogue.scene import Spoken
from belwijs.finding import Measure, Side
from belwijs.pipeline.channels import channel_of
from belwijs.pipeline.material import Material

WITHIN = 1.0  # seconds beside the customer's words in which a sound still falls while they talk
_TIMES: tuple[BehindKind, ...] = ("typing", "chime", "laughter")
_SURE: dict[BehindKind, float] = {"music": 0.9, "voices": 0.85, "typing": 0.75, "chime": 0.75, "laughter": 0.6}
_PLENTY = 20.0  # seconds of silence from which a figure is as sure as it gets


def behind_the_agent(material: Material) -> tuple[Measure, ...]:
    """Background, music, voices, and what disturbs while the customer talks; without them, why."""
    if material.hearing is None:
        return ()
    channel = channel_of(material, "agent")
    if channel is None:
        return _absent("mono" if material.hearing.mono else "no_channel", 0.0)
    away = [
        Stretch(e.start, e.end)
        for e in material.call.events
        if e.type in ("hold", "queue", "ring") and e.start is not None and e.end is not None
    ]
    found = surroundings(material.hearing, channel, apart=away)
    if found.ratio is None:
        return _absent("little_silence", found.silence)
    other = material.hearing.foregrounds[1 - channel].own
    kinds: tuple[BehindKind, ...] = ("music", "voices", *_TIMES)
    return (*_background(found), *(m for kind in kinds for m in _behind(kind, found, other)))


def _absent(why: str, seconds: float) -> tuple[Measure, ...]:
    names = ("background_ratio", "music_behind", "voices_behind", "typing_behind", "chime_behind", "laughter_behind")
    return tuple(Measure(name=name, why=why, seconds=seconds) for name in names)


def _background(found: Surroundings) -> tuple[Measure, Measure]:
    at = {"start": found.where.start, "end": found.where.end} if found.where else {}
    rest = {"seconds": found.silence, "confidence": _sure(found.silence, 0.95), **at}
    return (
        Measure.model_validate({"name": "background_ratio", "value": found.ratio, "unit": "dB", **rest}),
        Measure.model_validate({"name": "background_level", "value": found.noise, "unit": "dBFS", **rest}),
    )


def _sure(seconds: float, most: float) -> float:
    """Confidence of a figure that rests on so much silence."""
    return round(most * (0.7 + 0.3 * min(1.0, seconds / _PLENTY)), 3)


def _behind(kind: BehindKind, found: Surroundings, customer: Sequence[Stretch]) -> tuple[Measure, ...]:
    """How much of a sound there is, and how far under the voice it lies where it is loudest."""
    sounds = found.of(kind)
    if kind in _TIMES:
        sounds = tuple(s for s in sounds if _falls_in(s, customer))
    sure = _sure(found.silence, _SURE[kind])
    amount = float(len(sounds)) if kind in _TIMES else round(sum(s.duration for s in sounds), 1)
    rest: dict[str, object] = {"seconds": found.silence, "confidence": sure}
    if sounds:
        clearest = _clearest(sounds)
        rest |= {"start": clearest.start, "end": clearest.end}
    unit = "times" if kind in _TIMES else "s"
    measures = [Measure.model_validate({"name": f"{kind}_behind", "value": amount, "unit": unit, **rest})]
    if sounds:
        under = {"name": f"{kind}_under_voice", "value": _clearest(sounds).under, "unit": "dB", **rest}
        measures.append(Measure.model_validate(under))
    return tuple(measures)


def _clearest(sounds: Iterable[Behind]) -> Behind:
    """The loudest of the longer half: a scrap of a sound is a poor witness."""
    by_length = sorted(sounds, key=lambda s: -s.duration)
    return min(by_length[: (len(by_length) + 1) // 2], key=lambda s: s.under)


def _falls_in(sound: Behind, spoken: Sequence[Stretch]) -> bool:
    return any(s.start - WITHIN < sound.end and sound.start < s.end + WITHIN for s in spoken)


def spoken_of(material: Material) -> Spoken | None:
    """When agent and customer are heard to speak; None without a channel for each."""
    agent, customer = channel_of(material, "agent"), channel_of(material, "customer")
    if material.hearing is None or agent is None or customer is None or not material.hearing.foregrounds:
        return None
    fronts = material.hearing.foregrounds
    return Spoken(fronts[agent].own, fronts[customer].own, fronts[agent].behind)


_COUNTED: tuple[OverlapKind, ...] = ("interruption", "backchannel", "collision")


def who_talked_when(material: Material) -> tuple[Measure, ...]:
    """Shares of talk and silence, the time before an answer, overlaps by kind, from the sound."""
    spoken = spoken_of(material)
    if spoken is None or material.hearing is None:
        return ()
    own = (spoken.agent, spoken.customer)
    length = material.hearing.duration
    share = shares(own[0], own[1], length)
    sides: tuple[Side, Side] = ("agent", "customer")
    figures: list[tuple[str, float, str, Side]] = [
        ("talk_share", share.talk[0] * 100, "%", "agent"),
        ("talk_share", share.talk[1] * 100, "%", "customer"),
        ("both_share", share.both * 100, "%", "line"),
        ("silence_share", share.silence * 100, "%", "line"),
    ]
    gaps = response_gaps(own[0], own[1])
    both = overlaps(own[0], own[1])
    for n, side in enumerate(sides):
        if waited := [g.seconds for g in gaps if g.by != n]:
            figures.append(("response_gap", median(waited), "s", side))
        figures += [
            (f"{kind}s", float(sum(o.kind == kind and o.by == n for o in both)), "times", side) for kind in _COUNTED
        ]
    return tuple(
        Measure(name=name, value=round(value, 2), unit=unit, side=side, seconds=length, confidence=0.9)
        for name, value, unit, side in figures
    )
