"""The log: who opened, heard or changed what."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import select

from belwijs.store import audit
from belwijs.store.schema import Person
from belwijs.surfaces.server.context import MOST_ID, HouseNow, needs
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.days import start_of_day
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
KINDS = "call login person caller contact callback prospect playbook figures export token webhook".split()
"""Kinds of actions to choose from."""


@router.get("/audit")
def show(
    request: Request,
    house: HouseNow,
    who: Annotated[Viewer, Depends(needs("operation"))],
    action: Annotated[str, Query(max_length=40, pattern=r"^[a-z._]*$")] = "",
    person: Annotated[str, Query(max_length=10, pattern=r"^\d*$")] = "",
    what: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    before: Annotated[int | None, Query(ge=1, le=MOST_ID)] = None,
) -> Response:
    """A page of it, newest first; who may see the log is in the log as well."""
    zone = house.settings.zone
    with house.database.read() as session:
        found = audit.lines(
            session,
            action=action,
            person_id=int(person) if person else None,
            what=what.strip(),
            since=start_of_day(since, zone),
            until=start_of_day(until, zone, days=1),
            before=before,
            limit=audit.PAGE + 1,
        )
        people = session.execute(select(Person.id, Person.name).order_by(Person.name)).all()
    shown = found[: audit.PAGE]
    asked = {"action": action, "person": person, "what": what, "since": since, "until": until}
    older = urlencode({**asked, "before": shown[-1].id}) if len(found) > audit.PAGE else ""
    return page(
        request,
        "systems/audit.html.j2",
        lines=shown,
        kinds=KINDS,
        people=people,
        asked=asked,
        older=older,
        paged=before is not None,
        first=urlencode(asked),
    )
