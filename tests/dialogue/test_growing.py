"""A running call: each turn is read once, and what is said of it is what is said of the finished call."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.call import Call
from belwijs.dialogue.encoder import Memory
from belwijs.dialogue.encoding import Window
from belwijs.dialogue.growing import GrowingModel
from belwijs.dialogue.understand import TrainedModel, load_act_model, understand
from tests.calls import call

pytestmark = pytest.mark.real

LINES = (
    "a: Goedemorgen, Bakker Logistiek, u spreekt met Monique Bos, waarmee kan ik u helpen?",
    "c: Ja, goedemorgen, met Van Dam, ik wacht nu al drie weken op mijn bestelling en niemand belt mij terug.",
    "a: Dat u daar boos over bent, begrijp ik goed, drie weken is ook veel te lang.",
    "c: Ja, ik ben het echt zat zo langzamerhand.",
    "a: Ogenblik alstublieft, ik zoek voor u op waar de bestelling is gebleven.",
    "c: Is goed, ik wacht wel even.",
    "a: Dank u voor het wachten, de bestelling staat in ons magazijn en gaat vandaag nog naar u toe.",
    "c: Nou, dan ben ik blij dat ik toch nog een keer gebeld heb.",
)


class Counted:
    """The trained model, which counts the tokens that it reads."""

    def __init__(self, model: TrainedModel) -> None:
        self.model, self.tokens, self.version = model, 0, model.version
        self.labels, self.thresholds, self.vocabulary = model.labels, model.thresholds, model.vocabulary
        self.windows, self.weighed = model.windows, model.weighed

    def read_on(self, window: Window, memory: Memory) -> object:
        self.tokens += len(window.ids) - len(memory.ids)
        return self.model.read_on(window, memory)


def trained() -> TrainedModel:
    model = load_act_model()
    assert isinstance(model, TrainedModel)
    return model


def so_far(whole: Call, n: int) -> Call:
    return whole.with_(turns=whole.turns[:n])


def test_turn_by_turn_is_close_to_the_finished_call_and_reads_each_word_about_once() -> None:
    whole = call(*LINES * 4, organisation="Bakker Logistiek")
    model = trained()
    counted = Counted(model)
    growing = GrowingModel(counted)  # type: ignore[arg-type]
    for n in range(1, len(whole.turns) + 1):
        rows = growing.confidences(so_far(whole, n))
        assert rows.shape == (n, len(model.labels))
    finished = model.confidences(whole)
    assert np.abs(rows - finished).mean() < 0.005
    every = sum(len(w.ids) for w in model.windows(tuple(growing._lines), whole))
    assert counted.tokens == every


def test_what_was_prepared_is_used_and_changes_nothing() -> None:
    whole = call(*LINES * 4)
    plain, ready = GrowingModel(trained()), Counted(trained())
    growing = GrowingModel(ready)  # type: ignore[arg-type]
    most = 0
    for n in range(1, len(whole.turns) + 1):
        before = ready.tokens
        given = growing.confidences(so_far(whole, n))
        most = max(most, ready.tokens - before)
        assert given == pytest.approx(plain.confidences(so_far(whole, n)), abs=0.12)
        growing.prepare(so_far(whole, n))
    assert most < 60


def test_a_call_that_was_changed_is_read_again() -> None:
    growing = GrowingModel(trained())
    growing.confidences(call(*LINES[:4]))
    other = call("a: Goedemiddag.", *LINES[:2])
    assert growing.confidences(other) == pytest.approx(GrowingModel(trained()).confidences(other), abs=1e-6)


def test_it_is_an_act_model_like_any_other() -> None:
    growing = GrowingModel(trained())
    for n in range(1, 4):
        seen = understand(so_far(call(*LINES), n), growing)
    assert {"greet", "introduce"} <= {a.act for a in seen.acts if a.turn == 0}


def test_no_turns_and_empty_turns() -> None:
    growing = GrowingModel(trained())
    assert growing.confidences(Call(id="x")).shape[0] == 0
    made = call("a: …", "c: ?")
    assert growing.confidences(made).shape[0] == 2
    growing.prepare(made)


def test_a_foreign_turn_is_doubted_in_a_running_call_too() -> None:
    whole = call("a: Goedemorgen, Bakker Logistiek.", "c: Proszę natychmiast oddać moje pieniądze, jestem wściekły")
    said = understand(whole, GrowingModel(trained()))
    assert said.acts == understand(whole, trained()).acts
    assert not [act for act in said.acts if act.turn == 1]
