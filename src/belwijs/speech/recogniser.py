"""What any speech recogniser is to Belwijs: a few fields that say what it can do, and one method that gives words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Language

RATE = 16_000
"""Samples a second of every clip."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """One word in a clip: seconds from the clip's start, and the recogniser's confidence, 0-1."""

    start: float
    end: float
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised in one clip."""

    words: tuple[RecognisedWord, ...]
    mean_log_probability: float = 0.0
    """Of the tokens written, natural logarithm; under about -1 the text is a guess."""
    no_speech: float = 0.0
    """Probability that the clip holds no speech at all, 0-1."""
    broke_off: bool = False
    """The recogniser was stopped while still writing: it had fallen into repeating itself."""

    @property
    def text(self) -> str:
        """The words, joined."""
        return " ".join(word.text for word in self.words)


class Recogniser(Protocol):
    """Turns clips into words. What it can do stands in its fields, so that nobody needs to know which one it is."""

    @property
    def name(self) -> str:
        """Short name for the report's `made_by`."""

    @property
    def version(self) -> str:
        """Version of engine and weights."""

    @property
    def languages(self) -> frozenset[Language]:
        """Languages it writes."""

    @property
    def word_times(self) -> bool:
        """Words have measured times; otherwise they are spread evenly."""

    @property
    def biasing(self) -> bool:
        """`names` make it more likely to write them."""

    @property
    def detects_language(self) -> bool:
        """`language_of` may be called."""

    @property
    def window(self) -> float:
        """Seconds of sound it does best in one clip."""

    @property
    def batch(self) -> int:
        """Clips worth giving in one call."""

    @property
    def workers(self) -> int:
        """Calls of `recognise` that may run at the same time, each in its own thread."""

    def language_of(self, clips: Sequence[Samples]) -> Mapping[Language, float]:
        """Probability of each language it knows, over the clips together; they need not add up to 1."""

    def recognise(
        self, clips: Sequence[Samples], *, language: Language, names: Sequence[str] = (), thorough: bool = False
    ) -> list[Recognition]:
        """The words of each clip (mono float32 at 16 kHz).

        Args:
            clips: clips of about equal length are quickest together.
            language: what is spoken.
            names: proper names that are likely to be said.
            thorough: search wider, for a clip that went wrong.
        """
