"""Pitch of sounds whose pitch is known, the same however the sound comes in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from belwijs.audio.pitch import DELAY, HIGHEST_HZ, HOP, LOWEST_HZ, Halver, PitchTracker, _costs, _path
from belwijs.audio.stream import RATE, Samples
from tests.audio.sounds import line, silence, tone, voice


def track(samples: Samples, *sizes: int) -> Samples:
    """The whole track, the sound fed in pieces of these sizes, over and over; in one piece without."""
    tracker, found, at = PitchTracker(), [], 0
    while at < len(samples):
        size = sizes[len(found) % len(sizes)] if sizes else len(samples)
        found.append(tracker.feed(samples[at : at + size]))
        at += size
    found.append(tracker.finish())
    assert [len(f.hertz) for f in found] == [len(f.treble) for f in found]
    return np.stack([np.concatenate([f.hertz for f in found]), np.concatenate([f.treble for f in found])])


def pitch(samples: Samples) -> Samples:
    return np.asarray(track(samples)[0], np.float32)


def pulses(hertz: NDArray[np.float64], level: float = 0.2) -> Samples:
    """Ten harmonics of a pitch given for every sample."""
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    return (level / 5 * sum(np.sin(k * phase) / k**0.5 for k in range(1, 11))).astype(np.float32)


def semitones(track: Samples, hertz: float) -> Samples:
    return np.asarray(np.abs(12 * np.log2(track / hertz)), np.float32)


@pytest.mark.parametrize("hertz", [80, 110, 147, 220, 311, 440])
def test_a_steady_voice(hertz: float) -> None:
    found = pitch(line(pulses(np.full(RATE, hertz))))
    assert len(found) == 100
    inner = found[4:-4]
    assert (inner > 0).all()
    assert semitones(inner, hertz).max() < 0.08


@pytest.mark.parametrize("hertz", [110, 200])
def test_the_telephone_leaves_the_pitch_though_it_takes_the_tone(hertz: float) -> None:
    """Under 300 Hz nothing passes; the spacing of the harmonics still gives the pitch."""
    sound = pulses(np.full(RATE, hertz))
    spectrum = np.fft.rfft(sound)
    spectrum[:300] = 0
    found = pitch(line(np.fft.irfft(spectrum).astype(np.float32)))[4:-4]
    assert semitones(found[found > 0], hertz).max() < 0.05
    assert (found > 0).mean() > 0.95


def test_a_gliding_voice_has_no_octave_errors() -> None:
    hertz = 150 * 2 ** (np.sin(2 * np.pi * np.arange(3 * RATE) / RATE) / 2)
    found = pitch(line(pulses(hertz)))
    true = hertz[(np.arange(len(found)) * 160 + 80)]
    inner = slice(4, -4)
    assert (found[inner] > 0).mean() > 0.98
    off = np.abs(12 * np.log2(np.maximum(found, 1) / true))[inner][found[inner] > 0]
    assert np.median(off) < 0.1
    assert off.max() < 1


def test_noise_and_silence_have_no_pitch() -> None:
    noise = np.random.default_rng(3).standard_normal(2 * RATE).astype(np.float32)
    assert (pitch(0.05 * noise) > 0).mean() < 0.05
    assert not pitch(silence(1)).any()
    assert not pitch(1e-4 * tone(200, seconds=1)).any(), "under -60 dBFS nothing is a voice"


def test_the_voice_far_under_the_loudest_is_left_out() -> None:
    loud, faint = pulses(np.full(RATE, 150)), pulses(np.full(RATE, 150), level=0.002)
    found = pitch(np.concatenate([loud, faint]))
    assert (found[4:96] > 0).all()
    assert not found[104:].any()


def test_a_constant_offset_changes_little() -> None:
    sound = line(pulses(np.full(RATE, 150)))
    assert semitones(pitch(sound + np.float32(0.3))[6:-6], 150).max() < 0.1


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, 40_000), min_size=1, max_size=6),
    st.floats(0.01, 4.7),
    st.integers(0, 5),
)
def test_pieces_of_any_size_give_the_same_track(sizes: list[int], seconds: float, seed: int) -> None:
    sound = line(voice(seconds, seed=seed), seed=seed)
    if sum(sizes) < 3000:
        sizes = [*sizes, 3000]
    whole = track(sound)
    assert whole.shape[1] == len(sound) // 160
    np.testing.assert_array_equal(track(sound, *sizes), whole)


def test_twenty_milliseconds_at_a_time_and_never_later_than_promised() -> None:
    sound = line(voice(6))
    tracker, found = PitchTracker(), []
    for at in range(0, len(sound), 320):
        found.append(tracker.feed(sound[at : at + 320]).hertz)
        assert (at + 320) / RATE - sum(map(len, found)) * HOP <= DELAY
    np.testing.assert_array_equal(np.concatenate([*found, tracker.finish().hertz]), pitch(sound))


def test_pitch_stays_within_its_bounds() -> None:
    found = pitch(line(np.concatenate([voice(2, pitch=p) for p in (70, 300, 480)])))
    assert ((found == 0) | ((found >= LOWEST_HZ) & (found <= HIGHEST_HZ))).all()


def test_a_muffled_voice_has_less_treble() -> None:
    sound = pulses(np.full(RATE, 220))
    hertz, clear = track(line(sound))
    spectrum = np.fft.rfft(sound)
    spectrum[1500:] *= 0.1
    muffled = track(line(np.fft.irfft(spectrum).astype(np.float32)))[1]
    inner = slice(4, -4)
    assert np.median(clear[inner] - muffled[inner]) == pytest.approx(20, abs=2)
    assert not clear[hertz == 0].any()


def test_halving_keeps_the_band_of_the_telephone_and_no_more() -> None:
    def halved(hertz: float) -> Samples:
        halver = Halver()
        sound = tone(hertz, seconds=0.5)
        return np.concatenate([halver.feed(sound), halver.finish()])

    assert len(halved(1000)) == RATE // 4
    for hertz in (300, 1000, 3000):
        assert np.abs(halved(hertz)[50:-50]).max() == pytest.approx(0.2, rel=0.05)
    assert np.abs(halved(5500)[50:-50]).max() < 0.02


@pytest.mark.parametrize("seed", range(5))
def test_the_path_sought_from_both_ends_is_the_likeliest(seed: int) -> None:
    draw = np.random.default_rng(seed)
    steps, lanes, n = 12, 3, 2
    hertz = draw.uniform(LOWEST_HZ, HIGHEST_HZ, (steps, lanes, n)).astype(np.float32)
    strength = draw.uniform(0, 1, hertz.shape).astype(np.float32)
    strength[draw.random(hertz.shape) < 0.2] = -np.inf
    unvoiced = draw.uniform(0.2, 0.8, (steps, lanes)).astype(np.float32)
    states = np.concatenate([np.zeros((steps, lanes, 1), np.float32), hertz], axis=2)
    found = _path(hertz, strength, unvoiced)
    for lane in range(lanes):
        octave = np.log2(hertz[:, lane : lane + 1])
        cost = _costs(octave[:-1], octave[1:])[:, :, 0]
        gain = np.concatenate([unvoiced[:, lane, None], strength[:, lane]], axis=1)
        best, paths = gain[0], [[k] for k in range(n + 1)]
        for t in range(1, steps):  # as in the book: from the first step to the last
            came = (best[:, None] - cost[t - 1]).argmax(axis=0)
            best = (best[:, None] - cost[t - 1]).max(axis=0) + gain[t]
            paths = [[*paths[came[k]], k] for k in range(n + 1)]
        likeliest = paths[int(best.argmax())]
        assert found[:, lane].tolist() == states[np.arange(steps), lane, likeliest].tolist()
