"""From speech to words, with a recogniser that is told what to say."""

from dataclasses import replace

import numpy as np
import pytest

from belwijs.audio.activity import Stretch
from belwijs.call import Language
from belwijs.speech.recogniser import RATE, Recognition, Samples
from belwijs.speech.transcribe import _shares, transcribe
from tests.speech.fakes import FakeRecogniser, FakeSound, said

SPEECH = ((Stretch(1.0, 5.0), Stretch(20.0, 24.0)), (Stretch(6.0, 10.0),))


def test_words_come_in_call_time_per_channel() -> None:
    made = transcribe(FakeSound(), SPEECH, recogniser=FakeRecogniser(), language="nl", duration=60.0)
    agent, customer = made.words
    assert 1.0 <= agent[0].start < agent[-1].end <= 24.0
    assert all(6.0 <= w.start <= w.end <= 10.0 for w in customer)
    assert [w.text for w in customer] == ["goedemorgen", "u", "spreekt", "met", "de", "Vries"]
    assert (made.language, made.language_confidence, made.notes) == ("nl", None, ())
    assert made.made_by == "fake (1)"


def test_no_speech_asks_nothing_and_writes_nothing() -> None:
    recogniser = FakeRecogniser()
    made = transcribe(FakeSound(), ((), ()), recogniser=recogniser, language=None)
    assert made.words == ((), ())
    assert recogniser.asked == []
    assert "no speech" in made.notes[0]


def test_a_channel_that_is_not_in_the_speech_is_not_listened_to() -> None:
    made = transcribe(FakeSound(channels=2), SPEECH[:1], recogniser=FakeRecogniser(), language="nl")
    assert len(made.words) == 1


def test_the_language_is_detected_with_its_confidence() -> None:
    heard = {"nl": 0.1, "de": 0.6, "en": 0.1, "fr": 0.0}
    recogniser = FakeRecogniser(heard=heard)  # type: ignore[arg-type]
    made = transcribe(FakeSound(), SPEECH, recogniser=recogniser, language=None)
    assert (made.language, made.language_confidence, made.notes) == ("de", 0.75, ())
    assert {asked[1] for asked in recogniser.asked} == {"de"}


@pytest.mark.parametrize(
    ("heard", "read_as"),
    [
        ({"nl": 0.02, "de": 0.03, "en": 0.14, "fr": 0.0}, "nl"),
        ({"nl": 0.02, "de": 0.42, "en": 0.01, "fr": 0.0}, "de"),
    ],
)
def test_a_language_that_is_not_clear_is_noted_and_read_as_dutch_unless_another_stands_out(
    heard: dict[Language, float], read_as: str
) -> None:
    made = transcribe(FakeSound(), SPEECH, recogniser=FakeRecogniser(heard=heard), language=None)
    assert made.language == read_as
    assert f"not clear; it was read as '{read_as}'" in made.notes[0]


def test_names_reach_the_recogniser() -> None:
    recogniser = FakeRecogniser()
    transcribe(FakeSound(), SPEECH, recogniser=recogniser, language="nl", names=["Bakker Logistiek"])
    assert {asked[2] for asked in recogniser.asked} == {("Bakker Logistiek",)}


def test_names_that_leak_are_tried_again_without_them() -> None:
    names = ["Bakker Logistiek", "Monique Bos"]

    class Leaking(FakeRecogniser):
        def recognise(self, clips, *, names=(), **given):  # type: ignore[no-untyped-def]
            super().recognise(clips, names=names, **given)
            text = "Bakker Logistiek, Monique Bos." if names else "goedemiddag waar kan ik u mee helpen"
            return [said(text, mean_log_probability=-0.8) for _ in clips]

    made = transcribe(FakeSound(), SPEECH[:1], recogniser=Leaking(), language="nl", names=names)
    assert [w.text for w in made.words[0]][:3] == ["goedemiddag", "waar", "kan"]


def test_a_window_that_stopped_early_is_decoded_again_in_halves() -> None:
    def answer(clip: Samples, thorough: bool) -> Recognition:
        return said("de hele zin die er echt gezegd was hoor") if thorough else said("de")

    recogniser = FakeRecogniser(answer)
    made = transcribe(FakeSound(), SPEECH, recogniser=recogniser, language="nl")
    assert [w.text for w in made.words[0]].count("hele") == 2
    assert sum(asked[0] for asked in recogniser.asked if asked[3]) == 3


def test_a_stretch_that_was_passed_over_is_heard_again_with_its_surroundings() -> None:
    def answer(clip: Samples, thorough: bool) -> Recognition:
        words = said("en dit is het slot van mijn verhaal" if thorough else "dit is alleen het begin van mijn verhaal")
        shift = 4.5 if thorough else 0.2
        moved = tuple(replace(w, start=w.start + shift, end=w.end + shift) for w in words.words)
        return replace(words, words=moved)

    recogniser = FakeRecogniser(answer)
    made = transcribe(FakeSound(), SPEECH[:1], recogniser=recogniser, language="nl")
    early, late = ([w.text for w in made.words[0] if (w.start < 10) == first] for first in (True, False))
    assert "begin" in early
    assert "slot" in late
    assert [asked[0] for asked in recogniser.asked if asked[3]] == [1]


def test_a_second_attempt_that_lost_words_is_not_taken() -> None:
    def answer(clip: Samples, thorough: bool) -> Recognition:
        return said("") if thorough else said("er is iets gezegd", mean_log_probability=-1.2)

    made = transcribe(FakeSound(), SPEECH[:1], recogniser=FakeRecogniser(answer), language="nl")
    assert [w.text for w in made.words[0]] == ["er", "is", "iets", "gezegd"]


def test_a_loop_never_reaches_the_transcript() -> None:
    def answer(clip: Samples, thorough: bool) -> Recognition:
        return said("tot ziens " * 20)

    made = transcribe(FakeSound(), SPEECH, recogniser=FakeRecogniser(answer), language="nl")
    assert [w.text for w in made.words[1]] == ["tot", "ziens"]


def test_progress_ends_at_one_and_never_goes_back() -> None:
    seen: list[float] = []
    long = ([Stretch(n, n + 8.0) for n in range(1, 2000, 10)],)
    transcribe(
        FakeSound(2000.0, 1), long, recogniser=FakeRecogniser(), language="nl", progress=seen.append
    )
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)


def test_long_recordings_are_held_a_round_at_a_time() -> None:
    most = [0]

    class Counting(FakeRecogniser):
        def recognise(self, clips, **given):  # type: ignore[no-untyped-def]
            most[0] = max(most[0], sum(map(len, clips)))
            return super().recognise(clips, **given)

    recogniser = Counting()
    long = ([Stretch(n, n + 9.0) for n in range(0, 3990, 10)],)
    transcribe(FakeSound(4000.0, 1), long, recogniser=recogniser, language="nl")
    assert most[0] <= recogniser.batch * recogniser.window * RATE
    assert sum(asked[0] for asked in recogniser.asked) >= 280
    assert all(len(np.atleast_1d(c)) for c in recogniser.clips)


def test_every_worker_gets_an_equal_share_of_the_sound() -> None:
    sizes = [15] * 12 + [5, 4, 3, 2, 1]
    shares = _shares(sizes, 4)
    assert [n for share in shares for n in share] == list(range(17))
    assert all(abs(sum(sizes[n] for n in share) - sum(sizes) / 4) <= max(sizes) for share in shares)
    assert _shares([], 2) == []
    assert _shares([7], 4) == [range(1)]
