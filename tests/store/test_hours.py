"""Office hours, holidays, and the hours that the clock skips or repeats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.store.hours import FURTHEST_DAYS, Hours, holidays

HOURS = Hours()
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2033, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize("written", ["2026-04-06", "2026-05-14", "2026-05-25", "2026-12-25", "2027-03-28"])
def test_dutch_holidays(written: str) -> None:
    day = date.fromisoformat(written)
    assert day in holidays(day.year, "NL")


def test_the_kings_day_is_never_on_a_sunday() -> None:
    assert date(2031, 4, 26) in holidays(2031, "NL")
    assert date(2031, 4, 27) not in holidays(2031, "NL")


def test_belgium_has_its_own() -> None:
    assert date(2026, 7, 21) in holidays(2026, "BE")
    assert date(2026, 7, 21) not in holidays(2026, "NL")


def test_evening_waits_for_the_next_working_day() -> None:
    friday = datetime(2026, 11, 20, 18, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert HOURS.first_open(friday) == HOURS.at(date(2026, 11, 23), 9)


def test_the_clock_goes_forward_and_back_and_nine_stays_nine() -> None:
    assert HOURS.at(date(2026, 3, 27), 9).hour == 8
    assert HOURS.at(date(2026, 3, 30), 9).hour == 7
    assert HOURS.at(date(2026, 10, 26), 9).hour == 8


def test_a_house_that_never_opens_is_still_answered() -> None:
    never = Hours(days=frozenset())
    moment = datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert never.first_open(moment) == moment


@given(MOMENTS)
def test_the_first_open_moment_is_open_and_not_before(moment: datetime) -> None:
    found = HOURS.first_open(moment)
    assert found >= moment
    assert HOURS.is_open(found)
    assert found - moment < timedelta(days=FURTHEST_DAYS)
