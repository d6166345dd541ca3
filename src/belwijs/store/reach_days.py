"""Records of the exchange by day, kept in the process as long as nothing of that day changes.

Every change of a record gives it another random `revision`, so the number of a day's records and the sum of their
revisions, which the database reads from an index, tell whether what was read of that day still holds. A record that
came late, was erased, was given to a client or was removed at the end of its term makes its day be read anew. Of a
number its hash is kept, salted for this process; nothing else of a record tells of whom it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Float, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from belwijs.store.database import is_sqlite
from belwijs.store.reach_values import NOT_ANSWERED
from belwijs.store.schema import ExchangeRecord

OUTCOMES = ("answered", *NOT_ANSWERED)
NAMELESS = 0  # instead of a number that was not sent along
NO_CLIENT = 0
DAY = 86_400  # seconds
MOST = 800  # days kept: two years of them, some tens of kilobytes each in a busy house

KEPT = np.dtype(
    [
        ("number", np.int64),  # hash of it, or NAMELESS
        ("moment", np.int64),  # seconds since 1970
        ("waited", np.float64),  # seconds; nan where it is not known
        ("client", np.int64),  # its id, or NO_CLIENT
        ("transfers", np.int32),
        ("outcome", np.int8),  # place in OUTCOMES
        ("is_inbound", np.bool_),
    ]
)
"""A record as it is kept."""
Rows = NDArray[np.void]
Stamp = tuple[int, int]  # number of records, sum of their revisions

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACES = {outcome: n for n, outcome in enumerate(OUTCOMES)}


class KeptDays:
    """Days of records; one for each database, used by all threads."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._days: dict[int, tuple[Stamp, Rows]] = {}
        self._lock = Lock()

    @property
    def days(self) -> tuple[int, ...]:
        """The days that are kept, counted from 1970."""
        with self._lock:
            return tuple(self._days)

    def between(self, session: Session, start: datetime, end: datetime) -> Rows:
        """The records of all days of UTC that these moments lie in or between, in order of time."""
        first, last = (int(moment.timestamp()) // DAY for moment in (start, end))
        stamps = _stamps(session, first, last)  # before the records: what changes meanwhile is seen the next time
        with self._lock:
            held = {day: self._days.get(day) for day in range(first, last + 1)}
        found = {day: one[1] for day, one in held.items() if one is not None and stamps.get(day) == one[0]}
        read = _read(session, sorted(stamps.keys() - found.keys()))
        with self._lock:
            for day in held.keys() - stamps.keys():
                self._days.pop(day, None)
            for day, rows in read.items():
                self._days.pop(day, None)
                self._days[day] = stamps[day], rows
            while len(self._days) > MOST:
                self._days.pop(next(iter(self._days)))
        found.update(read)
        return np.concatenate([np.zeros(0, KEPT), *(found[day] for day in sorted(found))])


def rows_of(lines: Iterable[Sequence[Any]]) -> Rows:
    """Of (number, seconds since 1970, wait, client, transfers, outcome, direction), in order of time."""
    made = [
        (
            hash(number) if number else NAMELESS, int(moment // 1), np.nan if waited is None else waited,
            client or NO_CLIENT, transfers, _PLACES[outcome], direction == "inbound",
        )
        for number, moment, waited, client, transfers, outcome, direction in lines
    ]  # fmt: skip
    rows = np.array(made, KEPT)
    return rows[np.argsort(rows["moment"], kind="stable")]


def _stamps(session: Session, first: int, last: int) -> Mapping[int, Stamp]:
    """Of each day that has records; days are counted from 1970."""
    days, record = _seconds(session) / DAY, ExchangeRecord
    day = cast(days if is_sqlite(session) else func.floor(days), BigInteger).label("day")  # SQLite casts downwards
    asked = select(day, func.count(), func.sum(record.revision)).where(_of_days(first, last)).group_by(day)
    return {int(one): (int(number), int(revisions)) for one, number, revisions in session.execute(asked)}


def _read(session: Session, days: Sequence[int]) -> dict[int, Rows]:
    """The records of these days, in order of time."""
    if not days:
        return {}
    record = ExchangeRecord
    seconds = _seconds(session)
    asked = select(
        record.number, seconds, record.waited, record.client_id, record.transfers, record.outcome, record.direction
    ).where(or_(*(_of_days(*run) for run in _runs(days))))
    rows = rows_of(session.execute(asked).all())
    edges = np.searchsorted(rows["moment"], np.array([[day * DAY, (day + 1) * DAY] for day in days]))
    return {day: rows[start:end].copy() for day, (start, end) in zip(days, edges.tolist(), strict=True)}


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of days."""
    ends = [n for n, day in enumerate(days) if n + 1 == len(days) or days[n + 1] != day + 1]
    begins = [0, *(n + 1 for n in ends[:-1])]
    return [(days[a], days[b]) for a, b in zip(begins, ends, strict=True)]


def _of_days(first: int, last: int) -> ColumnElement[bool]:
    start, end = (_EPOCH + timedelta(days=day) for day in (first, last + 1))
    return and_(ExchangeRecord.started_at >= start, ExchangeRecord.started_at < end)


def _seconds(session: Session) -> ColumnElement[float]:
    """Seconds since 1970 of the moment of a record."""
    if is_sqlite(session):
        return cast(func.strftime("%s", ExchangeRecord.started_at), Float)
    return func.date_part("epoch", ExchangeRecord.started_at)
