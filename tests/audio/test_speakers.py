"""Two speakers in one channel; the encoder is replaced by vectors made in the test, but for the last test."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import numpy as np
import pytest

from belwijs.audio import speakers, voices
from belwijs.audio.activity import Stretch
from belwijs.audio.speakers import Voiced, tell_apart
from belwijs.audio.stream import RATE, Samples
from belwijs.call import Problem
from tests.audio.sounds import FakeSound, silence, tone, voice


@pytest.fixture
def by_loudness(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake encoder: quiet and loud sound are different voices, with some chance in each window."""
    rng = np.random.default_rng(0)

    def embed(windows: Sequence[Samples]) -> Samples:
        def vector(window: Samples) -> Samples:
            loud = float(np.clip((window.mean() - 0.5) * 4, 0, 1))
            v = np.concatenate([[1 - loud, loud, 0.5], 0.1 * np.abs(rng.standard_normal(5))])
            return np.asarray(v / np.linalg.norm(v), np.float32)

        return np.stack([vector(w) for w in windows])

    def mels(samples: Samples) -> Samples:
        frames = len(samples) // 160 + 1
        level = [np.abs(samples[n * 160 : n * 160 + 160]).max(initial=0) > 0.2 for n in range(frames)]
        return np.repeat(np.array(level, np.float32)[:, None], 40, axis=1)

    monkeypatch.setattr(speakers, "embed", embed)
    monkeypatch.setattr(speakers, "mel_frames", mels)


def talk(*turns: tuple[float, float]) -> tuple[FakeSound, list[Stretch]]:
    """Turns of (seconds, level) with half a second between them, and their stretches."""
    parts, stretches, at = [], [], 0.0
    for seconds, level in turns:
        parts += [tone(300, seconds=seconds, level=level), silence(0.5)]
        stretches.append(Stretch(at, at + seconds))
        at += seconds + 0.5
    return FakeSound(np.concatenate(parts)), stretches


@pytest.mark.usefixtures("by_loudness")
def test_turns_go_to_two_speakers_the_first_is_0() -> None:
    sound, stretches = talk((4, 0.1), (3, 0.4), (0.2, 0.4), (5, 0.1), (4, 0.4))
    turns = tell_apart(sound, stretches)
    assert [(t.start, t.end) for t in turns] == [(s.start, s.end) for s in stretches]
    assert [t.speaker for t in turns] == [0, 1, 1, 0, 1]
    assert all(0.5 <= t.confidence < 1 for t in turns), "never certain"
    assert turns[2].confidence == 0.5, "too short to know a voice by"


@pytest.mark.usefixtures("by_loudness")
def test_a_change_within_a_stretch_is_found() -> None:
    sound = FakeSound(np.concatenate([tone(300, seconds=6, level=0.1), tone(300, seconds=6, level=0.4)]))
    first, second = tell_apart(sound, [Stretch(0, 12)])
    assert (first.speaker, second.speaker) == (0, 1)
    assert first.end == second.start == pytest.approx(6, abs=0.5)


@pytest.mark.usefixtures("by_loudness")
def test_one_voice_is_one_speaker() -> None:
    sound, stretches = talk(*[(3.0, 0.1)] * 8)
    assert {t.speaker for t in tell_apart(sound, stretches)} == {0}


@pytest.mark.usefixtures("by_loudness")
def test_nothing_to_go_by() -> None:
    assert tell_apart(FakeSound(silence(3)), []) == []
    sound, stretches = talk((0.2, 0.1))
    assert tell_apart(sound, stretches) == [Voiced(0, 0.2, 0, 0.5)]


@pytest.mark.usefixtures("by_loudness")
def test_stretches_across_chunks_and_overlapping_ones_get_their_own_sound() -> None:
    sound, _ = talk((9, 0.1), (9, 0.4), (9, 0.1))
    turns = tell_apart(sound, [Stretch(0, 9), Stretch(8, 9), Stretch(9.6, 18.4), Stretch(19, 28)])
    assert [t.speaker for t in turns] == [0, 0, 1, 0]


def test_long_recordings_are_clustered_from_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    whole = speakers._two_largest

    def watch(sample: Samples) -> object:
        sizes.append(len(sample))
        return whole(sample)

    monkeypatch.setattr(speakers, "_two_largest", watch)
    rng = np.random.default_rng(0)
    centres = np.eye(2, 8)
    vectors = centres[np.arange(5000) % 2] + 0.05 * rng.standard_normal((5000, 8))
    found = speakers._two_voices((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))
    assert sizes == [385]
    assert found is not None


def test_mel_filters_are_those_of_slaney() -> None:
    filters = voices._filters()
    assert filters.shape == (40, 201)
    assert filters[0].argmax() == 2, "72 Hz"
    assert (filters.sum(axis=1) * 40 == pytest.approx(np.full(40, 1.0), rel=0.35)), "unit area, 40 Hz a bin"
    spectrum = voices.mel_frames(tone(1000, seconds=1))
    assert spectrum.shape == (101, 40)
    centre = voices._from_mel(np.linspace(0, float(voices._to_mel(np.array(8000.0))), 42))[1:-1]
    assert abs(centre[spectrum[50].argmax()] - 1000) < 80


def test_soft_speech_is_raised_before_it_is_looked_at() -> None:
    soft, normal = (voices.mel_frames(tone(500, seconds=1, level=level)) for level in (0.001, 0.01))
    assert soft == pytest.approx(normal, rel=1e-2, abs=1e-6)


def test_damaged_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    voices._session.cache_clear()
    monkeypatch.setattr(voices, "_CHECKSUM", "0" * 64)
    with pytest.raises(Problem, match="damaged; install Belwijs again"):
        voices.embed([np.zeros((160, 40), np.float32)])
    voices._session.cache_clear()


def test_the_weights_carry_their_licence() -> None:
    licence = resources.files("belwijs.audio") / "voice_model" / "LICENSE"
    assert "Apache License" in licence.read_text(encoding="utf-8")


@pytest.mark.real
def test_the_real_encoder_tells_voices_apart() -> None:
    def vector(pitch: float, seed: int) -> Samples:
        return voices.embed([voices.mel_frames(voice(1.6, pitch=pitch, seed=seed))])[0]

    low, again, high = vector(95, 1), vector(95, 2), vector(230, 3)
    assert float(np.linalg.norm(low)) == pytest.approx(1, abs=1e-3)
    assert float(low @ again) > float(low @ high)
    assert RATE == 16_000
