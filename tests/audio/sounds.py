"""Sound made for tests: tones, something like a voice, and files of every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import Stretch
from belwijs.audio.stream import RATE, Samples


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def tone(*hertz: float, seconds: float, level: float = 0.2) -> Samples:
    """Sines together, each of `level` of full scale."""
    t = np.arange(round(seconds * RATE)) / RATE
    return np.sum([level * np.sin(2 * np.pi * f * t) for f in hertz], axis=0).astype(np.float32)


def voice(seconds: float, *, pitch: float = 120.0, level: float = 0.1, seed: int = 0) -> Samples:
    """Syllables of gliding pitch with consonant-like gaps; no speech, but it moves like speech."""
    rng = np.random.default_rng(seed)
    parts: list[Samples] = []
    while sum(map(len, parts)) < seconds * RATE:
        n = int(rng.uniform(0.1, 0.25) * RATE)
        f0 = pitch * np.linspace(rng.uniform(0.85, 1.2), rng.uniform(0.85, 1.2), n)
        phase = 2 * np.pi * np.cumsum(f0) / RATE
        formants = rng.uniform(300, 900), rng.uniform(1000, 2300)
        weights = [sum(np.exp(-(((k * pitch - f) / 150) ** 2)) for f in formants) + 0.05 for k in range(1, 25)]
        syllable = sum(w * np.sin(k * phase) for k, w in enumerate(weights, 1)) * np.hanning(n)
        parts += [(level * syllable).astype(np.float32), silence(rng.uniform(0.03, 0.2))]
    return np.concatenate(parts)[: round(seconds * RATE)]


def melody(seconds: float, *, seed: int = 0) -> Samples:
    """Chords of harmonic notes of half a second, as hold music goes."""
    rng = np.random.default_rng(seed)
    scale = 261.63 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    parts: list[Samples] = []
    while sum(map(len, parts)) < seconds * RATE:
        notes = rng.choice(scale, 3, replace=False)
        parts.append(tone(*[f * k for f in notes for k in (1, 2, 3)], seconds=0.5, level=0.03))
    return np.concatenate(parts)[: round(seconds * RATE)]


def line(samples: Samples, *, noise: float = 3e-4, seed: int = 1) -> Samples:
    """A channel with a little noise on it, as every real one has."""
    return (samples + noise * np.random.default_rng(seed).standard_normal(len(samples))).astype(np.float32)


def spoken(seconds: float, where: Sequence[Stretch], pitch: float) -> Samples:
    """A channel on which a voice sounds in these stretches."""
    sound = silence(seconds)
    for n, s in enumerate(where):
        part = voice(s.duration, pitch=pitch, seed=n)
        sound[int(s.start * RATE) : int(s.start * RATE) + len(part)] += part
    return sound


class Scripted:
    """A finder that knows beforehand where speech is."""

    def __init__(self, *stretches: Stretch) -> None:
        self._stretches = list(stretches)

    def feed(self, samples: Samples) -> list[Stretch]:
        return []

    def finish(self) -> list[Stretch]:
        return self._stretches


class FakeSound:
    """A recording without a file; `Sound` as the house knows it."""

    notes: tuple[str, ...] = ()
    path = Path("fake.wav")
    sample_rate = 8000

    def __init__(self, *channels: Samples) -> None:
        longest = max(map(len, channels))
        self.samples = np.stack([np.pad(c, (0, longest - len(c))) for c in channels])

    @property
    def channels(self) -> int:
        return len(self.samples)

    @property
    def duration(self) -> float | None:
        return self.samples.shape[1] / RATE

    def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
        size = int(seconds * RATE)
        for at in range(0, self.samples.shape[1], size):
            yield self.samples[:, at : at + size]


class LoudFinder:
    """Takes whatever is loud for speech; stands in for the model."""

    def __init__(self) -> None:
        self._held: list[Samples] = []

    def feed(self, samples: Samples) -> list[Stretch]:
        self._held.append(samples)
        return []

    def finish(self) -> list[Stretch]:
        samples = np.concatenate(self._held) if self._held else silence(0)
        size = RATE // 10
        loud = np.abs(samples[: len(samples) // size * size].reshape(-1, size)).max(axis=1, initial=0) > 0.02
        edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(int)))
        return [Stretch(float(a) / 10, float(b) / 10) for a, b in edges.reshape(-1, 2)]


def write_sound(
    path: Path, codec: str, container: str, *, rate: int, samples: NDArray[np.float32] | None = None, channels: int = 2
) -> Path:
    """Encode samples (channels, n) at `rate` with PyAV; by default 2 s of a different tone in each channel."""
    if samples is None:
        t = np.arange(2 * rate) / rate
        samples = np.stack([0.3 * np.sin(2 * np.pi * (300 + 200 * c) * t) for c in range(channels)]).astype(np.float32)
    layout = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad"}[len(samples)]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(
            format=stream.format.name, layout=layout, rate=rate, frame_size=stream.codec_context.frame_size
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path
