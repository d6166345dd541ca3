"""Ringing, busy, key presses and beeps, made by number; and what must not be taken for them."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.heard import Heard
from belwijs.audio.music import MusicFinder
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.tones import ToneFinder
from tests.audio.sounds import line, melody, silence, tone, voice


def heard(samples: Samples, *, noise: float = 3e-4, piece: int = 7777) -> list[Heard]:
    finder = ToneFinder()
    noisy = line(samples, noise=noise)
    found = [h for at in range(0, len(noisy), piece) for h in finder.feed(noisy[at : at + piece])]
    return sorted(found + finder.finish(), key=lambda h: h.start)


def cadence(hertz: tuple[float, ...], times: tuple[float, ...], rounds: int) -> Samples:
    parts = [tone(*hertz, seconds=t) if n % 2 == 0 else silence(t) for _ in range(rounds) for n, t in enumerate(times)]
    return np.concatenate([silence(0.5), *parts, silence(1)])


RINGING = {
    "NL": ((425.0,), (1.0, 4.0), 11.5),
    "BE": ((425.0,), (1.0, 3.0), 9.5),
    "FR": ((440.0,), (1.5, 3.5), 12.0),
    "UK": ((400.0, 450.0), (0.4, 0.2, 0.4, 2.0), 7.5),
}


@pytest.mark.parametrize("noise", [3e-4, 2e-2])
@pytest.mark.parametrize("country", RINGING)
def test_ringing_is_one_interval_with_its_rings_counted(country: str, noise: float) -> None:
    hertz, times, end = RINGING[country]
    (ring,) = heard(cadence(hertz, times, 3), noise=noise)
    assert (ring.kind, ring.count) == ("ring", 3)
    assert ring.start == pytest.approx(0.5, abs=0.05)
    assert ring.end == pytest.approx(end, abs=0.05)
    assert ring.confidence > 0.9


def test_ringing_cut_by_the_start_of_the_recording_and_by_the_answer() -> None:
    cut = [tone(425, seconds=0.3), silence(4), tone(425, seconds=1), silence(4), tone(425, seconds=0.4), voice(3)]
    (ring,) = heard(np.concatenate(cut))
    assert (ring.kind, ring.count) == ("ring", 3)
    assert ring.end == pytest.approx(9.7, abs=0.05)


def test_one_ring_is_less_sure_than_three() -> None:
    (ring,) = heard(np.concatenate([silence(1), tone(425, seconds=1), silence(2), voice(3)]))
    assert (ring.kind, ring.count) == ("ring", 1)
    assert ring.confidence < 0.7


@pytest.mark.parametrize("time", [0.25, 0.5])
def test_busy_and_congestion(time: float) -> None:
    (busy,) = heard(cadence((425,), (time, time), 6))
    assert busy.kind == "busy"
    assert busy.end == pytest.approx(0.5 + 11 * time, abs=0.05)


def test_busy_after_ringing_in_the_same_pitch_are_two() -> None:
    found = heard(np.concatenate([cadence((425,), (1, 4), 3), silence(3), cadence((425,), (0.5, 0.5), 6)]))
    assert [h.kind for h in found] == ["ring", "busy"]


def test_key_presses_give_places_and_never_the_key() -> None:
    keys = [(low, high) for low in (697, 770, 852, 941) for high in (1209, 1336, 1477)]
    parts = [p for low, high in keys for p in (tone(low, high, seconds=0.07), silence(0.07))]
    found = heard(np.concatenate([silence(0.5), *parts, silence(0.5)]))
    assert [h.kind for h in found] == ["dtmf"] * 12
    assert [h.start for h in found] == pytest.approx([0.5 + 0.14 * n for n in range(12)], abs=0.03)
    assert len({(h.kind, h.confidence, h.count, h.bursts) for h in found}) == 1, "nothing differs but the time"


def test_a_beep_is_a_tone() -> None:
    (beep,) = heard(np.concatenate([silence(1), tone(1400, seconds=0.5), silence(1)]))
    assert beep.kind == "tone"
    assert (beep.start, beep.end) == pytest.approx((1.0, 1.5), abs=0.04)


def test_a_dial_tone_is_neither_ringing_nor_music() -> None:
    (dial,) = heard(tone(425, seconds=20))
    assert dial.kind == "tone"


@pytest.mark.parametrize("pitch", [105, 142, 210, 425 / 2])
def test_a_voice_is_no_tone_and_no_music(pitch: float) -> None:
    assert heard(voice(40, pitch=pitch)) == []


def test_noise_and_silence_are_nothing() -> None:
    assert heard(silence(20)) == []
    assert heard(silence(20), noise=0.05) == []


def test_the_size_of_the_pieces_changes_nothing() -> None:
    sound = np.concatenate([cadence((425,), (1, 4), 2), tone(770, 1336, seconds=0.1), voice(3), melody(12)])
    assert heard(sound, piece=160) == heard(sound, piece=160_000)


def test_music_is_found_between_talk() -> None:
    found = heard(np.concatenate([voice(12), melody(25), voice(12, seed=3)]))
    (music,) = [h for h in found if h.kind == "music"]
    assert music.start == pytest.approx(12, abs=2.5)
    assert music.end == pytest.approx(37, abs=2.5)


def test_hum_is_no_music() -> None:
    t = np.arange(30 * RATE) / RATE
    hum = sum(0.1 / k * np.sin(2 * np.pi * 50 * k * t + k) for k in range(5, 40))
    finder = MusicFinder()
    assert [*finder.feed(np.asarray(hum, np.float32)), *finder.finish()] == []


def test_memory_stays_flat_on_a_line_left_off_the_hook() -> None:
    finder = ToneFinder()
    hour = np.concatenate([tone(425, seconds=0.5), silence(0.5)] * 60)
    found = [h for _ in range(20) for h in finder.feed(hour)]
    assert found, "what is long over is given out before the end"
    assert len(finder._cadence._group) <= 400
    assert len(finder._tail) < RATE
