"""Calls that sell: which objections count, when the prospect is done, who was reached."""

from __future__ import annotations

import pytest

from belwijs.call import Objection, TurnAct
from belwijs.catalogue.assess import assess, judge
from belwijs.catalogue.chase.note import attempt_of
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.practice import LANGUAGES, catalogue
from belwijs.catalogue.scene import Scene
from belwijs.catalogue.selling import at_least, away_at, objected

THREE = """\
direction outbound
c: give_identity | Met Bakker.
a: greet organisation introduce | Goedemorgen, met Cor Smal van Isolatie.
c: obj=supplier | Ik heb al iemand.
a: go_along lead_on | Dat is prettig. Is hij al onder de vloer geweest?
c: obj=time | Ja, en ik heb nu geen tijd.
a: go_along lead_on | Begrijpelijk. Schikt morgen beter?
c: obj=interest | Ik heb er geen zin in.
a: ask_why | Hoezo niet?
"""


def less_sure(scene: Scene, confidence: float) -> Scene:
    doubtful = tuple(o.model_copy(update={"confidence": confidence}) for o in scene.objections)
    return Scene(scene.call, scene.playbook, scene.acts, doubtful)


def test_a_third_objection_counts_by_its_probability() -> None:
    scene = scene_of(THREE)
    assert [o.is_last for o in objected(scene)] == [False, False, True]
    assert [o.is_last for o in objected(less_sure(scene, 0.9))] == [False, False, True]
    assert [o.is_last for o in objected(less_sure(scene, 0.5))] == [False, False, False]


def test_at_least_is_a_poisson_binomial() -> None:
    assert at_least(1, []) == 0
    assert at_least(2, [0.5, 0.5]) == pytest.approx(0.25)
    assert at_least(1, [0.5, 0.5]) == pytest.approx(0.75)
    assert at_least(3, [1.0, 1.0, 1.0]) == 1


def test_an_objection_over_two_turns_counts_once() -> None:
    told = "direction outbound\na: greet | Dag.\nc: obj=time | Ik heb geen tijd.\nc: obj=interest | En geen zin."
    assert [o.type for o in objected(scene_of(told))] == ["time"]


def test_who_gives_up_gives_up_at_an_objection() -> None:
    told = "direction outbound\na: greet | Dag.\nc: Dat speelt hier niet.\na: give_up | O, dan niet."
    (found,) = objected(scene_of(told))
    assert (found.turn, found.type) == (1, "interest")


def test_somebody_who_is_fetched_has_no_objection() -> None:
    told = "direction outbound\na: greet | Is Ger er?\nc: | Momentje, hij veegt zijn handen af.\na: greet | Dag."
    scene = scene_of(told)
    seen = Scene(scene.call, scene.playbook, scene.acts, (Objection(turn=1, type="time", confidence=0.7),))
    assert objected(seen) == ()


@pytest.mark.parametrize(
    ("said", "away"),
    [
        ("Meneer Bos zit in een vergadering.", True),
        ("Die is er vandaag niet.", True),
        ("Over een uur zit ik in een vergadering.", False),
        ("Ik ben op de werf.", False),
        ("Daar hebben we al iemand voor.", False),
    ],
)
def test_somebody_else_is_away_never_the_speaker(said: str, away: bool) -> None:
    told = f"direction outbound\nc: give_identity | Met Bas.\na: greet | Dag.\nc: {said}\na: Dank u."
    assert (away_at(scene_of(told)) is not None) == away


def test_the_attempt_is_given_or_said() -> None:
    told = "direction outbound\n{}a: greet | Dit is de vierde keer dat ik bel.\nc: Die is er niet."
    assert attempt_of(scene_of(told.format(""))) == 4
    assert attempt_of(scene_of(told.format("attempt 2\n"))) == 2


@pytest.mark.parametrize("kind", ["supplier", "interest", "time", "documentation", "later"])
def test_the_better_answer_fits_the_objection(kind: str) -> None:
    told = f"direction outbound\na: greet | Dag mevrouw Vos.\nc: obj={kind} | Nou nee.\na: solve | Goed."
    (found,) = [f for f in assess(scene_of(told)) if f.practice == "objection.response"]
    assert found.verdict == "missed"
    assert found.suggestion == catalogue()["objection.response"].suggestion_for[kind]["nl"][0].format(
        customer="mevrouw Vos"
    )


def test_every_kind_of_objection_has_its_sentence_in_every_language() -> None:
    cases = catalogue()["objection.response"].suggestion_for
    assert set(cases) == {"supplier", "interest", "time", "documentation", "later"}
    assert all(set(sentences) == set(LANGUAGES) for sentences in cases.values())


def test_a_faint_going_along_still_counts_with_others() -> None:
    scene = scene_of(THREE.replace("go_along lead_on |", "lead_on |", 1))
    response = catalogue()["objection.response"]
    assert judge(scene, response).why == "objection.response.not_along"
    faint = Scene(
        scene.call, scene.playbook, scene.acts, scene.objections,
        faint=(TurnAct(turn=3, act="go_along", confidence=0.6),),
    )  # fmt: skip
    assert judge(faint, response).verdict == "kept"
