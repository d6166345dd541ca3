"""Records of the exchange in columns, and what became of the people behind their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from belwijs.store.reach_days import NAMELESS, OUTCOMES, Rows
from belwijs.store.reach_values import Callers

Whole = NDArray[np.int64]
Yes = NDArray[np.bool_]

ANSWERED = OUTCOMES.index("answered")
AGAIN_WITHIN = 7 * 86_400  # seconds: who calls again within a week was not helped the first time
REACHED_WITHIN = 86_400  # seconds: a missed caller who was spoken to within a day is not lost


@dataclass(frozen=True, slots=True)
class Records:
    """Records in order of time; each field holds one value a record."""

    number: Whole  # of the other side: the place of theirs among all of them; NAMELESS where it was not sent along
    moment: Whole  # seconds since 1970
    is_inbound: Yes
    outcome: Whole  # place in OUTCOMES
    transfers: Whole
    waited: Whole  # whole seconds, where it is known
    is_timed: Yes  # the wait is known
    is_timely: Yes  # and within the limit

    @classmethod
    def of(cls, rows: Rows, limit: float, limits: Mapping[int, float]) -> Self:
        """Of rows in order of time.

        Args:
            limit: seconds within which the house wants an answer.
            limits: the same of clients that differ, by id.
        """
        is_named = rows["number"] != NAMELESS
        places = np.unique(rows["number"], return_inverse=True)[1] + 1
        most = np.full(len(rows), limit)
        for client, seconds in limits.items():
            most[rows["client"] == client] = seconds
        is_timed = ~np.isnan(rows["waited"])
        waited = np.floor(np.where(is_timed, rows["waited"], 0.0) + 0.5).astype(np.int64)
        return cls(
            np.where(is_named, places, NAMELESS), rows["moment"], rows["is_inbound"], rows["outcome"].astype(np.int64),
            rows["transfers"].astype(np.int64), waited, is_timed, rows["waited"] <= most,
        )  # fmt: skip

    def where(self, wanted: Yes | Whole) -> Records:
        """Those of which it is so, or those at these places."""
        return Records(*(getattr(self, name)[wanted] for name in self.__slots__))


def callers_of(records: Records, bounds: tuple[int, int, int], too_often: int) -> tuple[Callers, Callers]:
    """What became of people in the earlier and in the later month.

    Args:
        records: of both months, of a week before and of a day after them.
        bounds: beginning, middle and end of the two months.
        too_often: transfers of one caller that are too many.
    """
    start, middle, end = bounds
    people = int(records.number.max(initial=NAMELESS)) + 1
    answered = records.where((records.outcome == ANSWERED) & (records.number != NAMELESS))
    calls = records.where(records.is_inbound)
    calls = calls.where(np.argsort(calls.number, kind="stable"))  # of each number in order of time
    again = np.zeros(len(calls.number), np.bool_)
    again[1:] = (np.diff(calls.number) == 0) & (np.diff(calls.moment) <= AGAIN_WITHIN)
    inside = (calls.moment >= start) & (calls.moment < end)
    calls, again = calls.where(inside), again[inside]
    unanswered = calls.outcome != ANSWERED
    lost = unanswered & ~_reached(calls, answered)
    later, named = calls.moment >= middle, calls.number != NAMELESS

    def month(of_it: Yes) -> Callers:
        known = of_it & named

        def somebody(which: Yes) -> Yes:
            return np.bincount(calls.number[which], minlength=people) > 0

        spoken = somebody(known & ~unanswered)
        put_through = np.bincount(calls.number[known], calls.transfers[known], people)
        nameless = int((of_it & ~named & unanswered).sum())  # nobody can say whether they called again
        counts = (
            spoken, spoken & (put_through > 0), spoken & (put_through >= too_often), calls.transfers[known],
            again & known, known, somebody(known & unanswered), somebody(known & lost),
        )  # fmt: skip
        sums = [int(count.sum()) for count in counts]
        sums[6], sums[7] = sums[6] + nameless, sums[7] + nameless
        return Callers(*sums)

    return month(~later), month(later)


def _reached(calls: Records, answered: Records) -> Yes:
    """Of which calls their number was spoken to afterwards, within a day, whoever called whom."""
    first = min((int(m.min()) for m in (calls.moment, answered.moment) if len(m)), default=0)
    last = max((int(m.max()) for m in (calls.moment, answered.moment) if len(m)), default=0)
    span = last - first + REACHED_WITHIN + 1  # so that a number's moments never reach into the next number's
    spoken = np.sort(answered.number * span + answered.moment - first)
    asked = calls.number * span + calls.moment - first
    found: Yes = np.searchsorted(spoken, asked + REACHED_WITHIN, "right") > np.searchsorted(spoken, asked, "right")
    return found
