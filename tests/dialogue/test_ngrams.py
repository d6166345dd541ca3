"""The linear model over pieces of words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.dialogue.ngrams import BEFORE, WordModel, pieces, vector


def model() -> WordModel:
    """Knows two words: the first speaks for label 0, the second, when it was said before, for label 1."""
    return WordModel(
        {"wgoedemorgen": 0, "bkapot": 1},
        np.ones(2, np.float32),
        np.array([[100, 0], [0, 50]], np.int8),
        np.array([0.1, 0.1], np.float32),
        np.array([-1.0, -2.0], np.float32),
    )


def test_words_and_the_words_before_count() -> None:
    found = model().logits(["Goedemorgen!", "Alles kapot.", "O."])
    assert found[:, 0] == pytest.approx([9.0, -1.0, -1.0])
    assert found[:, 1] == pytest.approx([-2.0, -2.0, -2.0 + 5 * BEFORE])


def test_each_block_has_length_one() -> None:
    index = {f: i for i, f in enumerate(f for _, counts in pieces("ja ja nee", "oké") for f in counts)}
    found = vector("ja ja nee", "oké", index, np.ones(len(index), np.float32))
    assert sum(v * v for _, v in found) == pytest.approx(2 + BEFORE**2)


def test_what_training_wrote_is_read(tmp_path: Path) -> None:
    made = model()
    np.savez(
        tmp_path / "words.npz",
        features=np.frombuffer("\n".join(made.index).encode(), np.uint8),
        rarity=made.rarity.astype(np.float16),
        weights=made.weights,
        scale=made.scale,
        offset=made.offset,
    )
    texts = ["goedemorgen", "kapot", "nou"]
    assert np.allclose(WordModel.load(tmp_path / "words.npz").logits(texts), made.logits(texts))


@given(st.lists(st.text("abc de!? '\u0130", max_size=60), min_size=1, max_size=4))
def test_the_quick_way_gives_what_the_plain_way_gives(texts: list[str]) -> None:
    names = sorted({f for a, b in zip(texts, ["", *texts], strict=False) for _, c in pieces(a, b) for f in c})[::2]
    index = {name: i for i, name in enumerate(names)}
    rng = np.random.default_rng(1)
    made = WordModel(
        index,
        rng.uniform(1, 3, len(names)).astype(np.float32),
        rng.integers(-90, 90, (len(names), 2)).astype(np.int8),
        np.ones(2, np.float32),
        np.zeros(2, np.float32),
    )
    expected = np.zeros((len(texts), 2))
    for row, text in enumerate(texts):
        for number, value in vector(text, texts[row - 1] if row else "", index, made.rarity):
            expected[row] += value * made.weights[number]
    assert made.logits(texts) == pytest.approx(expected, abs=1e-3)


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_words_give_finite_numbers(texts: list[str]) -> None:
    found = model().logits(texts)
    assert found.shape == (len(texts), 2)
    assert np.isfinite(found).all()
