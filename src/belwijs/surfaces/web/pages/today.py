"""Today: what waits for me."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from belwijs.store import today
from belwijs.surfaces.server.context import HouseNow, needs
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/")
def show(request: Request, house: HouseNow, who: Annotated[Viewer, Depends(needs("today"))]) -> Response:
    """Callbacks, prospects, new calls, what is to be decided, incidents, and the work in the background."""
    now = house.now()
    local = now.astimezone(house.settings.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with house.database.read() as work:
        values: dict[str, Any] = {
            "callbacks": today.callbacks(work, who.id, now, midnight) if who.may("desk") else None,
            "prospects": today.prospects(work, who.id, midnight) if who.may("desk") else None,
            "calls": today.new_calls(work, who.scope, now - timedelta(days=1)) if who.may("read") else None,
            "incidents": today.incidents(work, who.scope, now - timedelta(days=7)) if who.may("read") else None,
            "to_settle": today.to_settle(work, who.scope) if who.may("settle") else None,
            "queue": today.queue(work) if who.may("operation") else None,
        }
    return page(request, "today.html.j2", greeting=_greeting(local), first_name=who.name.split()[0], **values)


def _greeting(local: datetime) -> str:
    """The key of the greeting by the hour."""
    part = "" if local.hour < 12 else ".afternoon" if local.hour < 18 else ".evening"
    return f"office.today.title{part}"
