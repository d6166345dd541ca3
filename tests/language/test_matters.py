"""What a complaint is about, in words that fit a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Language
from belwijs.catalogue.practice import LANGUAGES
from belwijs.language.matters import matter_facts


@pytest.mark.parametrize(
    ("language", "said", "facts"),
    [
        (
            "nl",
            "Ik wacht nu al zes weken op de reparatie en ik heb drie keer gebeld, ik ben woedend.",
            {"matter": "die reparatie", "how_long": "zes weken", "how_often": "drie keer", "feeling": "boos"},
        ),
        ("nl", "Die jaarnota klopt niet en ik ben niet boos, hoor.", {"matter": "die nota"}),
        ("nl", "Ik heb al twee dagen geen internet.", {"matter": "uw internetverbinding", "how_long": "twee dagen"}),
        ("nl", "Kan ik meneer Blom spreken?", {}),
        (
            "en",
            "I've been waiting for three weeks for that parcel and I'm fed up with it.",
            {"matter": "that parcel", "how_long": "three weeks", "feeling": "fed up"},
        ),
        (
            "de",
            "Seit zwei Monaten warte ich auf den Techniker, ich bin stinksauer.",
            {"matter": "den Techniker", "how_long": "zwei Monaten", "feeling": "verärgert"},
        ),
        (
            "fr",
            "Depuis deux semaines le chauffage ne marche plus, j'en ai marre, j'ai appelé trois fois.",
            {"matter": "votre chauffage", "how_long": "deux semaines", "how_often": "trois fois", "feeling": "à bout"},
        ),
    ],
)
def test_facts_of_a_complaint(language: Language, said: str, facts: dict[str, str]) -> None:
    assert matter_facts([said], language) == facts


@pytest.mark.parametrize(
    ("language", "said", "facts"),
    [
        ("nl", "Ik ben al twaalf jaar klant bij jullie en mijn wasmachine is kapot.", {"matter": "die wasmachine"}),
        (
            "nl",
            "Al drie jaar huur ik hier en al drie maanden is de lift stuk.",
            {"matter": "die lift", "how_long": "drie maanden"},
        ),
        ("nl", "Ik zat, het is nu drie uur, wilt u ervoor zorgen? Daar moet u rekening mee houden.", {}),
        ("nl", "Ik moet er twee keer per week langs.", {}),
        ("nl", "Mijn buurman zegt dat de lift stuk is.", {"matter": "die lift"}),
        ("nl", "Ik ben het zat, het duurt al drie uur.", {"feeling": "het zat", "how_long": "drie uur"}),
        (
            "en",
            "I've been a customer for fifteen years. In order to get my refund, nobody was in charge, I'm afraid.",
            {"matter": "that refund"},
        ),
        ("en", "I pay twice a month and he claims otherwise.", {}),
        ("de", "Ich bin seit zehn Jahren Kundin die Heizung ist kaputt, sorgen Sie dafür", {"matter": "die Heizung"}),
        ("de", "Sind Sie jetzt fertig?", {}),
        ("fr", "Je commande chez vous, je suis cliente depuis dix ans.", {}),
    ],
)
def test_words_that_only_look_like_a_fact(language: Language, said: str, facts: dict[str, str]) -> None:
    assert matter_facts([said], language) == facts


def test_the_first_turn_that_names_it_decides() -> None:
    assert matter_facts(["Over mijn factuur.", "En de monteur kwam niet."], "nl") == {"matter": "die factuur"}


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_words_give_facts_or_none(said: str, language: Language) -> None:
    assert all(matter_facts([said], language).values())
