"""Scores the dialogue stage on labelled calls, beside simple baselines, and measures its speed and memory.

    python bench/dialogue.py --calls FOLDER            # prints
    python bench/dialogue.py --calls FOLDER --write    # and writes bench/dialogue.md

Labelled calls are only scored here; nothing is trained or tuned on them. The baselines `n-grams` and `frozen
encoder` are trained on training/dialogues by training/baselines.py, which leaves their predictions in
training/work.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from belwijs.call import Call
from belwijs.dialogue.understand import FormModel, TrainedModel, Understanding, understand

ROOT = Path(__file__).parent.parent
LEAST = 8  # a class counts in macro-F1 when it has so many positives

Labels = set[tuple[str, int, str]]  # call, turn, label


def gold_calls(folder: Path) -> list[Call]:
    """The labelled calls of a folder."""
    return [Call.model_validate(json.loads(f.read_text(encoding="utf-8"))) for f in sorted(folder.glob("*.json"))]


def labels(call: Call, seen: Understanding | Any) -> Labels:
    """Everything said of a call, comparable."""
    found = {(call.id, a.turn, str(a.act)) for a in seen.acts}
    found |= {(call.id, o.turn, f"obj={o.type}") for o in seen.objections}
    return found | {(call.id, a.turn, f"agg={a.level}/{a.target}") for a in seen.aggression}


def f1(right: Labels, guess: Labels) -> float:
    """F1 of two sets; 1 when both are empty."""
    return 2 * len(right & guess) / (len(right) + len(guess)) if right or guess else 1.0


def part(found: Iterable[tuple[str, int, str]], kind: str) -> Labels:
    """Only acts, objections (`obj=`) or aggression (`agg=`)."""
    return {x for x in found if (x[2].startswith(kind) if kind else "=" not in x[2])}


def figures(right: Labels, guess: Labels) -> dict[str, float]:
    """Micro- and macro-F1 of acts, F1 of objections, of aggression spotted (whatever its cell) and of its cells."""
    per = per_class(part(right, ""), part(guess, ""))
    often = [row["f1"] for row in per.values() if row["n"] >= LEAST]
    spotted = [{(c, t, "x") for c, t, _ in part(side, "agg=")} for side in (right, guess)]
    return {
        "micro": f1(part(right, ""), part(guess, "")),
        "macro": statistics.fmean(often) if often else 0.0,
        "objections": f1(part(right, "obj="), part(guess, "obj=")),
        "spotted": f1(*spotted),
        "cells": f1(part(right, "agg="), part(guess, "agg=")),
    }


def per_class(right: Labels, guess: Labels) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of positives for each label, the frequent ones first."""
    counts = Counter(label for *_, label in right)
    made = {}
    for label in sorted({label for *_, label in right | guess}, key=lambda name: (-counts[name], name)):
        a, b = ({x for x in side if x[2] == label} for side in (right, guess))
        hit = len(a & b)
        made[label] = {
            "precision": hit / len(b) if b else 0.0,
            "recall": hit / len(a) if a else 0.0,
            "f1": f1(a, b),
            "n": len(a),
        }
    return made


def calibration_error(model: TrainedModel, calls: list[Call], right: Labels, bins: int = 10) -> float:
    """Expected calibration error of the confidences of the acts that were reported (Naeini et al. 2015)."""
    pairs = [(a.confidence, (c.id, a.turn, str(a.act)) in right) for c in calls for a in understand(c, model).acts]
    total = 0.0
    for b in range(bins):
        inside = [(p, y) for p, y in pairs if b / bins < p <= (b + 1) / bins]
        if inside:
            total += (
                len(inside)
                / len(pairs)
                * abs(statistics.fmean(p for p, _ in inside) - statistics.fmean(y for _, y in inside))
            )
    return total


def speed(model: TrainedModel, calls: list[Call]) -> dict[str, float]:
    """Milliseconds a turn and turns a second on one thread, and seconds for 40 turns in one call."""
    turns = [t for c in calls for t in c.turns]
    started = time.perf_counter()
    for call in calls:
        understand(call, model)
    took = time.perf_counter() - started
    return {
        "ms a turn": 1000 * took / len(turns),
        "turns a second": len(turns) / took,
        "40 turns, s": 40 * took / len(turns),
    }


def call_of(dialogue: dict[str, Any]) -> Call:
    """A training dialogue as a call: 2.5 words a second, and the events where they were."""
    clock, turns, events, consulting = 0.0, [], [], None
    for number, turn in enumerate(dialogue["turns"]):
        for event in (e for e in dialogue["events"] if e["before"] == number):
            seconds = event.get("seconds", 0)
            if event["type"] == "hold":
                events.append({"type": "hold", "start": clock, "end": clock + seconds})
            elif event["type"] == "consult":
                consulting = clock
            elif event["type"] == "back" and consulting is not None:
                events.append({"type": "consult", "start": consulting, "end": clock})
                consulting = None
            elif event["type"] == "transfer":
                events.append({"type": "transfer", "start": clock, "answered": event["kind"] != "noanswer"})
            clock += seconds
        length = max(0.4, len(turn["text"].split()) / 2.5)
        turns.append({"speaker": turn["role"], "start": clock + 0.6, "end": clock + 0.6 + length, "text": turn["text"]})
        clock += 0.6 + length
    if consulting is not None:
        events.append({"type": "consult", "start": consulting, "end": clock})
    roles = ("agent", "customer", "colleague")
    kept = {name: dialogue[name] for name in ("id", "language", "direction", "perspective", "organisation")}
    return Call.model_validate(
        kept | {"participants": [{"id": r, "role": r} for r in roles], "turns": turns, "events": events}
    )


