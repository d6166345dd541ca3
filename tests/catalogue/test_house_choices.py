"""What a house may choose in its playbook changes the verdict, and nothing else does."""

from __future__ import annotations

import pytest

from belwijs.catalogue.assess import judge
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import catalogue
from belwijs.finding import Verdict


def verdict(practice: str, call: str, **choices: object) -> Verdict:
    return judge(scene_of(call, Playbook.model_validate(choices)), catalogue()[practice]).verdict


def test_a_house_may_require_the_offer_of_help() -> None:
    call = "a: greet introduce | Goedemiddag, met Iris Post.\nc: Dag."
    assert verdict("answer.offer", call) == "not_applicable"
    assert verdict("answer.offer", call, answer={"offer_required": True}) == "missed"


@pytest.mark.parametrize(
    ("said", "wanted", "expected"),
    [
        ("Iris", "first", "kept"),
        ("Iris", "last", "missed"),
        ("mevrouw Post", "last", "kept"),
        ("mevrouw Post", "first", "missed"),
        ("Iris Post", "full", "kept"),
        ("Iris", "full", "missed"),
    ],
)
def test_a_house_chooses_which_name_is_given(said: str, wanted: str, expected: Verdict) -> None:
    call = f"agent Iris Post\na: greet introduce | Goedemiddag, u spreekt met {said}.\nc: Dag."
    assert verdict("answer.full_name", call, answer={"name": wanted}) == expected


def test_a_house_may_count_rings_instead_of_seconds() -> None:
    call = "ring 0-17\na: greet | Goedemiddag.\nc: Dag."
    assert verdict("answer.speed", call) == "kept"
    assert verdict("answer.speed", call, limits={"answer_rings": 3}) == "missed"
    assert verdict("answer.speed", call, limits={"answer_rings": 4}) == "kept"
    assert verdict("answer.speed", call, limits={"answer_within": 15}) == "missed"


def test_a_house_may_be_informal() -> None:
    call = "c: Hoi.\na: informal | Hoi, waarmee kan ik je helpen?"
    assert verdict("courtesy.formal_address", call) == "missed"
    assert verdict("courtesy.formal_address", call, courtesy={"informal_allowed": True}) == "not_applicable"


def test_a_house_may_move_the_hours_of_the_greeting() -> None:
    call = "time 17:30\na: greet | Goedenavond, met Iris Post.\nc: Dag."
    assert verdict("answer.daypart", call) == "missed"
    assert verdict("answer.daypart", call, limits={"evening_from": 17}) == "kept"


def test_a_practice_that_is_switched_off_does_not_apply() -> None:
    call = "a: Ja?\nc: Dag."
    assert verdict("answer.greeting", call) == "missed"
    assert verdict("answer.greeting", call, leave_out=["answer.greeting"]) == "not_applicable"
