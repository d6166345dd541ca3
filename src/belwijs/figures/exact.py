"""Exact tests on counts, and keeping the share of false discoveries."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

_SAME = 1 + 1e-9  # tables as likely as the one seen count, whatever rounding does


def fisher(kept_a: int, missed_a: int, kept_b: int, missed_b: int) -> float:
    """Probability that chance alone divides these counts at least this unevenly: Fisher's exact test, two-sided.

    All tables with the same margins that are at most as likely as the one seen count (R. A. Fisher, 1935).
    """
    likely = _likelihoods(kept_a + missed_a, kept_b + missed_b, kept_a + kept_b)
    seen = likely[kept_a]
    return min(1.0, sum(p for p in likely.values() if p <= seen * _SAME))


def least_p(calls_a: int, calls_b: int, kept: int | None = None) -> float:
    """The smallest p that `fisher` could give for so many calls on each side.

    With `kept` (on both sides together) for these margins; without it for the margins that allow the smallest.
    """
    if kept is None:
        return 1 / comb(calls_a + calls_b, calls_a) if calls_a and calls_b else 1.0
    return min(_likelihoods(calls_a, calls_b, kept).values())


def _likelihoods(calls_a: int, calls_b: int, kept: int) -> dict[int, float]:
    whole = comb(calls_a + calls_b, kept)
    lowest, highest = max(0, kept - calls_b), min(calls_a, kept)
    return {k: comb(calls_a, k) * comb(calls_b, kept - k) / whole for k in range(lowest, highest + 1)}


def false_discoveries(p: Sequence[float]) -> list[float]:
    """The share of false discoveries at which each p would count: Benjamini and Hochberg (1995), in the order given."""
    order = sorted(range(len(p)), key=lambda n: -p[n])
    found = [1.0] * len(p)
    least = 1.0
    for place, n in enumerate(order):
        least = min(least, p[n] * len(p) / (len(p) - place))
        found[n] = least
    return found
