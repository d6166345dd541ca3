"""How far verdicts agree with labelled calls: agreement, Cohen's kappa, precision and recall of `missed`, per group.

    python bench/verdicts.py [CALLS...] [--acts gold]

Without arguments it scores the public evaluation set, evaluation/calls. `--acts gold` gives the catalogue the acts that
people labelled, which shows what the checks lose by themselves and what the recognition of acts costs on top.
Writes bench/verdicts.md when it scores the public set. `belwijs evaluate` counts the same way, and shows more.
"""

from __future__ import annotations

import argparse
import platform
import time
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
PUBLIC = HERE.parent / "evaluation" / "calls"
INTRO = """# Agreement of verdicts with people's labels

Public evaluation set (evaluation/calls), practices that are assessed now. Made by bench/verdicts.py.

These calls were never trained on, but they were scored while the checks were made, and the conventions of the checks were compared
with their labels: with acts labelled by people all 779 verdicts agree. So these figures flatter; calls of your own tell more.

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
    paths = args.calls or sorted(PUBLIC.glob("*.json"))
    book = Playbook()
    scored: list[ScoredCall] = []
    begin = time.perf_counter()
    for path in paths:
        for source in read_call_file(path):
            if source.call.gold is not None:
                material = Material(prepared(source.call, book), book)
                scored.append(score(run_labelled(material, Tools(), "given" if args.acts == "gold" else "seen")))
    took = time.perf_counter() - begin
    if args.mistakes:
        for m in verdict_mistakes(scored):
            print(f"{m.call} {m.judged.practice}: {m.judged.found}, labelled {m.judged.expected}")
    found = agreement(scored)
    lines = [
        "| group | labels | agreement | kappa | precision of missed | recall of missed | unknown |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [row(group, found, f"group.{group}", number) for group, number in found.verdicts.items()]
    whole = found.figures.get("verdicts.kappa")
    spread = f" Kappa of all: 95 % interval {whole.low} to {whole.high} (bootstrap over calls)." if whole else ""
    lines += [
        row("all", found, "verdicts", sum(found.verdicts.values())),
        "",
        f"{len(paths)} calls in {took:.1f} s, acts {args.acts}, {platform.processor() or platform.machine()}, {date.today()}."
        + spread,
    ]
    print("\n".join(lines))
    if not args.calls and args.acts == "seen":
        (HERE / "verdicts.md").write_text(INTRO + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
