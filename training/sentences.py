"""Writes src/belwijs/dialogue/model/sentences.npz: what ordinary sentences of agents are like, so that the sentences of
a call can be compared with a house's own examples; and names it in the card.

    python training/sentences.py

Run it after export.py: it reads the exported encoder. Calibrated on evaluation/house/practices.yaml; the figures that
bench/own_practices.py prints leave the practice that is scored out of the calibration.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from card import name_in_card
from numpy.typing import NDArray

from belwijs.dialogue.encoder import MODEL, Encoder
from belwijs.dialogue.meaning import Ground, Meanings, Wanted, raw, sentences

Places = NDArray[np.floating[Any]]
HERE = Path(__file__).parent
PRACTICES = HERE.parent / "evaluation" / "house" / "practices.yaml"
SEED = 20261122
PER_LANGUAGE = 700
DIMENSIONS = 384
SOFT = 0.5  # of the mean variance, added before evening out
STEPS = 4000  # of the descent that fits the two numbers of the calibration


def ordinary() -> dict[str, list[str]]:
    """Sentences of agents from the training dialogues, by language."""
    found: dict[str, set[str]] = {}
    for file in sorted((HERE / "dialogues").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            dialogue = json.loads(line)
            for turn in dialogue["turns"]:
                if turn["role"] == "agent":
                    found.setdefault(dialogue["language"], set()).update(sentences(turn["text"]))
    drawn = random.Random(SEED)
    return {
        language: drawn.sample(sorted(said), min(PER_LANGUAGE, len(said))) for language, said in sorted(found.items())
    }


def with_mean(folder: Path) -> None:
    """Adds the output `mean` to an encoder exported without it: the turn's mean of the input of the last layer."""
    import onnx
    from onnx import TensorProto, helper

    file = folder / "encoder.onnx"
    network = onnx.load(str(file))
    if "mean" in {output.name for output in network.graph.output}:
        return
    norms = [node for node in network.graph.node if node.op_type == "LayerNormalization"]
    under_the_top = norms[-3].output[0]
    network.graph.node.append(helper.make_node("MatMul", ["pool", under_the_top], ["mean"], name="mean"))
    network.graph.output.append(helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["b", "n", "h"]))
    onnx.save(network, str(file))


def ground(encoder: Encoder) -> Ground:
    """Means, whitening and second moments of ordinary sentences."""
    vectors = [raw(encoder, said) for said in ordinary().values()]
    means = np.stack([v.mean(0) for v in vectors])
    centred = np.concatenate([v - m for v, m in zip(vectors, means, strict=True)])
    values, directions = np.linalg.eigh(np.cov(centred.T))
    order = np.argsort(-values)[:DIMENSIONS]
    projection = directions[:, order] / np.sqrt(values[order] + SOFT * values.mean())
    made = Ground(means.astype(np.float32), projection.astype(np.float32), np.zeros((1, 1)), 1.0, 0.0)
    rows = np.concatenate([made.vectors(v) for v in vectors]).astype(np.float64)
    return Ground(made.means, made.projection, rows.T @ rows / len(rows), 1.0, 0.0)


def places(meanings: Meanings, practice: dict[str, list[str]]) -> tuple[Places, Places]:
    """Where the sentences of a practice that were never shown lie on its scale, and whether they should."""
    wanted = Wanted("own.x", tuple(practice["says"]), tuple(practice.get("not", ())))
    texts = [*practice["positive"], *practice["negative"]]
    place = meanings.vectors(texts) @ meanings.scale(wanted).weights
    return place, np.array([1.0] * len(practice["positive"]) + [0.0] * len(practice["negative"]))


def fitted(place: Places, should: Places) -> tuple[float, float]:
    """Slope of the log odds by plain gradient descent (Platt 1999); the offset puts one half where F1 is best."""
    slope, offset = 1.0, -float(place.mean())
    for _ in range(STEPS):
        error = 1 / (1 + np.exp(-(slope * place + offset))) - should
        slope -= 0.1 * float((error * place).mean())
        offset -= 0.1 * float(error.mean())
    return slope, -slope * _best(place, should)


def _best(place: Places, should: Places) -> float:
    """The middle of the places from which F1 is within a hundredth of its best."""
    tried = np.arange(0.0, 8.0, 0.05)
    f1 = np.array([2 * should[place >= t].sum() / max((place >= t).sum() + should.sum(), 1) for t in tried])
    return float(np.median(tried[f1 >= f1.max() - 0.01]))


def save(folder: Path, made: Ground, calibration: tuple[float, float]) -> None:
    """Writes the file and names it in the card."""
    np.savez_compressed(
        folder / "sentences.npz",
        means=made.means.astype(np.float16),
        projection=made.projection.astype(np.float16),
        second=made.second.astype(np.float32),
        calibration=np.array(calibration),
    )
    name_in_card(folder, "encoder.onnx", "sentences.npz")


def main() -> None:
    """Measures, calibrates, writes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=MODEL)
    folder = parser.parse_args().folder
    with_mean(folder)
    name_in_card(folder, "encoder.onnx")
    made = ground(Encoder(folder))
    save(folder, made, (1.0, 0.0))
    meanings = Meanings(folder)
    practices = yaml.safe_load(PRACTICES.read_text(encoding="utf-8"))
    found = [places(meanings, p) for p in practices]
    calibration = fitted(np.concatenate([p for p, _ in found]), np.concatenate([s for _, s in found]))
    save(folder, made, calibration)
    print("calibration", calibration, "half at", -calibration[1] / calibration[0])


if __name__ == "__main__":
    main()
