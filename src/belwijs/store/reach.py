"""Reachability: how many incoming calls were answered, how soon, and what became of the others.

Calls and waits are counted by the database in two passes over the records of two months; counts by hour of UTC become
hours of the house's own clock here. What became of people needs their calls in order, a few fields each. Answered in
time is counted over all incoming calls of which it can be said: those not answered, and those answered of which the
wait is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, select, true
from sqlalchemy.orm import Session

from belwijs.store.reach_values import (
    NOT_ANSWERED,
    Callers,
    Counts,
    Month,
    MonthFigures,
    Reach,
    Waits,
    compared,
)
from belwijs.store.schema import Call, ExchangeRecord, FindingRow
from belwijs.store.scope import Scope

HOUR, QUARTER = 3600, 900  # seconds; every time zone in use differs from UTC by whole quarters of an hour
AGAIN_WITHIN = 7 * 86_400  # seconds: who calls again within a week was not helped the first time
REACHED_WITHIN = 86_400  # seconds: a missed caller who was spoken to within a day is not lost


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
    start, middle, end = (m.starts(zone) for m in (month.before, month, month.after))
    wanted = _incoming(scope, client_id)
    span = _span(start, end)
    now, before = MonthFigures(month), MonthFigures(month.before)
    in_time = case((ExchangeRecord.waited <= _limit(limit, limits or {}), 1), else_=0)
    _count(session, [now, before], and_(wanted, span), in_time, zone)
    side = case((ExchangeRecord.started_at >= middle, 1), else_=0)
    for which, month_waits in _waits(session, and_(wanted, span), side).items():
        figures = now if which else before
        figures.waits, figures.gave_up_after = month_waits
    for which, callers in _callers(session, scope, client_id, start, middle, end, too_often).items():
        (now if which else before).callers = callers
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


def _incoming(scope: Scope, client_id: int | None) -> ColumnElement[bool]:
    of_client = true() if client_id is None else ExchangeRecord.client_id == client_id
    return and_(scope.records(), of_client, ExchangeRecord.direction == "inbound")


def _span(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(ExchangeRecord.started_at >= start, ExchangeRecord.started_at < end)


def _limit(limit: float, limits: Mapping[int, float]) -> ColumnElement[float] | float:
    others = [(ExchangeRecord.client_id == client, value) for client, value in limits.items() if value != limit]
    return case(*others, else_=limit) if others else limit


def _epoch(session: Session, column: Any) -> ColumnElement[int]:
    """Seconds since 1970 of a moment, in whole seconds."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.strftime("%s", column), Integer)
    return cast(func.floor(func.extract("epoch", column)), Integer)


