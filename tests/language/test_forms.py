"""Language packs: what their forms find, and what they leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Language
from belwijs.language.forms import pack, packs

LANGUAGES: tuple[Language, ...] = ("nl", "en", "de", "fr")


@pytest.mark.parametrize(
    ("language", "text", "act"),
    [
        ("nl", "Goedemiddag, Bakkerij Smit.", "greet"),
        ("nl", "Waarmee kan ik u van dienst zijn?", "offer_help"),
        ("nl", "Blijft u even aan de lijn?", "hold_announce"),
        ("nl", "Dat duurt een halve minuut.", "hold_duration"),
        ("nl", "Bedankt voor het wachten.", "hold_thanks"),
        ("nl", "Momentje hoor.", "diminutive"),
        ("nl", "Ik verbind u door met de planning.", "announce_transfer"),
        ("en", "Good morning, how can I help you?", "offer_help"),
        ("en", "Thanks for holding.", "hold_thanks"),
        ("de", "Bleiben Sie bitte dran.", "hold_announce"),
        ("de", "Guten Tag, Sie sprechen mit Frau Huber.", "introduce"),
        ("fr", "Ne quittez pas, je vous passe le service.", "announce_transfer"),
    ],
)
def test_a_form_of_the_agent_is_found(language: Language, text: str, act: str) -> None:
    assert act in pack(language).found(text, "agent")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("De klant is koning, hoor.", "phrase:always_right"),
        ("Ik wil uw leidinggevende spreken.", "phrase:manager"),
        ("Ik betaal dus mooi niet.", "phrase:wont_pay"),
        ("Spreek ik met de klantenservice?", "ask_confirm"),
        ("Ja, met Jansen uit Assen.", "give_identity"),
    ],
)
def test_a_form_of_the_customer_is_found(text: str, act: str) -> None:
    assert act in pack("nl").found(text, "customer")


@pytest.mark.parametrize("text", ["Nog een fijne middag!", "Fijne dag nog.", "Ik stuur u een briefje."])
def test_a_farewell_and_a_small_letter_are_no_form(text: str) -> None:
    assert not {"greet", "diminutive"} & set(pack("nl").found(text, "agent"))


def test_forms_belong_to_a_role() -> None:
    assert "greet" not in pack("nl").found("Goedemorgen!", "customer")
    assert "informal" not in pack("nl").found("Kun je me helpen?", "customer")


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Wat is jouw nummer?", "jouw"),
        ("nl", "Kan ik je helpen?", "Kan ik je"),
        ("nl", "U weet dat je dan vaak lang wacht.", None),
        ("nl", "Wat kan ik voor u doen?", None),
        ("de", "Wie kann ich dir helfen?", "dir"),
        ("de", "Wie kann ich Ihnen helfen?", None),
        ("fr", "Tu veux patienter ?", "Tu"),
        ("en", "You can wait.", None),
    ],
)
def test_informal_address(language: Language, text: str, words: str | None) -> None:
    assert pack(language).informal_words(text) == words


def test_spoken_digits_are_read() -> None:
    assert pack("nl").spoken_digits("nul zes, 12 drie vier") == "061234"
    assert pack("fr").spoken_digits("zéro six") == "06"


@given(st.text(max_size=200), st.sampled_from(LANGUAGES), st.sampled_from(["agent", "customer", "colleague", "system"]))
def test_any_text_is_read_without_a_crash(text: str, language: Language, role: str) -> None:
    for words in pack(language).found(text, role).values():
        assert words in " ".join(text.split()) or words == ""


def test_every_language_has_a_pack() -> None:
    assert [p.language for p in packs()] == list(LANGUAGES)
