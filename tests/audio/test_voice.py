"""A voice as figures: what they are, what they rest on, and what is said of a bad line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.audio.activity import Stretch
from belwijs.audio.heard import Heard
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.track import Track, Tracker
from belwijs.audio.voice import (
    VoiceMeter,
    VoiceTrack,
    clarity_measures,
    line_measures,
    line_notes,
    pitch_measures,
)
from belwijs.finding import Measure
from belwijs.interface import note
from tests.audio.sounds import line, silence, tone, voice


def heard(sound: Samples, *sizes: int) -> tuple[Track, VoiceTrack]:
    tracker, meter, at, turn = Tracker(), VoiceMeter(), 0, 0
    while at < len(sound):
        size = sizes[turn % len(sizes)] if sizes else len(sound)
        tracker.feed(sound[at : at + size])
        meter.feed(sound[at : at + size])
        at, turn = at + size, turn + 1
    return tracker.finish(), meter.finish()


def figure(measures: Sequence[Measure], name: str) -> Measure:
    return next(m for m in measures if m.name == name)


def spoken(semitones: float, *, seconds: float = 20.0, hertz: float = 150.0) -> Samples:
    """A voice whose pitch swings slowly, with this standard deviation in semitones."""
    t = np.arange(int(seconds * RATE)) / RATE
    pitch = hertz * 2 ** (semitones * np.sqrt(2) * np.sin(2 * np.pi * 0.4 * t) / 12)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 12))
    return line((0.05 * sound * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * t))).astype(np.float32))


WHOLE = [Stretch(0, 20)]


@pytest.mark.parametrize("semitones", [0.3, 0.9, 2.0, 4.0])
@pytest.mark.parametrize("hertz", [110.0, 210.0])
def test_the_movement_of_the_pitch_in_semitones(semitones: float, hertz: float) -> None:
    measures = pitch_measures(heard(spoken(semitones, hertz=hertz))[1], WHOLE)
    assert figure(measures, "pitch_sd").value == pytest.approx(semitones, abs=0.15)
    mean = figure(measures, "pitch").value
    assert mean is not None
    assert abs(12 * np.log2(mean / hertz)) < 0.3


def test_the_place_shown_is_where_the_pitch_moves_least() -> None:
    sound = np.concatenate([spoken(3, seconds=8), silence(1), spoken(0.2, seconds=6), silence(1), spoken(3, seconds=8)])
    parts = [Stretch(0, 8), Stretch(9, 15), Stretch(16, 24)]
    shown = figure(pitch_measures(heard(sound)[1], parts), "pitch_sd")
    assert (shown.start, shown.end) == (9, 15)


def test_only_the_speech_that_is_given_counts() -> None:
    both = np.concatenate([spoken(0.4), spoken(4)])
    flat = figure(pitch_measures(heard(both)[1], WHOLE), "pitch_sd")
    assert flat.value == pytest.approx(0.4, abs=0.15)


def test_too_little_is_said_with_its_seconds() -> None:
    track, meter = heard(spoken(2, seconds=6))
    part = [Stretch(1, 3)]
    every = (pitch_measures(meter, part), clarity_measures(track, meter, part), line_measures(meter, part, "agent"))
    for found in every:
        assert {(m.value, m.why, m.seconds) for m in found} == {(None, "too_little", 2.0)}
    assert all(m.why == "too_little" for m in pitch_measures(meter, []))


def test_more_speech_makes_surer() -> None:
    short, long = (
        figure(line_measures(heard(spoken(2, seconds=s))[1], [Stretch(0, s)], "agent"), "speech_level")
        for s in (4.0, 20.0)
    )
    assert 0.5 < short.confidence < long.confidence < 1


def test_level_and_cut_off_peaks() -> None:
    clean, hard = spoken(2), np.clip(40 * spoken(2), -1, 1)
    for sound, clipped in ((clean, 0.0), (hard, 100.0)):
        measures = line_measures(heard(sound)[1], WHOLE, "customer")
        assert {m.side for m in measures} == {"customer"}
        assert figure(measures, "clipping").value == clipped
    louder, softer = (
        figure(line_measures(heard((g * clean).astype(np.float32))[1], WHOLE, "agent"), "speech_level").value
        for g in (1.0, 0.1)
    )
    assert louder is not None
    assert softer is not None
    assert louder - softer == pytest.approx(20, abs=0.3)


def in_a_room(sound: Samples, seconds: float, direct_db: float) -> Samples:
    """Sound with the reverberation of a room: noise that falls 60 dB in `seconds`, so far under the direct sound."""
    n = int(seconds * RATE)
    tail = np.random.default_rng(3).standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    tail *= 10 ** (-direct_db / 20) / np.sqrt((tail**2).sum())
    tail[0] += 1
    size = len(sound) + n
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)
    return np.asarray(wet[: len(sound)], np.float32)


def test_a_room_slows_the_fading_and_a_covered_microphone_takes_the_treble() -> None:
    dry = voice(20, seed=1)
    spectrum = np.fft.rfft(dry)
    spectrum[20 * 1500 :] *= 0.05
    covered = np.fft.irfft(spectrum).astype(np.float32)
    plain, room, dull = (
        clarity_measures(*heard(line(s, noise=1e-4)), WHOLE) for s in (dry, in_a_room(dry, 0.7, 0), covered)
    )
    fades = [figure(m, "fade").value or 0.0 for m in (plain, room, dull)]
    assert fades[1] < 0.75 * fades[0]
    assert fades[2] == pytest.approx(fades[0], rel=0.3)
    trebles = [figure(m, "treble").value or 0.0 for m in (plain, room, dull)]
    assert trebles[2] < trebles[0] - 8
    assert trebles[1] == pytest.approx(trebles[0], abs=4)


def test_of_a_voice_that_is_cut_off_clarity_is_not_said() -> None:
    loud = np.clip(40 * spoken(2), -1, 1)
    assert {m.why for m in clarity_measures(*heard(loud), WHOLE)} == {"clipped"}


def test_what_is_wrong_with_a_line_is_said_in_both_languages() -> None:
    clean = spoken(2)
    holes = clean.copy()
    for at in np.arange(1, 19, 0.7):
        holes[int(at * RATE) : int((at + 0.06) * RATE)] = 0
    bad = {
        "constant offset of 20%": clean + np.float32(0.2),
        "drops out": holes,
        "cut off at full scale": np.clip(40 * clean, -1, 1),
        "very soft": (0.01 * clean).astype(np.float32),
    }
    assert line_notes(0, *heard(clean), WHOLE) == []
    for words, sound in bad.items():
        (said,) = line_notes(1, *heard(sound), WHOLE)
        assert words in said
        assert said.startswith("channel 1")
        assert note("nl", said).startswith("Kanaal 1")


def test_tones_that_end_in_nothing_are_no_lost_packets() -> None:
    sound = spoken(2)
    keys = [Heard("dtmf", 5 + 0.3 * n, 5.1 + 0.3 * n, 0.9) for n in range(8)]
    sound[5 * RATE : 8 * RATE] = 0
    for key in keys:
        sound[round(key.start * RATE) :][: RATE // 10] = tone(697, 1209, seconds=0.1)
    parts = heard(sound)
    assert any("drops out" in said for said in line_notes(0, *parts, WHOLE))
    assert line_notes(0, *parts, WHOLE, keys) == []


def test_a_channel_so_loud_that_no_voice_is_found_says_so() -> None:
    (said,) = line_notes(0, *heard(np.clip(400 * spoken(2), -1, 1)), [])
    assert said == "channel 0 is cut off at full scale in 20 of 20 seconds: no voice is heard"
    assert "geen stem" in note("nl", said)


def test_a_dead_channel_has_nothing_to_say() -> None:
    dead = heard(silence(20))
    assert line_notes(0, *dead, []) == []
    assert line_notes(0, *dead, WHOLE) == []
    found = (*pitch_measures(dead[1], WHOLE), *clarity_measures(*dead, WHOLE), *line_measures(dead[1], WHOLE, "agent"))
    assert all(m.value is None for m in found)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(300, 40_000), min_size=1, max_size=5))
def test_pieces_of_any_size_give_the_same_voice(sizes: list[int]) -> None:
    sound = line(voice(6.3, seed=2))
    whole, pieces = heard(sound)[1], heard(sound, *sizes)[1]
    np.testing.assert_array_equal(whole.codes, pieces.codes)
    np.testing.assert_array_equal(whole.trebles, pieces.trebles)
    np.testing.assert_array_equal(whole.levels.active, pieces.levels.active)


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["noise", "square", "click", "offset", "tiny", "huge"]),
    st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), max_size=4),
)
def test_no_sound_and_no_speech_makes_it_fail(kind: str, spans: list[tuple[float, float]]) -> None:
    rng, n = np.random.default_rng(1), 12 * RATE
    sound = {
        "noise": 0.3 * rng.standard_normal(n),
        "square": np.sign(np.sin(np.arange(n) / 20)),
        "click": np.where(np.arange(n) % 8000 == 0, 1.0, 0.0),
        "offset": np.full(n, 0.9),
        "tiny": 1e-6 * rng.standard_normal(n),
        "huge": 50.0 * rng.standard_normal(n),
    }[kind].astype(np.float32)
    speech = [Stretch(min(s), max(s)) for s in spans]
    parts = heard(sound)
    line_of = line_measures(parts[1], speech, "agent")
    found = (*pitch_measures(parts[1], speech), *clarity_measures(*parts, speech), *line_of)
    assert all(m.value is None or np.isfinite(m.value) for m in found)
    line_notes(0, *parts, speech)
