"""The training sentences most like a turn, for one label: what the recogniser may have learned it from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Language, Problem
from belwijs.dialogue.ngrams import WordModel, vector
from belwijs.language.detect import detect

FILE = Path(__file__).parent / "model" / "examples.json.gz"
NEAREST = 2
LEAST_LIKE = 0.15  # cosine under which a sentence has too little in common to be shown
_SURELY = 0.4  # share of the common words that one language has; some words are common in two
_GENERAL = 0.1  # weight of what sentences share that says nothing of the label
_Vector = dict[int, float]


def read_examples(file: Path = FILE) -> dict[str, tuple[str, ...]]:
    """Label → training sentences that carry it, as training/examples.py wrote them.

    Raises:
        Problem: the file is missing or cannot be read.
    """
    try:
        data: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
        sentences = [str(s) for s in data["sentences"]]
        return {str(label): tuple(sentences[n] for n in numbers) for label, numbers in data["labels"].items()}
    except FileNotFoundError:
        raise Problem("the training examples are not there", "install belwijs again", file=str(file)) from None
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise Problem("the training examples cannot be read", "install belwijs again", file=str(file)) from None


class NearestExamples:
    """Finds them: the cosine of the word pieces that speak for the label, and a little of all others."""

    def __init__(self, words: WordModel, labels: Sequence[str], examples: Mapping[str, Sequence[str]]) -> None:
        self._words = words
        self._column = {label: n for n, label in enumerate(labels)}
        self._examples = examples
        self._vectors: dict[str, list[_Vector]] = {}
        self._spoken: dict[str, tuple[Language | None, ...]] = {}

    def __call__(
        self, label: str, text: str, language: Language | None = None, most: int = NEAREST
    ) -> tuple[str, ...]:
        """At most so many sentences, the most alike first; the turn itself is not among them.

        With a language, none of another language that is known to be another.
        """
        weigh = np.maximum(self._words.weights[:, self._column[label]], 0).astype(np.float32)
        weigh = weigh / max(float(weigh.max()), 1.0) + _GENERAL
        sentences = self._examples.get(label, ())
        if label not in self._vectors:
            self._vectors[label] = [_weighed(self._vector(s), weigh) for s in sentences]
            self._spoken[label] = languages_of(sentences)
        asked = _weighed(self._vector(text), weigh)
        rows = zip(self._vectors[label], sentences, self._spoken[label], strict=True)
        fitting = ((v, s) for v, s, spoken in rows if s != text and (None in (language, spoken) or spoken == language))
        alike = sorted(((-_dot(asked, v), s) for v, s in fitting), key=lambda row: row[0])
        return tuple(s for like, s in alike[:most] if -like >= LEAST_LIKE)

    def _vector(self, text: str) -> _Vector:
        return dict(vector(text, "", self._words.index, self._words.rarity))


def languages_of(sentences: Sequence[str]) -> tuple[Language | None, ...]:
    """The language of each training sentence, None where it cannot be told.

    A single sentence often has too few common words. But training/examples.py writes them language by language, each
    from the shortest on, so that a shorter one begins the next language, and a whole language is told apart with ease.
    """
    found: list[Language | None] = []
    begins = [n for n in range(1, len(sentences)) if len(sentences[n]) < len(sentences[n - 1])]
    for start, end in pairwise([0, *begins, len(sentences)]):
        guess = detect(sentences[start:end])
        found += [guess[0] if guess and guess[1] >= _SURELY else None] * (end - start)
    return tuple(found)


def _weighed(found: _Vector, weigh: NDArray[np.float32]) -> _Vector:
    made = {n: value * float(weigh[n]) for n, value in found.items()}
    length = sum(v * v for v in made.values()) ** 0.5 or 1.0
    return {n: v / length for n, v in made.items()}


def _dot(a: _Vector, b: _Vector) -> float:
    small, large = (a, b) if len(a) < len(b) else (b, a)
    return sum(v * large[n] for n, v in small.items() if n in large)
