"""Voice activity: what is fed in how large pieces must not matter, and silence, noise and tones are no speech."""

import numpy as np
import pytest
from numpy.typing import NDArray

from belwijs.audio import activity
from belwijs.audio.activity import FRAME, FRAMES_A_BLOCK, RATE, SpeechFinder, Stretch


class FakeModel:
    """Scores a frame by its level: above -40 dBFS (after the finder's gain) counts as speech."""

    def __init__(self) -> None:
        self.frames = 0

    def run(self, _: None, given: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        shown = given["input"]
        self.frames += len(shown)
        level = np.sqrt((shown[:, -FRAME:] ** 2).mean(axis=1))
        return [np.where(level > 0.002, 0.9, 0.01).astype(np.float32), given["h"], given["c"]]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    fake = FakeModel()
    monkeypatch.setattr(activity, "_silero", lambda: fake)
    return fake


def signal(seconds: float, *loud: tuple[float, float]) -> NDArray[np.float32]:
    draw = np.random.default_rng(1)
    samples = draw.normal(0, 0.0008, int(seconds * RATE))
    for start, end in loud:
        a, b = int(start * RATE), int(end * RATE)
        samples[a:b] += draw.normal(0, 0.1, b - a)
    return samples.astype(np.float32)


def found(samples: NDArray[np.float32], *sizes: int) -> list[Stretch]:
    finder, stretches, at, n = SpeechFinder(), [], 0, 0
    while at < len(samples):
        size = sizes[n % len(sizes)] if sizes else len(samples)
        stretches += finder.feed(samples[at : at + size])
        at, n = at + size, n + 1
    return stretches + finder.finish()


def test_finds_where_it_is_loud_within_a_few_hundredths(model: FakeModel) -> None:
    stretches = found(signal(20, (2.0, 3.5), (9.0, 9.6)))
    assert [(pytest.approx(s.start, abs=0.05), pytest.approx(s.end, abs=0.05)) for s in stretches] == [
        (2.0, 3.5),
        (9.0, 9.6),
    ]


def test_pieces_do_not_change_the_outcome(model: FakeModel) -> None:
    samples = signal(40, (0.0, 1.2), (3.1, 9.7), (9.9, 12.0), (13.0, 13.3), (30.0, 40.0))
    whole = found(samples)
    assert len(whole) == 5
    assert found(samples, 160) == found(samples, 16_384, 1, 70_001) == whole


def test_a_blink_of_sound_is_no_speech(model: FakeModel) -> None:
    assert found(signal(5, (2.0, 2.03))) == []


def test_silence_is_not_shown_to_the_model(model: FakeModel) -> None:
    assert found(np.zeros(20 * RATE, dtype=np.float32)) == []
    assert found(signal(20)) == []
    assert model.frames == 0


def test_an_end_lies_within_the_recording(model: FakeModel) -> None:
    (stretch,) = found(signal(3.01, (2.0, 3.01)))
    assert stretch.end <= 3.01


def test_memory_stays_flat_when_nobody_stops_speaking(model: FakeModel) -> None:
    finder = SpeechFinder()
    loud = np.full(RATE * 10, 0.1, dtype=np.float32) * np.sign(np.random.default_rng(0).normal(size=RATE * 10))
    quiet = signal(2)
    settled = finder.feed(quiet)
    for _ in range(60):
        settled += finder.feed(loud.astype(np.float32))
    assert len(finder._score) <= activity.LONGEST_PENDING_FRAMES + FRAMES_A_BLOCK
    assert sum(s.duration for s in settled + finder.finish()) == pytest.approx(600, abs=2)


def test_nothing_in_nothing_out(model: FakeModel) -> None:
    assert found(np.zeros(0, dtype=np.float32)) == []


@pytest.mark.real
def test_the_model_hears_no_speech_in_noise() -> None:
    draw = np.random.default_rng(2)
    assert sum(s.duration for s in found(draw.normal(0, 0.05, 20 * RATE).astype(np.float32))) < 0.5
