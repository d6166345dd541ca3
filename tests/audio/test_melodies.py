"""Music of few held notes: found between what is spoken, told from hums and from voices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.audio.activity import Stretch
from belwijs.audio.heard import Heard
from belwijs.audio.held import Held
from belwijs.audio.melodies import melodies
from belwijs.audio.music import STEP

SECONDS = 40


def held(*still: tuple[float, float], lines: int = 5, moves: bool = True) -> Held:
    """Nothing stands still but some lines from one second to another, each half a second elsewhere."""
    frames = round(SECONDS / STEP)
    short, place = np.zeros(frames, np.uint8), np.zeros(frames, np.uint16)
    for start, end in still:
        at = np.arange(round(start / STEP), round(end / STEP))
        short[at] = lines
        place[at] = 100 + (20 * (at // 8 % 3) if moves else 0)
    return Held(short, np.zeros(frames, np.uint8), place)


def spans(found: list[Heard]) -> list[tuple[float, float]]:
    """Start and end, in seconds."""
    return [(h.start, h.end) for h in found]


def test_notes_that_stand_still_while_nobody_speaks_are_music() -> None:
    (music,) = melodies(held((12, 24)), [Stretch(1, 8), Stretch(26, 38)], [])
    assert music.kind == "music"
    assert (music.start, music.end) == (pytest.approx(12, abs=0.6), pytest.approx(24, abs=0.6))
    assert 0.6 <= music.confidence <= 0.9


def test_a_hum_that_never_moves_is_none() -> None:
    assert melodies(held((12, 24), moves=False), [], []) == []


def test_vowels_that_stand_still_are_a_voice() -> None:
    assert melodies(held((12, 24)), [Stretch(12, 24)], []) == []


def test_notes_of_a_few_seconds_are_none() -> None:
    assert melodies(held((12, 16)), [], []) == []


def test_a_line_now_and_then_is_none() -> None:
    assert melodies(held(*((n, n + 0.5) for n in range(10, 30, 3))), [], []) == []


def test_a_tone_that_was_heard_is_no_note() -> None:
    tones = [Heard("ring", 10, 31, 0.9, bursts=((10, 17), (17, 24), (24, 31)))]
    assert melodies(held((10, 31)), [], tones) == []


def test_music_goes_on_under_what_only_seems_speech() -> None:
    seems = [Stretch(12, 15), Stretch(20, 21), Stretch(29, 32)]
    loud, soft = melodies(held((12, 32), lines=30), seems, []), melodies(held((12, 32), lines=5), seems, [])
    assert spans(loud) == [(pytest.approx(12, abs=1.2), pytest.approx(32, abs=1.2))]
    assert spans(soft) == [(pytest.approx(16, abs=1.2), pytest.approx(29, abs=0.5))], "not where it could be a voice"


def test_nothing_was_recorded() -> None:
    empty = Held(np.zeros(0, np.uint8), np.zeros(0, np.uint8), np.zeros(0, np.uint16))
    assert melodies(empty, [], []) == []


stretches = st.lists(
    st.tuples(st.floats(0, SECONDS), st.floats(0, 10)).map(lambda p: Stretch(p[0], p[0] + p[1])), max_size=6
)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40), stretches)
def test_music_lies_within_the_recording_in_order_and_lasts(levels: list[int], speech: list[Stretch]) -> None:
    frames = round(SECONDS / STEP)
    short = np.repeat(np.array(levels, np.uint8), -(-frames // len(levels)))[:frames]
    place = (np.arange(frames) * 7 % 300).astype(np.uint16)
    found = melodies(Held(short, np.zeros(frames, np.uint8), place), speech, [])
    for music in found:
        assert music.start >= 0
        assert music.end <= frames * STEP + 0.001
        assert music.end - music.start >= 5 - 0.001
    assert spans(found) == sorted(spans(found))
