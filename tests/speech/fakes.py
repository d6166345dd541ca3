"""A recording made in the test, and a recogniser that says what the test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from belwijs.call import Language
from belwijs.speech.recogniser import RATE, RecognisedWord, Recognition, Samples


@dataclass
class FakeSound:
    """Channels whose samples are their own time in seconds, so that a clip tells where it came from."""

    duration: float = 60.0
    channels: int = 2
    sample_rate: int = 8000
    path: Path = Path("fake.wav")
    notes: tuple[str, ...] = ()
    held: int = 0

    def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
        at, n = 0, int(self.duration * RATE)
        while at < n:
            end = min(at + int(seconds * RATE), n)
            yield np.tile(np.arange(at, end, dtype=np.float32) / RATE, (self.channels, 1))
            at = end


def said(text: str, seconds: float = 4.0, confidence: float = 0.9, **more: object) -> Recognition:
    """The words of `text` spread evenly over `seconds`."""
    words = text.split()
    step = seconds / max(len(words), 1)
    spoken = tuple(RecognisedWord(n * step, (n + 1) * step, w, confidence) for n, w in enumerate(words))
    return Recognition(spoken, **{"mean_log_probability": -0.3, **more})  # type: ignore[arg-type]


@dataclass
class FakeRecogniser:
    """Answers each clip with `answer(clip, thorough)`, and remembers what it was asked."""

    answer: Callable[[Samples, bool], Recognition] = lambda clip, thorough: said("goedemorgen u spreekt met de Vries")
    heard: Mapping[Language, float] = field(default_factory=lambda: {"nl": 0.8, "en": 0.1, "de": 0.05, "fr": 0.05})
    name: str = "fake"
    version: str = "1"
    languages: frozenset[Language] = frozenset(("nl", "en", "de", "fr"))
    word_times: bool = True
    biasing: bool = True
    detects_language: bool = True
    window: float = 14.0
    batch: int = 8
    workers: int = 2
    asked: list[tuple[int, Language, tuple[str, ...], bool]] = field(default_factory=list)
    clips: list[Samples] = field(default_factory=list)

    def language_of(self, clips: Sequence[Samples]) -> Mapping[Language, float]:
        return self.heard

    def recognise(
        self, clips: Sequence[Samples], *, language: Language, names: Sequence[str] = (), thorough: bool = False
    ) -> list[Recognition]:
        self.asked.append((len(clips), language, tuple(names), thorough))
        self.clips += clips
        return [self.answer(clip, thorough) for clip in clips]
