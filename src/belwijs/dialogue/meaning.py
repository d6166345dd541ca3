"""Sentences compared by meaning: which sentences of a call do what a few example sentences do.

A sentence is read by the trained encoder on its own, as an agent's words; the mean of its tokens one layer under the
top is its meaning (the top layer is tuned away from meanings towards acts). From that the language's own mean is taken,
and what is common among ordinary sentences of agents is evened out (whitening). Each practice gets a linear scale by
ridge regression in closed form: its examples on one side, ordinary sentences and the ones that only look like it on the
other. Where a sentence lies on that scale among ordinary sentences, in standard deviations, gives its confidence.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call, Problem
from belwijs.dialogue.encoder import MODEL, Encoder
from belwijs.dialogue.encoding import Line
from belwijs.dialogue.odds import sigmoid
from belwijs.finding import Likeness

FAINT = 0.1  # confidence under which a sentence is not like a practice at all
RIDGE = 0.005
ALONE = 0.25  # confidence under which the other examples do not recognise one of them: it stands apart
UNLIKE = 0.3  # what the sentences that only look like it weigh together; the examples weigh 1
CLAUSES_FROM, LEAST_WORDS, MOST_WORDS = 10, 2, 24
KEPT = 20_000  # sentences whose vector is kept
_END = re.compile(r"(?<=[.?!…])\s+")
_CLAUSE = re.compile(r"(?<=[,;:])\s+")
_WAY_OUT = "install belwijs again, or rebuild the model with `make model`"

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Wanted:
    """One practice of a house: sentences that do it, and sentences that look like it but do not."""

    practice: str
    says: tuple[str, ...]
    unlike: tuple[str, ...] = ()


def sentences(text: str) -> list[str]:
    """The sentences of a turn; of a long one its clauses too, and of one without any mark overlapping stretches."""
    found: list[str] = []
    for sentence in _END.split(text.strip()):
        words = sentence.split()
        if len(words) > MOST_WORDS and not re.search(r"[,;:]", sentence):
            found += [" ".join(words[n : n + 14]) for n in range(0, len(words) - 6, 7)]
            continue
        found.append(sentence)
        if len(words) >= CLAUSES_FROM:
            found += [c for c in _CLAUSE.split(sentence) if c != sentence]
    return [s for s in dict.fromkeys(found) if len(s.split()) >= LEAST_WORDS]


@dataclass(frozen=True)
class Ground:
    """What ordinary sentences of agents are like, from training/sentences.py.

    Attributes:
        means: (languages, h) the mean of each language.
        projection: (h, k) evens out what is common.
        second: (k + 1, k + 1) mean outer product of their vectors with a 1 behind them.
        slope, offset: standard deviations on a practice's scale → log odds.
    """

    means: Vector
    projection: Vector
    second: NDArray[np.float64]
    slope: float
    offset: float

    @classmethod
    def load(cls, file: Path) -> Ground:
        """Reads the file that training/sentences.py wrote.

        Raises:
            Problem: it is missing or cannot be read.
        """
        try:
            with np.load(file, allow_pickle=False) as data:
                slope, offset = (float(v) for v in data["calibration"])
                means, projection = (data[name].astype(np.float32) for name in ("means", "projection"))
                return cls(means, projection, data["second"].astype(np.float64), slope, offset)
        except (OSError, ValueError, KeyError):
            raise Problem("what compares sentences by meaning cannot be read", _WAY_OUT, file=str(file)) from None

    def vectors(self, raw: Vector) -> Vector:
        """Means of tokens (n, h) → vectors of length 1 with a 1 behind them (n, k + 1)."""
        apart = ((raw[:, None, :] - self.means[None]) ** 2).sum(2)
        # Row by row: a product of several rows is rounded otherwise than that of one.
        centred = np.stack([row @ self.projection for row in raw - self.means[apart.argmin(1)]])
        length = np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
        return np.concatenate([centred / length, np.ones((len(raw), 1), np.float32)], 1)


@dataclass(frozen=True)
class Scale:
    """A practice's own linear scale over vectors, in standard deviations of ordinary sentences."""

    weights: Vector

    @classmethod
    def of(cls, ground: Ground, inverse: NDArray[np.float64], says: Vector, unlike: Vector) -> Scale:
        """Ridge regression of +1 (examples) against -1 (ordinary sentences, and those that only look like it).

        Args:
            inverse: of the ordinary sentences' second moments with the ridge added; the few examples are worked in by
                the Woodbury identity.
        """
        n, m = len(says), len(unlike)
        rows = np.concatenate([says, unlike]).astype(np.float64)
        weight = np.concatenate([np.full(n, 1 / n), np.full(m, UNLIKE / max(m, 1))])
        target = np.concatenate([np.ones(n), -np.ones(m)])
        side = rows.T @ (weight * target) - ground.second[-1]
        through = inverse @ rows.T
        small = np.diag(1 / weight) + rows @ through
        beta = inverse @ side - through @ np.linalg.solve(small, rows @ (inverse @ side))
        mean = float(ground.second[-1] @ beta)
        spread = float(np.sqrt(max(beta @ ground.second @ beta - mean**2, 1e-12)))
        beta[-1] -= mean
        return cls((beta / spread).astype(np.float32))


