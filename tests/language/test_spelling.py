"""Misspelled words have a near neighbour; names, codes, compounds and words of the house are left alone.

The Dutch dictionary takes some seconds to load, once for all tests.
"""

from __future__ import annotations

import pytest

from belwijs.language import spelling
from belwijs.language.spelling import Speller, speller

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def dutch() -> Speller:
    found = speller("nl")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("onmiddelijk", "onmiddellijk"), ("interesant", "interessant"), ("retouneren", "retourneren"),
     ("inprincipe", "in principe"), ("verzendbevesteging", "verzendbevestiging"), ("zowiezo", "sowieso")],
)  # fmt: skip
def test_a_misspelled_word_has_a_near_neighbour(dutch: Speller, wrong: str, right: str) -> None:
    text = f"Dat is {wrong} zo."
    (found,) = dutch.mistakes([text])
    assert (found.word, found.better, text[found.start :][: len(wrong)]) == (wrong, right, wrong)


@pytest.mark.parametrize(
    "text",
    [
        "Goedemiddag, u chat met Siebrigje van Kwizzle. Waarmee kan ik u helpen?",
        "De verzendbevestiging en het bezorgmoment staan in uw accountomgeving.",
        "Zie https://postnl.nl/track?x=1 of mail naar help@kwizzle.nl met code AB12x en 0612345678.",
        "Het staat in de FAQ's van de app, ok? Ff kijken hoor.",
        "De klantenserviceafdeling heeft een storingspagina.",
    ],
)
def test_what_is_no_mistake(dutch: Speller, text: str) -> None:
    assert list(dutch.mistakes([text])) == []


def test_words_of_the_house_are_right(dutch: Speller) -> None:
    assert list(dutch.mistakes(["uw metteen"]))
    assert list(dutch.mistakes(["uw metteen"], {"metteen"})) == []


def test_only_so_many_unknown_words_are_looked_into(dutch: Speller) -> None:
    wrong = ["onmiddelijk"] * 3 + ["interesant", "sisteem", "controlleer", "geannulleerd", "retouneren"]
    found = list(dutch.mistakes([" ".join([*wrong, "zowiezo", "metteen", "bestelnummmer"])]))
    assert len({m.word for m in found}) == spelling.MOST


def test_without_the_dictionary_there_is_no_speller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "find_spec", lambda name: None)
    assert not spelling.carries("nl")
