"""Interface texts exist in both languages, with the same slots."""

from __future__ import annotations

import string

from belwijs.interface import texts


def slots(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_same_keys_and_slots_in_both_languages() -> None:
    dutch, english = texts("nl"), texts("en")
    assert dutch.keys() == english.keys()
    for key in dutch:
        assert isinstance(key, str)
        assert isinstance(dutch[key], str), key
        assert slots(dutch[key]) == slots(english[key]), key
