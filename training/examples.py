"""Chooses training sentences to show beside an act: src/belwijs/dialogue/model/examples.json.gz.

    python training/examples.py

For each label and language the sentences that differ most from each other (farthest-point sampling over word pieces,
from the shortest on), of the dialogues that were trained on. The same texts and words.npz always give the same file.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path

import compile as texts
import numpy as np
from card import name_in_card
from numpy.typing import NDArray

from belwijs.dialogue.encoder import MODEL, read_words
from belwijs.dialogue.ngrams import WordModel, vector

HERE = Path(__file__).parent
SHORTEST, LONGEST = 3, 140  # letters of a sentence that can be read at a glance
MOST = {"nl": 60}  # sentences for a label; of the other languages OTHERS
OTHERS = 25
DIMENSIONS = 512  # word pieces are hashed into so many for the distances between sentences


def dense(model: WordModel, sentence: str) -> NDArray[np.float32]:
    """The word pieces of a sentence, hashed, length 1."""
    row = np.zeros(DIMENSIONS, np.float32)
    for number, value in vector(sentence, "", model.index, model.rarity):
        row[number % DIMENSIONS] += value if number // DIMENSIONS % 2 else -value
    return row / max(float(np.linalg.norm(row)), 1e-6)


def spread(model: WordModel, sentences: list[str], most: int) -> list[str]:
    """Sentences far from each other, at most so many."""
    if len(sentences) <= most:
        return sentences
    rows = np.array([dense(model, s) for s in sentences])
    chosen = [0]
    like = rows @ rows[0]
    while len(chosen) < most:
        next_ = int(np.argmin(like))
        chosen.append(next_)
        like = np.maximum(like, rows @ rows[next_])
    return [sentences[n] for n in sorted(chosen)]


def main() -> None:
    """Writes the file."""
    left_out = set((HERE / "held-out.txt").read_text(encoding="utf-8").split())
    model = read_words()
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for dialogue in texts.load():
        if dialogue["id"] in left_out:
            continue
        for turn in dialogue["turns"]:
            if SHORTEST <= len(turn["text"]) <= LONGEST:
                names = [*turn["acts"], *(f"{k[:3]}={turn[k]}" for k in ("objection", "aggression") if k in turn)]
                for name in names:
                    found[name, dialogue["language"]].add(turn["text"])
    kept: defaultdict[str, list[str]] = defaultdict(list)
    for (label, language), sentences in sorted(found.items()):
        in_order = sorted(sentences, key=lambda s: (len(s), s))
        kept[label] += spread(model, in_order, MOST.get(language, OTHERS))
    every = sorted({s for sentences in kept.values() for s in sentences})
    number = {s: n for n, s in enumerate(every)}
    made = {"sentences": every, "labels": {label: [number[s] for s in those] for label, those in kept.items()}}
    data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    (MODEL / "examples.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    name_in_card(MODEL, "examples.json.gz")
    print(len(every), "sentences,", (MODEL / "examples.json.gz").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
