"""Days typed into forms: on the house's clock, and nothing that cannot be read gets through."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.surfaces.web.days import start_of_day

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@given(st.dates(date(1900, 1, 2), date(8999, 12, 30)), st.integers(0, 1))
def test_the_beginning_of_that_day_there(day: date, later: int) -> None:
    start = start_of_day(day.isoformat(), AMSTERDAM, days=later)
    assert start is not None
    assert (start.date(), start.hour, start.tzinfo) == (day + timedelta(days=later), 0, AMSTERDAM)


def test_a_day_on_which_the_clock_goes_back_has_25_hours() -> None:
    start, end = start_of_day("2026-10-25", AMSTERDAM), start_of_day("2026-10-25", AMSTERDAM, days=1)
    assert start == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert end == datetime(2026, 10, 25, 23, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "gisteren", "2026-02-30", "9999-12-31", "0001-01-01", "2026-11-22T10:00", "²"])
def test_what_is_no_day_is_none(written: str) -> None:
    assert start_of_day(written, AMSTERDAM, days=1) is None


@given(st.text(max_size=12))
def test_whatever_is_typed_there_is_an_answer(written: str) -> None:
    start = start_of_day(written, AMSTERDAM, days=1)
    assert start is None or start.tzinfo is AMSTERDAM
