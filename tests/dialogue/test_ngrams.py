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


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_words_give_finite_numbers(texts: list[str]) -> None:
    found = model().logits(texts)
    assert found.shape == (len(texts), 2)
    assert np.isfinite(found).all()
