"""Figures against hand-counted calls, bootstrap, comparison, mistakes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.call import Gold, Problem, TurnAct
from belwijs.figures.agreement import agreement, compare, parts, resamples
from belwijs.figures.mistakes import turn_mistakes, verdict_mistakes
from belwijs.figures.scored import Judged, Labelled, Run, ScoredCall, Seen, scored, style_of
from tests.calls import call


def one(
    name: str = "x",
    expected: str = "",
    found: str = "",
    doubtful: str = "",
    verdicts: tuple[tuple[str, str, str], ...] = (),
    **fields: object,
) -> ScoredCall:
    """`0 greet 0.9` and the like, parted by commas."""

    def seen(text: str) -> tuple[Seen, ...]:
        rows = [part.split() for part in text.split(",") if part.strip()]
        return tuple(Seen(turn=int(t), label=label, confidence=float(*sure or (1.0,))) for t, label, *sure in rows)

    return ScoredCall.model_validate(
        {
            "id": name,
            "turns": 10,
            "expected": tuple(Labelled(turn=s.turn, label=s.label) for s in seen(expected)),
            "found": seen(found),
            "doubtful": seen(doubtful),
            "verdicts": tuple(
                Judged.model_validate({"practice": p, "expected": e, "found": f, "confidence": 0.8})
                for p, e, f in verdicts
            ),
            **fields,
        }
    )


def value(name: str, *calls: ScoredCall) -> float:
    return agreement(calls).figures[name].value


def test_acts_are_counted_a_turn_and_a_label_at_a_time() -> None:
    calls = (one("a", "0 greet, 1 solve, 2 solve", "0 greet, 1 solve, 3 solve, 3 clarify"), one("b", "0 greet"))
    assert value("acts.micro", *calls) == pytest.approx(2 * 2 / (4 + 4), abs=1e-4)
    assert value("label.solve.precision", *calls) == 0.5
    assert value("label.solve.recall", *calls) == 0.5
    assert value("label.greet.f1", *calls) == pytest.approx(2 / 3, abs=1e-4)
    assert agreement(calls).labels == {"greet": 2, "solve": 2, "clarify": 0}


def test_only_frequent_acts_count_in_the_macro_figure() -> None:
    eight = ", ".join(f"{n} greet" for n in range(8))
    found = agreement([one("a", f"{eight}, 9 solve", eight)])
    assert found.macro_classes == 1
    assert found.figures["acts.macro"].value == 1.0


def test_aggression_can_be_spotted_in_the_wrong_cell() -> None:
    mine = "0 agg=expressive/organisation, 3 agg=expressive/self"
    calls = one("a", "0 agg=expressive/you, 3 agg=expressive/self", mine)
    assert value("aggression.spotted", calls) == 1.0
    assert value("aggression.cells", calls) == 0.5


def test_objections_have_a_type() -> None:
    assert value("objections", one("a", "0 obj=time, 2 obj=later", "0 obj=time, 2 obj=interest")) == 0.5


def test_kappa_as_cohen_worked_it_out() -> None:
    # 20 + 15 of 50 agree; marginals 25/25 and 30/20: (0.7 - 0.5) / (1 - 0.5)
    table = [("kept", "kept")] * 20 + [("missed", "missed")] * 15 + [("kept", "missed")] * 5 + [("missed", "kept")] * 10
    judged = tuple(("hold.reason", e, f) for e, f in table)
    assert value("verdicts.kappa", one(verdicts=judged)) == pytest.approx(0.4)
    assert value("verdicts.agreement", one(verdicts=judged)) == pytest.approx(0.7)
    assert value("verdicts.missed.precision", one(verdicts=judged)) == pytest.approx(0.75)
    assert value("verdicts.missed.recall", one(verdicts=judged)) == pytest.approx(0.6)
    assert value("group.hold.kappa", one(verdicts=judged)) == pytest.approx(0.4)


def test_unknown_and_not_applicable_have_figures_of_their_own() -> None:
    judged = (
        ("hold.a", "not_applicable", "not_applicable"),
        ("hold.b", "not_applicable", "kept"),
        ("hold.c", "missed", "unknown"),
        ("hold.d", "kept", "kept"),
    )
    assert value("verdicts.unknown", one(verdicts=judged)) == 0.25
    assert value("verdicts.not_applicable", one(verdicts=judged)) == 0.5


def test_calibration_is_the_gap_between_confidence_and_being_right() -> None:
    found = "0 greet 0.9, 1 greet 0.9, 2 greet 0.9, 3 greet 0.9, 4 solve 0.55, 5 solve 0.55"
    made = one("a", "0 greet, 1 greet, 2 greet, 4 solve", found)
    assert value("acts.calibration", made) == pytest.approx((4 * abs(0.9 - 0.75) + 2 * abs(0.55 - 0.5)) / 6, abs=1e-4)


def test_what_nothing_rests_on_is_left_out() -> None:
    found = agreement([one("a", "0 greet", "0 greet")])
    assert "objections" not in found.figures
    assert "verdicts.kappa" not in found.figures
    assert "acts.macro" not in found.figures


def test_intervals_hold_the_figure_and_are_always_the_same() -> None:
    calls = [one(str(n), "0 greet, 1 solve", "0 greet" if n % 3 else "0 greet, 1 solve") for n in range(12)]
    first = agreement(calls).figures["acts.micro"]
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.value < first.high
    assert agreement(calls).figures["acts.micro"] == first
    assert agreement(calls[:3]).figures["acts.micro"].low is None


def test_a_label_in_one_call_has_no_interval_and_no_result() -> None:
    calls = [one(str(n), "0 greet", "0 greet") for n in range(20)]
    rare = one("rare", "0 snap", "0 greet")
    assert agreement([*calls, rare]).figures["label.snap.f1"].low is None
    mended = one("rare", "0 snap", "0 snap")
    found = compare(Run(calls=(*calls, rare)), Run(calls=(*calls, mended))).changes["label.snap.f1"]
    assert (found.before, found.after, found.low, found.result) == (0.0, 1.0, None, "chance")


def test_each_sample_draws_as_many_calls() -> None:
    assert (resamples(7, 50).sum(1) == 7).all()


def runs(worse: int) -> tuple[Run, Run]:
    """Twenty calls; the second run misses the greeting in `worse` of them."""
    good = [one(str(n), "0 greet, 1 solve", "0 greet, 1 solve") for n in range(20)]
    bad = [one(str(n), "0 greet, 1 solve", "1 solve" if n < worse else "0 greet, 1 solve") for n in range(20)]
    return Run(calls=tuple(good)), Run(calls=tuple(bad))


def test_a_difference_is_told_from_chance() -> None:
    found = compare(*runs(worse=8))
    assert found.changes["acts.micro"].result == "worse"
    assert found.changes["label.greet.f1"].result == "worse"
    assert found.changes["label.solve.f1"].result == "chance"
    assert found.broken == {"greet": 8}
    assert found.mended == {}
    assert compare(*reversed(runs(worse=8))).changes["acts.micro"].result == "better"
    assert compare(*runs(worse=1)).changes["acts.micro"].result == "chance"


def test_a_smaller_calibration_error_is_better() -> None:
    sure = [one(str(n), "0 greet", "0 greet 0.95") for n in range(10)]
    unsure = [one(str(n), "0 greet", "0 greet 0.55") for n in range(10)]
    assert compare(Run(calls=tuple(unsure)), Run(calls=tuple(sure))).changes["acts.calibration"].result == "better"


def test_calls_with_other_labels_are_left_out_of_a_comparison() -> None:
    first = Run(calls=(one("a", "0 greet"), one("b", "0 greet"), one("c", "0 greet")))
    second = Run(calls=(one("a", "0 greet"), one("b", "0 solve"), one("d")))
    found = compare(first, second)
    assert (found.calls, found.relabelled, found.only_one) == (1, ("b",), ("c", "d"))
    with pytest.raises(Problem, match="no call in common"):
        compare(first, Run(calls=(one("z"),)))


def test_a_run_can_be_written_and_read_back() -> None:
    run = Run(calls=(one("a", "0 greet", "0 greet 0.7", verdicts=(("hold.reason", "kept", "missed"),)),))
    assert Run.model_validate(json.loads(run.model_dump_json())) == run


def test_the_worst_mistake_comes_first() -> None:
    calls = [
        one("a", "0 greet, 4 snap", "1 solve 0.6", "0 greet 0.4"),
        one("b", "2 belittle", "2 solve 0.9, 3 clarify 0.51"),
    ]
    found = turn_mistakes(calls)
    assert [(m.call, m.turn) for m in found] == [("b", 2), ("a", 4), ("a", 0), ("a", 1), ("b", 3)]
    assert found[0].weight == pytest.approx(1.9)
    assert [s.label for s in found[0].missing] == ["belittle"]
    assert found[2].missing[0].confidence == 0.4


def test_unknown_is_the_least_of_wrong_verdicts() -> None:
    judged = (("a.b", "kept", "unknown"), ("c.d", "missed", "kept"), ("e.f", "kept", "kept"))
    assert [m.judged.practice for m in verdict_mistakes([one(verdicts=judged)])] == ["c.d", "a.b"]


def test_a_call_of_which_only_verdicts_were_labelled_says_nothing_of_acts() -> None:
    gold = Gold(verdicts={"hold.reason": "kept"})
    seen = Gold(acts=(TurnAct(turn=0, act="greet"),))
    made = scored(call("a: Goedemorgen.", gold=gold), seen, {"hold.reason": ("missed", 0.9)})
    assert made.found == ()
    assert not made.acts_labelled
    assert made.verdicts[0].found == "missed"


def test_practices_that_are_not_judged_are_not_scored() -> None:
    made = scored(call("a: Goedemorgen.", gold=Gold(verdicts={"hold.reason": "kept"})), Gold(), {})
    assert made.verdicts == ()


def test_the_style_of_a_call_shows_in_its_marks() -> None:
    clean = "a: Goedemiddag, u spreekt met Jo de Wit, waarmee kan ik u helpen vandaag?"
    spoken = "c: ja goedemiddag met van dam ik bel over de rekening van vorige maand die klopt niet"
    assert style_of(call(clean, "c: Ik bel over mijn rekening, die klopt niet, denk ik.")) == "clean"
    assert style_of(call(spoken, "a: ik kijk even met u mee een ogenblik graag")) == "recognised"
    assert style_of(call("a: hallo")) is None


def test_parts_are_told_only_where_there_are_several() -> None:
    calls = (one("a", style="clean", language="nl"), one("b", style="recognised", language="nl"))
    assert list(parts(Run(calls=calls))) == ["style.clean", "style.recognised"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sets(st.tuples(st.integers(0, 4), st.sampled_from(["greet", "obj=time", "agg=expressive/you"]))),
            st.sets(st.tuples(st.integers(0, 4), st.sampled_from(["greet", "obj=later", "agg=expressive/self"]))),
        ),
        max_size=8,
    )
)
def test_no_labels_make_a_figure_out_of_range(
    sides: list[tuple[set[tuple[int, str]], set[tuple[int, str]]]],
) -> None:
    calls = [
        ScoredCall(
            id=str(n),
            expected=tuple(Labelled(turn=t, label=label) for t, label in sorted(right)),
            found=tuple(Seen(turn=t, label=label, confidence=0.5) for t, label in sorted(guess)),
        )
        for n, (right, guess) in enumerate(sides)
    ]
    for name, figure in agreement(calls).figures.items():
        assert -1 <= figure.value <= 1, name
        assert figure.low is None or figure.high is None or figure.low <= figure.high
