"""From confidences to acts: roles, thresholds, order; with a model that says what the test wants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from belwijs.call import Call, Participant, Turn
from belwijs.dialogue.understand import FormModel, Understanding, understand, understand_all
from tests.calls import call


class Says:
    """A model that gives the confidences it was told, per turn."""

    version = "test"

    def __init__(self, *turns: Mapping[str, float]) -> None:
        self.turns = turns
        self.labels = tuple(dict.fromkeys(label for turn in turns for label in turn)) or ("greet",)
        self.thresholds = dict.fromkeys((*self.labels, "obj=", "agg="), 0.5)
        self.vocabulary: frozenset[str] = frozenset()

    def confidences(self, call: Call) -> NDArray[np.float32]:
        return np.array([[turn.get(label, 0.0) for label in self.labels] for turn in self.turns], np.float32)


def acts(seen: Understanding) -> list[tuple[int, str]]:
    return [(a.turn, a.act) for a in seen.acts]


def test_an_act_over_its_threshold_is_reported_with_its_confidence_and_words() -> None:
    seen = understand(call("a: Goedemorgen, met Jo."), Says({"greet": 0.9, "solve": 0.3}))
    assert acts(seen) == [(0, "greet")]
    assert seen.acts[0].confidence == pytest.approx(0.9)
    assert seen.acts[0].words == "Goedemorgen"


def test_each_role_has_its_own_acts() -> None:
    everything = {"greet": 0.9, "complain": 0.9, "agg=expressive/you": 0.9}
    seen = understand(call("a: Tja.", "c: Tja.", "s: Tja."), Says(everything, everything, everything))
    assert acts(seen) == [(0, "greet"), (1, "complain")]
    assert [a.turn for a in seen.aggression] == [1]


def test_aggression_is_spotted_from_its_cells_together() -> None:
    seen = understand(
        call("c: Stelletje prutsers."), Says({"agg=expressive/you": 0.3, "agg=expressive/organisation": 0.4})
    )
    assert [(a.level, a.target) for a in seen.aggression] == [("expressive", "organisation")]
    assert seen.aggression[0].confidence == pytest.approx(0.58)


def test_objections_are_for_cold_calls_only() -> None:
    made = call("a: Ik bel over verf.", "c: We hebben al iemand.")
    says = Says({}, {"obj=supplier": 0.9})
    assert [o.type for o in understand(made.with_(direction="outbound"), says).objections] == ["supplier"]
    assert understand(made.with_(direction="inbound"), says).objections == ()
    assert understand(made.with_(direction="outbound", perspective="customer"), says).objections == ()


def test_calm_comes_once_after_each_upset() -> None:
    calm, upset = {"calm_again": 0.9}, {"emotional": 0.9, "calm_again": 0.0}
    says = Says(calm, upset, calm, calm, upset, calm)
    seen = understand(call(*["c: Nou."] * 6), says)
    assert [t for t, act in acts(seen) if act == "calm_again"] == [2, 5]


@pytest.mark.parametrize("text", ["", "…", "?!", "😀 😀", "   "])
def test_a_turn_without_words_carries_nothing(text: str) -> None:
    made = Call(
        id="x", participants=(Participant(id="a", role="agent"),), turns=(Turn(speaker="a", start=0, end=1, text=text),)
    )
    assert understand(made, Says({"greet": 1.0})) == Understanding()


def test_no_turns_no_model_needed() -> None:
    assert understand(Call(id="x"), Says()) == Understanding()


def test_many_calls_come_back_in_order() -> None:
    calls = [call("a: Goedemorgen."), call("a: Ogenblik.")]
    assert [acts(u) for u in understand_all(calls, FormModel())] == [[(0, "greet")], [(0, "hold_announce")]]


def test_je_to_a_colleague_is_not_informal() -> None:
    from belwijs.call import Event

    made = call("a: Kan ik je even storen?", "k: Zeg het maar.")
    assert (0, "informal") in acts(understand(made, FormModel()))
    made = made.with_(events=(Event(type="consult", start=0.0, end=made.turns[1].end),))
    assert (0, "informal") not in acts(understand(made, FormModel()))


def test_the_name_of_the_organisation_is_heard_whatever_its_spelling() -> None:
    made = call("a: goedemiddag bakker logistiek met monique").with_(organisation="Bakker Logistiek BV")
    assert (0, "organisation") in acts(understand(made, FormModel()))
