"""Speed and memory of the dialogue stage, in seconds of processor time on one core.

    python bench/dialogue_speed.py            # prints
    python bench/dialogue_speed.py --write    # and writes bench/dialogue_speed.md

Processor time (time.process_time) is measured, since other work may share the machine; on a core whose caches and memory
are shared with other work it is still longer than on a quiet one. Each figure is the best of several rounds. The calls are those
of evaluation/calls; F1 of the profiles is counted on the same calls.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ROUNDS = 3

LOAD = """
import resource, time
a = time.process_time()
from belwijs.dialogue.understand import load_act_model
b = time.process_time()
load_act_model()
c = time.process_time()
print(b - a, c - b, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def loading() -> tuple[float, float, float]:
    """Seconds to import the stage, seconds to load the model, and the process's MB after it; the best of some."""
    runs = []
    for _ in range(ROUNDS):
        done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
        runs.append(tuple(float(x) for x in done.stdout.split()))
    return min(r[0] for r in runs), min(r[1] for r in runs), min(r[2] for r in runs)


def timed(work: Callable[[], Any]) -> float:
    """Seconds of processor time, the best of ROUNDS."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def arriving(call: Any, model: Any, understand: Callable[..., Any]) -> list[float]:
    """Seconds for each turn of a call as it arrives: the call so far is understood anew."""
    took = []
    for n in range(1, len(call.turns) + 1):
        so_far = call.with_(turns=call.turns[:n])
        started = time.process_time()
        understand(so_far, model)
        took.append(time.process_time() - started)
    return took


def running(call: Any, growing: Any, understand: Callable[..., Any]) -> tuple[list[float], list[float]]:
    """Seconds for each turn as it arrives when what came before is remembered, and for getting ready between turns."""
    took, between = [], []
    for n in range(1, len(call.turns) + 1):
        so_far = call.with_(turns=call.turns[:n])
        started = time.process_time()
        understand(so_far, growing)
        done = time.process_time()
        growing.prepare(so_far)
        took.append(done - started)
        between.append(time.process_time() - done)
    return took, between


def percentile(values: list[float], share: float) -> float:
    """The value under which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def micro(calls: list[Any], seen: list[Any]) -> float:
    """Micro-F1 of acts against the labels of the calls."""
    right = {(c.id, a.turn, a.act) for c in calls if c.gold for a in c.gold.acts}
    guess = {(c.id, a.turn, a.act) for c, s in zip(calls, seen, strict=True) for a in s.acts}
    return 2 * len(right & guess) / max(1, len(right) + len(guess))


def forty(calls: list[Any]) -> Any:
    """A call of 40 turns, made of the longest calls one after the other."""
    turns: list[Any] = []
    longest = sorted(calls, key=lambda c: (-len(c.turns), c.id))
    first = longest[0]
    speakers = {p.role: p.id for p in first.participants}
    for call in longest:
        for turn in call.turns:
            role, shift = call.role_of(turn.speaker), (turns[-1].end if turns else 0.0)
            if role in speakers and len(turns) < 40:
                length = turn.end - turn.start
                speaker, start = speakers[role], shift + 0.4
                moved = {"speaker": speaker, "start": start, "end": start + length, "words": ()}
                turns.append(turn.model_copy(update=moved))
    return first.with_(turns=tuple(turns), events=(), gold=None)


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--calls", type=Path, default=ROOT / "evaluation/calls")
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    imports, load, after = loading()

    from belwijs.call import Call
    from belwijs.dialogue.fast import load_fast_model
    from belwijs.dialogue.forms import forms_of
    from belwijs.dialogue.growing import GrowingModel
    from belwijs.dialogue.understand import TrainedModel, understand

    model, fast = TrainedModel(), load_fast_model()
    calls = [Call.model_validate_json(f.read_text(encoding="utf-8")) for f in sorted(chosen.calls.glob("*.json"))]
    turns = sum(len(c.turns) for c in calls)
    understand(calls[0], model)
    seen, quick = [understand(c, model) for c in calls], [understand(c, fast) for c in calls]
    full_s = timed(lambda: [understand(c, model) for c in calls])
    fast_s = timed(lambda: [understand(c, fast) for c in calls])
    forms_s = timed(lambda: [forms_of(c) for c in calls])
    words_s = timed(lambda: [model._words.logits([t.text for t in c.turns]) for c in calls])
    long = forty(calls)
    forty_s = timed(lambda: understand(long, model))
    took: list[float] = []
    between: list[float] = []
    for call in [*calls, long]:
        a, b = running(call, GrowingModel(model), understand)
        took, between = took + a, between + b
    anew = [s for c in calls[:: len(calls) // 4] for s in arriving(c, model, understand)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = (
        ("load the model", f"{load:.2f} s", "under 1 s"),
        ("import the stage, before that", f"{imports:.2f} s", ""),
        ("a turn as it arrives, 95th percentile (median)", f"{1000 * percentile(took, 0.95):.0f} ms ({1000 * percentile(took, 0.5):.0f} ms)", "under 25 ms"),
        ("… getting ready between two turns, 95th percentile", f"{1000 * percentile(between, 0.95):.0f} ms", ""),
        ("… the same when the call so far is read anew", f"{1000 * percentile(anew, 0.95):.0f} ms", ""),
        ("a call of 40 turns", f"{forty_s:.2f} s", "under 0.6 s"),
        ("many calls, turns a second", f"{turns / full_s:.0f}", "at least 120"),
        ("… of a turn's time, words / forms", f"{words_s / full_s:.0%} / {forms_s / full_s:.0%}", ""),
        ("fast profile, turns a second", f"{turns / fast_s:.0f}", "at least 300"),
        ("acts micro-F1, full / fast", f"{micro(calls, seen):.3f} / {micro(calls, quick):.3f}", "at most 2 points less"),
        ("memory of the process with the model loaded", f"{after:.0f} MB", "under 400 MB"),
        ("memory at the end of this bench, both profiles", f"{memory:.0f} MB", ""),
    )
    text = f"""# The dialogue stage: speed and memory

{date.today()}, model {model.version}, {len(calls)} labelled calls with {turns} turns, one core of {_processor()},
processor time, best of {ROUNDS}. Made by `python bench/dialogue_speed.py --write`.

| what | measured | goal |
| --- | --- | --- |
""" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    print(text)
    if chosen.write:
        (ROOT / "bench/dialogue_speed.md").write_text(text, encoding="utf-8")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        flags = next(line for line in lines if line.startswith("flags"))
        return f"{name} ({'with' if 'vnni' in flags else 'without'} VNNI)"
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
