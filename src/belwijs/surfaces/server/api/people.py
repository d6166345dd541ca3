"""People of ours: from a personnel system into the house. Passwords and administrators are made in the browser only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StrictBool

from belwijs.interface import InterfaceLanguage
from belwijs.store import audit, outward, unmatched
from belwijs.store.tokens import Key
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.api.access import scoped
from belwijs.surfaces.server.api.problems import ApiError, documented
from belwijs.surfaces.server.api.values import Cursor, IdOf, In, Limit, Line, Out, cursor_of, key_of
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId

router = APIRouter(tags=["people"])
Reads = Annotated[Key, Depends(scoped("people:read"))]
Writes = Annotated[Key, Depends(scoped("people:write"))]
Given = Literal["agent", "coach", "lead", "client"]


class PersonIn(In):
    """Somebody new."""

    name: Line = Field(min_length=1)
    login: Line | None = Field(default=None, min_length=1, description="null: does not log in")
    role: Given = "agent"
    team: Annotated[Line, Field(max_length=100)] = ""
    language: InterfaceLanguage = "nl"
    coach_id: IdOf | None = None
    client_id: IdOf | None = Field(default=None, description="belongs to that client and sees its calls only")
    aliases: list[Line] = Field(default_factory=list, max_length=20, description="names and extensions in calls")


class PersonChange(In):
    """What changes; absent fields stay."""

    name: Annotated[Line, Field(min_length=1)] | None = None
    role: Given | None = None
    active: StrictBool | None = None
    team: Annotated[Line, Field(max_length=100)] | None = None
    language: InterfaceLanguage | None = None
    coach_id: IdOf | None = None
    aliases: Annotated[list[Line], Field(max_length=20)] | None = None


class PersonOut(Out):
    """Somebody of ours."""

    id: int
    name: str
    login: str | None
    role: str
    active: bool
    team: str
    language: str
    coach_id: int | None
    client_id: int | None
    aliases: list[str]


class PersonPage(Out):
    """A part of the people, by id."""

    items: list[PersonOut]
    next: str | None


@router.get("/people", summary="People of ours")
def list_people(house: HouseNow, key: Reads, cursor: Cursor = None, limit: Limit = 50) -> PersonPage:
    """All of them, also those who left."""
    after = key_of(cursor, int)
    with house.database.read() as session:
        found = outward.people(session, key.client_id, after[0] if after else 0, limit)
    return PersonPage(
        items=[PersonOut.model_validate(p) for p in found],
        next=cursor_of(found[-1].id) if len(found) == limit else None,
    )


@router.get("/people/{id}", summary="One person", responses=documented(404))
def one_person(house: HouseNow, key: Reads, id: ThingId) -> PersonOut:
    """Without anything that opens a door."""
    return _person(house, key, id)


@router.post("/people", summary="Add somebody", status_code=201, responses=documented(409, 413, 415))
def add(house: HouseNow, response: Response, key: Writes, new: PersonIn) -> PersonOut:
    """Without a password: OpenID Connect lets them in, or an administrator gives one. 409: the login is taken."""
    if key.client_id is not None and new.client_id not in (None, key.client_id):
        raise ApiError(422, "this token is of another client", "leave `client_id` out")
    of = key.client_id if key.client_id is not None else new.client_id
    if new.role == "client" and of is None:
        raise ApiError(422, "somebody with the role client belongs to a client", "give `client_id`")
    try:
        with house.database.write() as session:
            made = outward.add_person(session, {**new.model_dump(), "client_id": of}, of)
            unmatched.ask(session, house.now())
            audit.record(session, house.now(), "person.added", f"person {made}", by=key.by)
    except outward.TakenError as error:
        raise ApiError(409, error.reason, error.way_out) from None
    response.headers["Location"] = f"/api/v1/people/{made}"
    return _person(house, key, made)


@router.patch("/people/{id}", summary="Change somebody", responses=documented(404, 409, 413, 415))
def change(house: HouseNow, key: Writes, id: ThingId, new: PersonChange) -> PersonOut:
    """`active: false` for who left: logs them out everywhere. 409 for administrators: those change in the browser."""
    held = _person(house, key, id)
    if held.role == "admin":
        raise ApiError(409, "this is an administrator", "change administrators in the browser")
    if new.role == "client" and held.client_id is None:
        raise ApiError(422, "somebody with the role client belongs to a client", "make them in the browser")
    values: dict[str, Any] = {
        name: value
        for name, value in new.model_dump(exclude_unset=True).items()
        if value is not None or name == "coach_id"
    }
    with house.database.write() as session:
        outward.change_person(session, id, values, held.client_id)
        if values.get("active") is False or values.get("role", held.role) != held.role:
            auth.end_all(session, id)
        unmatched.ask(session, house.now())
        fields = {"fields": sorted(values)}
        audit.record(session, house.now(), "person.changed", f"person {id}", by=key.by, detail=fields)
    return _person(house, key, id)


def _person(house: House, key: Key, person_id: int) -> PersonOut:
    with house.database.read() as session:
        found = outward.person(session, person_id, key.client_id)
    if found is None:
        raise NotFound
    return PersonOut.model_validate(found)
