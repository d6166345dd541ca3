"""Two calls, two folders, two periods side by side: what got better, what worse, and whether it is more than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from belwijs.call import Value
from belwijs.catalogue.practice import GROUPS, catalogue
from belwijs.figures.exact import false_discoveries, fisher, least_p
from belwijs.finding import Report

FALSE_AT_MOST = 0.05
"""The share of false discoveries among what is called better or worse."""

Change = Literal["better", "worse", "chance", "same", "too_few", "one_side"]


class PracticeChange(Value):
    """One practice on both sides; calls in which it did not apply or could not be said are not in the counts."""

    practice: str
    kept_a: int = 0
    missed_a: int = 0
    kept_b: int = 0
    missed_b: int = 0
    change: Change = Field(
        description="better, worse: more than chance; chance: a difference that chance can explain; same: no "
        "difference; too_few: no difference could be told with so few calls; one_side: it applied on one side only"
    )
    p: float | None = Field(default=None, description="Fisher's exact test, two-sided")
    q: float | None = Field(default=None, description="share of false discoveries at which it counts")

    @property
    def share_a(self) -> float | None:
        """Kept of those that applied, 0-1."""
        return _share(self.kept_a, self.missed_a)

    @property
    def share_b(self) -> float | None:
        """Likewise on the second side."""
        return _share(self.kept_b, self.missed_b)

    @property
    def rise(self) -> float:
        """How much larger the share is on the second side, -1 to 1; 0 where one is not known."""
        one, two = self.share_a, self.share_b
        return 0.0 if one is None or two is None else two - one


class CallsCompared(Value):
    """Everything that is said of two sets of calls."""

    calls_a: int
    calls_b: int
    tested: int = Field(description="practices whose counts could have shown a difference")
    practices: tuple[PracticeChange, ...] = Field(description="in the order of the catalogue")

    def of(self, *changes: Change) -> tuple[PracticeChange, ...]:
        """Practices with one of these changes, the largest difference first."""
        return tuple(sorted((p for p in self.practices if p.change in changes), key=lambda p: -abs(p.rise)))


def compare_calls(before: Sequence[Report], after: Sequence[Report]) -> CallsCompared:
    """Lay two sets of reports side by side, practice by practice.

    Every call counts once a practice. Calls are taken as independent of each other.
    """
    counts = [_counts(before), _counts(after)]
    named = {practice for side in counts for practice, _ in side}
    order = [p for p in catalogue() if p in named]
    order += sorted(named - set(order), key=lambda p: (_place(p), p))
    rows = [_row(p, *counts) for p in order]
    able = [n for n, r in enumerate(rows) if r.p is not None and _could_show(r)]
    for n, q in zip(able, false_discoveries([rows[n].p or 0.0 for n in able]), strict=True):
        told = ("better" if rows[n].rise > 0 else "worse") if q <= FALSE_AT_MOST and rows[n].rise else rows[n].change
        rows[n] = rows[n].model_copy(update={"q": round(q, 5), "change": told})
    return CallsCompared(calls_a=len(before), calls_b=len(after), tested=len(able), practices=tuple(rows))


def _counts(reports: Sequence[Report]) -> Counter[tuple[str, str]]:
    return Counter(
        (f.practice, f.verdict) for r in reports for f in r.findings if f.verdict in ("kept", "missed")
    )


def _row(practice: str, a: Counter[tuple[str, str]], b: Counter[tuple[str, str]]) -> PracticeChange:
    numbers = [side[practice, verdict] for side in (a, b) for verdict in ("kept", "missed")]
    kept_a, missed_a, kept_b, missed_b = numbers
    row = PracticeChange(
        practice=practice, kept_a=kept_a, missed_a=missed_a, kept_b=kept_b, missed_b=missed_b, change="one_side"
    )
    calls_a, calls_b = kept_a + missed_a, kept_b + missed_b
    if not calls_a or not calls_b:
        return row
    change: Change = "chance" if row.rise else "same"
    if least_p(calls_a, calls_b) > FALSE_AT_MOST:
        change = "too_few"
    return row.model_copy(update={"p": round(fisher(*numbers), 5), "change": change})


def _could_show(row: PracticeChange) -> bool:
    """Whether any division of what was kept over the two sides would have been more than chance (Tarone, 1990)."""
    calls_a, calls_b = row.kept_a + row.missed_a, row.kept_b + row.missed_b
    return least_p(calls_a, calls_b, row.kept_a + row.kept_b) <= FALSE_AT_MOST


def _place(practice: str) -> int:
    group = practice.partition(".")[0]
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def _share(kept: int, missed: int) -> float | None:
    return kept / (kept + missed) if kept + missed else None
