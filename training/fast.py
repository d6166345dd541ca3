"""Writes src/belwijs/dialogue/model/fast.json, for the fast profile: how words and forms alone become confidences, and
how the encoder's logits do of the turns in doubt, read as an abridged call.

    python training/fast.py

Fitted on the dialogues left out, like the card's calibration, and moved so that the card's thresholds hold. Run it
after export.py; it takes half a minute.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import replace
from pathlib import Path

import calibrate
import compile as texts
import numpy as np
from card import name_in_card
from data import lines_of, targets_of
from labels import OUTPUTS

from belwijs.dialogue.encoder import Encoder
from belwijs.dialogue.fast import in_doubt
from belwijs.dialogue.understand import weighed

MODEL = Path(__file__).parent.parent / "src/belwijs/dialogue/model"


def main() -> None:
    """Fit, move, write."""
    encoder = Encoder(MODEL)
    left_out = set((Path(__file__).parent / "held-out.txt").read_text(encoding="utf-8").split())
    dialogues = [d for d in texts.load() if d["id"] in left_out]
    ids = [f"{d['id']}#{n}" for d in dialogues for n in range(len(d["turns"]))]
    pairs = [targets_of(d["turns"]) for d in dialogues]
    targets, legal = (np.concatenate(side) for side in zip(*pairs, strict=True))
    words = calibrate.word_logits(ids, MODEL / "words.npz")
    evidence = calibrate.Evidence(
        ids, np.zeros_like(words), words, calibrate.form_matrix(ids), targets.astype(np.float32), legal > 0
    )
    card = json.loads((MODEL / "card.json").read_text(encoding="utf-8"))
    alone = {label: weights[1:] for label, weights in moved(calibrate.fit(evidence), card["thresholds"]).items()}
    sure = weighed(np.array([alone[label] for label in OUTPUTS], np.float32), words, evidence.forms)
    asked = np.zeros(len(ids), bool)
    logits, first = np.zeros_like(words), 0
    for dialogue in dialogues:
        rows = slice(first, first + len(dialogue["turns"]))
        doubted = in_doubt(np.where(evidence.legal[rows], sure[rows], np.float32(0)), OUTPUTS)
        lines = lines_of(dialogue)
        read = encoder.logits([lines[n] for n in doubted], dialogue["direction"], dialogue["perspective"])
        asked[first + doubted], logits[first + doubted] = True, read
        first += len(lines)
    abridged = moved(calibrate.fit(replace(evidence, encoder=logits), asked), card["thresholds"])
    file = {
        "version": card["version"],
        "words": hashlib.sha256((MODEL / "words.npz").read_bytes()).hexdigest(),
        "cross_validated": calibrate.cross_validated(evidence),
        "calibration": alone,
        "abridged": abridged,
    }
    (MODEL / "fast.json").write_text(json.dumps(file, indent=1) + "\n", encoding="utf-8")
    name_in_card(MODEL, "fast.json")
    print("without the encoder, cross-validated:", file["cross_validated"], "asked about:", asked.mean())


def moved(
    fitted: tuple[dict[str, list[float]], dict[str, float]], thresholds: dict[str, float]
) -> dict[str, list[float]]:
    """A calibration whose own thresholds have become these."""
    weights, own = fitted
    made = {}
    for label in OUTPUTS:
        *scales, offset = weights[label]
        made[label] = [*scales, round(offset + _logit(thresholds[label]) - _logit(own[label]), 4)]
    return made


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


if __name__ == "__main__":
    main()
