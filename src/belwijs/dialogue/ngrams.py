"""A linear model over pieces of words: it knows wordings where the encoder knows meanings, and errs elsewhere."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FIRST, LAST = 600, 200  # characters read of a long turn
KEPT_WORDS = 30_000  # words whose parts are remembered
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


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a turn's text, in characters, and what it adds to the logit of a label."""

    start: int
    end: int
    weight: float


def places(text: str) -> dict[str, list[tuple[int, int]]]:
    """Where the features of a turn's own words stand in its text, as `pieces` names them."""
    low, where = _lowered(text)
    words = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(low)]
    found: dict[str, list[tuple[int, int]]] = {}

    def add(feature: str, start: int, end: int) -> None:
        found.setdefault(feature, []).append((where[start], where[end - 1] + 1))

    for word, start, end in words:
        padded = f" {word} "
        for n in (3, 4, 5):
            for i in range(len(padded) - n + 1):
                add(f"c{padded[i : i + n]}", max(start, start + i - 1), min(end, start + i - 1 + n))
        add(f"w{word}", start, end)
    for (a, start, _), (b, _, end) in itertools.pairwise(words):
        add(f"w{a} {b}", start, end)
    return found


def _lowered(text: str) -> tuple[str, list[int]]:
    """The text as `pieces` reads it, and for each of its characters the place in the text it came from."""
    low = [(c, n) for n, letter in enumerate(text) for c in letter.lower()]
    if len(low) > FIRST + LAST:
        low = [*low[:FIRST], (" ", low[FIRST][1]), *low[-LAST:]]
    return "".join(c for c, _ in low), [n for _, n in low]


@dataclass(frozen=True)
class WordModel:
    """Weights per feature and label, as bytes with a scale a label."""

    index: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    offset: NDArray[np.float32]
    parts: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)  # of words met so far

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
        before: list[str] = []
        for row, text in enumerate(texts):
            words = _TOKEN.findall(_short(text))
            numbers, values = self._vector(words, before)
            rows[row] = values @ self.weights[numbers].astype(np.float32)
            before = words
        return rows * self.scale + self.offset

    def _vector(self, words: list[str], before: list[str]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The same as `vector` for words that are there already, several times as fast: the parts of a word are
        looked up once for each word, not for each time that it is said.
        """
        get = self.index.get
        blocks: tuple[Counter[int | None], ...] = (
            Counter(itertools.chain.from_iterable(map(self._parts_of, words))),
            Counter(map(get, [*(f"w{w}" for w in words), *(f"w{a} {b}" for a, b in itertools.pairwise(words))])),
            Counter(map(get, [f"b{w}" for w in before])),
        )
        numbers, values = [], []
        for counts, weight in zip(blocks, (1.0, 1.0, BEFORE), strict=True):
            counts.pop(None, 0)  # what the model does not know
            which = np.array(list(counts), np.int64)
            often = np.array(list(counts.values()), np.float32)
            value = (1 + np.log(often)) * self.rarity[which]
            numbers.append(which)
            values.append(value * np.float32(weight / (math.sqrt(float(value @ value)) or 1.0)))
        return np.concatenate(numbers), np.concatenate(values)

    def _parts_of(self, word: str) -> tuple[int, ...]:
        """Numbers of the known parts of a word, each as often as it is in it."""
        found = self.parts.get(word)
        if found is None:
            if len(self.parts) >= KEPT_WORDS:
                self.parts.clear()
            w = f" {word} "
            every = (self.index.get(f"c{w[i : i + n]}") for n in (3, 4, 5) for i in range(len(w) - n + 1))
            found = self.parts[word] = tuple(number for number in every if number is not None)
        return found

    def spots(self, text: str, before: str, label: int) -> tuple[list[Spot], float]:
        """What each piece of a turn's words adds to the logit of a label (its column), and what the words of the turn
        before add.
        """
        stand = places(text)
        parts = {n: stand[f] for f, n in ((f, self.index.get(f)) for f in stand) if n is not None}
        spots: list[Spot] = []
        earlier = 0.0
        for number, value in vector(text, before, self.index, self.rarity):
            adds = value * float(self.weights[number, label]) * float(self.scale[label])
            if here := parts.get(number):
                spots += [Spot(a, b, adds / len(here)) for a, b in here]
            else:
                earlier += adds
        return spots, earlier
