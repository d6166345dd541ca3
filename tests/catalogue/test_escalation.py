"""The escalation of a call: cells, moves, and incidents."""

from __future__ import annotations

import pytest

from belwijs.call import Aggression
from belwijs.catalogue.advice import advised
from belwijs.catalogue.assess import assess
from belwijs.catalogue.escalation import MOVES, incidents
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.scene import Scene


def test_every_cell_has_its_move() -> None:
    assert len(MOVES) == 6
    assert MOVES["expressive", "you"] == "limit"
    assert MOVES["instrumental", "you"] == "exclude"


def test_a_reproach_that_goes_on_after_a_limit_asks_for_ending() -> None:
    scene = scene_of(
        "c: agg=instrumental/organisation | Jullie lichten ons op, en nou wil ik mijn geld.\n"
        "a: set_limit | Blijft u ons beschuldigen, dan stop ik het gesprek.\n"
        "c: agg=instrumental/organisation | Oplichters!\n"
        "a: apologise | Sorry, meneer."
    )
    assert [(s.asked, s.made, s.fits) for s in scene.escalation] == [
        ("limit", ("limit",), True),
        ("exclude", (), False),
    ]


def test_nobody_answered() -> None:
    (step,) = scene_of("a: Nee.\nc: agg=expressive/organisation | Wat een rotzooi!").escalation
    assert step.reply == ()
    assert step.fits is None


def test_a_word_of_address_is_not_yet_an_answer() -> None:
    (step,) = scene_of(
        "c: agg=expressive/you | Wat ben jij dom!\na: Meneer…\nc: Wat nou meneer!\n"
        "a: set_limit | Uitschelden niet. Gaat u door, dan stop ik het gesprek."
    ).escalation
    assert step.fits


def test_aggression_towards_a_colleague_is_not_the_agents() -> None:
    scene = scene_of(
        "a: announce_transfer | Ik verbind u door.\ntransfer + blind\nk: Techniek.\n"
        "c: agg=expressive/organisation | Wat een puinhoop!\nk: Tja."
    )
    assert [s.reply for s in scene.escalation] == [()]


def test_staff_who_call_as_a_customer_are_not_counted() -> None:
    assert scene_of("perspective customer\nc: agg=expressive/you | Sukkel!\na: Goedendag.").escalation == ()


@pytest.mark.parametrize(("limit", "found"), [("set_limit", 1), ("solve", 0)])
def test_what_the_agent_answers_bears_out_a_faint_sign(limit: str, found: int) -> None:
    scene = scene_of(f"c: Je bent een druif.\na: {limit} | Zo praten wij hier niet met elkaar.")
    faint = (Aggression(turn=0, level="expressive", target="you", confidence=0.04),)
    seen = Scene(scene.call, scene.playbook, scene.acts, faint_aggression=faint)
    assert len(seen.escalation) == found


def test_a_threat_becomes_an_incident() -> None:
    scene = scene_of(
        "time 10:15\nagent Sanne Vos\na: solve | De monteur komt donderdag.\n"
        "c: emotional agg=instrumental/you | Als hij er morgen niet is, weet ik u te vinden.\n"
        "a: announce_end | Dat is een bedreiging. Ik beëindig dit gesprek en ik meld het."
    )
    (incident,) = incidents(scene)
    assert incident.at == "2026-03-02T10:15:02+01:00"
    assert incident.words.startswith("Als hij er morgen")
    assert (incident.asked, incident.made, incident.reply, incident.ended) == ("exclude", ("exclude",), (2,), True)


def test_an_insult_is_no_incident() -> None:
    assert incidents(scene_of("c: agg=expressive/you | Sukkel!\na: set_limit | Zo niet.")) == ()


def test_every_wrong_move_gets_a_sentence_of_its_own() -> None:
    scene = scene_of(
        "c: agg=expressive/you | Sukkel!\na: apologise | Sorry.\nc: agg=expressive/you | Wat een sukkel!\n"
        "a: apologise | Sorry, sorry.\nc: agg=instrumental/you | Ik krijg je wel.\na: solve | Het komt goed."
    )
    findings = assess(scene)
    said = [s.suggestion for s in advised(scene, findings)]
    assert said[0] == next(f.suggestion for f in findings if f.practice == "aggression.response")
    assert said[2]
    assert "bedreiging" in said[2]
    given = [s for s in (*said[1:], *(f.suggestion for f in findings)) if s]
    assert len(set(given)) == len(given), "never the same sentence twice"


def test_a_move_that_fits_needs_no_sentence() -> None:
    scene = scene_of("c: agg=expressive/you | Sukkel!\na: set_limit | Zo niet, anders stop ik het gesprek.")
    assert [s.suggestion for s in advised(scene, assess(scene))] == [None]
