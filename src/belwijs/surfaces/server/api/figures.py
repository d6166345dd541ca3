"""Reachability of a month, as the page shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from belwijs.store import outward
from belwijs.store.reach import reachability
from belwijs.store.reach_values import Change, Counts, Month, MonthFigures, month_of
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import scoped
from belwijs.surfaces.server.api.problems import documented
from belwijs.surfaces.server.api.values import IdOf, Out
from belwijs.surfaces.server.context import HouseNow, NotFound
from belwijs.surfaces.server.playbooks import answer_seconds, in_effect

router = APIRouter(tags=["figures"])


class CountsOut(Out):
    """Incoming calls by what became of them."""

    offered: int
    answered: int
    in_time: int
    missed: int
    abandoned: int
    voicemail: int
    busy: int
    share_in_time: float | None
    share_unanswered: float | None


class HourOut(CountsOut):
    """An hour of the week on the house's clock."""

    weekday: int
    hour: int


class DayOut(CountsOut):
    """A day."""

    day: date


class WaitsOut(Out):
    """Seconds that people waited."""

    calls: int
    median: int | None
    ninety: int | None


class CallersOut(Out):
    """What happened to people, by the number they call from."""

    known: int
    moved: int
    moved_often: int
    transfers: int
    repeats: int
    callers: int
    unanswered: int
    lost: int


class MonthOut(Out):
    """The figures of one month."""

    month: str
    total: CountsOut
    hours: list[HourOut]
    days: list[DayOut]
    waits: WaitsOut
    gave_up_after: WaitsOut
    callers: CallersOut


class ChangeOut(Out):
    """A share beside that of the month before; `p` is how often chance alone would differ as much."""

    now: float | None
    before: float | None
    p: float | None
    is_more_than_chance: bool | None


class ReachOut(Out):
    """A month and the month before."""

    limit: float
    now: MonthOut
    before: MonthOut
    in_time: ChangeOut
    unanswered: ChangeOut


@router.get("/reachability", summary="How many calls were answered, and how soon", responses=documented(404))
def month(
    house: HouseNow,
    key: Annotated[Key, Depends(scoped("figures:read"))],
    month: Annotated[str | None, Query(pattern=r"^20[0-9][0-9]-(0[1-9]|1[0-2])$", description="2026-11")] = None,
    client: Annotated[IdOf | None, Query(description="of one client; a token of a client has its own")] = None,
) -> ReachOut:
    """From the exchange's records; `limit` is the number of seconds within which the house wants an answer."""
    zone = house.settings.zone
    chosen = month_of(house.now(), zone) if month is None else Month(int(month[:4]), int(month[5:]))
    with house.database.read() as session:
        if client is not None and (key.client_id not in (None, client) or not outward.client_exists(session, client)):
            raise NotFound
        books = in_effect(session, house.settings.playbook)
        of = key.client_id if key.client_id is not None else client
        book = books.for_client(of)
        house_limit = answer_seconds(books.book)
        found = reachability(
            session,
            key.scope,
            chosen,
            zone,
            limit=house_limit,
            limits={id_: answer_seconds(other) for id_, other in books.of_client.items()},
            too_often=book.limits.journey_transfers,
            client_id=of,
            kept=house.days,
        )
    return ReachOut(
        limit=answer_seconds(book),
        now=_month(found.now),
        before=_month(found.before),
        in_time=_change(found.in_time),
        unanswered=_change(found.unanswered),
    )


def _month(figures: MonthFigures) -> MonthOut:
    return MonthOut(
        month=str(figures.month),
        total=CountsOut(**_counts(figures.total)),
        hours=[HourOut(weekday=w, hour=h, **_counts(counts)) for (w, h), counts in sorted(figures.hours.items())],
        days=[DayOut(day=day, **_counts(counts)) for day, counts in sorted(figures.days.items())],
        waits=WaitsOut.model_validate(figures.waits),
        gave_up_after=WaitsOut.model_validate(figures.gave_up_after),
        callers=CallersOut.model_validate(figures.callers),
    )


def _counts(counts: Counts) -> dict[str, Any]:
    return {name: getattr(counts, name) for name in CountsOut.model_fields}


def _change(change: Change) -> ChangeOut:
    return ChangeOut.model_validate(change)
