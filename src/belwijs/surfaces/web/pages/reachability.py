"""Reachability: a month beside the month before, by hour and weekday, and what missed calls cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from belwijs.interface import InterfaceLanguage, text
from belwijs.store import audit
from belwijs.store.house import client_playbooks, keep_setting, setting
from belwijs.store.reach import heard_in_time, reachability
from belwijs.store.reach_costs import KEY, busy_hours, costs, figures_from
from belwijs.store.reach_values import Change, Counts, Month, MonthFigures, Reach
from belwijs.surfaces.report.wording import number
from belwijs.surfaces.server.context import House, HouseNow, NotFound, needs
from belwijs.surfaces.server.playbooks import InEffect, answer_seconds, in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.charts import Bar, stacked_bars
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_MOST = 10_000_000.0
_DARKEST = 0.4  # a share not answered from which a cell is as dark as can be
_STEPS = 5
_FEWEST = 5  # calls in an hour of the week before it is coloured: one of two missed says nothing
_WORST_HOURS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of the week in the heat map."""

    share: str  # "12 %", or nothing where nobody called
    of: str
    heat: int  # 0-5


@router.get("/reachability")
def show(
    request: Request,
    house: HouseNow,
    who: Annotated[Viewer, Depends(needs("reachability"))],
    month: Annotated[str, Query(max_length=7)] = "",
    client: Annotated[str, Query(max_length=10)] = "",
    measure: Annotated[str, Query(max_length=12)] = "unanswered",
    wrong: Annotated[str, Query(max_length=20)] = "",
    kept: bool = False,
) -> Response:
    """The figures of a month; without one, of this month, or of the last one in its first week."""
    zone = house.settings.zone
    today = house.now().astimezone(zone).date()
    chosen = _chosen(month, today)
    with house.database.read() as work:
        books = in_effect(work, house.settings.playbook)
        clients = [] if who.client_id is not None else [(c.id, c.name) for c in client_playbooks(work)]
        of = _client(client, clients)
        found = _found(work, house, who, chosen, books, of)
        heard = None if found.now.total.offered else heard_in_time(work, who.scope, chosen, zone, of)
        figures = None if who.client_id is not None else figures_from(setting(work, KEY))
    limit = answer_seconds(books.for_client(who.client_id if of is None else of))
    seen = _days_seen(chosen, today)
    by_unanswered = measure != "in_time"
    return page(
        request,
        "reachability/month.html.j2",
        found=found,
        heard=heard,
        month=chosen,
        month_name=_month_name(chosen, who.language),
        before_name=_month_name(chosen.before, who.language),
        next_month=chosen.after if chosen.after.first <= today else None,
        months=_months(today, who.language),
        clients=clients,
        client=of,
        measure="unanswered" if by_unanswered else "in_time",
        limit=number(limit, who.language),
        has_own_limits=of is None and who.client_id is None and bool(_limits(books, limit)),
        heat=_heat(found.now, by_unanswered, who.language),
        chart=_chart(found.now, seen, who.language),
        days=sorted(found.now.days.items()),
        share=lambda share: _percent(share, who.language),
        told=lambda change, more_is_better: _told(change, more_is_better, who.language),
        money=lambda amount: _money(amount, who.language),
        decimal=lambda value: number(value, who.language),
        figures=figures,
        costs=costs(figures, found.now) if figures and found.now.total.offered else None,
        busy=busy_hours(figures, found.now, seen)[:_WORST_HOURS] if figures else [],
        is_over=seen == chosen.days,
        shows_costs=who.client_id is None,
        may_set=who.may("playbook"),
        wrong=wrong if wrong in _FIELDS else "",
        kept=kept,
    )


_FIELDS = ("value_of_call", "lost_share", "wage", "hours")


@router.post("/reachability/figures")
def keep_figures(
    house: HouseNow,
    who: Annotated[Viewer, Depends(needs("playbook"))],
    value_of_call: Annotated[str, Form(max_length=20)],
    lost_share: Annotated[str, Form(max_length=20)],
    wage: Annotated[str, Form(max_length=20)],
    hours: Annotated[str, Form(max_length=20)],
    month: Annotated[str, Form(max_length=7)] = "",
) -> Response:
    """The house's own figures; the share in percent."""
    given = {"value_of_call": value_of_call, "lost_share": lost_share, "wage": wage, "hours": hours}
    back = f"/reachability?month={month}" if _MONTH.fullmatch(month) else "/reachability?month="
    values: dict[str, float] = {}
    for name, raw in given.items():
        value = _figure(raw, 100.0 if name == "lost_share" else _MOST)
        if value is None:
            return RedirectResponse(f"{back}&wrong={name}#costs", 303)
        values[name] = value / 100 if name == "lost_share" else value
    with house.database.write() as work:
        now = house.now()
        keep_setting(work, KEY, values, now, who.id)
        audit.record(work, now, "figures.changed", "reachability", person_id=who.id)
    return RedirectResponse(f"{back}&kept=true#costs", 303)