class Meanings:
    """Compares sentences with examples; keeps the vectors of sentences it has seen."""

    def __init__(self, folder: Path = MODEL) -> None:
        """Loads the encoder that ships with belwijs, or the one in `folder`.

        Raises:
            Problem: the model is missing, damaged, or too old to compare sentences.
        """
        self._encoder = Encoder(folder)
        self.version = self._encoder.card.version
        self.ground = Ground.load(folder / "sentences.npz")
        ridge = RIDGE * np.eye(len(self.ground.second))
        self._inverse = np.asarray(np.linalg.inv(self.ground.second + ridge), np.float64)
        self._vectors: dict[str, Vector] = {}
        self._scales: dict[Wanted, Scale] = {}

    def vectors(self, texts: Iterable[str]) -> Vector:
        """One row a sentence, see `Ground.vectors`."""
        wanted = list(texts)
        new = [t for t in dict.fromkeys(wanted) if t not in self._vectors]
        if len(self._vectors) + len(new) > KEPT:
            self._vectors.clear()
            new = list(dict.fromkeys(wanted))
        if new:
            for text, row in zip(new, self.ground.vectors(raw(self._encoder, new)), strict=True):
                self._vectors[text] = row
        size = len(self.ground.second)
        return np.stack([self._vectors[t] for t in wanted]) if wanted else np.zeros((0, size), np.float32)

    def scale(self, wanted: Wanted) -> Scale:
        """The scale of a practice."""
        if wanted not in self._scales:
            says, unlike = self.vectors(wanted.says), self.vectors(wanted.unlike)
            self._scales[wanted] = Scale.of(self.ground, self._inverse, says, unlike)
        return self._scales[wanted]

    def confidences(self, texts: Sequence[str], wanted: Sequence[Wanted]) -> Vector:
        """How sure it is that each sentence does what each practice asks: (sentences, practices), 0-1."""
        if not texts or not wanted:
            return np.zeros((len(texts), len(wanted)), np.float32)
        weights = np.stack([self.scale(one).weights for one in wanted], 1)
        places = np.stack([row @ weights for row in self.vectors(texts)])
        odds = self.ground.slope * places + self.ground.offset
        return np.asarray(sigmoid(odds), np.float32)

    def likenesses(self, call: Call, wanted: Sequence[Wanted]) -> tuple[Likeness, ...]:
        """Of every turn of our side the likest sentence for each practice, where it is like it at all."""
        ours = "customer" if call.perspective == "customer" else "agent"
        said = [
            (n, s)
            for n, turn in enumerate(call.turns)
            if call.role_of(turn.speaker) in (ours, "colleague")
            for s in sentences(turn.text)
        ]
        sure = self.confidences([s for _, s in said], wanted)
        found: list[Likeness] = []
        rows = range(len(said))
        for turn, group in itertools.groupby(rows, key=lambda r: said[r][0]):
            of_turn = list(group)
            for column, one in enumerate(wanted):
                best = max(of_turn, key=lambda r: float(sure[r, column]))
                p = round(min(1.0, float(sure[best, column])), 3)
                if p >= FAINT:
                    found.append(Likeness(practice=one.practice, turn=turn, confidence=p, words=said[best][1]))
        return tuple(found)

    def own_mistakes(self, wanted: Wanted) -> list[tuple[str, bool, float]]:
        """Examples that a practice gets wrong: sentence, should it do, confidence.

        One of `says` is asked of the others alone, one of `unlike` with all of them known: it is there to be heeded.
        """
        wrong: list[tuple[str, bool, float]] = []
        for n, sentence in enumerate(wanted.says):
            others = Wanted(wanted.practice, wanted.says[:n] + wanted.says[n + 1 :], wanted.unlike)
            p = float(self.confidences([sentence], [others])[0, 0])
            if p < ALONE:
                wrong.append((sentence, True, p))
        sure = self.confidences(wanted.unlike, [wanted])
        wrong += [(s, False, float(p)) for s, p in zip(wanted.unlike, sure[:, 0], strict=True) if p >= 0.5]
        return wrong


def raw(encoder: Encoder, texts: Sequence[str]) -> Vector:
    """The mean of the tokens of each sentence, (n, h); each read by itself, so that it never depends on the others."""
    return np.stack([encoder.mean([Line("agent", text)], "inbound", "agent")[0] for text in texts])


@cache
def load_meanings() -> Meanings:
    """What compares sentences, loaded once in this process.

    Raises:
        Problem: its files are missing or damaged.
    """
    return Meanings()
