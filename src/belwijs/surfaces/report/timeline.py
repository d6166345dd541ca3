"""The line of time of a call: sound or turns as lanes, events as bands, evidence as marks, a ruler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Event
from belwijs.finding import Report, Verdict
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.entry import Entry, Sound

COLUMNS = 600  # width of a lane's drawing; more is not seen on any screen
APART = 3.5  # per cent of the width under which two marks of one verdict become one
MOST_TICKS = 7
_LAST_LABEL = 95  # per cent of the width behind which a time would be cut off
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400)  # seconds
_FLOOR = 0.02  # of full scale: a quieter recording is drawn small, not blown up to noise
_CURVE = 0.7  # exponent that lets soft speech be seen beside loud speech


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel, or one speaker where there is no sound; `path` lies in a box of `COLUMNS` by 100."""

    name: str
    side: str  # ours, theirs or system
    path: str


@dataclass(frozen=True, slots=True)
class Band:
    """Something that happened on the line; `width` 0 is a moment. Both in per cent."""

    type: str
    left: float
    width: float
    label: str
    times: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence of one verdict at about one moment; `left` in per cent."""

    verdict: Verdict
    left: float
    at: float  # seconds
    titles: tuple[str, ...]
    finding: str  # anchor of the first


@dataclass(frozen=True, slots=True)
class Tick:
    """A time on the ruler; `left` in per cent."""

    left: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything drawn along the time of one call."""

    seconds: float
    lanes: tuple[Lane, ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One piece of evidence at a second of the call."""

    at: float
    verdict: Verdict
    title: str
    finding: str


def length(entry: Entry) -> float:
    """Seconds that the line of time covers: up to the last thing that is known to happen."""
    report = entry.report
    ends = [t.end for t in report.turns] + [e.end or e.start or 0.0 for e in report.events]
    return max(report.duration, entry.sound.seconds if entry.sound else 0.0, *ends, 0.0)


def timeline(entry: Entry, spots: Sequence[Spot], language: InterfaceLanguage) -> Timeline | None:
    """The line of time of a call; None for a call without any time in it."""
    seconds = length(entry)
    if seconds <= 0:
        return None
    lanes = _heard(entry.sound, entry.report, seconds) if entry.sound else _spoken(entry.report, seconds, language)
    return Timeline(
        seconds,
        tuple(lanes),
        tuple(_bands(entry.report, seconds, language)),
        tuple(_marks(spots, seconds)),
        tuple(_ticks(seconds)),
    )


def outline(envelope: NDArray[np.float32], ceiling: float, share: float) -> str:
    """A channel's loudness as a closed SVG path around y = 50.

    Args:
        envelope: peaks of full scale.
        ceiling: the peak that fills the lane.
        share: part of the width that the channel covers, 0-1.
    """
    points = np.clip(np.nan_to_num(envelope.astype(np.float64), nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    if points.size == 0:
        return ""
    columns = min(COLUMNS, points.size)
    edges = np.linspace(0, points.size, columns, endpoint=False).astype(int)
    heights = 48 * np.minimum(1.0, np.maximum.reduceat(points, edges) / ceiling) ** _CURVE + 0.6
    x = (np.arange(columns) + 0.5) * COLUMNS * share / columns
    top = " ".join(f"{a:.1f} {50 - h:.1f}" for a, h in zip(x, heights, strict=True))
    under = " ".join(f"{a:.1f} {50 + h:.1f}" for a, h in zip(x[::-1], heights[::-1], strict=True))
    return f"M{top} {under}Z"


def _heard(sound: Sound, report: Report, seconds: float) -> Iterable[Lane]:
    peaks = [float(np.nan_to_num(e, posinf=1.0).max()) for e in sound.envelope if len(e)]
    ceiling = min(1.0, max(peaks, default=1.0) or 1.0)
    sides = {wording.plain(p.name or ""): _side(p.role) for p in report.participants}
    usual = ("ours", "theirs")
    for n, envelope in enumerate(sound.envelope):
        name = sound.channel_names[n] if n < len(sound.channel_names) else str(n + 1)
        share = min(1.0, len(envelope) * sound.step_s / seconds)
        side = sides.get(wording.plain(name), usual[n % 2] if len(sound.envelope) > 1 else "system")
        yield Lane(wording.plain(name), side, outline(envelope, max(ceiling, _FLOOR), share))


def _spoken(report: Report, seconds: float, language: InterfaceLanguage) -> Iterable[Lane]:
    names = wording.speakers(report, language)
    scale = COLUMNS / seconds
    for who in report.participants:
        spans = [(t.start * scale, max((t.end - t.start) * scale, 0.8)) for t in report.turns if t.speaker == who.id]
        if spans:
            path = "".join(f"M{left:.1f} 30h{width:.1f}v40h-{width:.1f}Z" for left, width in spans)
            yield Lane(names[who.id], _side(who.role), path)


def _side(role: str) -> str:
    return {"agent": "ours", "colleague": "ours", "customer": "theirs"}.get(role, "system")


def happening(event: Event, names: dict[str, str], language: InterfaceLanguage) -> str:
    """An event in words: `doorverbinden naar René van der Zaag, niet opgenomen`."""
    label = wording.known(language, "event", event.type)
    other = event.to or event.with_
    if other:
        key = "page.event.to" if event.to else "page.event.with"
        label += " " + text(language, key, who=names.get(other, wording.plain(other)))
    if event.answered is False:
        label += ", " + text(language, "page.event.unanswered")
    return label


def _bands(report: Report, seconds: float, language: InterfaceLanguage) -> Iterable[Band]:
    names = wording.speakers(report, language)
    for event in report.events:
        if event.start is None:
            continue
        left, width = _share(event.start, seconds), 100 * event.duration / seconds
        times = wording.clock(event.start) + (f"–{wording.clock(event.end)}" if event.end and event.duration else "")
        label = happening(event, names, language)
        yield Band(event.type, left, round(min(width, 100 - left), 3), label, times)


def _marks(spots: Sequence[Spot], seconds: float) -> Iterable[Mark]:
    verdicts: tuple[Verdict, ...] = ("kept", "missed")
    for verdict in verdicts:
        cluster: list[Spot] = []
        for spot in sorted((s for s in spots if s.verdict == verdict), key=lambda s: s.at):
            if cluster and 100 * (spot.at - cluster[0].at) / seconds > APART:
                yield _mark(cluster, seconds)
                cluster = []
            cluster.append(spot)
        if cluster:
            yield _mark(cluster, seconds)


def _mark(cluster: Sequence[Spot], seconds: float) -> Mark:
    first = cluster[0]
    titles = tuple(dict.fromkeys(s.title for s in cluster))
    return Mark(first.verdict, _share(first.at, seconds), first.at, titles, first.finding)


def _ticks(seconds: float) -> Iterable[Tick]:
    step = next((s for s in _STEPS if seconds / s <= MOST_TICKS), _STEPS[-1])
    for n in range(int(seconds // step) + 1):
        left = _share(n * step, seconds)
        yield Tick(left, wording.clock(n * step) if left <= _LAST_LABEL else "")


def _share(at: float, seconds: float) -> float:
    return round(min(max(100 * at / seconds, 0.0), 100.0), 3)
