"""The builder of test calls lays out time as it says."""

import pytest

from tests.calls import at, call, consult, hangup, hold, pause, ring, said, transfer


def test_turns_follow_each_other_at_two_and_a_half_words_a_second() -> None:
    made = call("a: een twee drie vier vijf", "c: ja")
    assert [(t.speaker, t.start, t.end) for t in made.turns] == [("a1", 0.0, 2.0), ("c1", 2.4, 2.8)]
    assert made.participants[0].name == "Monique Bos"


def test_talk_goes_on_after_a_hold() -> None:
    made = call(ring(), "a: Dag.", hold(41, 63), "a: Dank u.", hold(seconds=10), "c: Ja.")
    assert [(e.type, e.start, e.end) for e in made.events] == [("ring", 0, 5), ("hold", 41, 63), ("hold", 64.6, 74.6)]
    assert [t.start for t in made.turns] == [5.4, 63.4, 75.0]


def test_the_clock_can_be_set() -> None:
    made = call("a: Dag.", pause(2), "c: Dag.", at(30), "a: Nou.", said("c: Ho!", 30.1, 30.3))
    assert [(t.start, t.end) for t in made.turns] == [(0, 0.4), (2.8, 3.2), (30, 30.4), (30.1, 30.3)]


def test_who_is_consulted_takes_part_and_speaks_in_it() -> None:
    made = call("a: Ogenblik.", hold(10, 30), consult(12, 24), at(12), "a: Hoi.", "k: Ja?", transfer(31), hangup())
    assert {p.id: p.role for p in made.participants} == {"a1": "agent", "c1": "customer", "k1": "colleague"}
    assert made.turns[1].start == 12
    assert made.events[-2].to == "k1"


def test_words_when_asked() -> None:
    assert [w.text for w in call("a: Goede morgen", words=True).turns[0].words] == ["Goede", "morgen"]


def test_a_line_without_speaker_is_refused() -> None:
    with pytest.raises(ValueError, match="start the line"):
        call("Goedemiddag")
