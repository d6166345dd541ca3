"""Packing speech into windows: nothing lost, nothing twice, nothing artificial."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.audio.activity import Stretch
from belwijs.speech.recogniser import RATE
from belwijs.speech.windows import PAD, Window, cut, plan, snap
from tests.speech.fakes import FakeSound

SPEECH = (Stretch(1.0, 3.0), Stretch(3.2, 4.0), Stretch(10.0, 19.0), Stretch(30.0, 36.0))


@st.composite
def speech(draw: st.DrawFn) -> list[Stretch]:
    at, stretches = 0.0, []
    for gap, long in draw(st.lists(st.tuples(st.floats(0.17, 20), st.floats(0.1, 70)), max_size=12)):
        stretches.append(Stretch(at + gap, at + gap + long))
        at += gap + long
    return stretches


@settings(deadline=None)
@given(speech())
def test_every_second_of_speech_is_in_one_window_and_no_window_is_too_long(stretches: list[Stretch]) -> None:
    end = max((s.end for s in stretches), default=0.0)
    windows = plan(0, stretches, end, 14.0)
    assert all(w.duration <= 14.0 + 1e-6 for w in windows)
    assert sum(w.spoken for w in windows) == pytest.approx(sum(s.duration for s in stretches), abs=1e-6)
    pieces = [p for w in windows for p in w.pieces]
    assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(pieces))


def test_pauses_stay_around_speech_up_to_the_pad() -> None:
    (first, *_) = plan(0, SPEECH, 40.0, 14.0)
    assert first.pieces[0] == Stretch(1.0 - PAD, pytest.approx(3.1))
    assert first.pieces[1] == Stretch(pytest.approx(3.1), 4.0 + PAD)


def test_times_in_a_window_are_times_in_the_call() -> None:
    window = Window(0, (Stretch(5.0, 7.0), Stretch(20.0, 21.0)), ())
    assert [window.call_time(t) for t in (0.0, 2.0, 2.5, 9.0)] == [5.0, 7.0, 20.5, 21.0]


def test_windows_are_cut_in_the_longest_pause_rather_than_late() -> None:
    stretches = [Stretch(0.0, 5.0), Stretch(5.2, 9.0), Stretch(11.0, 13.0), Stretch(13.2, 18.0), Stretch(18.2, 20.0)]
    windows = plan(0, stretches, 20.0, 14.0)
    assert [w.speech for w in windows] == [tuple(stretches[:2]), tuple(stretches[2:])]


def test_a_part_around_a_gap_has_its_samples() -> None:
    (window,) = plan(0, SPEECH[:3], 40.0, 30.0)
    part = window.around(SPEECH[1], 1.5)
    assert SPEECH[1] in part.speech
    assert part.duration >= 1.5
    ((_, samples),) = cut(FakeSound(), [window])
    mine = window.samples_of(part, samples)
    assert mine[0] == pytest.approx(part.pieces[0].start, abs=1e-3)
    assert mine[-1] == pytest.approx(part.pieces[-1].end, abs=1e-3)
    assert window.around(SPEECH[1], 100.0) == window


def test_halves_are_cut_in_the_pause_nearest_the_middle() -> None:
    window = plan(0, SPEECH[:3], 40.0, 30.0)[0]
    left, right = window.halves()
    assert left.pieces + right.pieces == window.pieces
    assert left.speech + right.speech == window.speech
    assert right.pieces[0].start == 10.0 - PAD
    alone = Window(0, (Stretch(0, 1),), (Stretch(0, 1),))
    assert alone.halves() == (alone,)


@settings(max_examples=25, deadline=None)
@given(speech(), speech())
def test_samples_come_from_where_the_window_says(left: list[Stretch], right: list[Stretch]) -> None:
    sound = FakeSound(60.0)
    windows = [w for n, s in enumerate((left, right)) for w in plan(n, [x for x in s if x.end < 60], 60.0, 14.0)]
    clips = list(cut(sound, windows))
    assert sorted(w.pieces[0].start for w, _ in clips) == sorted(w.pieces[0].start for w in windows)
    for window, samples in clips:
        assert samples[0] == pytest.approx(window.pieces[0].start, abs=1 / RATE)
        assert samples[-1] == pytest.approx(window.pieces[-1].end, abs=2 / RATE)
        assert len(samples) == pytest.approx(window.duration * RATE, abs=2 * len(window.pieces))
        assert (np.diff(samples) > 0).all()


def test_a_recording_that_breaks_off_still_gives_what_was_there() -> None:
    windows = plan(0, [Stretch(5.0, 9.0)], 10.0, 14.0)
    ((_, samples),) = cut(FakeSound(7.0), windows)
    assert samples[-1] == pytest.approx(7.0, abs=0.01)


def test_a_word_is_held_within_the_speech_it_overlaps_most() -> None:
    assert snap(2.5, 3.9, SPEECH) == (3.2, 3.9)
    assert snap(1.5, 2.0, SPEECH) == (1.5, 2.0)
    assert snap(18.0, 29.0, SPEECH) == (18.0, 19.0)
    assert snap(22.0, 23.0, SPEECH) == (22.0, 23.0)
