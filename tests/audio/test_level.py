"""Levels against the definition computed sample by sample, the same however the sound comes in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.audio.level import LevelMeter, Levels, active_level, clipped_seconds
from belwijs.audio.stream import RATE, Samples
from tests.audio.sounds import line, silence, voice


def measured(samples: Samples, *sizes: int) -> Levels:
    meter, at, turn = LevelMeter(), 0, 0
    while at < len(samples):
        size = sizes[turn % len(sizes)] if sizes else len(samples)
        meter.feed(samples[at : at + size])
        at, turn = at + size, turn + 1
    return meter.finish()


def defined(samples: Samples) -> float:
    """Active speech level as ITU-T P.56 (12/2011) section 9 defines it, sample by sample."""
    g, hangover = np.exp(-1 / (RATE * 0.03)), round(0.2 * RATE)
    p = q = 0.0
    envelope = np.empty(len(samples))
    for i, magnitude in enumerate(np.abs(samples.astype(np.float64)).tolist()):
        p = g * p + (1 - g) * magnitude
        q = g * q + (1 - g) * p
        envelope[i] = q
    energy, number = float((samples.astype(np.float64) ** 2).sum()), np.arange(len(samples))
    before = None
    for j in range(1, 16):
        threshold = 2.0 ** (j - 16)
        last = np.maximum.accumulate(np.where(envelope >= threshold, number, -(10**9)))
        active = int((number - last <= hangover).sum())
        a, over = 10 * np.log10(energy / active), 10 * np.log10(energy / active) - 20 * np.log10(threshold)
        if over <= 15.9:
            assert before is not None
            return float(before[0] + (before[1] - 15.9) / (before[1] - over) * (a - before[0]))
        before = a, over
    raise AssertionError("no level")


@pytest.mark.parametrize("gain", [0.02, 0.2, 1.0, 5.0])
def test_the_level_is_that_of_the_definition(gain: float) -> None:
    sound = gain * line(np.concatenate([voice(3), silence(4), voice(2, seed=4, level=0.05)]))
    found = active_level(measured(sound))
    assert found is not None
    assert found.level == pytest.approx(defined(sound), abs=0.05)


def test_silence_around_speech_changes_the_activity_and_not_the_level() -> None:
    speech = line(voice(4), noise=1e-5)
    longer = line(np.concatenate([speech, silence(12)]), noise=1e-5)
    alone, among = (active_level(measured(s)) for s in (speech, longer))
    assert alone is not None
    assert among is not None
    assert among.level == pytest.approx(alone.level, abs=0.5)
    assert among.activity == pytest.approx(alone.activity / 4, abs=0.02)


def test_a_part_of_a_recording_can_be_asked() -> None:
    loud, soft = line(voice(5)), 0.1 * line(voice(5))
    levels = measured(np.concatenate([loud, soft]))
    first = active_level(levels, np.arange(10) < 5)
    second = active_level(levels, np.arange(10) >= 5)
    assert first is not None
    assert second is not None
    assert first.level - second.level == pytest.approx(20, abs=1)


def test_nothing_has_no_level() -> None:
    assert active_level(measured(silence(3))) is None
    assert active_level(measured(silence(0))) is None
    assert active_level(measured(line(voice(2))), np.zeros(2, bool)) is None


def test_a_constant_offset_is_taken_out_and_told() -> None:
    sound = line(voice(3))
    plain, moved = measured(sound), measured(sound + np.float32(0.2))
    a, b = active_level(plain), active_level(moved)
    assert a is not None
    assert b is not None
    assert b.level == pytest.approx(a.level, abs=0.01)
    assert moved.offset == pytest.approx(0.2, abs=0.01)
    assert np.abs(plain.offset).max() < 0.01


def test_cut_off_peaks_are_found_where_they_are() -> None:
    speech = line(voice(4, level=0.05))
    hard = np.clip(np.concatenate([speech, 40 * speech, speech]), -1, 1)
    assert set(clipped_seconds(measured(hard))) == {4, 5, 6, 7}
    assert not len(clipped_seconds(measured(speech)))
    assert set(clipped_seconds(measured(hard), np.arange(12) < 6)) == {4, 5}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=6), st.floats(0.01, 4.7), st.integers(0, 5))
def test_pieces_of_any_size_give_the_same_levels(sizes: list[int], seconds: float, seed: int) -> None:
    sound = line(voice(seconds, seed=seed), seed=seed)
    whole, pieces = measured(sound), measured(sound, *(s + 500 for s in sizes))
    for name in Levels.__slots__:
        np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name))


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=4, max_size=9000))
def test_any_sound_has_levels_or_none(data: bytes) -> None:
    sound = np.frombuffer(data[: len(data) // 2 * 2], np.int16).astype(np.float32) / 32768
    found = active_level(measured(np.tile(sound, 40)))
    assert found is None or -110 < found.level < 20
