"""What nobody said goes, what somebody did say stays."""

import pytest

from belwijs.audio.activity import Stretch
from belwijs.call import Word
from belwijs.speech import guards
from tests.speech.fakes import said


@pytest.mark.parametrize(
    "text",
    ["nu snap ik het " * 8, "ja " * 9, "dank u wel " * 5 + "tot ziens", "a b c d e f g h i j k l " * 4],
)
def test_a_loop_is_seen_and_cut_to_its_first_round(text: str) -> None:
    assert guards.repeats(said(text))
    kept = [w.text for w in guards.without_loops(said(text).words)]
    assert len(kept) < len(text.split()) / 2
    assert kept[0] == text.split()[0]
    assert kept[-1] == text.split()[-1]


@pytest.mark.parametrize("text", ["nee nee nee dat klopt niet", "ja ja", "nul zes twee, nul zes twee, klopt dat", ""])
def test_what_people_do_repeat_stays(text: str) -> None:
    assert not guards.repeats(said(text))
    assert [w.text for w in guards.without_loops(said(text).words)] == text.split()


def test_a_text_that_was_broken_off_is_a_loop() -> None:
    assert guards.repeats(said("een heel gewone zin", broke_off=True))


def test_little_text_for_much_speech_is_sparse() -> None:
    assert guards.sparse(said("goedemorgen"), 9.0)
    assert not guards.sparse(said("goedemorgen u spreekt met Jan de Vries van de administratie"), 5.0)
    assert not guards.sparse(said("ja"), 0.8)


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [
        ("Ondertiteld door de Amara.org gemeenschap", 0.5, ""),
        ("Bedankt voor het kijken!", 0.5, ""),
        ("Tot straks. Bedankt voor het kijken!", 0.5, "Tot straks."),
        ("Bedankt voor het kijken naar mijn dossier.", 0.95, "Bedankt voor het kijken naar mijn dossier."),
        ("Muziek.", 0.95, ""),
        ("Ik hoorde alleen muziek. Daarna niets.", 0.95, "Ik hoorde alleen muziek. Daarna niets."),
        ("Vielen Dank fürs Zuschauen.", 0.4, ""),
    ],
)
def test_subtitle_credits_go_where_the_evidence_is_weak(text: str, confidence: float, kept: str) -> None:
    words = guards.without_credits(said(text, confidence=confidence).words, 4.0)
    assert " ".join(w.text for w in words) == kept


def test_signs_without_a_letter_are_no_words() -> None:
    words = guards.without_credits(said("*** ik betaal € 20 - ja").words, 4.0)
    assert " ".join(w.text for w in words) == "ik betaal € 20 ja"


def test_credits_go_when_the_speech_is_too_short_to_hold_them() -> None:
    assert guards.without_credits(said("Bedankt voor het kijken!", confidence=0.95).words, 0.3) == []


def test_gaps_are_stretches_without_their_share_of_text() -> None:
    speech = [Stretch(0.0, 2.0), Stretch(3.0, 5.0), Stretch(6.0, 6.5)]
    words = [Word(start=n * 0.2, end=n * 0.2 + 0.2, text="woord") for n in range(10)]
    assert guards.gaps(words, speech) == [speech[1]]


def test_a_guess_over_no_speech_is_unheard() -> None:
    assert guards.unheard(said("iets", mean_log_probability=-1.4, no_speech=0.8))
    assert not guards.unheard(said("iets", mean_log_probability=-0.3, no_speech=0.8))


def test_a_name_without_any_confidence_is_an_echo() -> None:
    words = said("met Monique", confidence=0.01).words + said("Bos van den Berg", confidence=0.6).words
    assert [w.text for w in guards.without_echoes(words, ["Monique Bos"])] == ["met", "Bos", "van", "den", "Berg"]


def test_a_text_of_the_given_names_is_a_leak() -> None:
    names = ["Bakker Logistiek", "Monique Bos", "Jan de Vries"]
    assert guards.leaked(said("Bakker Logistiek, Monique Bos, Jan de Vries.", mean_log_probability=-0.8), names)
    assert not guards.leaked(said("Goedemiddag, Bakker Logistiek, u spreekt met Monique Bos."), names)
    assert not guards.leaked(said("Bakker Logistiek, Monique Bos.", mean_log_probability=-0.1), names)
