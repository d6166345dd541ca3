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
        ("nl", "Ik heb al twee dagen geen internet.", {"matter": "dat internet", "how_long": "twee dagen"}),
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
            {"matter": "le chauffage", "how_long": "deux semaines", "how_often": "trois fois", "feeling": "à bout"},
        ),
    ],
)
def test_facts_of_a_complaint(language: Language, said: str, facts: dict[str, str]) -> None:
    assert matter_facts([said], language) == facts


def test_the_first_turn_that_names_it_decides() -> None:
    assert matter_facts(["Over mijn factuur.", "En de monteur kwam niet."], "nl") == {"matter": "die factuur"}


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_words_give_facts_or_none(said: str, language: Language) -> None:
    assert all(matter_facts([said], language).values())
