"""Reachability: how many incoming calls were answered, how soon, and what became of the others.

The records of two months are read once, a few fields each, into columns that numpy counts; what became of people needs
their calls in order (`reach_callers.py`). Hours of UTC become hours of the house's own clock. Answered in time is
counted over all incoming calls of which it can be said: those not answered, and those answered of which the wait is
known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, Integer, case, cast, func, select, true
from sqlalchemy.orm import Session

from belwijs.store.reach_callers import AGAIN_WITHIN, OUTCOMES, REACHED_WITHIN, Records, Whole, callers_of
from belwijs.store.reach_values import Counts, Month, MonthFigures, Reach, Waits, compared
from belwijs.store.schema import Call, ExchangeRecord, FindingRow
from belwijs.store.scope import Scope

HOUR, QUARTER = 3600, 900  # seconds; every time zone in use differs from UTC by whole quarters of an hour
KINDS = 4 * len(OUTCOMES)


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
) -> Reach:
    """The figures of a month and of the month before.

    Args:
        limit: seconds within which the house wants an answer.
        limits: the same of clients that differ, by id.
        too_often: transfers of one caller that the playbook finds too many.
        client_id: of one client only, within the scope.
    """
    starts = [m.starts(zone) for m in (month.before, month, month.after)]
    start, middle, end = (int(moment.timestamp()) for moment in starts)
    now, before = MonthFigures(month), MonthFigures(month.before)
    records = _records(session, scope, client_id, starts, _limit(limit, limits or {}))
    inside = records.where(records.is_inbound & (records.moment >= start) & (records.moment < end))
    _count(inside, [now, before], _step(starts, zone), zone)
    for which, figures in ((True, now), (False, before)):
        part = inside.where((inside.moment >= middle) == which)
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


def _limit(limit: float, limits: Mapping[int, float]) -> ColumnElement[float] | float:
    others = [(ExchangeRecord.client_id == client, value) for client, value in limits.items() if value != limit]
    return case(*others, else_=limit) if others else limit


def _epoch(session: Session, column: Any) -> ColumnElement[int]:
    """Seconds since 1970 of a moment, in whole seconds."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.strftime("%s", column), Integer)
    return cast(func.floor(func.extract("epoch", column)), Integer)


def _step(starts: Iterable[datetime], zone: ZoneInfo) -> int:
    """Seconds that lie in one hour of the house's clock, whatever its distance to UTC."""
    offsets = [moment.astimezone(zone).utcoffset() or timedelta() for moment in starts]
    return QUARTER if any(offset % timedelta(hours=1) for offset in offsets) else HOUR


def _records(
    session: Session,
    scope: Scope,
    client_id: int | None,
    starts: Sequence[datetime],
    limit: ColumnElement[float] | float,
) -> Records:
    """The records of the two months, of a week before and of a day after them."""
    record = ExchangeRecord
    rows = (
        select(
            record.number, _epoch(session, record.started_at), case((record.direction == "inbound", 1), else_=0),
            case({outcome: n for n, outcome in enumerate(OUTCOMES)}, value=record.outcome), record.transfers,
            record.waited, case((record.waited <= limit, 1), else_=0),
        )
        .where(
            scope.records(),
            true() if client_id is None else record.client_id == client_id,
            record.started_at >= starts[0] - timedelta(seconds=AGAIN_WITHIN),
            record.started_at < starts[-1] + timedelta(seconds=REACHED_WITHIN),
        )
        .order_by(record.started_at)
    )  # fmt: skip
    return Records.of(session.connection().execute(rows).all())


def _count(inside: Records, months: Iterable[MonthFigures], step: int, zone: ZoneInfo) -> None:
    by_month = {(m.month.year, m.month.month): m for m in months}
    kinds = 4 * inside.outcome + 2 * inside.is_timed + inside.is_timely
    for code, calls in zip(*_counted(inside.moment // step * KINDS + kinds), strict=True):
        number, kind = divmod(code, KINDS)
        local = datetime.fromtimestamp(number * step, zone)
        figures = by_month[local.year, local.month]
        hour = figures.hours.setdefault((local.weekday(), local.hour), Counts())
        day = figures.days.setdefault(local.date(), Counts())
        for counts in (figures.total, hour, day):
            counts.add(OUTCOMES[kind // 4], calls, calls * (kind & 1), calls * (kind >> 1 & 1))


def _waits(records: Records, outcome: str) -> Waits:
    """How long callers waited for an answer, or after how long they gave up, in whole seconds."""
    waited = records.waited[records.is_timed & (records.outcome == OUTCOMES.index(outcome))]
    if not len(waited):
        return Waits(0, None, None)
    seconds = np.sort(np.floor(waited + 0.5).astype(np.int64))
    return Waits(len(seconds), *(int(seconds[math.ceil(len(seconds) * share) - 1]) for share in (0.5, 0.9)))


def _counted(codes: Whole) -> tuple[list[int], list[int]]:
    """Each code, and how often it is there."""
    values, times = np.unique(codes, return_counts=True)
    return values.tolist(), times.tolist()
