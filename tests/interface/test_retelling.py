"""Reasons that a report keeps as sentences, in the language of who reads them."""

from __future__ import annotations

import pytest

from belwijs.interface import InterfaceLanguage, text
from belwijs.interface.retelling import retold

REASONS = [
    ("never_said.missed", {"times": 1}),
    ("never_said.kept", {}),
    ("answer.speed.missed", {"value": 23.5, "rings": 5, "limit": 20.0}),
    ("answer.daypart.missed", {"time": "15:40"}),
    ("within.missed", {"value": 61.5, "limit": 45.0}),
    ("aggression.response.kept", {"times": 1}),
    ("listening.pause.kept", {"value": 1.2, "limit": 0.5}),
]


@pytest.mark.parametrize(("key", "slots"), REASONS)
@pytest.mark.parametrize(("kept", "read"), [("nl", "en"), ("en", "nl"), ("nl", "nl"), ("en", "en")])
def test_a_reason_reads_as_if_it_was_said_in_that_language(
    key: str, slots: dict[str, object], kept: InterfaceLanguage, read: InterfaceLanguage
) -> None:
    assert retold(read, text(kept, key, **slots)) == text(read, key, **slots)


def test_words_that_fill_a_slot_are_told_in_the_language_too() -> None:
    def said(language: InterfaceLanguage) -> str:
        slots = {"cell": "cell.instrumental.organisation", "move": "move.limit", "next": "next.done"}
        return text(language, "aggression.response.missed", **{n: text(language, key) for n, key in slots.items()})

    assert retold("en", said("nl")) == said("en")
    assert retold("nl", said("en")) == said("nl")


def test_what_came_of_no_text_stays_as_it_is() -> None:
    assert retold("en", "Dit schreef iemand zelf: 12,5 keer.") == "Dit schreef iemand zelf: 12,5 keer."
    assert retold("nl", "") == ""
