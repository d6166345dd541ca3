"""Writes src/belwijs/dialogue/model/fast.json: how words and forms alone become confidences, for the fast profile.

    python training/fast.py

Fitted on the dialogues left out, like the card's calibration, and moved so that the card's thresholds hold. Run it
after export.py; it takes seconds.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import calibrate
import compile as texts
import numpy as np
from card import name_in_card
from data import targets_of
from labels import OUTPUTS

MODEL = Path(__file__).parent.parent / "src/belwijs/dialogue/model"


def main() -> None:
    """Fit, move, write."""
    left_out = set((Path(__file__).parent / "held-out.txt").read_text(encoding="utf-8").split())
    dialogues = [d for d in texts.load() if d["id"] in left_out]
    ids = [f"{d['id']}#{n}" for d in dialogues for n in range(len(d["turns"]))]
    pairs = [targets_of(d["turns"]) for d in dialogues]
    targets, legal = (np.concatenate(side) for side in zip(*pairs, strict=True))
    words = calibrate.word_logits(ids, MODEL / "words.npz")
    evidence = calibrate.Evidence(
        ids, np.zeros_like(words), words, calibrate.form_matrix(ids), targets.astype(np.float32), legal > 0
    )
    fitted, thresholds = calibrate.fit(evidence)
    card = json.loads((MODEL / "card.json").read_text(encoding="utf-8"))
    made = {}
    for label in OUTPUTS:
        _, wording, form, offset = fitted[label]
        moved = offset + _logit(card["thresholds"][label]) - _logit(thresholds[label])
        made[label] = [wording, form, round(moved, 4)]
    file = {
        "version": card["version"],
        "words": hashlib.sha256((MODEL / "words.npz").read_bytes()).hexdigest(),
        "cross_validated": calibrate.cross_validated(evidence),
        "calibration": made,
    }
    (MODEL / "fast.json").write_text(json.dumps(file, indent=1) + "\n", encoding="utf-8")
    name_in_card(MODEL, "fast.json")
    print("without the encoder, cross-validated:", file["cross_validated"])


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


if __name__ == "__main__":
    main()
