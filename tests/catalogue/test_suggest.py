"""The better sentence is filled with the right facts: who is on the line, what happened here, what the house wants."""

from __future__ import annotations

import pytest

from belwijs.catalogue.assess import assess
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.playbook import Playbook


def suggested(practice: str, call: str, **choices: object) -> str | None:
    """The suggestion that the practice's miss brings in this call."""
    findings = {f.practice: f for f in assess(scene_of(call, Playbook.model_validate(choices)))}
    assert findings[practice].verdict == "missed"
    return findings[practice].suggestion


def test_a_colleague_who_is_spoken_of_is_not_the_customer() -> None:
    call = """
a: greet | Goedemiddag.
c: Kan ik meneer De Vries spreken?
a: announce_transfer | Ogenblikje, ik verbind u door met meneer De Vries.
hold +30
a: Meneer De Vries neemt niet op.
"""
    assert suggested("hold.thanks", call) == "Dank u voor het wachten. Fijn dat u aan de lijn bleef."


def test_a_name_with_particles_is_said_whole() -> None:
    call = "a: greet | Dag.\nc: Dag.\na: hold_announce | Momentje, Mevrouw van den Berg.\nhold +30\na: solve | Zo."
    assert suggested("hold.thanks", call) == "Dank u voor het wachten, mevrouw Van den Berg."


@pytest.mark.parametrize(
    ("agent", "said", "wanted", "sentence"),
    [
        ("Tim", "Tim", "full", "Ik geef u mijn volledige naam, dan weet u wie u kunt terugvragen."),
        ("Tim Post", "Tim", "full", "Mijn naam is Tim Post."),
        ("Tim Post", "mevrouw Post", "first", "Mijn naam is Tim."),
        ("Tim de Post", "Tim", "last", "Mijn naam is De Post."),
    ],
)
def test_the_name_is_suggested_as_the_house_wants_it(agent: str, said: str, wanted: str, sentence: str) -> None:
    call = f"agent {agent}\na: greet introduce | Dag, u spreekt met {said}.\nc: Dag."
    assert suggested("answer.full_name", call, answer={"name": wanted}) == sentence


def test_regret_names_what_the_customer_went_through() -> None:
    call = "ring 0-4\nqueue 4-190\na: greet | Goedemorgen.\nc: Ik wil verhuizen.\na: solve | Dat kan."
    assert suggested("transfer.journey", call) == "Het spijt me dat u zo lang heeft moeten wachten."


@pytest.mark.parametrize(
    ("sound", "sentence"),
    [
        ("typing", "U hoort mij typen, ik noteer meteen wat u zegt."),
        ("laughter", "Neemt u mij niet kwalijk, er was hier even afleiding. Gaat u door, ik luister."),
    ],
)
def test_what_distracts_is_not_called_typing(sound: str, sentence: str) -> None:
    call = f"""
a: greet | Goedemorgen.
c: Ik bel over mijn vader.
measure typing_behind {2 if sound == "typing" else 0}
measure {sound}_under_voice 14 1-3
{"measure laughter_behind 1 1-3" if sound == "laughter" else ""}
"""
    assert suggested("environment.distraction", call) == sentence
