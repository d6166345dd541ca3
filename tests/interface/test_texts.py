"""Interface texts exist in both languages, with the same slots."""

from __future__ import annotations

import re
import string

from belwijs.interface import INTERFACE_LANGUAGES, text, texts


def slots(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_same_keys_and_slots_in_both_languages() -> None:
    dutch, english = texts("nl"), texts("en")
    assert dutch.keys() == english.keys()
    for key in dutch:
        assert isinstance(key, str)
        assert isinstance(dutch[key], str), key
        assert slots(dutch[key]) == slots(english[key]), key


def test_figures_have_the_decimal_mark_of_the_language() -> None:
    slots = {"value": 12.4, "limit": 20.0}
    assert text("nl", "within.kept", **slots) == "12,4 s, binnen de grens van 20 s."
    assert text("en", "within.kept", **slots).startswith("12.4 s, ")
    assert text("nl", "within.kept", value=0.1 + 0.2, limit=1234.5).startswith("0,3 s, binnen de grens van 1234,5 s")


def test_numbers_have_their_plural() -> None:
    assert text("nl", "chat.spelling.missed", times=1) == "1 woord dat in geen woordenboek staat."
    assert text("nl", "chat.spelling.missed", times=2) == "2 woorden die in geen woordenboek staan."
    assert text("nl", "never_said.missed", times=1) == "1 keer gezegd."
    assert text("en", "never_said.missed", times=3) == "Said 3 times; the clearest place comes first."


def test_nothing_says_that_it_may_be_one_or_more() -> None:
    for language in INTERFACE_LANGUAGES:
        doubtful = [key for key, said in texts(language).items() if re.search(r"[a-z]\((?:s|en|n|es)\)", said)]
        assert doubtful == [], language
