"""The log: who opened, heard or changed what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import select

from belwijs.interface import InterfaceLanguage, text, texts
from belwijs.store import audit
from belwijs.store.schema import Person
from belwijs.surfaces.server.context import MOST_ID, HouseNow, needs
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.days import start_of_day
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?[+-]\d\d:\d\d\Z")
KINDS = (
    "call", "review", "examples", "login", "person", "caller", "contact", "directory", "callback", "prospect", "client",
    "playbook", "figures", "retention", "export", "token", "webhook", "job",
)  # fmt: skip
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
        did=partial(did, who.language),
        details=partial(details, who.language, zone),
        people=people,
        asked=asked,
        older=older,
        paged=before is not None,
        first=urlencode(asked),
    )


def did(language: InterfaceLanguage, action: str) -> str:
    """What an action of the log is called; its own name where there is no other."""
    return texts(language).get(f"systems.audit.did.{action}", action)


def details(language: InterfaceLanguage, zone: ZoneInfo, detail: Mapping[str, Any]) -> list[str]:
    """The particulars of a line, one a piece; what belongs together stays together."""
    return [f"{name}: {_shown(language, zone, value)}" for name, value in detail.items()]


def _shown(language: InterfaceLanguage, zone: ZoneInfo, value: Any) -> str:
    if isinstance(value, bool):
        return text(language, "systems.audit.yes" if value else "systems.audit.no")
    if isinstance(value, Mapping):
        return ", ".join(details(language, zone, value))
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(language, zone, one) for one in value)
    if isinstance(value, str) and _MOMENT.match(value):
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
    return "–" if value is None else str(value)
