"""A call as the encoder reads it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Event, Turn
from belwijs.dialogue.encoding import (
    FIRST_TOKENS,
    HEAD,
    LAST_TOKENS,
    SIGHT,
    SPECIAL_TOKENS,
    STRIDE,
    WINDOW_TOKENS,
    Line,
    Window,
    consulting_turns,
    inputs,
    lines_of,
    strides,
    windows,
)
from tests.calls import call

SPECIAL = {token: 1000 + i for i, token in enumerate(SPECIAL_TOKENS)}


def encode(text: str) -> list[int]:
    """A token a word: its length."""
    return [len(word) for word in text.split()]


def read(lines: list[Line]) -> list[Window]:
    return windows(lines, "inbound", "agent", encode, SPECIAL, 0)


def test_what_happened_between_turns_stands_before_the_turn() -> None:
    made = call("a: Ogenblik.", "c: Ja.", "a: Dank voor het wachten.")
    late = made.turns[2]
    made = made.with_(
        turns=(*made.turns[:2], Turn(speaker=late.speaker, start=late.start + 40, end=late.end + 40, text=late.text)),
        events=(Event(type="hold", start=late.start, end=late.start + 39.8),),
    )
    assert [line.before for line in lines_of(made)] == [("<start>",), (), ("<hold>",)]


def test_a_long_gap_without_an_event_is_a_silence() -> None:
    made = call("a: Ik kijk.", "a: Hier ben ik.")
    late = made.turns[1]
    made = made.with_(
        turns=(made.turns[0], Turn(speaker=late.speaker, start=late.start + 15, end=late.end + 15, text=late.text))
    )
    assert lines_of(made)[1].before == ("<silence>",)


def test_a_consultation_opens_and_closes() -> None:
    made = call("a: Ogenblik.", "a: Er is een klant.", "k: Geef maar.", "a: Daar ben ik.")
    made = made.with_(events=(Event(type="consult", start=made.turns[1].start, end=made.turns[2].end),))
    assert consulting_turns(made) == {1, 2}
    assert [line.before for line in lines_of(made)] == [("<start>",), ("<consult>",), (), ("<back>",)]


def test_every_turn_is_asked_for_once_and_in_order() -> None:
    lines = [Line("agent" if i % 2 else "customer", "woord " * 60) for i in range(30)]
    made = read(lines)
    assert [turn for w in made for turn in range(w.first, w.last)] == list(range(30))
    assert len(made) > 1
    assert all(w.start < w.first for w in made[1:])


def test_what_comes_later_changes_nothing_before() -> None:
    lines = [Line("agent" if i % 2 else "customer", "woord " * (7 * i % 40 + 1)) for i in range(40)]
    for n in (1, 9, 23):
        short, whole = read(lines[:n]), read(lines)
        for a, b in zip(short, whole, strict=False):
            assert a.ids == b.ids[: len(a.ids)]


def test_a_very_long_turn_keeps_its_beginning_and_end() -> None:
    (window,) = read([Line("customer", " ".join("a" * (1 + i % 9) for i in range(5000)))])
    assert len(window.ids) == 3 + 1 + FIRST_TOKENS + LAST_TOKENS


def test_a_turn_looks_at_itself_and_what_was_before() -> None:
    (window,) = read([Line("agent", "een twee"), Line("customer", "drie")])
    _, bias, pool, marker = inputs(window.ids, window.turns, window.markers)
    turns = np.array(window.turns)
    assert (bias[0, 0][np.ix_(turns == 0, turns == 1)] < -1000).all()
    assert (bias[0, 0][np.ix_(turns == 1, turns == 0)] == 0).all()
    assert (bias[0, 0][:, turns == HEAD] == 0).all()
    assert np.allclose(pool.sum(axis=2), 1)
    assert marker.sum() == 2


def test_a_turn_sees_the_head_and_the_few_turns_before_it() -> None:
    (window,) = read([Line("agent" if i % 2 else "customer", "woord " * 3) for i in range(12)])
    _, bias, _, _ = inputs(window.ids, window.turns, window.markers)
    turns = np.array(window.turns)
    seen = {int(turn) for turn in turns[bias[0, 0][turns == 11][0] == 0]}
    assert seen == {HEAD, *range(11 - SIGHT, 12)}


@given(st.lists(st.integers(0, 90), min_size=1, max_size=30), st.integers(0, 29))
def test_strides_are_whole_turns_and_leave_nothing_out(words: list[int], read_before: int) -> None:
    for window in read([Line("agent", "woord " * n) for n in words]):
        known = 0 if read_before >= len(window.markers) else window.turns.index(window.start + read_before)
        made = strides(window, known if known > 3 else 0)
        assert [a for a, _ in made] == [known if known > 3 else 0, *(b for _, b in made[:-1])]
        assert made[-1][1] == len(window.ids)
        assert all(b - a >= STRIDE for a, b in made[:-1])
        assert all(window.turns[b] != window.turns[b - 1] for _, b in made[:-1])


@given(
    st.lists(
        st.tuples(st.sampled_from(["agent", "customer", "colleague", "system"]), st.text(max_size=300)), max_size=40
    )
)
def test_windows_stay_within_the_positions_of_the_encoder(turns: list[tuple[str, str]]) -> None:
    lines = [Line(role, text) for role, text in turns]  # type: ignore[arg-type]
    made = read(lines)
    assert sum(w.last - w.first for w in made) == len(lines)
    assert all(len(w.ids) <= WINDOW_TOKENS for w in made)
