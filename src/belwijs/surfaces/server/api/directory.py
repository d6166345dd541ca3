"""The directory: who can be reached where, and their presence, which an exchange or a calendar may tell."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from belwijs.store import audit, directory, outward
from belwijs.store.directory import Presence
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import scoped
from belwijs.surfaces.server.api.problems import documented
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

router = APIRouter(tags=["directory"])
Reads = Annotated[Key, Depends(scoped("directory:read"))]
Writes = Annotated[Key, Depends(scoped("directory:write"))]


class EntryIn(In):
    """A person or a department."""

    name: Line = Field(min_length=1)
    kind: Literal["person", "department"] = "person"
    does: Words = Field(default="", description="what they do, in the words that callers use")
    numbers: list[Number] = Field(default_factory=list, max_length=10)
    email: Line = ""
    department_id: IdOf | None = None
    stand_in_id: IdOf | None = None


class StandInOut(Out):
    """Who answers for somebody that is not there."""

    id: int
    name: str
    presence: str
    numbers: list[str]


class EntryOut(Out):
    """An entry of the directory."""

    id: int
    kind: str
    name: str
    department: str
    does: str
    numbers: list[str]
    email: str
    presence: str
    back_at: datetime | None
    client_id: int | None
    client: str
    stand_in: StandInOut | None


class EntryPage(Out):
    """A part of the directory, by id; with `q` the best matches."""

    items: list[EntryOut]
    next: str | None


class PresenceIn(In):
    """Whether somebody is there."""

    presence: Presence
    back_at: Moment | None = Field(default=None, description="when they are there again by themselves")


@router.get("/directory", summary="The directory")
def list_entries(
    house: HouseNow,
    key: Reads,
    q: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$", description="name, task or number")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> EntryPage:
    """All of it by pages, or what a few letters find."""
    after, now = key_of(cursor, int), house.now()
    with house.database.read() as session:
        if q.strip():
            found, more = directory.find(session, q, key.client_id, now, limit), False
        else:
            ids = outward.contact_ids(session, key.client_id, after[0] if after else 0, limit)
            found, more = directory.entries(session, ids, now), len(ids) == limit
    place = cursor_of(found[-1].id) if more and found else None
    return EntryPage(items=[EntryOut.model_validate(entry) for entry in found], next=place)


@router.get("/directory/{id}", summary="One entry", responses=documented(404))
def one_entry(house: HouseNow, key: Reads, id: ThingId) -> EntryOut:
    """With presence as it is now, and who stands in."""
    return _entry(house, key, id)


@router.post("/directory", summary="Add an entry", status_code=201, responses=documented(413, 415))
def add(house: HouseNow, response: Response, key: Writes, new: EntryIn) -> EntryOut:
    """Into the directory of the token's client, or of the house."""
    with house.database.write() as session:
        made = directory.keep(session, _wanted(new), key.client_id, house.settings.region)
        audit.record(session, house.now(), "contact.added", f"contact {made}", by=key.by)
    response.headers["Location"] = f"/api/v1/directory/{made}"
    return _entry(house, key, made)


@router.put("/directory/{id}", summary="Change an entry", responses=documented(404, 413, 415))
def change(house: HouseNow, key: Writes, id: ThingId, new: EntryIn) -> EntryOut:
    """All of it, but presence."""
    client_id = _entry(house, key, id).client_id
    with house.database.write() as session:
        directory.keep(session, _wanted(new), client_id, house.settings.region, id)
        audit.record(session, house.now(), "contact.changed", f"contact {id}", by=key.by)
    return _entry(house, key, id)


@router.put("/directory/{id}/presence", summary="Tell whether somebody is there", responses=documented(404, 413, 415))
def presence(house: HouseNow, key: Writes, id: ThingId, told: PresenceIn) -> EntryOut:
    """From a calendar or the exchange; `back_at` brings them back by itself."""
    with house.database.write() as session:
        if not directory.set_presence(session, id, key.client_id, told.presence, told.back_at):
            raise NotFound
    return _entry(house, key, id)


@router.delete("/directory/{id}", summary="Take an entry out", status_code=204, responses=documented(404))
def remove(house: HouseNow, key: Writes, id: ThingId) -> None:
    """Notes and journeys that name them stay."""
    with house.database.write() as session:
        if not directory.remove(session, id, key.client_id):
            raise NotFound
        audit.record(session, house.now(), "contact.removed", f"contact {id}", by=key.by)


def _wanted(new: EntryIn) -> directory.Wanted:
    return directory.Wanted(**{**new.model_dump(), "numbers": tuple(new.numbers)})


def _entry(house: House, key: Key, contact_id: int) -> EntryOut:
    with house.database.read() as session:
        found = directory.entry(session, contact_id, key.client_id, house.now())
    if found is None:
        raise NotFound
    return EntryOut.model_validate(found)
