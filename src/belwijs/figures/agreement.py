"""The figures of a run, each with an interval, and the difference between two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from belwijs.call import Problem, Value
from belwijs.figures.mistakes import wrong_labels
from belwijs.figures.scored import Run, ScoredCall
from belwijs.figures.tally import LOWER_IS_BETTER, SPOTTED, Numbers, Tally, measures, names_in, tally

SAMPLES = 1000
SEED = 20_260_302
CERTAINTY = 0.95
_OF_VERDICTS = ("verdicts.", "group.")  # how their figures are called
KNOWN = 0.9  # share of the samples that a figure must rest on something in; a label in fewer than three calls has less
_LEAST_CALLS = 5  # under which an interval over calls says nothing


class Figure(Value):
    """One figure; `low` and `high` hold it in 95 of 100 samples of calls (percentile bootstrap)."""

    value: float
    low: float | None = None
    high: float | None = None


class Agreement(Value):
    """Everything that is said of a run; a figure that has nothing to rest on is absent."""

    calls: int
    turns: int
    labels: dict[str, int] = Field(description="label → how often people gave it")
    verdicts: dict[str, int] = Field(description="group of practices → how many verdicts people gave")
    macro_classes: int = Field(description="labels that count in macro-F1")
    figures: dict[str, Figure]


def resamples(calls: int, samples: int = SAMPLES, seed: int = SEED) -> Numbers:
    """How often each call is drawn in each sample of as many calls, (samples, calls); always the same."""
    drawn = np.random.default_rng(seed).multinomial(calls, np.full(calls, 1 / calls), size=samples)
    return drawn.astype(np.float64)


def agreement(calls: Sequence[ScoredCall], *, intervals: bool = True) -> Agreement:
    """The figures of some calls."""
    counts = tally(calls)
    whole = counts.total()
    values = {name: float(v[0]) for name, v in measures(whole).items()}
    spread = measures(counts.weighted(resamples(len(calls)))) if intervals and len(calls) >= _LEAST_CALLS else {}
    return Agreement(
        calls=len(calls),
        turns=sum(c.turns for c in calls),
        labels={n: int(whole.hits[0, i, 2]) for i, n in enumerate(counts.labels) if n != SPOTTED},
        verdicts={g: int(whole.verdicts[0, i].sum()) for i, g in enumerate(counts.groups)},
        macro_classes=int(counts.often.sum()),
        figures={n: _figure(v, spread.get(n)) for n, v in values.items() if not np.isnan(v)},
    )


def _figure(value: float, spread: Numbers | None) -> Figure:
    low, high = _ends(spread) if spread is not None else (None, None)
    return Figure(value=round(value, 4), low=low, high=high)


def _ends(spread: Numbers) -> tuple[float | None, float | None]:
    known = spread[~np.isnan(spread)]
    if len(known) < KNOWN * len(spread):
        return None, None
    low, high = np.quantile(known, [(1 - CERTAINTY) / 2, (1 + CERTAINTY) / 2])
    return round(float(low), 4), round(float(high), 4)


def parts(run: Run) -> dict[str, list[ScoredCall]]:
    """The calls by style and by language, each only where there is more than one kind."""
    found: dict[str, list[ScoredCall]] = {}
    for field, kinds in (("style", ("clean", "recognised")), ("language", ("nl", "en", "de", "fr"))):
        present = {k: [c for c in run.calls if getattr(c, field) == k] for k in kinds}
        present = {k: calls for k, calls in present.items() if calls}
        if len(present) > 1:
            found |= {f"{field}.{k}": calls for k, calls in present.items()}
    return found


class Change(Value):
    """How one figure differs between two runs on the same calls; `low` and `high` as in Figure, of the difference."""

    before: float
    after: float
    low: float | None = None
    high: float | None = None
    result: Literal["better", "worse", "chance"] = Field(
        default="chance", description="chance: the difference may well be chance"
    )


class Comparison(Value):
    """Two runs on the calls that both have, with the same labels."""

    calls: int
    only_one: tuple[str, ...] = Field(default=(), description="calls that only one of the runs has")
    relabelled: tuple[str, ...] = Field(default=(), description="calls whose labels differ between the runs; left out")
    acts: bool = Field(default=True, description="false: a run was given the acts; only verdicts are compared")
    changes: dict[str, Change]
    mended: dict[str, int] = Field(description="label → mistakes of the first run that the second does not make")
    broken: dict[str, int] = Field(description="label → mistakes that only the second run makes")


def compare(before: Run, after: Run) -> Comparison:
    """What got better or worse, and whether more than by chance: a paired bootstrap over calls.

    Acts that were given are always right, so beside such a run only verdicts are compared.

    Raises:
        Problem: the runs have no call in common.
    """
    first, second = ({c.id: c for c in run.calls} for run in (before, after))
    common = [name for name in first if name in second]
    same = [name for name in common if _labels(first[name]) == _labels(second[name])]
    if not same:
        raise Problem("the two runs have no call in common with the same labels", "compare runs over the same calls")
    sides = [[run[name] for name in same] for run in (first, second)]
    names = names_in([*sides[0], *sides[1]])
    one, two = (tally(side, names) for side in sides)
    wrong = [{(c.id, *place) for c in side for place in wrong_labels(c)} for side in sides]
    changes = _changes(one, two, len(same))
    acts = before.acts == after.acts == "seen"
    return Comparison(
        calls=len(same),
        only_one=tuple(sorted(set(first) ^ set(second))),
        relabelled=tuple(name for name in common if name not in same),
        acts=acts,
        changes=changes if acts else {n: c for n, c in changes.items() if n.startswith(_OF_VERDICTS)},
        mended=_by_label(wrong[0] - wrong[1]),
        broken=_by_label(wrong[1] - wrong[0]),
    )


def _labels(call: ScoredCall) -> object:
    return set(call.expected), {(v.practice, v.expected) for v in call.verdicts}


def _by_label(places: set[tuple[str, int, str]]) -> dict[str, int]:
    return dict(sorted(Counter(label for *_, label in places).items(), key=lambda item: (-item[1], item[0])))


def _changes(one: Tally, two: Tally, calls: int) -> dict[str, Change]:
    weights = resamples(calls)
    totals = [measures(side.total()) for side in (one, two)]
    spreads = [measures(side.weighted(weights)) for side in (one, two)] if calls >= _LEAST_CALLS else None
    found = {}
    for name in totals[0]:
        before, after = (float(side[name][0]) for side in totals)
        if np.isnan(before) or np.isnan(after):
            continue
        low, high = _ends(spreads[1][name] - spreads[0][name]) if spreads else (None, None)
        found[name] = Change(
            before=round(before, 4), after=round(after, 4), low=low, high=high, result=_result(name, low, high)
        )
    return found


def _result(name: str, low: float | None, high: float | None) -> Literal["better", "worse", "chance"]:
    if low is None or high is None or low <= 0 <= high:
        return "chance"
    smaller = name in LOWER_IS_BETTER or name.endswith(".unknown")
    return "better" if (low > 0) != smaller else "worse"
