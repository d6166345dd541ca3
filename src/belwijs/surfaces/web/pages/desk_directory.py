"""The directory itself: entries added, changed and taken out, and a list from elsewhere taken in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from belwijs.call import Problem
from belwijs.store import audit, directory
from belwijs.store.directory import COLUMNS, Wanted
from belwijs.store.sheet import Imported, decoded, read_rows
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId
from belwijs.surfaces.server.reasons import sentence
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.desk import (
    Asked,
    Line,
    Prose,
    Receptionist,
    at_desk,
    desk_page,
    number_of,
    to,
)

router = APIRouter(include_in_schema=False)
MOST_SHOWN = 100
MOST_CHOICES = 1000
MOST_BYTES = 5 << 20


@router.get("/desk/directory")
def show(request: Request, house: HouseNow, who: Receptionist, q: Asked = "", client: Asked = "") -> Response:
    """Everybody in it, or those that answer what is typed."""
    return _page(request, house, who, q, client)


def _page(
    request: Request,
    house: House,
    who: Viewer,
    q: str,
    client: str,
    done: Imported | None = None,
    wrong: Problem | None = None,
) -> Response:
    with house.database.read() as session:
        desk = at_desk(session, house, who, client=client)
        found = directory.find(session, q, desk.client_id, desk.now, MOST_SHOWN + 1)
    return desk_page(
        request,
        desk,
        "directory",
        status=400 if wrong else 200,
        found=found[:MOST_SHOWN],
        more=len(found) > MOST_SHOWN,
        q=q,
        done=done,
        wrong=sentence(who.language, wrong) if wrong else "",
    )


@router.post("/desk/directory/import")
def take_list(
    request: Request, house: HouseNow, who: Receptionist, file: UploadFile, client: Line = ""
) -> Response:
    """Takes a list into the directory, and says which lines were left out and why."""
    data = file.file.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise Problem("the list is too large", "split it")
        rows = read_rows(decoded(data), COLUMNS, ("name",))
        with house.database.write() as session:
            desk = at_desk(session, house, who, client=client)
            done = directory.import_rows(session, rows, desk.client_id, desk.region)
            detail = {"added": done.added, "changed": done.changed}
            audit.record(session, desk.now, "directory.imported", person_id=who.id, detail=detail)
    except Problem as problem:
        return _page(request, house, who, "", client, wrong=problem)
    return _page(request, house, who, "", client, done=done)


@router.get("/desk/directory/new")
def ask(request: Request, house: HouseNow, who: Receptionist, client: Asked = "") -> Response:
    """The form for a new entry."""
    return _form(request, house, who, None, client)


@router.get("/desk/directory/{contact_id}")
def edit(request: Request, house: HouseNow, who: Receptionist, contact_id: ThingId) -> Response:
    """The form of one entry."""
    return _form(request, house, who, contact_id, "")


def _form(
    request: Request,
    house: House,
    who: Viewer,
    contact_id: int | None,
    client: str,
    wanted: Wanted | None = None,
    wrong: Problem | None = None,
) -> Response:
    with house.database.read() as session:
        desk = at_desk(session, house, who, client=client)
        values = wanted or Wanted("")
        if contact_id is not None:
            found = directory.wanted(session, contact_id, desk.client_id)
            if found is None:
                raise NotFound
            of_client, stored = found
            values = wanted or stored
            desk = at_desk(session, house, who, client=str(of_client or ""))
        others = directory.find(session, "", desk.client_id, desk.now, MOST_CHOICES)
    return desk_page(
        request,
        desk,
        "directory_form",
        status=400 if wrong else 200,
        contact_id=contact_id,
        values=values,
        others=[e for e in others if e.id != contact_id and e.client_id == desk.client_id],
        wrong=sentence(who.language, wrong) if wrong else "",
    )


@router.post("/desk/directory/keep")
def keep(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    contact: Line = "",
    name: Line = "",
    kind: Line = "person",
    does: Prose = "",
    numbers: Prose = "",
    email: Line = "",
    department: Line = "",
    stand_in: Line = "",
    client: Line = "",
) -> Response:
    """Adds or changes an entry."""
    contact_id = number_of(contact)
    wanted = Wanted(
        name=name,
        kind=kind,
        does=does,
        numbers=tuple(n for line in numbers.splitlines() for n in line.split(",") if n.strip()),
        email=email,
        department_id=number_of(department),
        stand_in_id=number_of(stand_in),
    )
    try:
        with house.database.write() as session:
            desk = at_desk(session, house, who, client=client)
            of_client = desk.client_id
            if contact_id is not None:
                found = directory.wanted(session, contact_id, who.client_id)
                if found is None:
                    raise NotFound
                of_client = found[0]
            made = directory.keep(session, wanted, of_client, desk.region, contact_id)
            audit.record(session, desk.now, "directory.kept", f"contact {made}", person_id=who.id)
    except Problem as problem:
        return _form(request, house, who, contact_id, client, wanted, problem)
    return to("/desk/directory", said="contact.kept", client=client)


@router.post("/desk/directory/remove")
def remove(house: HouseNow, who: Receptionist, contact: Annotated[str, Form(max_length=10)]) -> Response:
    """Takes an entry out."""
    contact_id = number_of(contact)
    with house.database.write() as session:
        if contact_id is None or not directory.remove(session, contact_id, who.client_id):
            raise NotFound
        audit.record(session, house.now(), "directory.removed", f"contact {contact_id}", person_id=who.id)
    return to("/desk/directory", said="contact.removed")
