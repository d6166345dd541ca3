"""From logits to confidences: one small logistic regression per label over [logit, form found], and a threshold per
label, on the dialogues left out.

Rare labels are pulled towards one shared scale, so that a handful of examples cannot bend them; thresholds likewise
towards 0.5.
"""

from __future__ import annotations

from typing import Any

import compile as texts
import numpy as np
from labels import OUTPUTS
from numpy.typing import NDArray

from belwijs.dialogue.forms import organisation_pattern
from belwijs.dialogue.understand import any_of_them
from belwijs.language.forms import pack

FULL = 40  # positives from which a label is calibrated on its own


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


def fit(
    logits: NDArray[np.float32], targets: NDArray[np.float32], legal: NDArray[np.float32], ids: list[str]
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Per label (scale, weight of the form, offset), and the threshold with the best F1."""
    forms = form_matrix(ids)
    shared = _logistic(logits[legal > 0], forms[legal > 0], targets[legal > 0], np.array([0.7, 0.0, -1.0]), 1e-3)
    calibration, thresholds = {}, {}
    for i, label in enumerate(OUTPUTS):
        rows = legal[:, i] > 0
        x, f, y = logits[rows, i], forms[rows, i], targets[rows, i]
        weights = _logistic(x, f, y, shared, 3.0)
        calibration[label] = [round(float(w), 4) for w in weights]
        p = _sigmoid(np.stack([x, f, np.ones_like(x)], 1) @ weights)
        thresholds[label] = _threshold(p, y)
    for kind in ("obj=", "agg="):
        columns = [i for i, label in enumerate(OUTPUTS) if label.startswith(kind)]
        rows = (legal[:, columns[0]] > 0) & (outbound(ids) if kind == "obj=" else True)
        weights = np.array([calibration[OUTPUTS[i]] for i in columns])
        p = _sigmoid(weights[:, 0] * logits[rows][:, columns] + weights[:, 1] * forms[rows][:, columns] + weights[:, 2])
        thresholds[kind] = _threshold(any_of_them(p), targets[rows][:, columns].max(1))
    return calibration, thresholds


def outbound(ids: list[str]) -> NDArray[np.bool_]:
    """Which of the turns `dialogue#number` are of cold calls, where alone there are objections."""
    calls = {d["id"] for d in texts.load() if d["direction"] == "outbound" and d["perspective"] == "agent"}
    return np.array([place.rpartition("#")[0] in calls for place in ids])


def _sigmoid(z: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))


def _logistic(
    x: NDArray[Any], f: NDArray[Any], y: NDArray[Any], prior: NDArray[Any], strength: float
) -> NDArray[np.float64]:
    """Weights by Newton's method, with a Gaussian prior around `prior`."""
    design = np.stack([x, f, np.ones_like(x)], 1).astype(np.float64)
    weights = np.array(prior, np.float64)
    precision = strength * np.diag([4.0, 1.0, 1.0])
    for _ in range(40):
        p = _sigmoid(design @ weights)
        gradient = design.T @ (p - y) + precision @ (weights - prior)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + precision
        step = np.linalg.solve(curvature, gradient)
        weights -= np.clip(step, -1, 1)
    return weights


def _threshold(p: NDArray[Any], y: NDArray[Any]) -> float:
    """The threshold with the best F1, pulled towards 0.42 the fewer positives there are."""
    grid = np.arange(0.15, 0.76, 0.01)
    f1 = np.array([2 * (y * (p >= t)).sum() / max(1.0, y.sum() + (p >= t).sum()) for t in grid])
    smooth = np.convolve(np.pad(f1, 3, mode="edge"), np.ones(7) / 7, "valid")
    best = float(grid[int(smooth.argmax())])
    own = min(1.0, float(y.sum()) / FULL)
    return round(own * best + (1 - own) * 0.42, 3)
