"""Channels that are odd beside each other: none crashes, and each that limits what can be said shows as a note."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.condition import between_channels
from belwijs.audio.foreground import Foreground, Leak
from belwijs.audio.hearing import Hearing, listen
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.track import Tracker
from tests.audio.sounds import FakeSound, LoudFinder, line, silence, voice

AGENT = np.concatenate([voice(8), silence(10), voice(6, seed=2), silence(6)])
CUSTOMER = np.concatenate([silence(9), voice(8, pitch=210, seed=5), silence(7), voice(6, pitch=210, seed=6)])


def hear(*channels: Samples) -> Hearing:
    return listen(FakeSound(*channels), finder=LoudFinder)


def test_an_ordinary_call_has_no_notes() -> None:
    assert hear(line(AGENT), line(CUSTOMER, seed=4)).notes == ()


@pytest.mark.parametrize("later", [0.0, 0.005, 0.13])
def test_a_mix_in_stereo_clothing_is_treated_as_mono(later: float) -> None:
    mix = AGENT + CUSTOMER
    shifted = np.concatenate([silence(later), mix])[: len(mix)] * 0.6
    hearing = hear(line(mix), line(shifted.astype(np.float32), seed=4))
    assert hearing.mono
    assert hearing.notes == ("both channels hold the same sound; the recording was treated as mono",)


def test_a_mix_with_two_clocks_is_still_one_sound() -> None:
    mix = AGENT + CUSTOMER
    at = np.arange(len(mix)) * (1 + 2e-4)  # 200 millionths: 6 ms in 30 s
    drifting = np.interp(at, np.arange(len(mix)), mix).astype(np.float32)
    assert hear(line(mix), line(drifting, seed=4)).mono


@pytest.mark.parametrize("noise", [0.01, 0.03])
def test_two_noisy_lines_are_no_mono_mix(noise: float) -> None:
    quiet = silence(30)
    agent, customer = np.concatenate([AGENT, quiet]), np.concatenate([CUSTOMER, quiet])
    hearing = hear(line(agent, noise=noise), line(customer, noise=noise, seed=4))
    assert not hearing.mono
    assert not any("same sound" in note for note in hearing.notes)


def test_a_leak_is_said() -> None:
    hearing = hear(line(AGENT + 0.06 * CUSTOMER), line(CUSTOMER, seed=4))
    assert not hearing.mono
    assert any("the other side is heard in channel 0 too, 24 dB softer" in note for note in hearing.notes)


def test_a_channel_that_starts_late() -> None:
    late = np.concatenate([silence(5), line(CUSTOMER)[5 * RATE :]])
    assert any("channel 1 begins only at 5.0 s" in note for note in hear(line(AGENT), late).notes)


def test_a_noise_gate() -> None:
    gated = np.where(np.abs(AGENT) > 0, AGENT, 0).astype(np.float32)
    assert any("channel 0 falls silent wherever nobody speaks" in note for note in hear(gated, line(CUSTOMER)).notes)


def test_two_clocks_show_in_an_echo() -> None:
    tracker = Tracker()
    tracker.feed(line(AGENT))
    track = tracker.finish()
    fronts = [Foreground((), (), (), Leak(30, 0.2), -26.0, drift=0.08), Foreground((), (), ())]
    assert any("0.08 s apart" in note for note in between_channels([track, track], fronts))


@pytest.mark.parametrize(
    "other",
    [
        silence(30),
        line(silence(30)),
        np.ones(30 * RATE, np.float32),
        np.tile(np.array([1, -1], np.float32), 15 * RATE),
        np.random.default_rng(1).normal(0, 1e-3, 30 * RATE).astype(np.float32),
        (1e-6 * CUSTOMER).astype(np.float32),
        np.clip(CUSTOMER * 200, -1, 1).astype(np.float32),
        np.where(np.arange(30 * RATE) // 320 % 7 == 0, 0, line(CUSTOMER)).astype(np.float32),
    ],
    ids=["dead", "comfort noise", "full scale", "square", "noise", "faint", "clipped", "lost packets"],
)
def test_nothing_breaks(other: Samples) -> None:
    for channels in ((line(AGENT), other), (other, line(AGENT))):
        assert len(hear(*channels).foregrounds) in (1, 2)


def test_very_short_sounds() -> None:
    for length in (0, 1, 100, 161, 5000):
        hear(AGENT[:length], CUSTOMER[:length])
