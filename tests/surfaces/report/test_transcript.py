"""Turns cut into pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Turn, Word
from belwijs.surfaces.report.transcript import Ref, cut, place_of_quote, places_of_words

KEPT = Ref("kept", "Groeten", "f1")
MISSED = Ref("missed", "Geen verkleinwoorden", "f2")


def _turn(text: str, *words: str) -> Turn:
    each = tuple(Word(start=n, end=n + 1, text=w) for n, w in enumerate(words))
    return Turn(speaker="a", start=0, end=max(len(words), 1), text=text, words=each)


def test_a_quote_is_found_whatever_its_capitals_and_punctuation() -> None:
    assert place_of_quote("klein momentje hoor", "Dank u. Klein momentje, hoor!") == (8, 29)
    assert place_of_quote("moment", "Klein momentje") is None
    assert place_of_quote("…", "wat dan ook…") is None


def test_words_are_found_in_order_also_when_one_is_not_in_the_text() -> None:
    turn = _turn("De man van de zaak.", " de", "man", "eh", "van", "de", "zaak")
    assert places_of_words(turn) == [(0, 2), (3, 6), None, (7, 10), (11, 13), (14, 18)]


def test_overlapping_evidence_is_cut_and_missed_wins() -> None:
    stretches, left = cut(_turn("Klein momentje hoor."), [("Klein momentje hoor", KEPT), ("momentje", MISSED)])
    assert [("".join(p.text for p in s.pieces), s.verdict, s.ends) for s in stretches] == [
        ("Klein ", "kept", ()),
        ("momentje", "missed", (MISSED,)),
        (" hoor.", "kept", (KEPT,)),
    ]
    assert left == ()


def test_a_quote_that_is_not_in_the_turn_belongs_to_the_whole_of_it() -> None:
    assert cut(_turn("Dag."), [("iets anders", KEPT)])[1] == (KEPT,)


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=8), st.lists(st.text(max_size=12), max_size=4))
def test_no_letter_is_lost_or_doubled(text: str, words: list[str], quotes: list[str]) -> None:
    stretches, _ = cut(_turn(text, *words), [(q, KEPT) for q in quotes])
    assert "".join(p.text for s in stretches for p in s.pieces) == text
