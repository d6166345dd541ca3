"""Words to turns: pauses, the floor, and backchannels inside somebody's story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Word
from belwijs.speech.turns import turns


def words(text: str, start: float, step: float = 0.3) -> list[Word]:
    return [Word(start=start + n * step, end=start + (n + 1) * step, text=w) for n, w in enumerate(text.split())]


def lines(agent: list[Word], customer: list[Word]) -> list[str]:
    return [f"{t.speaker}: {t.text}" for t in turns([agent, customer], ["a", "c"])]


def test_speakers_alternate() -> None:
    agent = words("goedemorgen met Jan", 0) + words("waar kan ik mee helpen", 4.0)
    customer = words("hallo met Piet de Boer", 1.2)
    assert lines(agent, customer) == [
        "a: goedemorgen met Jan",
        "c: hallo met Piet de Boer",
        "a: waar kan ik mee helpen",
    ]


def test_a_pause_starts_a_new_turn() -> None:
    agent = words("een ogenblik", 0) + words("daar ben ik weer", 9)
    assert lines(agent, []) == ["a: een ogenblik", "a: daar ben ik weer"]


def test_a_short_pause_does_not() -> None:
    assert lines(words("ik kijk even", 0) + words("voor u na", 1.8), []) == ["a: ik kijk even voor u na"]


def test_a_backchannel_is_a_turn_of_its_own_and_does_not_break_the_story() -> None:
    story = words("ik had dus vorige week al gebeld", 0) + words("en toen werd het opgehangen", 2.9)
    assert lines(words("ja precies", 2.2), story) == [
        "c: ik had dus vorige week al gebeld en toen werd het opgehangen",
        "a: ja precies",
    ]


def test_taking_the_floor_in_a_breath_breaks_it() -> None:
    story = words("ik had vorige week al gebeld", 0) + words("dat zei ik al", 3.4)
    assert lines(words("dat zie ik hier helemaal niet staan hoor", 1.6, 0.25), story) == [
        "c: ik had vorige week al gebeld",
        "a: dat zie ik hier helemaal niet staan hoor",
        "c: dat zei ik al",
    ]


def test_one_speaker_a_channel() -> None:
    with pytest.raises(ValueError, match="zip"):
        turns([[], []], ["a"])


Spans = list[tuple[float, float]]
times = st.lists(st.tuples(st.floats(0, 3), st.floats(0, 2)), max_size=30)


@given(times, times)
def test_no_word_is_lost_or_said_by_another(agent: Spans, customer: Spans) -> None:
    channels = []
    for spans in (agent, customer):
        at, spoken = 0.0, []
        for gap, long in spans:
            spoken.append(Word(start=at + gap, end=at + gap + long, text="w"))
            at += gap + long
        channels.append(spoken)
    made = turns(channels, ["a", "c"])
    for speaker, spoken in zip("ac", channels, strict=True):
        assert [w for t in made if t.speaker == speaker for w in t.words] == spoken
    assert [t.start for t in made] == sorted(t.start for t in made)
