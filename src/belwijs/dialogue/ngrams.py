"""A linear model over pieces of words: it knows wordings where the encoder knows meanings, and errs elsewhere."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FIRST, LAST = 600, 200  # characters read of a long turn
BEFORE = 0.5  # weight of the words of the turn before
_TOKEN = re.compile(r"[\w']+|[?!]")


def pieces(text: str, before: str) -> Iterator[tuple[str, Counter[str]]]:
    """The features of a turn: parts of words (3-5 characters), words and pairs, and the words of the turn before."""
    words = _TOKEN.findall(_short(text))
    yield (
        "parts",
        Counter(
            f"c{w[i : i + n]}"
            for w in (f" {word} " for word in words)
            for n in (3, 4, 5)
            for i in range(len(w) - n + 1)
        ),
    )
    yield (
        "words",
        Counter([*(f"w{word}" for word in words), *(f"w{a} {b}" for a, b in itertools.pairwise(words))]),
    )
    yield "before", Counter(f"b{word}" for word in _TOKEN.findall(_short(before)))


def _short(text: str) -> str:
    text = text.lower()
    return text if len(text) <= FIRST + LAST else f"{text[:FIRST]} {text[-LAST:]}"


def vector(text: str, before: str, index: dict[str, int], rarity: NDArray[np.float32]) -> list[tuple[int, float]]:
    """Feature numbers and values: logarithmic term frequency times inverse document frequency, blocks of length 1."""
    found: list[tuple[int, float]] = []
    for block, counts in pieces(text, before):
        values = [
            (i, (1 + math.log(n)) * float(rarity[i]))
            for feature, n in counts.items()
            if (i := index.get(feature)) is not None
        ]
        length = math.sqrt(sum(v * v for _, v in values)) or 1.0
        weight = BEFORE if block == "before" else 1.0
        found += [(i, weight * v / length) for i, v in values]
    return found


@dataclass(frozen=True)
class WordModel:
    """Weights per feature and label, as bytes with a scale a label."""

    index: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    offset: NDArray[np.float32]

    @classmethod
    def load(cls, file: Path) -> WordModel:
        """Reads what training/ngrams.py wrote."""
        with np.load(file, allow_pickle=False) as data:
            names = bytes(data["features"]).decode("utf-8").split("\n")
            arrays = (data["rarity"].astype(np.float32), data["weights"], data["scale"], data["offset"])
        return cls({name: i for i, name in enumerate(names)}, *arrays)

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per turn, one column per label."""
        rows = np.zeros((len(texts), len(self.scale)), np.float32)
        for row, text in enumerate(texts):
            found = vector(text, texts[row - 1] if row else "", self.index, self.rarity)
            if found:
                numbers, values = zip(*found, strict=True)
                rows[row] = np.asarray(values, np.float32) @ self.weights[list(numbers)].astype(np.float32)
        return rows * self.scale + self.offset
