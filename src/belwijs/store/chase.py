"""The rules of the chase: when to try again, and who may not be called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from belwijs.store.hours import Hours

Outcome = Literal["no_answer", "busy", "gatekeeper", "voicemail", "reached", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
FAILED: tuple[Outcome, ...] = ("no_answer", "busy", "gatekeeper", "voicemail")
Answer = Literal["yes", "no", "later"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
Basis = Literal["consent", "exempt", "customer"]
BASES: tuple[Basis, ...] = get_args(Basis)
Bar = Literal["objected", "unknown", "no_basis"]

SILENT_ATTEMPTS = 3
"""Attempts without a message (practice `chase.note`)."""
CUSTOMERS_TOO_FROM = date(2026, 7, 1)
"""From here being a customer is no reason to be called (practice `chase.legal`)."""
DAYS_AHEAD = 10
"""Open days among which the next moment is chosen."""


def bar(objected: bool, is_consumer: bool | None, basis: str, today: date) -> Bar | None:
    """Why somebody may not be called. Dutch Telecommunications Act, article 11.7: consumers with consent only.

    Args:
        is_consumer: None where nobody knows; then it has to be found out before anybody calls.
        basis: one of `BASES`, or "".
    """
    if objected:
        return "objected"
    if is_consumer is None:
        return "unknown"
    if not is_consumer or basis in ("consent", "exempt"):
        return None
    return None if basis == "customer" and today < CUSTOMERS_TOO_FROM else "no_basis"


def next_moment(failed: Sequence[datetime], now: datetime, hours: Hours) -> datetime:
    """When to try next: on another weekday and at another hour than the attempts that failed, within office hours.

    Of the coming open days the first whose weekday was tried least; on it the hour that was tried least and lies
    furthest from the others, so that morning and afternoon take turns. Without an attempt it is as soon as it is open.
    """
    if not failed:
        return hours.first_open(now)
    tried = [moment.astimezone(hours.zone) for moment in failed]
    weekdays, clock = Counter(t.weekday() for t in tried), Counter(t.hour for t in tried)
    today = now.astimezone(hours.zone).date()

    def hour_of(day: date) -> tuple[int, int, int]:
        options = [h for h in range(hours.opens, hours.closes) if hours.at(day, h) > now]
        return min((clock[h], -min(abs(h - t) for t in clock), h) for h in options)

    days = [day for day, _ in zip(hours.open_days(today), range(DAYS_AHEAD), strict=False)]
    days = [day for day in days if day > today or hours.at(day, hours.closes - 1) > now]
    if not days:
        return hours.first_open(now + timedelta(days=1))
    day = min(days, key=lambda d: (weekdays[d.weekday()], d))
    return hours.at(day, hour_of(day)[2])