def _figure(raw: str, most: float) -> float | None:
    """A figure as people write it, with a comma or a point; None where it is none, or less than 0, or too much."""
    plain = raw.strip().removeprefix("€").removesuffix("%").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", plain):
        return None
    value = float(plain)
    return value if value <= most else None


def _chosen(month: str, today: date) -> Month:
    if match := _MONTH.fullmatch(month):
        return Month(int(match[1]), int(match[2]))
    return month_of_day(today if today.day > 7 else today - timedelta(days=7))


def month_of_day(day: date) -> Month:
    """The month of a day of the house's calendar."""
    return Month(day.year, day.month)


def _client(client: str, clients: list[tuple[int, str]]) -> int | None:
    if not client:
        return None
    found = next((c for c, _ in clients if str(c) == client), None)
    if found is None:
        raise NotFound
    return found


def _found(work: Session, house: House, who: Viewer, month: Month, books: InEffect, of: int | None) -> Reach:
    house_limit = answer_seconds(books.book)
    book = books.for_client(who.client_id if of is None else of)
    return reachability(
        work,
        who.scope,
        month,
        house.settings.zone,
        limit=house_limit,
        limits=_limits(books, house_limit),
        too_often=book.limits.journey_transfers,
        client_id=of,
        kept=house.days,
    )


def _limits(books: InEffect, house_limit: float) -> dict[int, float]:
    """The limits of the clients that want another than the house's."""
    own = {client: answer_seconds(book) for client, book in books.of_client.items()}
    return {client: limit for client, limit in own.items() if limit != house_limit}


def _days_seen(month: Month, today: date) -> int:
    """Days of the month that have begun."""
    return max(0, min(month.days, (today - month.first).days + 1))


def _month_name(month: Month, language: InterfaceLanguage) -> str:
    return f"{text(language, f'reachability.month.{month.month}')} {month.year}"


def _months(today: date, language: InterfaceLanguage) -> list[tuple[str, str]]:
    """The last thirteen months, to choose from."""
    month, found = month_of_day(today), []
    for _ in range(13):
        found.append((str(month), _month_name(month, language)))
        month = month.before
    return found


def _percent(share: float | None, language: InterfaceLanguage) -> str:
    """Whole percents; a decimal where it would otherwise seem to be none or all."""
    if share is None:
        return "–"
    whole = 100 * share
    return number(whole, language, 0 if 1 <= whole <= 99 or whole in (0.0, 100.0) else 1) + " %"


def _money(amount: float, language: InterfaceLanguage) -> str:
    grouped = f"{amount:,.0f}"
    return "€ " + (grouped.replace(",", ".") if language == "nl" else grouped)


def _told(change: Change, more_is_better: bool, language: InterfaceLanguage) -> tuple[str, str]:
    """The class and the sentence for a share beside that of the month before."""
    if change.now is None or change.before is None:
        return "soft", text(language, "reachability.change.none")
    before = _percent(change.before, language)
    if change.is_more_than_chance is None:
        return "soft", text(language, "reachability.change.few", before=before)
    if not change.is_more_than_chance:
        return "soft", text(language, "reachability.change.chance", before=before)
    better = (change.now > change.before) == more_is_better
    name = "better" if better else "worse"
    return ("kept" if better else "missed"), text(language, f"reachability.change.{name}", before=before)


def _heat(month: MonthFigures, by_unanswered: bool, language: InterfaceLanguage) -> dict[str, Any]:
    """The hours that had calls, each with its seven days; weekend days only where somebody called."""
    hours = sorted({hour for _, hour in month.hours})
    span = range(hours[0], hours[-1] + 1) if hours else range(0)
    days = [d for d in range(7) if d < 5 or any(day == d for day, _ in month.hours)]
    rows = [(hour, [_cell(month.hours.get((day, hour)), by_unanswered, language) for day in days]) for hour in span]
    return {"days": days, "rows": rows}


def _cell(counts: Counts | None, by_unanswered: bool, language: InterfaceLanguage) -> Cell:
    if counts is None or not counts.offered:
        return Cell("", "", 0)
    share = counts.share_unanswered if by_unanswered else counts.share_in_time
    if share is None:
        return Cell("–", "", 0)
    bad = share if by_unanswered else 1 - share
    hits, of = (
        (counts.unanswered, counts.offered) if by_unanswered else (counts.in_time, counts.timed + counts.unanswered)
    )
    heat = min(_STEPS, ceil(bad / _DARKEST * _STEPS)) if of >= _FEWEST else 0
    return Cell(_percent(share, language), text(language, "reachability.of", hits=hits, of=of), heat)


def _chart(month: MonthFigures, seen: int, language: InterfaceLanguage) -> Any:
    bars = []
    for day in range(1, month.month.days + 1):
        counts = month.days.get(date(month.month.year, month.month.month, day), Counts())
        told = text(language, "reachability.chart.bar", day=day, answered=counts.answered, unanswered=counts.unanswered)
        bars.append(Bar(str(day), counts.answered, counts.unanswered, told, is_marked=day == 1 or day % 5 == 0))
    return stacked_bars(bars, text(language, "reachability.chart", month=_month_name(month.month, language)))