def _count(
    session: Session,
    months: Iterable[MonthFigures],
    wanted: ColumnElement[bool],
    in_time: ColumnElement[int],
    zone: ZoneInfo,
) -> None:
    by_month = {(m.month.year, m.month.month): m for m in months}
    record = ExchangeRecord
    offsets = [m.month.starts(zone).astimezone(zone).utcoffset() or timedelta() for m in by_month.values()]
    step = QUARTER if any(offset % timedelta(hours=1) for offset in offsets) else HOUR
    quarter = (_epoch(session, record.started_at) // step).label("quarter")
    rows = (
        select(quarter, record.outcome, func.count(), func.sum(in_time), func.count(record.waited))
        .where(wanted)
        .group_by(quarter, record.outcome)
    )
    for number, outcome, calls, timely, timed in session.execute(rows):
        local = datetime.fromtimestamp(number * step, zone)
        figures = by_month[local.year, local.month]
        hour = figures.hours.setdefault((local.weekday(), local.hour), Counts())
        day = figures.days.setdefault(local.date(), Counts())
        for counts in (figures.total, hour, day):
            counts.add(outcome, calls, timely, timed)


def _waits(
    session: Session, wanted: ColumnElement[bool], side: ColumnElement[int]
) -> dict[int, tuple[Waits, Waits]]:
    """Per month (1: the later): how long callers waited for an answer, and after how long they gave up."""
    record = ExchangeRecord
    second = cast(func.floor(record.waited + 0.5), Integer).label("second")
    month = side.label("month")
    rows = (
        select(month, record.outcome, second, func.count())
        .where(wanted, record.waited.is_not(None), record.outcome.in_(("answered", "abandoned")))
        .group_by(month, record.outcome, second)
    )
    found: dict[tuple[int, str], Counter[int]] = {}
    for which, outcome, waited, calls in session.execute(rows):
        found.setdefault((which, outcome), Counter())[waited] += calls
    return {
        which: (_spread(found.get((which, "answered"))), _spread(found.get((which, "abandoned")))) for which in (0, 1)
    }


def _spread(seconds: Counter[int] | None) -> Waits:
    if not seconds:
        return Waits(0, None, None)
    calls = seconds.total()
    return Waits(calls, _least_of(seconds, calls * 0.5), _least_of(seconds, calls * 0.9))


def _least_of(seconds: Counter[int], calls: float) -> int:
    """The least number of seconds within which that many calls lie."""
    seen = 0
    for second in sorted(seconds):
        seen += seconds[second]
        if seen >= calls:
            return second
    raise AssertionError("more calls than there are")


def _callers(
    session: Session,
    scope: Scope,
    client_id: int | None,
    start: datetime,
    middle: datetime,
    end: datetime,
    too_often: int,
) -> dict[int, Callers]:
    """Per month (1: the later) what became of people, followed a week back and a day on."""
    record = ExchangeRecord
    of_client = true() if client_id is None else record.client_id == client_id
    rows = (
        select(
            record.number, _epoch(session, record.started_at), record.direction, record.outcome, record.transfers
        )
        .where(
            scope.records(),
            of_client,
            record.number != "",
            _span(start - timedelta(seconds=AGAIN_WITHIN), end + timedelta(seconds=REACHED_WITHIN)),
        )
        .order_by(record.started_at)
    )
    by_number: dict[str, list[Any]] = {}
    records: Iterable[Any] = map(tuple, session.execute(rows))
    for line in records:
        by_number.setdefault(line[0], []).append(line)
    bounds = (int(start.timestamp()), int(middle.timestamp()), int(end.timestamp()))
    sums = ([0] * 8, [0] * 8)  # as in Callers
    for lines in by_number.values():
        if len(lines) == 1:
            _count_once(lines[0], bounds, too_often, sums)
        else:
            _count_somebody(lines, bounds, too_often, sums)
    nameless = _nameless(session, scope, client_id, start, middle, end)
    made = {}
    for which in (0, 1):
        known = Callers(*sums[which])
        unknown = nameless.get(which, 0)  # nobody can say whether they called again: each counts as somebody
        made[which] = replace(known, unanswered=known.unanswered + unknown, lost=known.lost + unknown)
    return made


def _count_once(
    line: Any, bounds: tuple[int, int, int], too_often: int, sums: tuple[list[int], list[int]]
) -> None:
    """`_count_somebody` for a number with one record, as most have: nobody called again, and nobody called back."""
    _, moment, direction, outcome, moved = line
    start, middle, end = bounds
    if direction != "inbound" or not start <= moment < end:
        return
    total = sums[moment >= middle]
    total[3] += moved
    total[5] += 1
    if outcome == "answered":
        total[0] += 1
        total[1] += moved > 0
        total[2] += moved >= too_often
    elif outcome in NOT_ANSWERED:
        total[6] += 1
        total[7] += 1


def _count_somebody(
    lines: list[Any], bounds: tuple[int, int, int], too_often: int, sums: tuple[list[int], list[int]]
) -> None:
    """Adds one number to the sums of the two months.

    Args:
        lines: number, moment, direction, outcome and transfers of its records, in order.
        bounds: beginning, middle and end of the two months.
    """
    start, middle, end = bounds
    calls, spoken, transfers, repeats, missed, lost = [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]
    answers: list[int] | None = None  # only needed where something was missed
    last = -AGAIN_WITHIN - 1
    for _, moment, direction, outcome, moved in lines:
        if direction != "inbound":
            continue
        if start <= moment < end:
            which = int(moment >= middle)
            calls[which] += 1
            transfers[which] += moved
            repeats[which] += moment - last <= AGAIN_WITHIN
            if outcome == "answered":
                spoken[which] = 1
            elif outcome in NOT_ANSWERED:
                missed[which] = 1
                if answers is None:
                    answers = [line[1] for line in lines if line[3] == "answered"]
                lost[which] |= not any(moment < answer <= moment + REACHED_WITHIN for answer in answers)
        last = moment
    for which in (0, 1):
        if calls[which]:
            moved, known = transfers[which], spoken[which]
            counted = (
                known, known and moved > 0, known and moved >= too_often, moved, repeats[which], calls[which],
                missed[which], lost[which],
            )  # fmt: skip
            total = sums[which]
            for n, number in enumerate(counted):
                total[n] += number


def _nameless(
    session: Session, scope: Scope, client_id: int | None, start: datetime, middle: datetime, end: datetime
) -> dict[int, int]:
    """Unanswered calls without a number, per month."""
    month = case((ExchangeRecord.started_at >= middle, 1), else_=0).label("month")
    rows = (
        select(month, func.count())
        .where(
            _incoming(scope, client_id),
            _span(start, end),
            ExchangeRecord.number == "",
            ExchangeRecord.outcome.in_(NOT_ANSWERED),
        )
        .group_by(month)
    )
    return dict(iter(session.execute(rows)))
