"""Reachability: how many incoming calls were answered, how soon, and what became of the others.

The records of two months come a day at a time, each kept until it changes (`reach_days.py`), and numpy counts; what
became of people needs their calls in order (`reach_callers.py`). Hours of UTC become hours of the house's own clock.
Answered in time is counted over all incoming calls of which it can be said: those not answered, and those answered of
which the wait is known.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from belwijs.store.reach_callers import AGAIN_WITHIN, REACHED_WITHIN, Records, Whole, callers_of
from belwijs.store.reach_days import OUTCOMES, KeptDays, Rows
from belwijs.store.reach_values import Counts, Month, MonthFigures, Reach, Waits, compared
from belwijs.store.schema import Call, FindingRow
from belwijs.store.scope import Scope

HOUR, QUARTER = 3600, 900  # seconds; every time zone in use differs from UTC by whole quarters of an hour
KINDS = 4 * len(OUTCOMES)

_Key = TypeVar("_Key", bound=Hashable)


def reachability(
    session: Session,
    scope: Scope,
    month: Month,
    zone: ZoneInfo,
    *,
    limit: float = 20.0,
    limits: Mapping[int, float] | None = None,
    too_often: int = 2,
    client_id: int | None = None,
    kept: KeptDays | None = None,
) -> Reach:
    """The figures of a month and of the month before.

    Args:
        limit: seconds within which the house wants an answer.
        limits: the same of clients that differ, by id.
        too_often: transfers of one caller that the playbook finds too many.
        client_id: of one client only, within the scope.
        kept: days of this database that were read before; none, where all are to be read.
    """
    starts = [m.starts(zone) for m in (month.before, month, month.after)]
    start, middle, end = (int(moment.timestamp()) for moment in starts)
    now, before = MonthFigures(month), MonthFigures(month.before)
    rows = (kept or KeptDays()).between(
        session, starts[0] - timedelta(seconds=AGAIN_WITHIN), starts[-1] + timedelta(seconds=REACHED_WITHIN)
    )
    records = Records.of(_within(rows, scope, client_id), limit, limits or {})
    inside = records.where(records.is_inbound & (records.moment >= start) & (records.moment < end))
    step = _step(starts, zone)
    for which, figures in ((True, now), (False, before)):
        part = inside.where((inside.moment >= middle) == which)
        _count(part, figures, step, zone)
        figures.waits, figures.gave_up_after = _waits(part, "answered"), _waits(part, "abandoned")
    before.callers, now.callers = callers_of(records, (start, middle, end), too_often)
    return Reach(
        now,
        before,
        compared(now, before, lambda c: (c.in_time, c.timed + c.unanswered)),
        compared(now, before, lambda c: (c.unanswered, c.offered)),
    )


def heard_in_time(session: Session, scope: Scope, month: Month, zone: ZoneInfo, client_id: int | None) -> Counts:
    """Answered in time by what recordings let hear: for houses whose exchange tells nothing. Only verdicts count."""
    rows = (
        select(FindingRow.verdict, func.count())
        .where(
            FindingRow.practice == "answer.speed",
            FindingRow.verdict.in_(("kept", "missed")),
            FindingRow.started_at >= month.starts(zone),
            FindingRow.started_at < month.after.starts(zone),
        )
        .group_by(FindingRow.verdict)
    )
    client = scope.client_id if scope.client_id is not None else client_id
    if client is not None:
        rows = rows.join(Call, Call.id == FindingRow.call_id).where(Call.client_id == client)
    found: dict[str, int] = dict(iter(session.execute(rows)))
    kept, missed = found.get("kept", 0), found.get("missed", 0)
    return Counts(answered=kept + missed, timed=kept + missed, in_time=kept)


def _within(rows: Rows, scope: Scope, client_id: int | None) -> Rows:
    """Those that may be counted: of the scope's client, and of the client asked for."""
    for client in (scope.client_id, client_id):
        if client is not None:
            rows = rows[rows["client"] == client]
    return rows


def _step(starts: Iterable[datetime], zone: ZoneInfo) -> int:
    """Seconds that lie in one hour of the house's clock, whatever its distance to UTC."""
    offsets = [moment.astimezone(zone).utcoffset() or timedelta() for moment in starts]
    return QUARTER if any(offset % timedelta(hours=1) for offset in offsets) else HOUR


def _count(part: Records, figures: MonthFigures, step: int, zone: ZoneInfo) -> None:
    """Adds the calls of a month to its sum, its hours and its days, by outcome and wait."""
    kinds = 4 * part.outcome + 2 * part.is_timed + part.is_timely
    slots, slot = np.unique(part.moment // step, return_inverse=True)
    local = [datetime.fromtimestamp(number * step, zone) for number in slots.tolist()]
    _add(figures.hours, [(moment.weekday(), moment.hour) for moment in local], slot, kinds)
    _add(figures.days, [moment.date() for moment in local], slot, kinds)
    _add({None: figures.total}, [None] * len(local), slot, kinds)


def _add(counts: dict[_Key, Counts], keys: Sequence[_Key], slot: Whole, kinds: Whole) -> None:
    """Counts calls under the key of their slot."""
    numbers = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    named = list(numbers)
    number_of = np.array([numbers[key] for key in keys], np.int64)
    codes, times = np.unique(number_of[slot] * KINDS + kinds, return_counts=True)
    for code, calls in zip(codes.tolist(), times.tolist(), strict=True):
        number, kind = divmod(code, KINDS)
        of_it = counts.setdefault(named[number], Counts())
        of_it.add(OUTCOMES[kind // 4], calls, calls * (kind & 1), calls * (kind >> 1 & 1))


def _waits(records: Records, outcome: str) -> Waits:
    """How long callers waited for an answer, or after how long they gave up."""
    seconds = np.sort(records.waited[records.is_timed & (records.outcome == OUTCOMES.index(outcome))])
    if not len(seconds):
        return Waits(0, None, None)
    return Waits(len(seconds), *(int(seconds[math.ceil(len(seconds) * share) - 1]) for share in (0.5, 0.9)))
