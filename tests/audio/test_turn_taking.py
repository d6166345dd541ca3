"""Turn-taking from plain intervals."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.audio.activity import Stretch
from belwijs.audio.turn_taking import (
    floors,
    overlaps,
    pauses_after_stories,
    response_gaps,
    shares,
    utterances,
)


def at(*times: float) -> list[Stretch]:
    return [Stretch(a, b) for a, b in zip(times[::2], times[1::2], strict=True)]


def kinds(first: list[Stretch], second: list[Stretch]) -> list[tuple[str, int]]:
    return [(o.kind, o.by) for o in overlaps(first, second)]


@pytest.mark.parametrize(
    ("agent", "customer", "kind"),
    [
        (at(3, 3.4), at(0, 8), ("backchannel", 0)),
        (at(3, 3.9, 20, 22), at(0, 3.5, 4.3, 9), ("backchannel", 0)),
        (at(3, 7), at(0, 3.8), ("interruption", 0)),
        (at(3, 3.6, 3.9, 7), at(0, 3.8), ("interruption", 0)),
        (at(3, 7), at(0, 3.8, 4.2, 4.6), ("interruption", 0)),
        (at(3, 7), at(0, 3.8, 7.4, 9), ("interruption", 0)),  # the other only answers it
        (at(3, 5), at(0, 4.2, 5.4, 9), ("interruption", 0)),  # the other stopped, and answers a short question
        (at(3, 7), at(0, 3.3), ("transition", 0)),
        (at(3, 5), at(0, 9), ("attempt", 0)),
        (at(3, 5), at(0, 4.8, 5.2, 9), ("attempt", 0)),
        (at(3.2, 7), at(3, 3.9), ("collision", 0)),
        (at(3, 7), at(3.2, 4.9), ("collision", 1)),
        (at(3, 7), at(3, 4.9), ("collision", 1)),
        (at(3.2, 7), at(0, 2.65, 3, 4.9), ("interruption", 0)),  # the customer only took breath
        (at(3.2, 7), at(0, 2.55, 3, 4.9), ("collision", 0)),
        (at(3, 3.7), at(0, 3.5), ("interruption", 0)),  # a short "no" that silences
    ],
)
def test_kinds_of_overlap(agent: list[Stretch], customer: list[Stretch], kind: tuple[str, int]) -> None:
    assert kinds(agent, customer) == [kind]


def test_who_waits_for_the_other_overlaps_with_nobody() -> None:
    assert overlaps(at(0, 3, 8, 9), at(3.1, 7.8)) == ()


def test_an_overlap_lasts_while_both_speak() -> None:
    (found,) = overlaps(at(3, 7), at(0, 3.8))
    assert (found.start, found.end) == (3, 3.8)


def test_a_breath_does_not_end_an_utterance() -> None:
    assert utterances(at(0, 1, 1.2, 2, 2.5, 3)) == at(0, 2, 2.5, 3)


def test_short_words_leave_the_floor_where_it_is() -> None:
    held = floors(at(5, 5.4, 11, 11.5, 21, 25), at(0, 10, 12, 20))
    assert [(f.by, f.start, f.end) for f in held] == [(1, 0, 20), (0, 21, 25)]


def test_a_short_answer_takes_the_floor_when_its_speaker_goes_on() -> None:
    held = floors(at(11, 11.5, 12.5, 15), at(0, 10, 16, 20))
    assert [(f.by, f.start, f.end) for f in held] == [(1, 0, 10), (0, 11, 15), (1, 16, 20)]


def test_the_pause_after_a_story() -> None:
    (pause,) = pauses_after_stories(at(8, 8.4, 21.5, 25), at(0, 10, 12, 20))
    assert (pause.by, pause.seconds, pause.cut) == (1, pytest.approx(1.5), False)
    (cut,) = pauses_after_stories(at(19, 25), at(0, 20))
    assert cut.cut
    assert cut.seconds == 0
    assert pauses_after_stories(at(13, 25), at(0, 12)) == (), "twelve seconds are no story"


def test_response_gaps() -> None:
    assert [(g.by, g.seconds) for g in response_gaps(at(0, 3, 8, 9), at(3.5, 7.5))] == [(0, 0.5), (1, 0.5)]


def test_shares_add_up() -> None:
    found = shares(at(0, 4), at(3, 8), 10)
    assert found.talk == (0.4, 0.5)
    assert found.both == 0.1
    assert found.silence == 0.2
    assert shares([], [], 0).silence == 0


_times = st.lists(st.integers(0, 600), unique=True, max_size=24).map(
    lambda n: at(*[t / 10 for t in sorted(n)][: len(n) // 2 * 2])
)


@given(_times, _times)
def test_nothing_breaks_and_every_overlap_is_within_both(first: list[Stretch], second: list[Stretch]) -> None:
    for o in overlaps(first, second):
        for side in (first, second):
            assert any(u.start <= o.start and o.end <= u.end for u in utterances(side))
    found = shares(first, second, 60)
    assert found.talk[0] + found.talk[1] - found.both + found.silence == pytest.approx(1, abs=1e-3)
    held = floors(first, second)
    assert all(a.by != b.by for a, b in pairwise(held))
    pauses_after_stories(first, second)
