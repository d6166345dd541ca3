"""Callback notes: taken, listed, closed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from belwijs.store import audit, callbacks, outward, posted
from belwijs.store.hours import Hours
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import scoped
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
from belwijs.surfaces.server.open_hours import hours_in
from belwijs.surfaces.server.playbooks import in_effect

router = APIRouter(tags=["callbacks"])
Reads = Annotated[Key, Depends(scoped("callbacks:read"))]
Writes = Annotated[Key, Depends(scoped("callbacks:write"))]


class NoteIn(In):
    """Who is to be called back, about what, and by when."""

    name: Line = Field(min_length=1)
    number: Number = Field(min_length=1)
    subject: Words = Field(min_length=1)
    due_at: Moment = Field(description="as the caller was told; still to come")
    organisation: Line = ""
    spelled: Line = Field(default="", description="the name in the spelling alphabet")
    contact_id: IdOf | None = Field(default=None, description="whom it is for, of the directory")
    call_id: IdOf | None = Field(default=None, description="the call in which it was promised")


class NoteOut(Out):
    """A callback note."""

    id: int
    name: str
    organisation: str
    number: str
    subject: str
    spelled: str
    due_at: datetime
    promised_at: datetime
    made_at: datetime
    for_whom: str
    taken_by: str
    client: str
    client_id: int | None
    state: str
    outcome: str
    sent_at: datetime | None
    tried_at: datetime | None
    done_at: datetime | None
    kept: bool | None


class NotePage(Out):
    """A part of the due list, the most urgent first."""

    items: list[NoteOut]
    next: str | None


class Outcome(In):
    """What came of it."""

    outcome: Words = ""


class Reason(In):
    """Why nobody needs to call."""

    reason: Words = Field(min_length=1)


@router.get("/callbacks", summary="Open callback notes, the most urgent first")
def list_notes(house: HouseNow, key: Reads, cursor: Cursor = None, limit: Limit = 50) -> NotePage:
    """Those that are not closed yet."""
    at = key_of(cursor, datetime, int)
    after = (at[0], at[1]) if at else None
    with house.database.read() as session:
        found = callbacks.due(session, key.client_id, after=after, limit=limit)
    last = found[-1] if len(found) == limit else None
    return NotePage(
        items=[NoteOut.model_validate(note) for note in found], next=cursor_of(last.due_at, last.id) if last else None
    )


@router.get("/callbacks/{id}", summary="One callback note", responses=documented(404))
def one_note(house: HouseNow, key: Reads, id: ThingId) -> NoteOut:
    """Open or closed."""
    return _note(house, key, id)


@router.post(
    "/callbacks",
    summary="Take a callback note",
    status_code=201,
    responses={200: {"model": NoteOut, "description": "The same was sent before."}, **documented(413, 415)},
)
def take(house: HouseNow, response: Response, key: Writes, new: NoteIn) -> NoteOut:
    """The same note sent again within a day makes no second one."""
    now, region = house.now(), house.settings.region
    digest = posted.digest_of(key.id, "callbacks", new.model_dump_json())
    with house.database.write() as session:
        before = posted.before(session, digest, now)
        if before is not None and callbacks.one(session, before, key.client_id) is not None:
            response.status_code, made = 200, before
        else:
            if new.call_id is not None and not outward.call_is_known(session, key.scope, new.call_id):
                raise ApiError(422, "there is no such call", "leave `call_id` out")
            values = callbacks.NewNote(**new.model_dump(), client_id=key.client_id)
            made = callbacks.take(session, values, None, region, now)
            posted.keep(session, digest, made, now)
            audit.record(session, now, "callback.taken", f"callback {made}", by=key.by)
    response.headers["Location"] = f"/api/v1/callbacks/{made}"
    return _note(house, key, made)


@router.post("/callbacks/{id}/done", summary="They were called back", responses=documented(404, 409, 413, 415))
def done(house: HouseNow, key: Writes, id: ThingId, said: Outcome) -> NoteOut:
    """Closes an open note; 409 where it is closed."""
    _note(house, key, id)
    with house.database.write() as session:
        _still_open(callbacks.done(session, id, key.client_id, said.outcome, house.now()))
        audit.record(session, house.now(), "callback.done", f"callback {id}", by=key.by)
    return _note(house, key, id)


@router.post("/callbacks/{id}/dropped", summary="Nobody needs to call", responses=documented(404, 409, 413, 415))
def dropped(house: HouseNow, key: Writes, id: ThingId, said: Reason) -> NoteOut:
    """Closes an open note with the reason."""
    _note(house, key, id)
    with house.database.write() as session:
        _still_open(callbacks.drop(session, id, key.client_id, said.reason, house.now()))
        audit.record(session, house.now(), "callback.dropped", f"callback {id}", by=key.by)
    return _note(house, key, id)


@router.post("/callbacks/{id}/unreached", summary="They were not there", responses=documented(404, 409))
def unreached(house: HouseNow, key: Writes, id: ThingId) -> NoteOut:
    """The note stays open and comes back later, within office hours."""
    _note(house, key, id)
    hours = hours_of(house, key)
    with house.database.write() as session:
        _still_open(callbacks.unreached(session, id, key.client_id, hours, house.now()))
    return _note(house, key, id)


def hours_of(house: House, key: Key) -> Hours:
    """The office hours by the playbook of the token's client, or of the house."""
    with house.database.read() as session:
        books = in_effect(session, house.settings.playbook)
    return hours_in(books.for_client(key.client_id), house.settings)


def _still_open(was: bool) -> None:
    if not was:
        raise ApiError(409, "this note is closed already", "look it up again")


def _note(house: House, key: Key, note_id: int) -> NoteOut:
    with house.database.read() as session:
        found = callbacks.one(session, note_id, key.client_id)
    if found is None:
        raise NotFound
    return NoteOut.model_validate(found)
