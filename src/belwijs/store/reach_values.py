"""The values of reachability: months, counts, waits, and whether two months differ by more than chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import sqrt
from statistics import NormalDist
from zoneinfo import ZoneInfo

LEAST_DAYS = 5  # with calls, in each month, before two months are compared
UNLIKELY = 0.05  # a difference that chance would make less often than this is called more than chance
NOT_ANSWERED = ("missed", "abandoned", "voicemail", "busy")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the house's own calendar."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def before(self) -> Month:
        """The month before."""
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def after(self) -> Month:
        """The month after."""
        return Month(self.year + (self.month == 12), self.month % 12 + 1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.after.first - self.first).days

    def starts(self, zone: ZoneInfo) -> datetime:
        """The moment at which it begins, in UTC."""
        return datetime(self.year, self.month, 1, tzinfo=zone).astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def month_of(moment: datetime, zone: ZoneInfo) -> Month:
    """The month in which a moment falls on the house's clock."""
    local = moment.astimezone(zone)
    return Month(local.year, local.month)


@dataclass(slots=True)
class Counts:
    """Incoming calls by what became of them."""

    answered: int = 0
    in_time: int = 0  # answered within the limit
    timed: int = 0  # answered, with a known wait
    missed: int = 0
    abandoned: int = 0
    voicemail: int = 0
    busy: int = 0

    def add(self, outcome: str, number: int, in_time: int, timed: int) -> None:
        """Counts calls of one outcome."""
        setattr(self, outcome, getattr(self, outcome) + number)
        if outcome == "answered":
            self.in_time += in_time
            self.timed += timed

    @property
    def unanswered(self) -> int:
        """Nobody of ours spoke to the caller."""
        return self.missed + self.abandoned + self.voicemail + self.busy

    @property
    def offered(self) -> int:
        """All incoming calls."""
        return self.answered + self.unanswered

    @property
    def share_in_time(self) -> float | None:
        """Answered within the limit, of all calls of which that can be said; None without any."""
        known = self.timed + self.unanswered
        return self.in_time / known if known else None

    @property
    def share_unanswered(self) -> float | None:
        """Not answered, of all incoming calls."""
        return self.unanswered / self.offered if self.offered else None


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited, whole seconds."""

    calls: int
    median: int | None
    ninety: int | None  # nine of ten waited no longer


@dataclass(frozen=True, slots=True)
class Callers:
    """What happened to people, by the number they call from."""

    known: int = 0  # different numbers of which a call was answered
    moved: int = 0  # of those, put through at least once
    moved_often: int = 0  # of those, put through as often as the playbook finds too much, or more
    transfers: int = 0
    repeats: int = 0  # calls by somebody who called within the week before
    callers: int = 0  # calls with a number
    unanswered: int = 0
    lost: int = 0  # people not answered who were not spoken to within a day either


@dataclass(slots=True)
class MonthFigures:
    """One month."""

    month: Month
    total: Counts = field(default_factory=Counts)
    hours: dict[tuple[int, int], Counts] = field(default_factory=dict)  # (weekday, hour of the house's clock)
    days: dict[date, Counts] = field(default_factory=dict)
    waits: Waits = Waits(0, None, None)
    gave_up_after: Waits = Waits(0, None, None)
    callers: Callers = Callers()


@dataclass(frozen=True, slots=True)
class Change:
    """A share in this month beside the month before."""

    now: float | None
    before: float | None
    p: float | None  # how often chance alone would differ as much; None where it cannot be said

    @property
    def is_more_than_chance(self) -> bool | None:
        """None: too few days with calls to say."""
        return None if self.p is None else self.p < UNLIKELY


@dataclass(frozen=True, slots=True)
class Reach:
    """A month and the month before."""

    now: MonthFigures
    before: MonthFigures
    in_time: Change
    unanswered: Change


Parts = Callable[[Counts], tuple[int, int]]
"""Hits, and of how many."""


def compared(now: MonthFigures, before: MonthFigures, parts: Parts) -> Change:
    """Two shares, tested with days as the units: calls of one bad day are not independent of each other.

    The variance of a share over days is that of a ratio (Cochran, Sampling Techniques, 3rd ed., 6.4); never less than
    the binomial one.
    """
    one, other = (_share(figures, parts) for figures in (now, before))
    p = None
    if one.days >= LEAST_DAYS and other.days >= LEAST_DAYS and one.share is not None and other.share is not None:
        spread = sqrt(one.variance + other.variance)
        p = 1.0 if one.share == other.share else 0.0
        if spread > 0:
            p = 2 * (1 - NormalDist().cdf(abs(one.share - other.share) / spread))
    return Change(one.share, other.share, p)


@dataclass(frozen=True, slots=True)
class _Share:
    share: float | None
    variance: float
    days: int


def _share(figures: MonthFigures, parts: Parts) -> _Share:
    days = [(hits, of) for hits, of in (parts(counts) for counts in figures.days.values()) if of]
    whole = sum(of for _, of in days)
    if not whole:
        return _Share(None, 0.0, 0)
    share = sum(hits for hits, _ in days) / whole
    number = len(days)
    binomial = share * (1 - share) / whole
    between = sum((hits - share * of) ** 2 for hits, of in days) / whole**2
    return _Share(share, max(binomial, between * number / (number - 1) if number > 1 else 0.0), number)
