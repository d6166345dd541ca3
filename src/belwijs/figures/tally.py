"""Counts per call, and the figures that follow from any weighted sum of them.

Every figure is a function of sums over calls. So a bootstrap sample (Efron 1979) is a weighting of calls, and a
thousand of them are one product of matrices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from belwijs.call import VerdictName
from belwijs.figures.scored import ScoredCall

LEAST = 8  # a class counts in macro-F1 when people gave its label so many times
BINS = 10  # of confidence, for the calibration error
SPOTTED = "agg="  # row of the labels for aggression of whatever cell
VERDICTS: tuple[VerdictName, ...] = get_args(VerdictName)
LOWER_IS_BETTER = frozenset({"acts.calibration", "verdicts.unknown"})
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """Counts of some samples; the first axis is the call, or the bootstrap sample.

    Attributes:
        labels: names of the rows of `hits`; SPOTTED is one of them.
        groups: groups of practices, the rows of `verdicts`.
        hits: (samples, labels, 3): found and right, found, labelled.
        verdicts: (samples, groups, 4, 4): labelled by found, in the order of VERDICTS.
        bins: (samples, BINS, 3): acts reported in a range of confidence: how many, the sum of their confidences, how
            many are right.
        often: which labels have LEAST or more, over all calls; fixed before any sampling.
    """

    labels: tuple[str, ...]
    groups: tuple[str, ...]
    hits: Numbers
    verdicts: Numbers
    bins: Numbers
    often: NDArray[np.bool_]

    def weighted(self, weights: Numbers) -> Tally:
        """Sums over calls with a weight each; weights: (samples, calls)."""

        def summed(counts: Numbers) -> Numbers:
            return np.tensordot(weights, counts, axes=1)

        return replace(self, hits=summed(self.hits), verdicts=summed(self.verdicts), bins=summed(self.bins))

    def total(self) -> Tally:
        """All calls together, as one sample."""
        return self.weighted(np.ones((1, len(self.hits))))


def names_in(calls: Sequence[ScoredCall]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labels and the groups of practices that occur, the frequent ones first."""
    given = Counter(e.label for c in calls for e in c.expected)
    every = set(given) | {s.label for c in calls for s in c.found}
    groups = dict.fromkeys(v.group for c in calls for v in c.verdicts)
    return (*sorted(every, key=lambda n: (-given[n], n)), SPOTTED), tuple(groups)


def tally(
    calls: Sequence[ScoredCall], names: tuple[tuple[str, ...], tuple[str, ...]] | None = None
) -> Tally:
    """Counts of each call; `names` fixes the rows, so that two runs can be laid side by side."""
    labels, groups = names or names_in(calls)
    row = {label: i for i, label in enumerate(labels)}
    group_row = {group: i for i, group in enumerate(groups)}
    hits = np.zeros((len(calls), len(labels), 3))
    verdicts = np.zeros((len(calls), len(groups), 4, 4))
    bins = np.zeros((len(calls), BINS, 3))
    for n, call in enumerate(calls):
        right = {(e.turn, e.label) for e in call.expected}
        guess = {(s.turn, s.label) for s in call.found}
        for column, side in enumerate((right & guess, guess, right)):
            for _, label in side:
                hits[n, row[label], column] += 1
        angry = [{turn for turn, label in side if label.startswith(SPOTTED)} for side in (guess, right)]
        hits[n, row[SPOTTED]] = len(angry[0] & angry[1]), len(angry[0]), len(angry[1])
        for s in (s for s in call.found if "=" not in s.label):
            place = min(BINS - 1, max(0, int(np.ceil(s.confidence * BINS)) - 1))
            bins[n, place] += 1, s.confidence, (s.turn, s.label) in right
        for v in call.verdicts:
            verdicts[n, group_row[v.group], VERDICTS.index(v.expected), VERDICTS.index(v.found)] += 1
    often = (hits[:, :, 2].sum(0) >= LEAST) & np.array(["=" not in label for label in labels])
    return Tally(labels, groups, hits, verdicts, bins, often)


def measures(counts: Tally) -> dict[str, Numbers]:
    """Every figure of each sample, (samples,); NaN where there is nothing to divide by."""
    kind = {k: [i for i, n in enumerate(counts.labels) if _kind(n) == k] for k in ("act", "obj", "agg", "spotted")}
    each = _f1(counts.hits)
    found = {
        "acts.micro": _f1(counts.hits[:, kind["act"]].sum(1)),
        "acts.macro": _mean(each[:, counts.often]),
        "acts.calibration": _calibration(counts.bins),
        "objections": _f1(counts.hits[:, kind["obj"]].sum(1)),
        "aggression.spotted": _f1(counts.hits[:, kind["spotted"]].sum(1)),
        "aggression.cells": _f1(counts.hits[:, kind["agg"]].sum(1)),
        **_of_verdicts("verdicts", counts.verdicts.sum(1)),
    }
    for i, label in enumerate(counts.labels):
        if label != SPOTTED:
            hit, said, true = counts.hits[:, i].T
            found |= {
                f"label.{label}.precision": _share(hit, said),
                f"label.{label}.recall": _share(hit, true),
                f"label.{label}.f1": each[:, i],
            }
    for i, group in enumerate(counts.groups):
        found |= _of_verdicts(f"group.{group}", counts.verdicts[:, i])
    return found


def _kind(label: str) -> str:
    if label == SPOTTED:
        return "spotted"
    return label[:3] if "=" in label else "act"


def _share(part: Numbers, whole: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(part / whole)


def _f1(hits: Numbers) -> Numbers:
    return _share(2 * hits[..., 0], hits[..., 1] + hits[..., 2])


def _mean(values: Numbers) -> Numbers:
    """The mean along the last axis of what is not NaN."""
    known = ~np.isnan(values)
    return _share(np.where(known, values, 0.0).sum(-1), known.sum(-1).astype(float))


def _calibration(bins: Numbers) -> Numbers:
    """Expected calibration error (Naeini et al. 2015): the distance between confidence and share that is right."""
    number, sure, right = np.moveaxis(bins, -1, 0)
    return _share(np.abs(sure - right).sum(-1), number.sum(-1))


def _of_verdicts(name: str, table: Numbers) -> dict[str, Numbers]:
    """Figures of a confusion table (samples, labelled, found)."""
    n = table.sum((1, 2))
    agreed = _share(np.trace(table, axis1=1, axis2=2), n)
    chance = _share((table.sum(1) * table.sum(2)).sum(-1), n * n)
    missed, aside, unknown = (VERDICTS.index(v) for v in ("missed", "not_applicable", "unknown"))
    kappa = np.where(chance >= 1, 1.0, _share(agreed - chance, 1 - chance))  # Cohen 1960
    return {
        f"{name}.agreement": agreed,
        f"{name}.kappa": np.where(n > 0, kappa, np.nan),
        f"{name}.missed.precision": _share(table[:, missed, missed], table[:, :, missed].sum(1)),
        f"{name}.missed.recall": _share(table[:, missed, missed], table[:, missed].sum(1)),
        f"{name}.unknown": _share(table[:, :, unknown].sum(1), n),
        f"{name}.not_applicable": _share(table[:, aside, aside], table[:, aside].sum(1)),
    }
