"""Turn by turn ends in exactly the report on the whole call."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from belwijs.call import Act, Call
from belwijs.call.read import read_call_file
from belwijs.pipeline.analyse import analyse
from belwijs.pipeline.follow import follow, so_far
from belwijs.pipeline.material import Tools
from tests.calls import attempt, call, hold, ring

CALLS = sorted((Path(__file__).parent.parent.parent / "evaluation" / "calls").glob("*.json"))


class Labelled:
    """Knows the labels of one call, turn by turn, and nothing of what is still to come."""

    version = "labels"
    labels = get_args(Act)

    def __init__(self, labelled: Call) -> None:
        assert labelled.gold is not None
        self.acts = {(a.turn, a.act) for a in labelled.gold.acts}
        self.thresholds = dict.fromkeys((*self.labels, "obj=", "agg="), 0.5)
        self.vocabulary: frozenset[str] = frozenset()

    def confidences(self, given: Call) -> NDArray[np.float32]:
        rows = [[0.9 if (n, label) in self.acts else 0.0 for label in self.labels] for n in range(len(given.turns))]
        return np.array(rows, np.float32).reshape(len(given.turns), len(self.labels))


@pytest.mark.parametrize("path", CALLS, ids=lambda p: p.stem)
def test_turn_by_turn_ends_in_the_batch_report(path: Path) -> None:
    (source,) = read_call_file(path)
    model = Labelled(source.call)
    tools = Tools(acts=lambda: model)
    reports = list(follow(source.call, tools=tools))
    assert len(reports) == len(source.call.turns)
    assert reports[-1] == analyse(source.call, tools=tools)
    assert all(len(r.turns) == n for n, r in enumerate(reports, 1))


@pytest.mark.real
@pytest.mark.parametrize("path", CALLS[::10], ids=lambda p: p.stem)
def test_with_the_model_itself(path: Path) -> None:
    (source,) = read_call_file(path)
    *_, last = follow(source.call)
    assert last == analyse(source.call)


def test_the_call_so_far_knows_nothing_of_what_comes() -> None:
    talk = call(ring(0, 5), attempt(2), "a: Goedemiddag.", "c: Dag.", "a: Ogenblik.", hold(20, 60), "a: Dank u.")
    assert so_far(talk, 4) is talk
    early = so_far(talk, 1)
    assert [e.type for e in early.events] == ["ring", "attempt"]
    assert early.gold is None
    later = so_far(talk.with_(events=(*talk.events,)), 3)
    assert len(later.turns) == 3
    assert all((e.end or 0.0) <= later.turns[-1].end for e in later.events if e.type == "hold")
