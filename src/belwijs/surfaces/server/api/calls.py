"""Calls out: the list, one call, its report, its vCon."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from belwijs.call import Call
from belwijs.call.vcon import to_vcon
from belwijs.finding import Report, Verdict
from belwijs.store import audit, calls
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import scoped
from belwijs.surfaces.server.api.problems import documented
from belwijs.surfaces.server.api.values import (
    Cursor,
    IdOf,
    Limit,
    Moment,
    Out,
    cursor_of,
    key_of,
)
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId

router = APIRouter(tags=["calls"])
State = Literal["queued", "ready", "failed", "known"]


class CallLine(Out):
    """A call in a list. What needs `reports:read` is empty or null without it."""

    id: int
    started_at: datetime
    duration: float
    direction: str
    state: str
    person: str
    client: str
    name: str
    caller: str
    kept: int | None
    missed: int | None
    has_incident: bool | None


class CallPage(Out):
    """A part of the list, newest first."""

    items: list[CallLine]
    next: str | None


class CallOne(CallLine):
    """A call with its facts."""

    person_id: int | None
    client_id: int | None
    caller_id: int | None
    number: str
    organisation: str
    medium: str
    added_at: datetime
    problem: str
    held_back: bool
    page: str


@router.get("/calls", summary="Calls, newest first")
def list_calls(
    house: HouseNow,
    key: Annotated[Key, Depends(scoped("calls:read"))],
    person: Annotated[IdOf | None, Query(description="id of who of ours spoke")] = None,
    number: Annotated[str, Query(max_length=60, pattern=r"^[^\x00]*$", description="of the caller, or its end")] = "",
    practice: Annotated[str, Query(max_length=60, pattern=r"^[a-z_.]*$")] = "",
    verdict: Verdict | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    words: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$", description="said in the call")] = "",
    incident: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CallPage:
    """Filters on number, words, practice, verdict and incident find only calls that the token may read."""
    at = key_of(cursor, datetime, int)
    query = calls.Query(
        person_id=person,
        number=number,
        practice=practice,
        verdict=verdict,
        since=since,
        until=until,
        words=words,
        incident=incident,
    )
    with house.database.read() as session:
        found = calls.find(session, key.scope, query, before=calls.Key(*at) if at else None, limit=limit)
    return CallPage(
        items=[CallLine(**_line(row)) for row in found.rows],
        next=cursor_of(found.older.at, found.older.id) if found.older else None,
    )


@router.get("/calls/{id}", summary="One call", responses=documented(404))
def one_call(house: HouseNow, key: Annotated[Key, Depends(scoped("calls:read"))], id: ThingId) -> CallOne:
    """Its facts; `state` says how far the analysis is, `problem` why it failed."""
    with house.database.read() as session:
        found = calls.one(session, key.scope, id)
    if found is None:
        raise NotFound
    return CallOne(
        **_line(found.row),
        person_id=found.person_id,
        client_id=found.client_id,
        caller_id=found.caller_id,
        number=found.number,
        organisation=found.organisation,
        medium=found.medium,
        added_at=found.added_at,
        problem=found.problem,
        held_back=found.held_back,
        page=f"{house.settings.address}/calls/{id}",
    )


@router.get("/calls/{id}/report", summary="The report of a call", responses=documented(404))
def report(house: HouseNow, key: Annotated[Key, Depends(scoped("reports:read"))], id: ThingId) -> Report:
    """What was said, and the verdict on every practice; 404 until the analysis is done."""
    return _read(house, key, id)


@router.get(
    "/calls/{id}/vcon",
    summary="The call and its report as a vCon",
    response_class=JSONResponse,
    responses={200: {"content": {"application/vcon+json": {"schema": {"type": "object"}}}}, **documented(404)},
)
def vcon(house: HouseNow, key: Annotated[Key, Depends(scoped("reports:read"))], id: ThingId) -> Any:
    """draft-ietf-vcon-vcon-core-03, without the recording; 404 until the analysis is done."""
    made = _read(house, key, id)
    call = Call.model_validate(
        {name: getattr(made, name) for name in Call.model_fields if hasattr(made, name) and name != "acts"}
    )
    return JSONResponse(to_vcon(call, made.model_dump(mode="json")), media_type="application/vcon+json")


def _read(house: House, key: Key, call_id: int) -> Report:
    """The report, with a line in the audit."""
    with house.database.read() as session:
        found = calls.one(session, key.scope, call_id)
    if found is None or found.report is None:
        raise NotFound
    with house.database.write() as session:
        audit.record(session, house.now(), "call.read", f"call {call_id}", by=key.by)
    return found.report


def _line(row: calls.Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "started_at": row.started_at,
        "duration": row.duration,
        "direction": row.direction,
        "state": row.state,
        "person": row.person,
        "client": row.client,
        "name": row.name,
        "caller": row.caller,
        "kept": row.kept if row.judged else None,
        "missed": row.missed if row.judged else None,
        "has_incident": row.has_incident if row.judged else None,
    }