def left_out() -> list[dict[str, Any]]:
    """The training dialogues that the model never saw."""
    ids = set((ROOT / "training/held-out.txt").read_text(encoding="utf-8").split())
    lines = (
        line
        for f in sorted((ROOT / "training/dialogues").glob("*.jsonl"))
        for line in f.read_text("utf-8").splitlines()
    )
    return [d for d in map(json.loads, lines) if d["id"] in ids]


def told(dialogue: dict[str, Any]) -> Labels:
    """The labels of a training dialogue."""
    found: Labels = set()
    for number, turn in enumerate(dialogue["turns"]):
        names = [*turn["acts"], *(f"{k[:3]}={turn[k]}" for k in ("objection", "aggression") if k in turn)]
        found |= {(dialogue["id"], number, name) for name in names}
    return found


def baselines() -> dict[str, dict[str, list[list[Any]]]]:
    """What training/baselines.py predicted; empty when it was not run."""
    file = ROOT / "training/work/baselines.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def predicted(places: list[list[Any]]) -> Labels:
    """Baseline predictions, comparable."""
    return {(ident, turn, label) for ident, turn, label in places}


def head(what: str) -> list[str]:
    """The head of a table of figures."""
    return [
        what,
        "acts micro-F1",
        f"acts macro-F1 (n ≥ {LEAST})",
        "objections F1",
        "aggression spotted F1",
        "right cell F1",
    ]


def row(name: str, right: Labels, guess: Labels) -> list[str]:
    """A line of that table."""
    return [name, *(f"{value:.3f}" for value in figures(right, guess).values())]


def held_out_rows(model: TrainedModel) -> list[list[str]]:
    """Figures on the training dialogues left out: all, clean against recogniser style, each language; and the baselines."""
    dialogues = left_out()
    right = {d["id"]: told(d) for d in dialogues}
    calls = {d["id"]: call_of(d) for d in dialogues}
    guess = {ident: labels(c, understand(c, model)) for ident, c in calls.items()}
    forms = {ident: labels(c, understand(c, FormModel())) for ident, c in calls.items()}

    def line(name: str, found: dict[str, Labels], ids: Iterable[str]) -> list[str]:
        ids = list(ids)
        return row(name, set().union(*(right[i] for i in ids)), set().union(*(found[i] for i in ids)))

    rows = [head("training dialogues left out"), line("Belwijs", guess, right)]
    for style in ("clean", "asr"):
        rows.append(line(f"Belwijs, {style}", guess, (d["id"] for d in dialogues if d["style"] == style)))
    for language in ("nl", "en", "de", "fr"):
        rows.append(line(f"Belwijs, {language}", guess, (d["id"] for d in dialogues if d["language"] == language)))
    rows.append(line("forms alone", forms, right))
    everything = set().union(*right.values())
    rows += [row(name, everything, predicted(sides["held out"])) for name, sides in baselines().items()]
    return rows


def table(rows: list[list[str]]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = rows
    return "\n".join(["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *body)])


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--calls", type=Path, required=True)
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    model = TrainedModel()
    loading = time.perf_counter() - started
    calls = gold_calls(chosen.calls)
    right = set().union(*(labels(c, c.gold) for c in calls))
    guesses = {"Belwijs": set().union(*(labels(c, understand(c, model)) for c in calls))}
    guesses["forms alone"] = set().union(*(labels(c, understand(c, FormModel())) for c in calls))
    measured = speed(model, calls)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    guesses |= {name: predicted(sides["labelled calls"]) for name, sides in baselines().items()}
    rows = [head("labelled calls"), *(row(name, right, guess) for name, guess in guesses.items())]
    held = held_out_rows(model)
    classes = [["label", "n", "precision", "recall", "F1"]]
    classes += [
        [name, str(int(r["n"])), f"{r['precision']:.2f}", f"{r['recall']:.2f}", f"{r['f1']:.2f}"]
        for name, r in per_class(right, guesses["Belwijs"]).items()
    ]
    text = f"""# The dialogue stage, measured

{date.today()}, model {model.version}, {len(calls)} labelled calls with {sum(len(c.turns) for c in calls)} turns,
one thread on {platform.processor() or platform.machine()}.
Made by `python bench/dialogue.py --calls FOLDER --write`.

{table(rows)}

{table(held)}

Calibration error (ECE) of the acts reported: {calibration_error(model, calls, right):.3f}.

Load {loading:.2f} s; {", ".join(f"{k} {v:.3g}" for k, v in measured.items())}; memory added {memory:.0f} MB.

{table(classes)}
"""
    print(text)
    if chosen.write:
        (ROOT / "bench/dialogue.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
