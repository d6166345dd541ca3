"""What lies behind the agent, from sound made up: a voice in turns, and what is put behind it."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.activity import Stretch
from belwijs.audio.hearing import Hearing, listen
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.surroundings import LEAST_SILENCE, Surroundings, surroundings
from tests.audio.sounds import FakeSound, Scripted, line, melody, silence, spoken, tone, voice

SECONDS = 40
AGENT = [Stretch(1, 5), Stretch(16, 20), Stretch(33, 37)]
CUSTOMER = [Stretch(6, 15), Stretch(21, 32)]
VOICE_DB = 20 * np.log10(np.sqrt(np.mean(voice(20) ** 2)))


def heard(behind: Samples | None = None, *, further: list[Stretch] | None = None, noise: float = 3e-4) -> Hearing:
    agent = spoken(SECONDS, AGENT, 120)
    if behind is not None:
        agent[: len(behind)] += behind[: len(agent)]
    finders = iter([Scripted(*sorted([*AGENT, *(further or [])], key=lambda s: s.start)), Scripted(*CUSTOMER)])
    sound = FakeSound(line(agent, noise=noise), line(spoken(SECONDS, CUSTOMER, 200), seed=3))
    return listen(sound, finder=lambda: next(finders))


def under(sound: Samples, decibels: float) -> Samples:
    """A sound so many dB under the voice."""
    level = 20 * np.log10(np.sqrt(np.mean(sound**2)))
    return (sound * 10 ** ((VOICE_DB - decibels - level) / 20)).astype(np.float32)


def behind(sound: Samples | None = None, *, further: list[Stretch] | None = None) -> Surroundings:
    return surroundings(heard(sound, further=further), 0)


def kinds(found: Surroundings) -> set[str]:
    return {s.kind for s in found.sounds}


def test_a_quiet_place() -> None:
    found = behind()
    assert found.sounds == ()
    assert found.silence == pytest.approx(22, abs=2)
    assert found.ratio is not None
    assert found.ratio > 38
    assert found.where is not None
    assert 20 <= found.where.start < found.where.end <= 33


@pytest.mark.parametrize("decibels", [0, 6, 12, 20, 30])
def test_the_ratio_of_voice_to_noise(decibels: float) -> None:
    noise = np.random.default_rng(4).standard_normal(SECONDS * RATE).astype(np.float32)
    found = behind(under(noise, decibels))
    assert found.ratio == pytest.approx(decibels, abs=2)
    assert found.noise == pytest.approx(VOICE_DB - decibels, abs=1)


def test_a_radio_is_music_and_no_hold() -> None:
    found = behind(under(melody(SECONDS), 20))
    assert kinds(found) == {"music"}
    assert sum(s.duration for s in found.of("music")) > 12
    assert found.of("music")[0].under == pytest.approx(20, abs=3)


def test_a_hum_is_no_music() -> None:
    hum = under(tone(300, 350, 400, 500, 600, 700, seconds=SECONDS), 25)
    assert kinds(behind(hum)) == set()


def test_colleagues() -> None:
    talk = np.concatenate([silence(7), voice(7, pitch=160, seed=9), silence(8), voice(8, pitch=170, seed=8)])
    found = behind(under(talk, 18), further=[Stretch(7, 14), Stretch(22, 30)])
    assert sum(s.duration for s in found.of("voices")) > 6


def keys(seconds: float) -> Samples:
    rng = np.random.default_rng(5)
    sound = silence(SECONDS)
    at = 23.0
    while at < 23 + seconds:
        n = int(0.012 * RATE)
        stroke = 0.02 * rng.standard_normal(n) * np.exp(-np.arange(n) / (0.004 * RATE))
        sound[int(at * RATE) : int(at * RATE) + n] += stroke.astype(np.float32)
        at += rng.uniform(0.1, 0.25)
    return sound


def test_typing() -> None:
    found = behind(keys(3))
    assert kinds(found) == {"typing"}
    (burst,) = found.of("typing")
    assert (burst.start, burst.end) == (pytest.approx(23, abs=0.1), pytest.approx(26, abs=0.3))


def test_a_notification() -> None:
    fade = np.exp(-np.arange(int(0.3 * RATE)) / 2500).astype(np.float32)
    notes = np.concatenate([tone(880, seconds=0.3, level=0.03) * fade, tone(1320, seconds=0.3, level=0.03) * fade])
    found = behind(np.concatenate([silence(24), notes]))
    assert kinds(found) == {"chime"}
    assert found.of("chime")[0].start == pytest.approx(24, abs=0.1)


def test_laughter_is_a_sound_in_the_room() -> None:
    call = np.hanning(int(0.1 * RATE)).astype(np.float32) * tone(300, 600, 900, seconds=0.1, level=0.004)
    bout = np.concatenate([np.pad(call, (0, int(0.11 * RATE))) for _ in range(8)])
    found = behind(np.concatenate([silence(24), bout]))
    assert kinds(found) == {"laughter"}


def test_too_soft_to_be_heard_counts_for_nothing() -> None:
    hearing = heard(under(melody(SECONDS), 30), noise=1e-5)
    assert surroundings(hearing, 0, audible=40).sounds
    assert not surroundings(hearing, 0, audible=25).sounds


def test_what_the_customer_did_not_hear_is_left_out() -> None:
    hearing = heard(under(melody(SECONDS), 20))
    found = surroundings(hearing, 0, apart=[Stretch(5, 16), Stretch(20, 29)])
    assert found.silence < 5
    assert all(s.start >= 29 for s in found.sounds)


def test_with_too_little_silence_nothing_is_said() -> None:
    found = surroundings(heard(), 0, apart=[Stretch(5, 31)])
    assert found.silence < LEAST_SILENCE
    assert (found.noise, found.ratio, found.sounds) == (None, None, ())


def test_nobody_speaks() -> None:
    hearing = listen(FakeSound(line(silence(5)), line(silence(5), seed=4)), finder=lambda: Scripted())
    assert surroundings(hearing, 0).silence == 0
