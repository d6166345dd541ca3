"""Sentences ready to say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from belwijs.catalogue.playbook import Playbook
from belwijs.store.journey import Journey
from belwijs.surfaces.web.announcing import Caller, announcement, greeting, message, regret, transferring

AT = datetime(2026, 11, 24, 11, tzinfo=UTC)


def _journey(waited: float, transfers: int) -> Journey:
    return Journey("r", "", "", AT, waited, waited, transfers, (), False, False)


@pytest.mark.parametrize(
    ("name", "waited", "transfers", "ending"),
    [
        ("mevrouw De Wit", 10, 2, "Zij is al twee keer doorverbonden."),
        ("meneer Bos", 200, 0, "Hij heeft al 3 minuten gewacht."),
        ("Robin Kok", 45, 1, "De beller is al één keer doorverbonden en heeft in totaal 45 seconden gewacht."),
        ("Robin Kok", 5, 0, "over de rekening."),
    ],
)
def test_the_colleague_hears_what_went_before(name: str, waited: float, transfers: int, ending: str) -> None:
    said = announcement(Caller(name, "Bakker", "de rekening."), _journey(waited, transfers), "nl")
    assert said.startswith(f"Ik heb {name} van Bakker aan de lijn over de rekening.")
    assert said.endswith(ending)


def test_with_little_known_it_is_still_a_sentence() -> None:
    assert announcement(Caller(), None, "nl") == "Ik heb een beller aan de lijn."
    assert transferring("", "Monique", "nl") == "Ogenblik, ik verbind u door met Monique."


def test_regret_follows_the_limits_of_the_playbook() -> None:
    assert regret("De Wit", _journey(119, 1), Playbook(), "nl") == ""
    assert regret("", _journey(119, 2), Playbook(), "nl") == "Het spijt me dat u al twee keer bent doorverbonden."
    said = regret("mevrouw Vos", _journey(121, 0), Playbook(), "nl")
    assert said == "Het spijt me, mevrouw Vos, dat u 2 minuten heeft moeten wachten."


@pytest.mark.parametrize(("hour", "daypart"), [(11, "Goedemorgen"), (12, "Goedemiddag"), (18, "Goedenavond")])
def test_the_greeting_fits_the_hour(hour: int, daypart: str) -> None:
    book = Playbook.model_validate({"house": {"organisation": "Bakker"}, "answer": {"name": "first"}})
    local = AT.replace(hour=hour)
    assert greeting("", "Nina Pauw", book, local, "nl") == f"{daypart}, Bakker, u spreekt met Nina."
    assert greeting("{dagdeel}, met {naam} {x}", "Nina Pauw", book, local, "nl") == f"{daypart}, met Nina {{x}}"


def test_a_message_has_the_name_and_asks_for_no_call_back() -> None:
    for said in message("Nina Pauw", "Dakgoed", "Jan Bos", "de dakgoot.", "nl"):
        assert "Nina Pauw van Dakgoed" in said
        assert "bel" in said
        assert "terug" not in said
        assert "u mij" not in said
