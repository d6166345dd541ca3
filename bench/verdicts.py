"""How far verdicts agree with labelled calls: agreement, Cohen's kappa, precision and recall of `missed`, per group.

    python bench/verdicts.py [CALLS...] [--acts gold]

Without arguments it scores the public evaluation set, evaluation/calls. `--acts gold` gives the catalogue the acts that
people labelled, which shows what the checks lose by themselves and what the recognition of acts costs on top.
Writes bench/verdicts.md when it scores the public set.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from belwijs.call import Call
from belwijs.call.read import read_call_file
from belwijs.catalogue.assess import assess
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import catalogue
from belwijs.catalogue.scene import Scene
from belwijs.dialogue.understand import understand
from belwijs.pipeline.analyse import prepared

HERE = Path(__file__).parent
PUBLIC = HERE.parent / "evaluation" / "calls"
Pairs = list[tuple[str, str]]
INTRO = """# Agreement of verdicts with people's labels

Public evaluation set (evaluation/calls), practices that are assessed now. Made by bench/verdicts.py.

These calls were never trained on, but they were scored while the checks were made, and the conventions of the checks were compared
with their labels: with acts labelled by people all 508 verdicts agree. So these figures flatter; calls of your own tell more.

"""


def kappa(pairs: Pairs) -> float:
    """Cohen's kappa (Cohen 1960): agreement beyond chance, given how often each side gives each verdict."""
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ours[v] * theirs[v] for v in theirs) / n**2
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def row(name: str, pairs: Pairs) -> str:
    """One line of the table."""
    hits = sum(a == b == "missed" for a, b in pairs)
    said = sum(a == "missed" for a, _ in pairs)
    true = sum(b == "missed" for _, b in pairs)
    open_ = sum(a == "unknown" for a, _ in pairs)
    return (
        f"| {name} | {len(pairs)} | {sum(a == b for a, b in pairs) / len(pairs):.3f} | {kappa(pairs):.3f} | "
        f"{hits / said if said else 1:.2f} | {hits / true if true else 1:.2f} | {open_ / len(pairs):.1%} |"
    )


def findings_of(call: Call, *, gold_acts: bool) -> dict[str, str]:
    """Verdict by practice."""
    call = prepared(call, Playbook())
    if gold_acts and call.gold:
        scene = Scene(call, Playbook(), call.gold.acts, call.gold.objections, call.gold.aggression)
    else:
        seen = understand(call)
        heard = (seen.acts, seen.objections, seen.aggression, seen.faint)
        scene = Scene(call, Playbook(), *heard, faint_aggression=seen.faint_aggression)
    return {f.practice: f.verdict for f in assess(scene)}


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("calls", nargs="*", type=Path)
    parser.add_argument("--acts", choices=("seen", "gold"), default="seen")
    parser.add_argument("--mistakes", action="store_true", help="list every disagreement")
    args = parser.parse_args()
    paths = args.calls or sorted(PUBLIC.glob("*.json"))
    built = {p.id for p in catalogue().values() if p.built}
    pairs: defaultdict[str, Pairs] = defaultdict(list)
    begin = time.perf_counter()
    for path in paths:
        for source in read_call_file(path):
            if source.call.gold is None:
                continue
            found = findings_of(source.call, gold_acts=args.acts == "gold")
            for practice, label in source.call.gold.verdicts.items():
                if practice in built:
                    pairs[practice.partition(".")[0]].append((found[practice], label))
                    if args.mistakes and found[practice] != label:
                        print(f"{source.call.id} {practice}: {found[practice]}, labelled {label}")
    took = time.perf_counter() - begin
    together = [p for group in pairs.values() for p in group]
    lines = [
        "| group | labels | agreement | kappa | precision of missed | recall of missed | unknown |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [row(name, group) for name, group in pairs.items()] + [row("all", together)]
    lines += [
        "",
        f"{len(paths)} calls in {took:.1f} s, acts {args.acts}, {platform.processor() or platform.machine()}, {date.today()}.",
    ]
    print("\n".join(lines))
    if not args.calls and args.acts == "seen":
        (HERE / "verdicts.md").write_text(INTRO + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
