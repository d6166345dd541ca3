"""Trains the linear model over pieces of words on the dialogues that are not left out: training/work/words.npz."""

from __future__ import annotations

from collections import Counter

import compile as texts
import numpy as np
from labels import AGENT_ACTS, OUTPUTS, labels_of
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from train import WORK, held_out

from belwijs.dialogue.ngrams import pieces, vector

LEAST = {"parts": 8, "words": 4, "before": 12}  # turns a feature must be seen in
STRENGTH = 6.0


def main() -> None:
    """Writes features, rarity and weights."""
    left_out = held_out()
    dialogues = [d for d in texts.load() if d["id"] not in left_out]
    turns = [(t, d["turns"][i - 1]["text"] if i else "") for d in dialogues for i, t in enumerate(d["turns"])]
    seen: dict[str, Counter[str]] = {block: Counter() for block in LEAST}
    for turn, before in turns:
        for block, counts in pieces(turn["text"], before):
            seen[block].update(counts.keys())
    features = sorted(f for block, counts in seen.items() for f, n in counts.items() if n >= LEAST[block])
    index = {f: i for i, f in enumerate(features)}
    often = np.zeros(len(features))
    for counts in seen.values():
        for f, n in counts.items():
            if f in index:
                often[index[f]] += n
    rarity = (np.log((1 + len(turns)) / (1 + often)) + 1).astype(np.float32)
    found = [vector(turn["text"], before, index, rarity) for turn, before in turns]
    lengths = np.cumsum([0, *(len(f) for f in found)])
    numbers = np.array([i for f in found for i, _ in f])
    values = np.array([v for f in found for _, v in f])
    x = csr_matrix((values, numbers, lengths), shape=(len(turns), len(features)))
    labels = [labels_of(turn) for turn, _ in turns]
    customer = np.array([turn["role"] == "customer" for turn, _ in turns])
    weights, offset = np.zeros((len(features), len(OUTPUTS))), np.zeros(len(OUTPUTS))
    for column, label in enumerate(OUTPUTS):
        legal = ~customer if label in AGENT_ACTS else customer
        y = np.array([label in one for one in labels])[legal]
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0, tol=1e-3).fit(x[legal], y)
        weights[:, column], offset[column] = model.coef_[0], model.intercept_[0]
    scale = np.maximum(np.abs(weights).max(0), 1e-6) / 127
    np.savez_compressed(
        WORK / "words.npz",
        features=np.frombuffer("\n".join(features).encode(), np.uint8),
        rarity=rarity.astype(np.float16),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        offset=offset.astype(np.float32),
    )
    print(f"{len(features)} features, {(WORK / 'words.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
