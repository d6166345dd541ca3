"""Sentences compared by meaning."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.dialogue.meaning import Ground, Meanings, Scale, Wanted, load_meanings, sentences
from tests.calls import call

ASKS = Wanted(
    "own.nummer",
    (
        "Mag ik uw klantnummer van u hebben?",
        "Heeft u uw klantnummer bij de hand?",
        "Onder welk klantnummer staat u bij ons bekend?",
    ),
    ("Uw klantnummer is inmiddels aangepast.",),
)


def test_a_turn_is_cut_into_sentences() -> None:
    assert sentences("Goedemiddag. Mag ik uw nummer? Ja") == ["Mag ik uw nummer?"]
    assert sentences("") == []


def test_a_long_sentence_is_also_read_by_its_clauses() -> None:
    found = sentences("Goedemiddag, u spreekt met Karin Smit, wat is uw klantnummer bij ons alstublieft?")
    assert "wat is uw klantnummer bij ons alstublieft?" in found
    assert len(found) == 3


def test_words_without_marks_are_read_in_stretches() -> None:
    found = sentences(" ".join(f"w{n}" for n in range(40)))
    assert len(found) > 3
    assert all(len(s.split()) <= 14 for s in found)


def _ground(size: int = 6) -> Ground:
    second = np.eye(size + 1) / size
    second[-1], second[:, -1] = 0.0, 0.0
    second[-1, -1] = 1.0
    return Ground(np.zeros((1, size), np.float32), np.eye(size, dtype=np.float32), second, 1.0, -2.0)


def test_a_scale_puts_examples_high_and_lookalikes_low() -> None:
    ground = _ground()
    inverse = np.asarray(np.linalg.inv(ground.second + 0.005 * np.eye(7)), np.float64)
    rows = np.eye(6, dtype=np.float32)
    says, unlike = ground.vectors(rows[:2]), ground.vectors(rows[:1] * 0.9 + rows[2:3])
    with_it, without = Scale.of(ground, inverse, says, unlike), Scale.of(ground, inverse, says, unlike[:0])
    assert (says @ with_it.weights).min() > 1.4
    assert (unlike @ with_it.weights)[0] < (unlike @ without.weights)[0]
    everything = with_it.weights.astype(float)
    assert abs(float(ground.second[-1] @ everything)) < 1e-5
    assert everything @ ground.second @ everything == pytest.approx(1.0, abs=1e-3)


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    return load_meanings()


@pytest.mark.real
def test_what_means_the_same_is_found_in_other_words(meanings: Meanings) -> None:
    talk = call(
        "a: Goedemiddag, Waterbedrijf De Vliet.",
        "c: Ik wil mijn klantnummer weten.",
        "a: Dan zoek ik u op. Zou u mij uw klantnummer willen geven?",
        "a: De storing is om vier uur verholpen.",
    )
    found = {like.turn: like for like in meanings.likenesses(talk, [ASKS])}
    assert found[2].confidence > 0.5
    assert found[2].words == "Zou u mij uw klantnummer willen geven?"
    assert 1 not in found
    assert 3 not in found or found[3].confidence < 0.5


@pytest.mark.real
def test_a_sentence_counts_the_same_whatever_stands_beside_it(meanings: Meanings) -> None:
    alone = meanings.confidences(["Wat is uw klantnummer?"], [ASKS])
    fresh = Meanings().confidences(["Een fijne dag.", "Wat is uw klantnummer?"], [ASKS])
    assert alone[0, 0] == fresh[1, 0]


@pytest.mark.real
def test_an_example_that_does_not_belong_is_named(meanings: Meanings) -> None:
    odd = Wanted("own.x", (*ASKS.says, "De rivier stroomt langs het oude stadhuis."), ASKS.unlike)
    wrong = [sentence for sentence, should, _ in meanings.own_mistakes(odd) if should]
    assert "De rivier stroomt langs het oude stadhuis." in wrong
