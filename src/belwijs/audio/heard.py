"""What is heard on the line besides speech."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HeardKind = Literal["ring", "busy", "dtmf", "tone", "music"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One stretch of a sound that is no speech.

    `ring`: ringing, from the first burst to the end of the last, `count` rings; `busy`: busy or congestion tone;
    `dtmf`: one key press, which key is never kept; `tone`: any other steady tone (dial tone, beep); `music`.
    """

    kind: HeardKind
    start: float  # seconds
    end: float  # seconds
    confidence: float  # 0-1
    count: int = 1  # rings, for `ring`
    bursts: tuple[tuple[float, float], ...] = ()  # where it sounds, for what pauses: `ring`, `busy`

    @property
    def sounding(self) -> tuple[tuple[float, float], ...]:
        """Start and end, in seconds, of the parts that really sound."""
        return self.bursts or ((self.start, self.end),)
