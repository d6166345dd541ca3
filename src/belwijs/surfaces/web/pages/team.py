"""Team: figures without persons, for the lead; nothing where a figure would point at somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from belwijs.store import progress
from belwijs.store.progress import FEWEST_CALLS, FEWEST_PEOPLE, Share, wilson
from belwijs.surfaces.report import wording
from belwijs.surfaces.server.context import HouseNow, needs
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.pages.people import percent, week_edges, worth
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
PERIODS = (4, 13, 52)
"""Whole weeks, so that one day more or less, and with it one call, never shows as a difference."""


@dataclass(frozen=True, slots=True)
class Line:
    """One practice of the team."""

    practice: str
    title: str
    group: str
    share: Share
    low: int  # per cent
    high: int
    before: Share | None


@router.get("/team")
def show(
    request: Request, house: HouseNow, who: Annotated[Viewer, Depends(needs("team"))], weeks: str = ""
) -> Response:
    """The last whole weeks beside as many before them."""
    period = next((n for n in PERIODS if str(n) == weeks), PERIODS[0])
    edges = week_edges(house.now(), house.settings.zone, 2 * period + 1)[:-1]
    since, middle, until = edges[0], edges[period], edges[-1]
    with house.database.read() as work:
        now = progress.of_team(work, who.id, who.team, who.client_id, middle, until)
        before = progress.of_team(work, who.id, who.team, who.client_id, since, middle)
        number = progress.calls_of_team(work, who.team, who.client_id, middle, until)
        book = in_effect(work, house.settings.playbook).for_client(who.client_id)
    practices = book.all_practices

    def promise(practice: str) -> float:
        share = now.shares[practice]
        return worth(book, practices, practice) * wilson(share.applied - share.kept, share.applied)[0]

    order = sorted(now.shares, key=lambda p: (-promise(p), p))
    lines = [
        Line(
            p,
            wording.title(p, practices, who.language),
            wording.known(who.language, "group", practices[p].group if p in practices else ""),
            now.shares[p],
            *percent(now.shares[p]),
            before.shares.get(p),
        )
        for p in order
    ]
    return page(
        request,
        "team/team.html.j2",
        period=period,
        periods=PERIODS,
        lines=lines,
        grow=lines[0] if lines and promise(lines[0].practice) > 0 else None,
        practices=practices,
        hidden=now.hidden,
        number=number,
        since=middle,
        until=until - timedelta(seconds=1),
        fewest_people=FEWEST_PEOPLE,
        fewest_calls=FEWEST_CALLS,
    )
