"""Names spelled and heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.language.alphabets import ALPHABETS, WORDS, Alphabet, heard, sounds_spelled, spelled, without_title


@pytest.mark.parametrize(
    ("name", "alphabet", "words"),
    [
        ("De Wit", "nl", "Dirk Eduard, Willem Izaak Teunis"),
        ("Dijk", "nl", "Dirk IJmuiden Karel"),
        ("Dijk", "be", "Desiré Isidoor Jozef Kilogram"),
        ("Bos", "icao", "Bravo Oscar Sierra"),
        ("Zoë", "nl", "Zacharias Otto Eduard met trema"),
        ("A-1", "nl", "Anton streepje 1"),
        ("", "nl", ""),
    ],
)
def test_a_name_is_spelled(name: str, alphabet: Alphabet, words: str) -> None:
    assert spelled(name, alphabet) == words


@pytest.mark.parametrize(
    ("words", "name"),
    [("Bernard Otto Simon", "Bos"), ("Bravo oscar Sofie", "Bos"), ("Dirk IJmuiden Karel", "Dijk"),
     ("Dirk Eduard, Willem Izaak Teunis", "De Wit"), ("", "")],
)  # fmt: skip
def test_spelled_words_are_a_name(words: str, name: str) -> None:
    assert heard(words) == name


def test_titles_are_not_spelled_and_names_are_not_heard_as_letters() -> None:
    assert without_title("mevrouw De Wit") == "De Wit"
    assert without_title("De Wit") == "De Wit"
    assert sounds_spelled("Bernard Otto Simon")
    assert not sounds_spelled("mevrouw De Wit")
    assert not sounds_spelled("Maria")


def test_every_word_begins_with_its_letter() -> None:
    assert all(word[0] == letter for words in WORDS.values() for letter, word in words.items())


@given(st.text(alphabet="abcdefghklmnopqrstuvwxyz", min_size=1, max_size=12), st.sampled_from(ALPHABETS))
def test_what_is_spelled_is_heard_again(name: str, alphabet: Alphabet) -> None:
    assert heard(spelled(name, alphabet)).casefold() == name


@given(st.text(max_size=60), st.sampled_from(ALPHABETS))
def test_anything_can_be_spelled(name: str, alphabet: Alphabet) -> None:
    heard(spelled(name, alphabet))
