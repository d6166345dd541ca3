"""How well a house's own practice is recognised from a few example sentences.

    python bench/own_practices.py

evaluation/house/practices.yaml holds invented practices with sentences that were never shown to the program: some do what
the practice asks, the others do not, half of those look like it on purpose. The two numbers of the calibration are fitted on
the other practices. Ordinary sentences come from the labelled calls of evaluation/calls. Writes bench/own_practices.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from belwijs.call.read import read_call_file
from belwijs.dialogue.encoder import MODEL
from belwijs.dialogue.meaning import Meanings, Wanted
from belwijs.dialogue.meaning import sentences as pieces

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "training"))
HEAD = """# A house's own practices, recognised by meaning

Made by bench/own_practices.py on {day}, model {version}. {count} invented practices (evaluation/house), each with 3 or 4 example
sentences and at most one that only looks like it; scored on {sentences} sentences never shown to the program, half of the wrong
ones made to look right. The calibration is fitted on the other practices. Ordinary sentences: {ordinary} of the
agents in the labelled calls; some of them really wish a good day or name a website, so their row counts too many.

| practice | language | precision | recall | F1 |
|---|---|---|---|---|
"""


from sentences import fitted  # noqa: E402  (training/sentences.py)


def places(meanings: Meanings, says: list[str], unlike: list[str], texts: list[str]) -> Any:
    """Where sentences lie on the scale that the examples make."""
    return meanings.vectors(texts) @ meanings.scale(Wanted("own.x", tuple(says), tuple(unlike))).weights


def figures(hits: int, said: int, true: int) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    precision, recall = hits / said if said else 1.0, hits / true if true else 1.0
    return precision, recall, 2 * hits / (said + true) if said + true else 1.0


def ordinary() -> list[str]:
    """Sentences of the agents in the labelled calls."""
    found: list[str] = []
    for path in sorted((ROOT / "evaluation" / "calls").glob("*.json")):
        for source in read_call_file(path):
            call = source.call
            for turn in call.turns:
                if call.role_of(turn.speaker) == "agent":
                    found += pieces(turn.text)
    return found


def scored(meanings: Meanings, practices: list[Any], common: list[str], more: int = 0) -> tuple[list[Any], float]:
    """Per practice its counts, and how many of 1,000 ordinary sentences it takes for its own.

    `more` of the right sentences are given to the practice as examples, with as many of the wrong ones, and not scored.
    """
    laid: list[tuple[Any, Any, Any]] = []
    for p in practices:
        says, unlike = p["says"] + p["positive"][:more], p.get("not", []) + p["negative"][:more]
        right, wrong = p["positive"][more:], p["negative"][more:]
        place = places(meanings, says, unlike, [*right, *wrong])
        laid.append((place, np.array([1.0] * len(right) + [0.0] * len(wrong)), places(meanings, says, unlike, common)))
    rows, alarms = [], 0
    for n, (place, should, ground) in enumerate(laid):
        others = [x for m, x in enumerate(laid) if m != n]
        slope, offset = fitted(np.concatenate([x[0] for x in others]), np.concatenate([x[1] for x in others]))
        said = slope * place + offset >= 0
        rows.append((int((said & (should == 1)).sum()), int(said.sum()), int(should.sum())))
        alarms += int((slope * ground + offset >= 0).sum())
    return rows, 1000 * alarms / (len(common) * len(practices))


def main() -> None:
    """Prints and writes the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=MODEL)
    started = time.time()
    meanings = Meanings(parser.parse_args().model)
    practices = yaml.safe_load((ROOT / "evaluation" / "house" / "practices.yaml").read_text(encoding="utf-8"))
    common = ordinary()
    rows, alarms = scored(meanings, practices, common)
    count = sum(len(p["positive"]) + len(p["negative"]) for p in practices)
    head = {"day": date.today().isoformat(), "version": meanings.version, "count": len(practices)}
    page = HEAD.format(**head, sentences=count, ordinary=len(common))
    for p, row in zip(practices, rows, strict=True):
        page += "| {} | {} | {:.2f} | {:.2f} | {:.2f} |\n".format(p["id"], p["language"], *figures(*row))
    total = figures(*(sum(column) for column in zip(*rows, strict=True)))
    page += "| **all** | | **{:.2f}** | **{:.2f}** | **{:.2f}** |\n".format(*total)
    page += f"\nOrdinary sentences taken for a practice: {alarms:.1f} of 1,000, for each practice.\n"
    page += "\n| examples | and sentences that look like it | precision | recall | F1 | ordinary, of 1,000 |\n|---|---|---|---|---|---|\n"
    for more in (0, 2, 5):
        some, wrong = scored(meanings, practices, common, more)
        most = figures(*(sum(column) for column in zip(*some, strict=True)))
        page += "| 3-4{0} | 0-1{0} | {1:.2f} | {2:.2f} | {3:.2f} | {4:.1f} |\n".format(
            f" + {more}" if more else "", *most, wrong
        )
    (HERE / "own_practices.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page + f"\n{time.time() - started:.0f} s\n")


if __name__ == "__main__":
    main()
