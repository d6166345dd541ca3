"""The chase list: prospects in, attempts, answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StrictBool

from belwijs.store import audit, enlisting, outward, posted, prospects
from belwijs.store.chase import Answer, Basis, Outcome
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import scoped
from belwijs.surfaces.server.api.callbacks import hours_of
from belwijs.surfaces.server.api.problems import ApiError, documented
from belwijs.surfaces.server.api.values import (
    Cursor,
    IdOf,
    In,
    Limit,
    Line,
    Moment,
    Number,
    Out,
    Words,
    cursor_of,
    key_of,
)
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId

router = APIRouter(tags=["prospects"])
Reads = Annotated[Key, Depends(scoped("prospects:read"))]
Writes = Annotated[Key, Depends(scoped("prospects:write"))]


class ProspectIn(In):
    """Somebody to be chased."""

    name: Line = Field(min_length=1)
    number: Number = Field(min_length=1)
    organisation: Line = ""
    subject: Words = ""
    list_name: Annotated[Line, Field(max_length=100)] = ""
    is_consumer: StrictBool | None = Field(default=None, description="null: to be found out before the first call")
    legal_basis: Basis | None = Field(default=None, description="why a consumer may be called")
    owner_id: IdOf | None = Field(default=None, description="who of ours chases them")


class ProspectOut(Out):
    """A prospect; `barred` says why they may not be called."""

    id: int
    caller_id: int
    name: str
    organisation: str
    number: str
    subject: str
    list_name: str
    is_consumer: bool | None
    legal_basis: str
    objected: bool
    barred: str | None
    owner_id: int | None
    owner: str
    client_id: int | None
    client: str
    attempts: int
    may_leave_message: bool
    next_at: datetime | None
    answer: str | None
    reason: str
    closed_at: datetime | None


class ProspectPage(Out):
    """A part of the chase list, by the next moment."""

    items: list[ProspectOut]
    next: str | None


class AttemptIn(In):
    """One try."""

    person_id: IdOf = Field(description="who of ours tried")
    outcome: Outcome
    left_message: StrictBool = False
    note: Words = ""
    agreed_at: Moment | None = Field(default=None, description="a moment that was agreed upon")


class AnswerIn(In):
    """The answer, and what decided it."""

    answer: Answer
    reason: Words = Field(min_length=1)
    again_at: Moment | None = Field(default=None, description="for `later`")


@router.get("/prospects", summary="Open prospects, by their next moment")
def list_prospects(
    house: HouseNow,
    key: Reads,
    list_name: Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
    until: Moment | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ProspectPage:
    """Those without an answer yet."""
    at = key_of(cursor, datetime, int)
    after = (at[0], at[1]) if at else None
    with house.database.read() as session:
        found = prospects.open_list(session, key.client_id, list_name=list_name, until=until, after=after, limit=limit)
    last = found[-1] if len(found) == limit else None
    return ProspectPage(
        items=[_out(house, one) for one in found],
        next=cursor_of(last.next_at, last.id) if last else None,
    )


@router.get("/prospects/{id}", summary="One prospect", responses=documented(404))
def one_prospect(house: HouseNow, key: Reads, id: ThingId) -> ProspectOut:
    """Open or closed."""
    return _prospect(house, key, id)


@router.post(
    "/prospects",
    summary="Put somebody on the chase list",
    status_code=201,
    responses={200: {"model": ProspectOut, "description": "The same was sent before."}, **documented(413, 415)},
)
def add(house: HouseNow, response: Response, key: Writes, new: ProspectIn) -> ProspectOut:
    """422 for who objected, for consumers without a legal basis, and for who is on the list already."""
    now, region = house.now(), house.settings.region
    digest = posted.digest_of(key.id, "prospects", new.model_dump_json())
    values = {**new.model_dump(), "legal_basis": new.legal_basis or "", "client_id": key.client_id}
    hours = hours_of(house, key)
    with house.database.write() as session:
        before = posted.before(session, digest, now)
        if before is not None and prospects.one(session, before, key.client_id) is not None:
            response.status_code, made = 200, before
        else:
            if new.owner_id is not None and outward.person(session, new.owner_id, key.client_id) is None:
                raise ApiError(422, "there is nobody with that id", "leave `owner_id` out")
            made = enlisting.add(session, enlisting.Wanted(**values), region, hours, now)
            posted.keep(session, digest, made, now)
            audit.record(session, now, "prospect.added", f"prospect {made}", by=key.by)
    response.headers["Location"] = f"/api/v1/prospects/{made}"
    return _prospect(house, key, made)


@router.post("/prospects/{id}/attempts", summary="Note an attempt", responses=documented(404, 413, 415))
def attempt(house: HouseNow, key: Writes, id: ThingId, told: AttemptIn) -> ProspectOut:
    """Plans the next one. 422 for a message in the first three attempts, and for who may not be called."""
    _prospect(house, key, id)
    hours = hours_of(house, key)
    report = prospects.Report(told.outcome, told.left_message, told.note, told.agreed_at)
    with house.database.write() as session:
        if outward.person(session, told.person_id, key.client_id) is None:
            raise ApiError(422, "there is nobody with that id", "see /api/v1/people")
        prospects.attempt(session, id, key.client_id, told.person_id, report, hours, house.now())
    return _prospect(house, key, id)


@router.post("/prospects/{id}/answer", summary="Close a prospect with the answer", responses=documented(404, 413, 415))
def answer(house: HouseNow, key: Writes, id: ThingId, told: AnswerIn) -> ProspectOut:
    """`later` needs `again_at` and keeps them on the list."""
    _prospect(house, key, id)
    with house.database.write() as session:
        prospects.answered(session, id, key.client_id, told.answer, told.reason, house.now(), told.again_at)
        audit.record(session, house.now(), "prospect.answered", f"prospect {id}", by=key.by)
    return _prospect(house, key, id)


def _prospect(house: House, key: Key, prospect_id: int) -> ProspectOut:
    with house.database.read() as session:
        found = prospects.one(session, prospect_id, key.client_id)
    if found is None:
        raise NotFound
    return _out(house, found)


def _out(house: House, found: prospects.Chased) -> ProspectOut:
    today = house.now().astimezone(house.settings.zone).date()
    plain = {name: getattr(found, name) for name in ProspectOut.model_fields if name != "barred"}
    return ProspectOut(**plain, barred=found.bar(today))
