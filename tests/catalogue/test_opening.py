"""Taking an opening apart: where a name begins and ends, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.catalogue.example import scene_of
from belwijs.catalogue.opening import Opening


def opening(text: str, *facts: str) -> Opening:
    scene = scene_of("\n".join([*facts, f"a: {text}", "c: Dag."]))
    assert scene.opening
    return scene.opening


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Goedemiddag, Telstar, met Jan van Dijk.", "Jan van Dijk"),
        ("Goedemiddag, Telstar, u spreekt met Karin van der Heide, zegt u het maar.", "Karin van der Heide"),
        ("goedemiddag telstar met jan van dijk waarmee kan ik u helpen", "jan van dijk"),
        ("Goedemiddag, u spreekt met Jan van Telstar.", "Jan"),
        ("Goedemiddag, u spreekt met Sofie Maas van Drukkerij Rood.", "Sofie Maas"),
        ("Goedemiddag, Telstar, met Jan van de receptie.", "Jan"),
        ("Goedemiddag, met eh Bianca de Ruiter.", "Bianca de Ruiter"),
        ("Goedemiddag, met mevrouw De Wit.", "mevrouw De Wit"),
        ("Goedemiddag, met De Wit.", "De Wit"),
    ],
)
def test_a_name_ends_where_the_name_ends(text: str, name: str) -> None:
    found = opening(text).name
    assert found
    assert found.words == name


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Goedemiddag, Telstar, u spreekt met de balie."),
        ("nl", "Goedemiddag, Telstar, met onze planning."),
        ("nl", "goedemiddag telstar u spreekt met de balie"),
        ("en", "Good morning, Telstar, this is the front desk."),
        ("de", "Guten Tag, Telstar, Sie sprechen mit dem Empfang."),
        ("fr", "Bonjour, Telstar, vous êtes en ligne avec la réception."),
    ],
)
def test_a_desk_is_no_name(language: str, text: str) -> None:
    assert opening(text, f"language {language}").name is None


def test_a_surname_that_is_also_in_the_organisation_is_still_a_name() -> None:
    found = opening("Goedemorgen, Garage Bos, u spreekt met Wim Bos.", "organisation Garage Bos", "agent Wim Bos")
    assert found.name
    assert found.name.words == "Wim Bos"
    assert found.organisation
    assert found.organisation.words == "Garage Bos"


def test_a_first_name_is_not_completed_from_the_organisation() -> None:
    found = opening("Goedemorgen, Garage Bos, u spreekt met Wim.", "organisation Garage Bos", "agent Wim Bos")
    assert found.name_tokens == ("Wim",)
    assert found.lead_in


def test_the_surname_of_the_agent_is_not_the_organisation() -> None:
    found = opening("Goedemorgen, u spreekt met Sofie Maas.", "organisation Drukkerij Maas", "agent Sofie Maas")
    assert found.organisation is None


def test_a_known_name_may_be_misheard() -> None:
    found = opening("goedemiddag u spreekt met renee van de zaag", "agent René van der Zaag")
    assert found.name_tokens == ("René", "Zaag")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\n\r|", exclude_categories=["Cs"]), max_size=120))
def test_every_part_lies_inside_its_turn(text: str) -> None:
    scene = scene_of("a: x")
    turn = scene.turns[0].model_copy(update={"text": text})
    found = type(scene)(call=scene.call.with_(turns=(turn,)), playbook=scene.playbook).opening
    assert found
    for part in (found.greeting, found.organisation, found.lead_in, found.name, found.offer):
        assert part is None or part.words == text[part.start : part.end] != ""
