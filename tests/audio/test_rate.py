"""Syllables counted in the sound."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.activity import Stretch, joined
from belwijs.audio.pitch import PitchTracker
from belwijs.audio.rate import PAUSE, nuclei, nuclei_in
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.track import Tracker
from tests.audio.sounds import line, silence


def syllables(rate: float, seconds: float, *, level: float = 0.1) -> Samples:
    """Syllables with a voice, evenly spread."""
    n = int(RATE / rate)
    t = np.arange(n) / RATE
    one = sum(np.sin(2 * np.pi * 150 * k * t) / k for k in range(1, 8)) * np.hanning(n) ** 0.7
    return np.tile(level * one, int(seconds * rate)).astype(np.float32)


def counted(sound: Samples) -> int:
    tracker, pitch = Tracker(), PitchTracker()
    tracker.feed(sound)
    voiced = np.concatenate([pitch.feed(sound).hertz, pitch.finish().hertz]) > 0
    return len(nuclei_in([Stretch(0, len(sound) / RATE)], tracker.finish().level(), voiced))


@pytest.mark.parametrize("rate", [2.5, 4, 5.5])
def test_every_syllable_is_one_nucleus(rate: float) -> None:
    assert counted(line(syllables(rate, 6))) == pytest.approx(int(6 * rate), abs=1)


def test_noise_bursts_are_no_syllables() -> None:
    rng = np.random.default_rng(2)
    bursts = np.concatenate([np.concatenate([0.1 * rng.standard_normal(2000), np.zeros(2000)]) for _ in range(12)])
    assert counted(line(bursts.astype(np.float32))) <= 1


def test_faint_syllables_beside_loud_ones_are_left_out() -> None:
    both = np.concatenate([syllables(4, 3), syllables(4, 3, level=0.003)])
    assert counted(line(both, noise=1e-5)) == pytest.approx(12, abs=1)


def test_nothing_has_none() -> None:
    assert counted(silence(1)) == 0
    assert not len(nuclei(np.zeros(0, np.float32), np.zeros(0, bool), 0.0))
    assert not len(nuclei_in([Stretch(3, 4)], np.zeros(100, np.float32), np.ones(100, bool)))


def test_short_silences_are_bridged() -> None:
    parts = [Stretch(2.0, 3.0), Stretch(0.0, 1.0), Stretch(1.2, 1.9), Stretch(3.5, 4.0)]
    assert joined(parts, PAUSE) == [Stretch(0.0, 3.0), Stretch(3.5, 4.0)]
    assert joined([], PAUSE) == []
