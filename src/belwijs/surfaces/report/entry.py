"""What a page is made from: reports, each with its sound where there is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belwijs.finding import Report
from belwijs.surfaces.report.heard import VoiceLine


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording to listen to on the page, and how loud it is over time."""

    mime: str  # of `data`, as browsers know it: audio/wav, audio/ogg, audio/mpeg
    data: bytes
    envelope: tuple[NDArray[np.float32], ...]  # one array a channel: peak of full scale (0-1) per `step_s`
    step_s: float  # seconds between two points of the envelope
    channel_names: tuple[str, ...]  # who is heard on each channel

    @property
    def seconds(self) -> float:
        """Length of the longest channel."""
        return max((len(e) for e in self.envelope), default=0) * self.step_s


@dataclass(frozen=True, slots=True)
class Entry:
    """One call on the page."""

    report: Report
    sound: Sound | None = None
    voices: tuple[VoiceLine, ...] = ()  # what was heard over time, a channel each
