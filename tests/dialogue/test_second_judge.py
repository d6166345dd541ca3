"""Which turns are in doubt, what may be answered, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.call import Call, TurnAct
from belwijs.dialogue.second_judge import Inquiry, doubts, merged, notes
from belwijs.dialogue.understand import Understanding, understand
from belwijs.finding import Asked, SecondOpinion
from belwijs.interface import note
from tests.calls import call
from tests.dialogue.test_understand import Says


class Answers:
    """A judge that knows its answers by turn; None where it fails."""

    model, prompt, redacts = "fake", "1", False

    def __init__(self, answers: Mapping[int, tuple[str, ...] | None], under: float = 0.7, most: int = 20) -> None:
        self.answers, self.under, self.trust, self.most_turns = answers, under, 0.85, most
        self.asked: list[Inquiry] = []

    def __call__(self, inquiry: Inquiry) -> tuple[Asked, ...]:
        self.asked.append(inquiry)
        return tuple(
            Asked(turn=q.turn, chosen=given)
            if (given := self.answers.get(q.turn, ())) is not None
            else Asked(turn=q.turn, failed="slow")
            for q in inquiry.questions
        )


def acts(seen: Understanding) -> list[tuple[int, str]]:
    return [(a.turn, a.act) for a in seen.acts]


DOUBT = {"defend": 0.55, "solve": 0.4, "greet": 0.95, "blame": 0.02}


def test_only_labels_in_doubt_are_asked_and_only_they_move() -> None:
    judge = Answers({0: ("solve",)})
    seen = understand(call("a: Dat is gewoon de procedure."), Says(DOUBT), judge)
    assert judge.asked[0].questions[0].labels == ("defend", "solve")
    assert acts(seen) == [(0, "solve"), (0, "greet")]
    assert [a.confidence for a in seen.acts] == [0.85, 0.95]
    assert TurnAct(turn=0, act="defend", confidence=0.15) in seen.faint


def test_without_doubt_nobody_is_asked() -> None:
    judge = Answers({})
    seen = understand(call("a: Goedemorgen."), Says({"greet": 0.9, "solve": 0.1}), judge)
    assert judge.asked == []
    assert seen.second_judge is None


def test_the_report_has_what_was_asked_and_answered() -> None:
    seen = understand(call("a: Zo is het.", "a: Zo is het."), Says(DOUBT, DOUBT), Answers({0: ("defend",), 1: None}))
    assert seen.second_judge == SecondOpinion(
        model="fake",
        prompt="1",
        redacted=False,
        asked=(
            Asked(turn=0, labels=("defend", "solve"), chosen=("defend",)),
            Asked(turn=1, labels=("defend", "solve"), failed="slow"),
        ),
    )


def test_where_the_judge_fails_the_built_in_answer_stands_and_a_note_says_so() -> None:
    alone = understand(call("a: Zo is het."), Says(DOUBT))
    seen = understand(call("a: Zo is het."), Says(DOUBT), Answers({0: None}))
    assert seen.acts == alone.acts
    assert seen.second_judge is not None
    assert notes(seen.second_judge) == (
        "The second judge (fake) took too long; the built-in answer stands for 1 turn(s).",
    )


@pytest.mark.parametrize(
    "answer", [("kept",), ("greet",), ("blame",), ("complain",), ("defend", "kept"), ("phrase:manager",)]
)
def test_a_label_that_was_not_offered_makes_the_answer_void(answer: tuple[str, ...]) -> None:
    alone = understand(call("a: Zo is het."), Says(DOUBT))
    seen = understand(call("a: Zo is het."), Says(DOUBT), Answers({0: answer}))
    assert seen.acts == alone.acts
    assert seen.second_judge is not None
    assert seen.second_judge.asked[0].failed == "unusable"


def test_nobody_is_offered_what_the_role_cannot_have() -> None:
    judge = Answers({})
    doubtful = {"defend": 0.5, "complain": 0.5, "agg=expressive/you": 0.5}
    understand(call("a: Zo is het.", "c: Zo is het.", "s: Zo is het."), Says(doubtful, doubtful, doubtful), judge)
    offered = {q.turn: set(q.labels) for q in judge.asked[0].questions}
    assert offered == {0: {"defend"}, 1: {"complain", "agg=expressive/you"}}


def test_at_most_so_many_turns_the_least_sure_first() -> None:
    judge = Answers({}, most=2)
    sure = [{"solve": p} for p in (0.35, 0.5, 0.69, 0.55)]
    seen = understand(call(*["a: Zo is het."] * 4), Says(*sure), judge)
    assert [q.turn for q in judge.asked[0].questions] == [1, 3]
    assert seen.second_judge is not None
    assert seen.second_judge.not_asked == (0, 2)
    assert "2 other turn(s)" in notes(seen.second_judge)[0]


def test_one_cell_of_aggression_is_chosen() -> None:
    says = Says({"agg=expressive/you": 0.3, "agg=expressive/organisation": 0.3, "agg=instrumental/you": 0.01})
    seen = understand(call("c: Stelletje prutsers."), says, Answers({0: ("agg=expressive/you",)}))
    assert [(a.level, a.target, a.confidence) for a in seen.aggression] == [("expressive", "you", 0.85)]
    none = understand(call("c: Stelletje prutsers."), says, Answers({0: ()}))
    assert none.aggression == ()
    both = understand(call("c: Nou."), says, Answers({0: ("agg=expressive/you", "agg=instrumental/you")}))
    assert both.second_judge is not None
    assert both.second_judge.asked[0].failed == "unusable"


def test_an_objection_of_an_inbound_call_is_not_asked_about() -> None:
    made, says = call("c: We hebben al iemand."), Says({"obj=supplier": 0.5})
    assert understand(made.with_(direction="inbound"), says, Answers({})).second_judge is None
    assert understand(made.with_(direction="outbound"), says, Answers({})).second_judge is not None


def test_the_order_of_a_call_holds_for_the_second_judge_too() -> None:
    says = Says({"emotional": 0.5, "calm_again": 0.0}, {"emotional": 0.0, "calm_again": 0.5})
    made = call("c: Nou.", "c: Nou ja, oké.")
    assert acts(understand(made, says, Answers({0: ("emotional",), 1: ("calm_again",)}))) == [
        (0, "emotional"),
        (1, "calm_again"),
    ]
    assert acts(understand(made, says, Answers({0: (), 1: ("calm_again",)}))) == []


def test_a_call_of_empty_turns_asks_nothing() -> None:
    made: Call = call("a: …", "c: ?!")
    assert understand(made, Says({"solve": 0.5}, {"complain": 0.5}), Answers({})).second_judge is None


LABELS = ("greet", "solve", "obj=time", "obj=later", "agg=expressive/you", "agg=instrumental/you")


@settings(deadline=None)
@given(
    st.lists(st.lists(st.floats(0, 1, width=32), min_size=6, max_size=6), min_size=1, max_size=4),
    st.floats(0.5, 1),
    st.floats(0.5, 1),
    st.data(),
)
def test_any_answer_keeps_confidences_between_0_and_1_and_what_is_sure_where_it_is(
    rows: list[list[float]], under: float, trust: float, data: st.DataObject
) -> None:
    sure = np.array(rows, np.float32)
    thresholds = dict.fromkeys((*LABELS, "obj=", "agg="), 0.4)
    asked = []
    for question in doubts(sure, LABELS, under):
        chosen = data.draw(st.sets(st.sampled_from(question.labels)))
        one_a_kind = {label.split("=")[0] if "=" in label else label: label for label in sorted(chosen)}
        asked.append(Asked(turn=question.turn, labels=question.labels, chosen=tuple(one_a_kind.values())))
    opinion = SecondOpinion(model="m", prompt="1", redacted=False, asked=tuple(asked))
    after = merged(sure, LABELS, thresholds, opinion, trust)
    assert np.all((after >= 0) & (after <= 1))
    in_doubt = {(one.turn, label) for one in asked for label in one.labels}
    for row in range(len(sure)):
        for column, label in enumerate(LABELS):
            if (row, label) not in in_doubt:
                assert after[row, column] == sure[row, column]
            elif "=" not in label:
                chosen_here = any(o.turn == row and o.chosen is not None and label in o.chosen for o in asked)
                assert (after[row, column] >= 0.4) == chosen_here


@pytest.mark.parametrize("why", ["unreachable", "slow", "status", "unusable", "given_up"])
def test_every_note_has_its_dutch(why: str) -> None:
    failed = Asked(turn=0, labels=("solve",), failed=why, status=503 if why == "status" else None)
    opinion = SecondOpinion(model="qwen (7b)", prompt="1", redacted=True, asked=(failed,), not_asked=(4, 5))
    for english in notes(opinion):
        assert note("nl", english).startswith("De tweede beoordelaar")
        assert note("en", english) == english
