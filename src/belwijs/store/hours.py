"""When a house calls and is called: weekdays, hours, holidays; all in the house's own time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

FURTHEST_DAYS = 60  # an open moment is looked for so far ahead


@dataclass(frozen=True, slots=True)
class Hours:
    """The office hours: `days` (0 is Monday), from `opens` until `closes` (whole hours, local)."""

    opens: int = 9
    closes: int = 17
    days: frozenset[int] = frozenset(range(5))
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    region: str = "NL"

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at that moment (aware)."""
        local = moment.astimezone(self.zone)
        return self.open_on(local.date()) and self.opens <= local.hour < self.closes

    def open_on(self, day: date) -> bool:
        """Whether the office opens at all on that day."""
        return day.weekday() in self.days and day not in holidays(day.year, self.region)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """The local clock time on that day, in UTC; an hour that the clock skips comes out an hour later."""
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone).astimezone(UTC)

    def open_days(self, first: date) -> Iterator[date]:
        """The days on which the office opens, from `first` on, for some weeks."""
        for n in range(FURTHEST_DAYS):
            if self.open_on(day := first + timedelta(days=n)):
                yield day

    def first_open(self, moment: datetime) -> datetime:
        """The moment itself where the office is open then, else when it opens next.

        A house without open days gets the moment itself: it is better to be reminded at night than never.
        """
        if self.is_open(moment):
            return moment
        local = moment.astimezone(self.zone)
        for day in self.open_days(local.date()):
            if (opening := self.at(day, self.opens)) > moment:
                return opening
        return moment


@lru_cache
def holidays(year: int, region: str) -> frozenset[date]:
    """Days on which offices are closed: those of Belgium for BE, of the Netherlands for everything else."""
    easter = _easter(year)
    moving = {easter + timedelta(days=n) for n in (0, 1, 39, 49, 50)}  # Easter, Ascension, Whitsun
    if region == "BE":
        fixed = {date(year, m, d) for m, d in ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))}
        return frozenset(moving | fixed)
    king = date(year, 4, 27)
    if king.weekday() == 6:
        king -= timedelta(days=1)
    return frozenset(moving | {date(year, 1, 1), king, date(year, 12, 25), date(year, 12, 26)})


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
