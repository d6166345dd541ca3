"""What missed calls cost beside what the desk costs, by the house's own figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from belwijs.store.reach_values import Counts, MonthFigures

KEY = "reach.figures"
"""Key of the setting that holds the house's figures."""
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class HouseFigures:
    """What a house says of itself; money in the house's own currency."""

    value_of_call: float  # of one call that leads to something, on average over all calls
    lost_share: float  # of callers who were never spoken to, who do not come back: 0-1
    wage: float  # an hour of somebody at the desk, with all that an employer pays
    hours: float  # paid hours a week of everybody at the desk together


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one month."""

    lost_callers: float
    missed: float  # money
    desk: float  # money
    pays_from: float | None  # callers saved in a month that one more desk hour a week costs as much as


@dataclass(frozen=True, slots=True)
class BusyHour:
    """An hour of the week in which what is missed costs more than somebody more at the desk would."""

    weekday: int
    hour: int
    unanswered: float  # a week
    missed: float  # money a week
    desk: float  # money a week


def figures_from(value: Mapping[str, Any] | None) -> HouseFigures | None:
    """The figures as they lie in the settings; None where they were not given."""
    if not value:
        return None
    return HouseFigures(**{name: float(value[name]) for name in HouseFigures.__dataclass_fields__})


def costs(figures: HouseFigures, month: MonthFigures) -> Costs:
    """What a month cost: of people not answered, those not spoken to within a day count; a share of them is lost."""
    lost = month.callers.lost * figures.lost_share
    each = figures.lost_share * figures.value_of_call
    weeks = month.month.days / DAYS_A_WEEK
    return Costs(
        lost,
        lost * figures.value_of_call,
        figures.wage * figures.hours * weeks,
        figures.wage * weeks / each if each else None,
    )


def busy_hours(figures: HouseFigures, month: MonthFigures, days_seen: int) -> list[BusyHour]:
    """The hours in which one person more would have paid, the most costly first.

    Args:
        figures: the house's own.
        month: whose calls; of its unanswered callers only the share that was lost in the whole month counts.
        days_seen: days of the month so far, so that a month that is not over is not counted as a whole one.
    """
    if not days_seen or not month.callers.unanswered:
        return []
    lost = month.callers.lost / month.callers.unanswered * figures.lost_share * figures.value_of_call
    weeks = days_seen / DAYS_A_WEEK
    found = [_hour(place, counts, lost, weeks, figures.wage) for place, counts in month.hours.items()]
    return sorted((h for h in found if h.missed > h.desk), key=lambda h: -h.missed)


def _hour(place: tuple[int, int], counts: Counts, lost: float, weeks: float, wage: float) -> BusyHour:
    a_week = counts.unanswered / max(weeks, 1.0)
    return BusyHour(place[0], place[1], a_week, a_week * lost, wage)
