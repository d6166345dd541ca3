"""Moments in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.interface.moments import in_words, span_in_words, times_in_words

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # a Sunday, two in the afternoon


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 22, 14, 30, tzinfo=UTC), "vandaag om 15.30"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "morgen om 0.30"),
        (datetime(2026, 11, 21, 8, 5, tzinfo=UTC), "gisteren om 9.05"),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), "dinsdag 24 november om 9.00"),
        (datetime(2028, 2, 29, 8, 0, tzinfo=UTC), "dinsdag 29 februari 2028 om 9.00"),
        (datetime(2026, 7, 6, 7, 0, tzinfo=UTC), "maandag 6 juli om 9.00"),
    ],
)
def test_a_moment_as_people_say_it(moment: datetime, words: str) -> None:
    assert in_words(moment, NOW, ZONE, "nl") == words


def test_in_english() -> None:
    assert in_words(datetime(2026, 11, 24, 8, 0, tzinfo=UTC), NOW, ZONE, "en") == "Tuesday 24 November at 9:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconden"), (1, "1 seconde"), (45, "45 seconden"), (60, "1 minuut"), (170, "3 minuten"), (3600, "1 uur"),
     (3900, "1 uur en 5 minuten")],
)  # fmt: skip
def test_how_long(seconds: float, words: str) -> None:
    assert span_in_words(seconds, "nl") == words


def test_how_often() -> None:
    assert times_in_words(2, "nl") == "twee keer"
    assert times_in_words(2, "en") == "twice"
    assert times_in_words(40, "nl") == "40 keer"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.integers(-5000, 5000))
def test_any_moment_has_words_and_today_is_today(now: datetime, hours: int) -> None:
    moment = now + timedelta(hours=hours)
    words = in_words(moment, now, ZONE, "nl")
    assert words.startswith("vandaag") == (moment.astimezone(ZONE).date() == now.astimezone(ZONE).date())
