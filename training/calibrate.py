"""From logits to confidences: one small logistic regression per label over [logit of the encoder, logit of the
words, form found], and a threshold per
label, on the dialogues left out.

Rare labels are pulled towards one shared scale, so that a handful of examples cannot bend them; thresholds likewise
towards 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import compile as texts
import numpy as np
from labels import OUTPUTS
from numpy.typing import NDArray

from belwijs.dialogue.forms import organisation_pattern
from belwijs.dialogue.ngrams import WordModel
from belwijs.dialogue.odds import sigmoid
from belwijs.dialogue.understand import any_of_them
from belwijs.language.forms import pack

FULL = 40  # positives from which a label is calibrated on its own


@dataclass(frozen=True)
class Evidence:
    """What is known of turns: three matrices (turns, labels) of features, the targets, and which labels are legal."""

    ids: list[str]
    encoder: NDArray[np.float32]
    words: NDArray[np.float32]
    forms: NDArray[np.float32]
    targets: NDArray[np.float32]
    legal: NDArray[np.bool_]

    @property
    def features(self) -> tuple[NDArray[np.float32], ...]:
        """In the order of a label's weights; the last is the offset."""
        return self.encoder, self.words, self.forms, np.ones_like(self.encoder)

    def design(self, column: int, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The features of one label for some turns."""
        return np.stack([f[rows, column] for f in self.features], 1).astype(np.float64)

    def confidences(self, calibration: dict[str, list[float]]) -> NDArray[np.float32]:
        """Calibrated confidences (turns, labels)."""
        weights = np.array([calibration[label] for label in OUTPUTS], np.float32)
        return np.asarray(sigmoid(sum(f * w for f, w in zip(self.features, weights.T, strict=True))), np.float32)


def form_matrix(ids: list[str]) -> NDArray[np.float32]:
    """1 where the language pack finds a label's form in the turn `dialogue#number`; (turns, labels)."""
    dialogues = {d["id"]: d for d in texts.load()}
    column = {label: i for i, label in enumerate(OUTPUTS)}
    made = np.zeros((len(ids), len(OUTPUTS)), np.float32)
    for row, place in enumerate(ids):
        ident, _, number = place.rpartition("#")
        dialogue = dialogues[ident]
        turn = dialogue["turns"][int(number)]
        found = pack(dialogue["language"]).found(turn["text"], turn["role"])
        if turn["role"] != "customer" and organisation_pattern(dialogue["organisation"]).search(turn["text"]):
            found["organisation"] = dialogue["organisation"]
        inside = False
        for event in dialogue["events"]:
            if event["before"] <= int(number):
                inside = event["type"] == "consult" or (inside and event["type"] != "back")
        if inside:
            found.pop("informal", None)
        for label in found:
            made[row, column[label]] = 1
    return made


def word_logits(ids: list[str], file: Path) -> NDArray[np.float32]:
    """What the linear model over words says of the turns `dialogue#number`, which are whole dialogues in order."""
    dialogues = {d["id"]: d for d in texts.load()}
    order = dict.fromkeys(place.rpartition("#")[0] for place in ids)
    model = WordModel.load(file)
    return np.concatenate([model.logits([t["text"] for t in dialogues[ident]["turns"]]) for ident in order])


Calibration = dict[str, list[float]]
Thresholds = dict[str, float]


def fit(evidence: Evidence, rows: NDArray[np.bool_] | None = None) -> tuple[Calibration, Thresholds]:
    """Per label (weight of the encoder, of the words, of the form, offset), and the threshold with the best F1.

    Args:
        rows: the turns to fit on; all when None.
    """
    chosen = np.ones(len(evidence.targets), bool) if rows is None else rows
    legal = evidence.legal & chosen[:, None]
    flat = np.stack([f[legal] for f in evidence.features], 1).astype(np.float64)
    shared = _logistic(flat, evidence.targets[legal], np.array([0.35, 0.35, 0.0, -1.0]), 1e-3)
    calibration: Calibration = {}
    thresholds: Thresholds = {}
    for i, label in enumerate(OUTPUTS):
        x, y = evidence.design(i, legal[:, i]), evidence.targets[legal[:, i], i]
        weights = _logistic(x, y, shared, 3.0)
        calibration[label] = [round(float(w), 4) for w in weights]
        thresholds[label] = _threshold(sigmoid(x @ weights), y)
    p = evidence.confidences(calibration)
    cold = outbound(evidence.ids)
    for kind in ("obj=", "agg="):
        columns = [i for i, label in enumerate(OUTPUTS) if label.startswith(kind)]
        asked = legal[:, columns[0]] & (cold if kind == "obj=" else True)
        thresholds[kind] = _threshold(any_of_them(p[asked][:, columns]), evidence.targets[asked][:, columns].max(1))
    return calibration, thresholds


def cross_validated(evidence: Evidence, folds: int = 5) -> dict[str, float]:
    """F1 when calibration and thresholds are fitted on four fifths of the dialogues left out and scored on the last."""
    order = list(dict.fromkeys(place.rpartition("#")[0] for place in evidence.ids))
    fold = np.array([order.index(place.rpartition("#")[0]) % folds for place in evidence.ids])
    guess = np.zeros(evidence.targets.shape, bool)
    for k in range(folds):
        calibration, thresholds = fit(evidence, fold != k)
        over = evidence.confidences(calibration) >= np.array([thresholds[label] for label in OUTPUTS])
        guess[fold == k] = (over & evidence.legal)[fold == k]
    acts = np.array(["=" not in label for label in OUTPUTS])
    right = evidence.targets > 0
    hits, total = (guess & right).sum(0)[acts], (guess.sum(0) + right.sum(0))[acts]
    often = right.sum(0)[acts] >= 8
    return {
        "micro": round(float(2 * hits.sum() / total.sum()), 4),
        "macro": round(float((2 * hits / np.maximum(total, 1))[often].mean()), 4),
    }


def outbound(ids: list[str]) -> NDArray[np.bool_]:
    """Which of the turns `dialogue#number` are of cold calls, where alone there are objections."""
    calls = {d["id"] for d in texts.load() if d["direction"] == "outbound" and d["perspective"] == "agent"}
    return np.array([place.rpartition("#")[0] in calls for place in ids])


def _logistic(
    x: NDArray[np.float64], y: NDArray[Any], prior: NDArray[np.float64], strength: float
) -> NDArray[np.float64]:
    """Weights by Newton's method, with a Gaussian prior around `prior`, tighter for the weights of logits."""
    weights = prior.copy()
    precision = strength * np.diag([4.0, 4.0, 1.0, 1.0])
    for _ in range(40):
        p = sigmoid(x @ weights)
        gradient = x.T @ (p - y) + precision @ (weights - prior)
        curvature = (x * (p * (1 - p))[:, None]).T @ x + precision
        weights -= np.clip(np.linalg.solve(curvature, gradient), -1, 1)
    return weights


def _threshold(p: NDArray[Any], y: NDArray[Any]) -> float:
    """The threshold with the best F1, pulled towards 0.42 the fewer positives there are."""
    grid = np.arange(0.15, 0.76, 0.01)
    f1 = np.array([2 * (y * (p >= t)).sum() / max(1.0, y.sum() + (p >= t).sum()) for t in grid])
    smooth = np.convolve(np.pad(f1, 3, mode="edge"), np.ones(7) / 7, "valid")
    best = float(grid[int(smooth.argmax())])
    own = min(1.0, float(y.sum()) / FULL)
    return round(own * best + (1 - own) * 0.42, 3)
