"""Reachability: how many incoming calls were answered, how soon, and what became of the others.

The records of two months are read once, a few fields each, as one text that the database puts together (a row for each
takes the interpreter longer, and with it every other page) and numpy counts; what became of people needs their calls in
order (`reach_callers.py`). Hours of UTC become hours of the house's own clock. Answered in time is
counted over all incoming calls of which it can be said: those not answered, and those answered of which the wait is
known.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Text, case, cast, func, select, true
from sqlalchemy.orm import Session

from belwijs.store.database import is_sqlite
from belwijs.store.reach_callers import (
    AGAIN_WITHIN,
    NAMELESS,
    OUTCOMES,
    REACHED_WITHIN,
    UNKNOWN,
    Records,
    Whole,
    callers_of,
)
from belwijs.store.reach_values import Counts, Month, MonthFigures, Reach, Waits, compared
from belwijs.store.schema import Call, ExchangeRecord, FindingRow
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


def _limit(limit: float, limits: Mapping[int, float]) -> ColumnElement[float] | float:
    others = [(ExchangeRecord.client_id == client, value) for client, value in limits.items() if value != limit]
    return case(*others, else_=limit) if others else limit


def _epoch(session: Session, column: Any) -> ColumnElement[int]:
    """Seconds since 1970 of a moment, in whole seconds."""
    if is_sqlite(session):
        return cast(func.strftime("%s", column), BigInteger)
    return _whole(session, func.extract("epoch", column))


def _whole(session: Session, value: Any) -> ColumnElement[int]:
    """The whole part of a value that is not below 0."""
    return cast(value if is_sqlite(session) else func.floor(value), BigInteger)


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
    # In the order of bytes: that of a language takes much longer.
    by_bytes = record.number if is_sqlite(session) else record.number.collate("C")
    number = case((record.number == "", NAMELESS), else_=func.dense_rank().over(order_by=by_bytes))
    outcome = case({outcome: n for n, outcome in enumerate(OUTCOMES)}, value=record.outcome)
    inbound, timely = case((record.direction == "inbound", 1), else_=0), case((record.waited <= limit, 1), else_=0)
    kind = ((record.transfers * len(OUTCOMES) + outcome) * 2 + inbound) * 2 + timely
    waited = func.coalesce(_whole(session, record.waited + 0.5), UNKNOWN)
    values = (cast(value, Text) for value in (number, _epoch(session, record.started_at), waited, kind))
    line: ColumnElement[str] = reduce(lambda text, value: text + " " + value, values)
    lines = select(line.label("line")).where(
        scope.records(),
        true() if client_id is None else record.client_id == client_id,
        record.started_at >= starts[0] - timedelta(seconds=AGAIN_WITHIN),
        record.started_at < starts[-1] + timedelta(seconds=REACHED_WITHIN),
    )
    return Records.of(session.scalar(select(func.aggregate_strings(lines.subquery().c.line, " "))) or "")


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
