"""What was heard over time on each channel: pitch, level, speech and silence; and the figures with their limits."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Event
from belwijs.finding import Evidence, Measure, Report
from belwijs.interface import InterfaceLanguage, text, texts
from belwijs.surfaces.report import wording

if TYPE_CHECKING:
    from belwijs.audio.hearing import Hearing

Series = NDArray[np.float64]
COLUMNS = 600
STEP = 0.01  # seconds between two frames of a hearing
LOW_HZ, HIGH_HZ = 75.0, 400.0
LOW_DB, HIGH_DB = -65.0, -5.0  # dBFS
_SPARKS = "▁▂▃▄▅▆▇█"
_SIGNS: Mapping[str, str] = {"ring": "·", "queue": "–", "hold": "■"}


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """One channel in at most `COLUMNS` equal steps of time."""

    name: str
    side: str  # ours, theirs or system
    level: Series  # dBFS, the loudest hundredth of a second of the step
    pitch: Series  # Hz, the median of the voiced frames; NaN where there is no voice
    spoken: Series  # share of the step in which somebody speaks, 0-1
    seconds: float  # that all steps together last


@dataclass(frozen=True, slots=True)
class LineView:
    """One channel as SVG paths in a box of `COLUMNS` by 100."""

    name: str
    side: str
    pitch: str
    level: str
    speech: str
    said: str  # the drawing in words


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure with its limit and verdict, or why it is not known."""

    name: str
    side: str
    value: str
    limit: str
    verdict: str  # kept, missed or empty
    why: str


def voice_lines(hearing: Hearing, names: Sequence[str], sides: Sequence[str]) -> tuple[VoiceLine, ...]:
    """What a hearing heard, channel by channel; empty where it kept no tracks."""
    found = []
    for n, track in enumerate(hearing.tracks):
        voice = hearing.voices[n] if n < len(hearing.voices) else None
        level = track.level().astype(np.float64)
        hertz = np.zeros(len(level))
        if voice is not None:
            known = voice.hertz()[: len(level)]
            hertz[: len(known)] = known
        spoken = np.zeros(len(level))
        for stretch in hearing.speech[n]:
            spoken[int(stretch.start / STEP) : int(np.ceil(stretch.end / STEP))] = 1.0
        if len(level):
            voiced = np.where((hertz > 0) & (spoken > 0), hertz, np.nan)  # the tone of a ringing telephone is no voice
            parts = (_steps(level, "max"), _steps(voiced, "median"), _steps(spoken, "mean"))
            found.append(VoiceLine(names[n], sides[n], *parts, hearing.duration))
    return tuple(found)


def _steps(values: Series, how: str) -> Series:
    edges = np.linspace(0, len(values), min(COLUMNS, len(values)) + 1).astype(int)
    ways: dict[str, Callable[[Series], float]] = {"max": np.nanmax, "median": np.nanmedian, "mean": np.nanmean}
    reduce = ways[how]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a step without voice has no pitch
        return np.array([reduce(values[a:b]) for a, b in pairwise(edges)])


def line_view(line: VoiceLine, whole: float, language: InterfaceLanguage) -> LineView:
    """The paths of one channel; `whole` is how many seconds the drawing is wide."""
    count = len(line.level)
    x = (np.arange(count) + 0.5) * COLUMNS * min(1.0, line.seconds / whole) / count
    width = COLUMNS * min(1.0, line.seconds / whole) / count
    octaves = np.log2(np.clip(line.pitch, LOW_HZ, HIGH_HZ) / LOW_HZ) / np.log2(HIGH_HZ / LOW_HZ)
    pitch = "".join(
        f"M{a - width / 2:.1f} {42 - 38 * b:.1f}h{max(width, 1.2):.1f}"
        for a, b in zip(x, octaves, strict=True)
        if not np.isnan(b)
    )
    heights = 30 * np.clip((line.level - LOW_DB) / (HIGH_DB - LOW_DB), 0, 1)
    top = " ".join(f"{a:.1f} {80 - h:.1f}" for a, h in zip(x, heights, strict=True))
    level = f"M{x[0]:.1f} 80L{top} {x[-1]:.1f} 80Z" if count else ""
    speech = "".join(f"M{COLUMNS * a:.1f} 88h{max(COLUMNS * b, 0.8):.1f}v10h-{max(COLUMNS * b, 0.8):.1f}Z"
                     for a, b in _runs(line.spoken > 0.5, min(1.0, line.seconds / whole)))  # fmt: skip
    share = round(100 * float(np.mean(line.spoken)))
    return LineView(line.name, line.side, pitch, level, speech, text(language, "heard.speaks", share=share))


def _runs(spoken: NDArray[np.bool_], share: float) -> Iterator[tuple[float, float]]:
    from belwijs.audio.activity import runs

    for start, end in runs(spoken):
        yield share * start / len(spoken), share * (end - start) / len(spoken)


def sparkline(values: Series, low: float, high: float, width: int) -> str:
    """A series in block characters; a space where nothing is known."""
    edges = np.linspace(0, len(values), min(width, len(values)) + 1).astype(int)
    made = []
    for a, b in pairwise(edges):
        known = values[a:b][~np.isnan(values[a:b])]
        share = (float(np.mean(known)) - low) / (high - low) if len(known) else -1.0
        made.append(_SPARKS[min(int(share * len(_SPARKS)), len(_SPARKS) - 1)] if share >= 0 else " ")
    return "".join(made)


def event_sign(event: Event) -> str:
    """The character that stands for an event."""
    return _SIGNS.get(event.type, "▲")


def events_line(events: Sequence[Event], seconds: float, width: int) -> str:
    """The events of a call over its length, a sign for each of `width` columns that one takes up."""
    made = [" "] * width
    for event in (e for e in events if e.start is not None):
        first = min(int((event.start or 0.0) / seconds * width), width - 1)
        last = min(int(((event.start or 0.0) + event.duration) / seconds * width), width - 1)
        made[first : last + 1] = event_sign(event) * (last + 1 - first)
    return "".join(made)


def figures_view(report: Report, language: InterfaceLanguage) -> tuple[FigureView, ...]:
    """All figures heard in the sound, with the limits that the findings held them against."""
    judged: dict[str, tuple[Evidence, str]] = {}
    for finding in report.findings:
        for e in finding.evidence:
            if e.measure and e.limit is not None:
                judged.setdefault(e.measure, (e, finding.verdict))
    return tuple(_figure(m, judged.get(m.name) if m.side == "agent" else None, language) for m in report.measures)


def _figure(measure: Measure, held: tuple[Evidence, str] | None, language: InterfaceLanguage) -> FigureView:
    unit = wording.known(language, "unit", measure.unit)
    side = wording.known(language, "role", measure.side) if measure.side != "line" else text(language, "heard.line")
    name = wording.known(language, "measure", measure.name)
    if measure.value is None:
        key = f"unmeasured.{measure.why or 'not_measured'}"
        known = key if key in texts(language) else "unmeasured.not_measured"
        return FigureView(name, side, "–", "", "", text(language, known, seconds=measure.seconds))
    value = f"{wording.number(measure.value, language)} {unit}".strip()
    if held is None:
        return FigureView(name, side, value, "", "", "")
    limit = f"{wording.number(held[0].limit or 0.0, language)} {unit}".strip()
    return FigureView(name, side, value, limit, held[1] if held[1] in ("kept", "missed") else "", "")
