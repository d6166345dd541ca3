"""How far verdicts agree with labelled calls: agreement, Cohen's kappa, precision and recall of `missed`, per group.

    python bench/verdicts.py [CALLS...] [--acts gold]

Without arguments it scores the public evaluation sets, evaluation/calls and evaluation/second, and writes
bench/verdicts.md. `--acts gold` gives the catalogue the acts that people labelled, which shows what the checks lose by
themselves and what the recognition of acts costs on top. `belwijs evaluate` counts the same way, and shows more.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from belwijs.call.read import read_call_file
from belwijs.catalogue.playbook import Playbook
from belwijs.figures.agreement import Agreement, agreement
from belwijs.figures.mistakes import verdict_mistakes
from belwijs.figures.scored import ScoredCall
from belwijs.pipeline.analyse import prepared
from belwijs.pipeline.evaluate import run_labelled, score
from belwijs.pipeline.material import Material, Tools

HERE = Path(__file__).parent
PUBLIC = HERE.parent / "evaluation"
INTRO = """# Agreement of verdicts with people's labels

Practices that are assessed now. Made by bench/verdicts.py.

## The public evaluation set (evaluation/calls)

These calls were never trained on, but they were scored while the checks were made, and the conventions of the checks were compared
with their labels: with acts labelled by people all 779 verdicts agree. So these figures flatter; the second set, and calls of your own, tell more.

"""
SECOND = """
## The second set (evaluation/second)

Written and labelled after the act model and the checks were made, by a language model that knew the catalogue only. As it came, before anybody looked at a
mistake (commit f95b8cf): kappa of all 0.89 (95 % interval 0.86 to 0.92), precision and recall of missed 0.85 and 0.80, acts micro-F1
0.85 (0.82 to 0.88) and macro-F1 0.86, objections F1 0.79 (10 of them), aggression spotted and in its cell 0.90, calibration error 0.04.
Its mistakes then showed two gaps, which were closed: ways to say that a colleague will ring, and "daar ben ik weer" taken for
thanks. So from here on it is no longer unseen.

"""


def row(name: str, found: Agreement, of: str, number: int) -> str:
    """One line of the table; what nothing rests on is a dash."""

    def shown(figure: str, form: str) -> str:
        known = found.figures.get(f"{of}.{figure}")
        return format(known.value, form) if known else "–"

    cells = [shown("agreement", ".3f"), shown("kappa", ".3f"), shown("missed.precision", ".2f")]
    cells += [shown("missed.recall", ".2f"), shown("unknown", ".1%")]
    return f"| {name} | {number} | {' | '.join(cells)} |"


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("calls", nargs="*", type=Path)
    parser.add_argument("--acts", choices=("seen", "gold"), default="seen")
    parser.add_argument("--mistakes", action="store_true", help="list every disagreement")
    args = parser.parse_args()
    if args.calls:
        print("\n".join(table(args.calls, args.acts, args.mistakes)))
        return
    sets = [table(sorted((PUBLIC / name).glob("*.json")), args.acts, args.mistakes) for name in ("calls", "second")]
    text = INTRO + "\n".join(sets[0]) + "\n" + SECOND + "\n".join(sets[1]) + "\n"
    print(text)
    if args.acts == "seen":
        (HERE / "verdicts.md").write_text(text, encoding="utf-8")


def table(paths: Sequence[Path], acts: str, mistakes: bool) -> list[str]:
    """The scores of these calls, by group; prints every disagreement if asked."""
    book = Playbook()
    scored: list[ScoredCall] = []
    begin = time.perf_counter()
    for path in paths:
        for source in read_call_file(path):
            if source.call.gold is not None:
                material = Material(prepared(source.call, book), book)
                scored.append(score(run_labelled(material, Tools(), "given" if acts == "gold" else "seen")))
    took = time.perf_counter() - begin
    for m in verdict_mistakes(scored) if mistakes else ():
        print(f"{m.call} {m.judged.practice}: {m.judged.found}, labelled {m.judged.expected}")
    found = agreement(scored)
    whole = found.figures.get("verdicts.kappa")
    spread = f" Kappa of all: 95 % interval {whole.low} to {whole.high} (bootstrap over calls)." if whole else ""
    machine = platform.processor() or platform.machine()
    return [
        "| group | labels | agreement | kappa | precision of missed | recall of missed | unknown |",
        "|---|---|---|---|---|---|---|",
        *(row(group, found, f"group.{group}", number) for group, number in found.verdicts.items()),
        row("all", found, "verdicts", sum(found.verdicts.values())),
        "",
        f"{len(scored)} calls in {took:.1f} s, acts {acts}, {machine}, {date.today()}.{spread}",
    ]


if __name__ == "__main__":
    main()
