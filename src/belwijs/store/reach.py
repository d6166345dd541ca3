"""Reachability: how many incoming calls were answered, how soon, and what became of the others.

Everything is counted by the database in a few passes over the records of two months; what comes out are counts by
quarter of an hour, which become hours of the house's own clock here. Answered in time is counted over all incoming
calls of which it can be said: those not answered, and those answered of which the wait is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FunctionElement, Integer, Over, and_, case, cast, func, or_, select, true
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

QUARTER = 900  # seconds; every time zone in use differs from UTC by whole quarters of an hour
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
    quarter = (_epoch(session, record.started_at) // QUARTER).label("quarter")
    rows = (
        select(quarter, record.outcome, func.count(), func.sum(in_time), func.count(record.waited))
        .where(wanted)
        .group_by(quarter, record.outcome)
    )
    for number, outcome, calls, timely, timed in session.execute(rows):
        local = datetime.fromtimestamp(number * QUARTER, zone)
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
    moment = _epoch(session, record.started_at)
    of_client = true() if client_id is None else record.client_id == client_id
    spoken_at = case((record.outcome == "answered", moment), else_=None)
    incoming_at = case((record.direction == "inbound", moment), else_=None)
    seen = (
        select(
            record.number.label("number"),
            record.started_at.label("started_at"),
            record.direction.label("direction"),
            record.outcome.label("outcome"),
            record.transfers.label("transfers"),
            moment.label("moment"),
            _along(func.max(incoming_at), (None, -1)).label("last"),
            _along(func.min(spoken_at), (1, None)).label("next"),
        )
        .where(
            scope.records(),
            of_client,
            record.number != "",
            _span(start - timedelta(seconds=AGAIN_WITHIN), end + timedelta(seconds=REACHED_WITHIN)),
        )
        .subquery()
    )
    month = case((seen.c.started_at >= middle, 1), else_=0).label("month")
    not_answered = seen.c.outcome.in_(NOT_ANSWERED)
    lost = and_(not_answered, or_(seen.c.next.is_(None), seen.c.next - seen.c.moment > REACHED_WITHIN))
    again = seen.c.moment - seen.c.last <= AGAIN_WITHIN
    people = (
        select(
            month,
            func.max(case((seen.c.outcome == "answered", 1), else_=0)).label("spoken"),
            func.sum(seen.c.transfers).label("transfers"),
            func.count().label("calls"),
            func.sum(case((again, 1), else_=0)).label("repeats"),
            func.max(case((not_answered, 1), else_=0)).label("unanswered"),
            func.max(case((lost, 1), else_=0)).label("lost"),
        )
        .where(seen.c.direction == "inbound", seen.c.started_at >= start, seen.c.started_at < end)
        .group_by(month, seen.c.number)
        .subquery()
    )
    sums = select(
        people.c.month,
        func.sum(people.c.spoken),
        func.sum(case((and_(people.c.spoken == 1, people.c.transfers > 0), 1), else_=0)),
        func.sum(case((and_(people.c.spoken == 1, people.c.transfers >= too_often), 1), else_=0)),
        func.sum(people.c.transfers),
        func.sum(people.c.repeats),
        func.sum(people.c.calls),
        func.sum(people.c.unanswered),
        func.sum(people.c.lost),
    ).group_by(people.c.month)
    found = {row[0]: [int(n or 0) for n in row[1:]] for row in session.execute(sums)}
    nameless = _nameless(session, scope, client_id, start, middle, end)
    made = {}
    for which in (0, 1):
        known = Callers(*found.get(which, [0] * 8))
        unknown = nameless.get(which, 0)  # nobody can say whether they called again: each counts as somebody
        made[which] = replace(known, unanswered=known.unanswered + unknown, lost=known.lost + unknown)
    return made


def _along(what: FunctionElement[Any], rows: tuple[int | None, int | None]) -> Over[Any]:
    """Something over the records of the same number, before or after this one."""
    return what.over(partition_by=ExchangeRecord.number, order_by=ExchangeRecord.started_at, rows=rows)


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
