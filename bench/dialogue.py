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
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from belwijs.call import Call
from belwijs.dialogue.understand import FormModel, TrainedModel, Understanding, understand
from belwijs.figures.agreement import agreement
from belwijs.figures.scored import Labelled, ScoredCall, Seen, labels_of
from belwijs.figures.tally import LEAST

ROOT = Path(__file__).parent.parent
FIGURES = ("acts.micro", "acts.macro", "objections", "aggression.spotted", "aggression.cells")

Place = tuple[str, int, str]  # call, turn, label
Places = dict[Place, float]  # with the confidence


def gold_calls(folder: Path) -> list[Call]:
    """The labelled calls of a folder."""
    return [Call.model_validate(json.loads(f.read_text(encoding="utf-8"))) for f in sorted(folder.glob("*.json"))]


def told_of(call: Call, seen: Understanding | Any) -> Places:
    """Everything said of a call, comparable, with how surely."""
    return {(call.id, s.turn, s.label): s.confidence for s in labels_of(seen)}


def laid_out(right: Iterable[Place], guess: Places) -> list[ScoredCall]:
    """What people labelled beside what was found, call by call."""
    expected, found = defaultdict(list), defaultdict(list)
    for ident, turn, label in sorted(right):
        expected[ident].append(Labelled(turn=turn, label=label))
    for (ident, turn, label), sure in sorted(guess.items()):
        found[ident].append(Seen(turn=turn, label=label, confidence=sure))
    ids = sorted({*expected, *found})
    return [ScoredCall(id=i, expected=tuple(expected[i]), found=tuple(found[i])) for i in ids]


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


def told(dialogue: dict[str, Any]) -> set[Place]:
    """The labels of a training dialogue."""
    found: set[Place] = set()
    for number, turn in enumerate(dialogue["turns"]):
        names = [*turn["acts"], *(f"{k[:3]}={turn[k]}" for k in ("objection", "aggression") if k in turn)]
        found |= {(dialogue["id"], number, name) for name in names}
    return found


def baselines() -> dict[str, dict[str, list[list[Any]]]]:
    """What training/baselines.py predicted; empty when it was not run."""
    file = ROOT / "training/work/baselines.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def predicted(places: list[list[Any]]) -> Places:
    """Baseline predictions, comparable."""
    return {(str(place[0]), int(place[1]), str(place[2])): 1.0 for place in places}


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


def row(name: str, right: Iterable[Place], guess: Places) -> list[str]:
    """A line of that table."""
    found = agreement(laid_out(right, guess), intervals=False).figures
    return [name, *(f"{found[f].value:.3f}" if f in found else "–" for f in FIGURES)]


def together(parts: Iterable[Places]) -> Places:
    """Places of several calls in one."""
    return {place: sure for part in parts for place, sure in part.items()}


def held_out_rows(model: TrainedModel) -> list[list[str]]:
    """Figures on the training dialogues left out: all, clean against recogniser style, each language; the baselines."""
    dialogues = left_out()
    right = {d["id"]: told(d) for d in dialogues}
    calls = {d["id"]: call_of(d) for d in dialogues}
    guess = {ident: told_of(c, understand(c, model)) for ident, c in calls.items()}
    forms = {ident: told_of(c, understand(c, FormModel())) for ident, c in calls.items()}

    def line(name: str, found: dict[str, Places], ids: Iterable[str]) -> list[str]:
        ids = list(ids)
        return row(name, set().union(*(right[i] for i in ids)), together(found[i] for i in ids))

    rows = [head("training dialogues left out"), line("Belwijs", guess, right)]
    for style in ("clean", "asr"):
        rows.append(line(f"Belwijs, {style}", guess, (d["id"] for d in dialogues if d["style"] == style)))
    for language in ("nl", "en", "de", "fr"):
        rows.append(line(f"Belwijs, {language}", guess, (d["id"] for d in dialogues if d["language"] == language)))
    rows.append(line("forms alone", forms, right))
    for name, sides in baselines().items():
        found = predicted(sides["held out"])
        known = {place[0] for place in found} & set(right)  # those left out when the baseline was trained
        title = name if len(known) == len(right) else f"{name}, on {len(known)} of the {len(right)} dialogues"
        rows.append(row(title, set().union(*(right[i] for i in known)), found))
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
    right = set(together(told_of(c, c.gold) for c in calls))
    guesses = {"Belwijs": together(told_of(c, understand(c, model)) for c in calls)}
    guesses["forms alone"] = together(told_of(c, understand(c, FormModel())) for c in calls)
    measured = speed(model, calls)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    guesses |= {name: predicted(sides["labelled calls"]) for name, sides in baselines().items()}
    rows = [head("labelled calls"), *(row(name, right, guess) for name, guess in guesses.items())]
    held = held_out_rows(model)
    classes = [["label", "n", "precision", "recall", "F1"]]
    found = agreement(laid_out(right, guesses["Belwijs"]))
    for name, number in found.labels.items():
        each = (found.figures.get(f"label.{name}.{kind}") for kind in ("precision", "recall", "f1"))
        classes.append([name, str(number), *(f"{f.value:.2f}" if f else "–" for f in each)])
    spread = ", ".join(f"{k} {f.low:.3f} to {f.high:.3f}" for k, f in found.figures.items() if k in FIGURES and f.low)
    text = f"""# The dialogue stage, measured

{date.today()}, model {model.version}, {len(calls)} labelled calls with {sum(len(c.turns) for c in calls)} turns,
one thread on {platform.processor() or platform.machine()}.
Made by `python bench/dialogue.py --calls FOLDER --write`.

{table(rows)}

{table(held)}

95 % intervals of the labelled calls (bootstrap over calls): {spread}.

Calibration error (ECE) of the acts reported: {found.figures["acts.calibration"].value:.3f}.

Load {loading:.2f} s; {", ".join(f"{k} {v:.3g}" for k, v in measured.items())}; memory added {memory:.0f} MB.

{table(classes)}
"""
    print(text)
    if chosen.write:
        (ROOT / "bench/dialogue.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
