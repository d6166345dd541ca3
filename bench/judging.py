"""What judging costs: calls of 30 turns whose acts are known, with the catalogue alone and with practices of a house.

    python bench/judging.py [--calls 1000] [--profile]

The calls are those of evaluation/calls with their labelled acts, said again until they have 30 turns; each copy is judged
anew, on one core. Writes bench/judging.md.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import pstats
import random
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from belwijs.call import Call
from belwijs.call.read import read_call_file
from belwijs.catalogue.assess import assess
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.scene import Scene
from belwijs.finding import Likeness
from belwijs.pipeline.analyse import prepared

HERE = Path(__file__).parent
TURNS = 30
HOUSE = 100  # practices of a house
SEED = 20261122


def of_thirty(call: Call) -> Call:
    """A call of 30 turns with the labels that belong to them."""
    assert call.gold is not None
    length = call.duration + 1.0
    times = -(-TURNS // len(call.turns))
    turns = [
        t.model_copy(update={"start": t.start + n * length, "end": t.end + n * length, "words": ()})
        for n, t in itertools.product(range(times), call.turns)
    ]
    size = len(call.turns)
    again = range(times)

    def moved(values: Sequence[object]) -> tuple[object, ...]:
        every = [
            v.model_copy(update={"turn": v.turn + n * size})  # type: ignore[attr-defined]
            for n, v in itertools.product(again, values)
        ]
        return tuple(v for v in every if v.turn < TURNS)

    gold = call.gold.model_copy(
        update={name: moved(getattr(call.gold, name)) for name in ("acts", "objections", "aggression")}
    )
    end = turns[TURNS - 1].end
    events = tuple(e for e in call.events if (e.end or e.start or 0.0) <= end)
    return call.with_(turns=tuple(turns[:TURNS]), gold=gold, events=events)


def house(number: int) -> Playbook:
    """A playbook with so many practices of its own, of every sort."""
    sorts: tuple[dict[str, object], ...] = (
        {}, {"when": "opening"}, {"when": "end"}, {"after": ["complain"]}, {"check": "never_said"}, {"within": 30},
    )  # fmt: skip
    own = {
        f"p{n}": {"title": f"Eigen praktijk {n}", "says": ["een twee", "drie vier", "vijf zes"], **sorts[n % len(sorts)]}
        for n in range(number)
    }
    return Playbook.model_validate({"own": own})


def scenes(calls: Sequence[Call], book: Playbook, count: int) -> list[Scene]:
    """So many scenes, nothing worked out yet."""
    drawn = random.Random(SEED)
    made: list[Scene] = []
    for call in itertools.islice(itertools.cycle(calls), count):
        gold = call.gold
        assert gold is not None
        likes = tuple(
            Likeness(practice=f"own.{name}", turn=drawn.randrange(TURNS), confidence=drawn.random(), words="een twee")
            for name in book.own
            for _ in range(2)
        )
        made.append(Scene(call, book, gold.acts, gold.objections, gold.aggression, likenesses=likes))
    return made


def timed(made: Sequence[Scene]) -> float:
    """CPU seconds to judge them, so that what else runs on the machine does not count."""
    started = time.process_time()
    for scene in made:
        assess(scene)
    return time.process_time() - started


def main() -> None:
    """Prints and writes the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    paths = sorted((HERE.parent / "evaluation" / "calls").glob("*.json"))
    calls = [of_thirty(prepared(s.call, Playbook())) for path in paths for s in read_call_file(path)]
    assess(scenes(calls, Playbook(), 1)[0])  # reads the catalogue
    if asked.profile:
        with cProfile.Profile() as profile:
            timed(scenes(calls, Playbook(), asked.calls))
        pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(35)
        return
    alone = timed(scenes(calls, Playbook(), asked.calls))
    book = house(HOUSE)
    assess(scenes(calls, book, 1)[0])
    more = timed(scenes(calls, book, asked.calls))
    practices = len(Playbook().practices)
    page = f"""# What judging costs

Made by bench/judging.py on {date.today().isoformat()}: {asked.calls} calls of {TURNS} turns whose acts are known, one core, CPU seconds.

| practices | seconds | a call |
|---|---|---|
| the catalogue, {practices} | {alone:.1f} | {1000 * alone / asked.calls:.1f} ms |
| and {HOUSE} of a house | {more:.1f} ({more / alone:.2f} times as much) | {1000 * more / asked.calls:.1f} ms |

The sentences that are like a house's examples are looked up beforehand, with the words (stage `compare`), and not counted here.
"""
    (HERE / "judging.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)


if __name__ == "__main__":
    main()
