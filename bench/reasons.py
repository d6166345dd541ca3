"""Whether the words that are named as the reason of an act are the words that it rests on: a deletion test.

    python bench/reasons.py [CALLS...]            # writes bench/reasons.md for the public calls

From each labelled call some acts that were seen with confidence. The first stretch of words that is named is taken out of
the turn and the turn is read again; beside it the same with as many other words, drawn at random (after DeYoung and others
2020, "comprehensiveness").
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
from datetime import date
from pathlib import Path

from belwijs.call import Call
from belwijs.call.read import read_call_file
from belwijs.catalogue.playbook import Playbook
from belwijs.dialogue.understand import TrainedModel, understand
from belwijs.finding import Reason
from belwijs.pipeline.analyse import prepared

HERE = Path(__file__).parent
PUBLIC = HERE.parent / "evaluation" / "calls"
SURE, WORDS, EACH = 0.7, (6, 40), 6  # acts from this confidence, in turns of so many words; so many a call


def without(call: Call, turn: int, text: str) -> Call:
    """The call up to and with this turn, which says something else."""
    return call.with_(turns=(*call.turns[:turn], call.turns[turn].model_copy(update={"text": text})))


def others(text: str, reason: Reason, rng: random.Random) -> str | None:
    """The text without as many words as were named first, none of them named; None where there are not enough."""
    words = text.split()
    named = {w for r in reason.words for w in re.findall(r"\w+", r.text.lower())}
    number = len(reason.words[0].text.split())
    free = [
        i
        for i in range(len(words) - number + 1)
        if not named & set(re.findall(r"\w+", " ".join(words[i : i + number]).lower()))
    ]
    if not free:
        return None
    at = rng.choice(free)
    return " ".join(words[:at] + words[at + number :])


def main() -> None:
    """Measure and write."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("calls", nargs="*", type=Path)
    chosen = options.parse_args()
    model, rng = TrainedModel(), random.Random(1)
    rows: list[tuple[float, float, float]] = []
    for path in chosen.calls or sorted(PUBLIC.glob("*.json")):
        call = prepared(read_call_file(path)[0].call, Playbook())
        fit = [
            a
            for a in understand(call, model).acts
            if a.confidence >= SURE and WORDS[0] <= len(call.turns[a.turn].text.split()) <= WORDS[1]
        ]
        picked = rng.sample(fit, min(EACH, len(fit)))
        for reason in model.explain(call, [(a.turn, str(a.act), a.confidence) for a in picked]):
            text, column = call.turns[reason.turn].text, model.labels.index(reason.label)
            rest = others(text, reason, rng) if reason.words else None
            if rest is None:
                continue
            first = reason.words[0]
            said = (text, text[: first.start] + text[first.end :], rest)
            sure = [model.confidences(without(call, reason.turn, t))[reason.turn, column] for t in said]
            rows.append((float(sure[0]), float(sure[1]), float(sure[2])))
    whole, named, random_ = (statistics.fmean(column) for column in zip(*rows, strict=True))
    stronger = sum(a - n > a - r for a, n, r in rows) / len(rows)
    text = f"""# The reasons of acts, tested by taking words out

{date.today()}, model {model.version}, {len(rows)} acts in labelled calls, seen with a confidence of {SURE} or more in turns of
{WORDS[0]} to {WORDS[1]} words. Made by `python bench/reasons.py`.

| the turn is read | mean confidence in the act |
|---|---|
| as it is | {whole:.3f} |
| without the first words that are named | {named:.3f} |
| without as many other words | {random_:.3f} |

The named words cost more confidence than the others in {stronger:.0%} of the acts.
"""
    print(text)
    if not chosen.calls:
        (HERE / "reasons.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
