"""The chase list: whom to call now, what to say, what came of it, and when to try again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import audit, callers, enlisting, prospects
from belwijs.store.chase import ANSWERS, BASES, FAILED
from belwijs.store.enlisting import COLUMNS, Wanted
from belwijs.store.prospects import PAGE, REFUSALS, Report
from belwijs.store.sheet import Imported, decoded, read_rows
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId
from belwijs.surfaces.server.reasons import sentence
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web import announcing
from belwijs.surfaces.web.desk import (
    Asked,
    Desk,
    Line,
    Prose,
    Receptionist,
    at_desk,
    desk_page,
    moment_of,
    number_of,
    to,
)

router = APIRouter(include_in_schema=False)
MOST_BYTES = 5 << 20
"""Of a list that is brought in."""
Sort = Literal["business", "consumer", "unknown"]


@router.get("/desk/prospects")
def show(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    client: Asked = "",
    list_name: Annotated[str, Query(alias="list", max_length=100)] = "",
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """The next one to call, the three steps after a run of refusals, and everybody who is still without an answer."""
    with house.database.read() as session:
        desk = at_desk(session, house, who, client=client)
        now_one = prospects.next_one(session, desk.client_id, who.id, desk.hours, desk.now)
        listed = prospects.open_list(
            session, desk.client_id, list_name=list_name, after=_key(after), limit=PAGE + 1
        )
        names = prospects.lists(session, desk.client_id)
        run = prospects.refusals_in_a_row(session, who.id, desk.now)
    more = listed[PAGE - 1] if len(listed) > PAGE else None
    following = f"{more.next_at.isoformat()}~{more.id}" if more and more.next_at else ""
    return desk_page(
        request,
        desk,
        "chase",
        next=now_one,
        opens=None if desk.hours.is_open(desk.now) else desk.hours.first_open(desk.now),
        listed=listed[:PAGE],
        following=following,
        names=names,
        list_name=list_name,
        run=run if run >= REFUSALS else 0,
        bars={p.id: p.bar(_today(desk)) for p in listed},
    )


def _key(after: str) -> tuple[datetime, int] | None:
    moment, _, id_ = after.partition("~")
    at, number = moment_of(moment, ZoneInfo("UTC")), number_of(id_)
    return None if at is None or number is None else (at, number)


def _today(desk: Desk) -> date:
    return desk.now.astimezone(desk.words.zone).date()


@router.get("/desk/prospects/import")
def ask_list(request: Request, house: HouseNow, who: Receptionist, client: Asked = "") -> Response:
    """The form for a list, and the one for a single prospect."""
    with house.database.read() as session:
        desk = at_desk(session, house, who, client=client)
    return desk_page(request, desk, "chase_import", done=None, wrong="", bases=BASES)


@router.post("/desk/prospects/import")
def take_list(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    file: UploadFile,
    sort: Annotated[Sort, Form()] = "unknown",
    basis: Line = "",
    list_name: Line = "",
    about: Prose = "",
    mine: Line = "",
    client: Line = "",
) -> Response:
    """Takes a list in, and says which lines were left out and why."""
    data = file.file.read(MOST_BYTES + 1)
    done, wrong = None, ""
    with house.database.read() as session:
        desk = at_desk(session, house, who, client=client)
    try:
        if len(data) > MOST_BYTES:
            raise Problem("the list is too large", "split it")
        rows = read_rows(decoded(data), COLUMNS, ("number",))
        common = Wanted(
            name="",
            number="",
            subject=about,
            list_name=list_name,
            is_consumer=_consumer(sort),
            legal_basis=basis if basis in BASES else "",
            owner_id=who.id if mine else None,
            client_id=desk.client_id,
        )
        with house.database.write() as session:
            done = enlisting.import_rows(session, rows, common, desk.region, desk.hours, desk.now)
            detail = {"added": done.added, "left_out": len(done.left_out)}
            audit.record(session, desk.now, "prospects.imported", person_id=who.id, detail=detail)
    except Problem as problem:
        wrong = sentence(who.language, problem)
    status = 400 if wrong else 200
    return desk_page(request, desk, "chase_import", status=status, done=done, wrong=wrong, bases=BASES)


def _consumer(sort: Sort) -> bool | None:
    return None if sort == "unknown" else sort == "consumer"


@router.post("/desk/prospects")
def add(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    name: Line = "",
    organisation: Line = "",
    number: Line = "",
    about: Prose = "",
    sort: Annotated[Sort, Form()] = "unknown",
    basis: Line = "",
    client: Line = "",
) -> Response:
    """Puts one prospect on the list."""
    try:
        with house.database.write() as session:
            desk = at_desk(session, house, who, client=client)
            wanted = Wanted(
                name=name,
                number=number,
                organisation=organisation,
                subject=about,
                is_consumer=_consumer(sort),
                legal_basis=basis if basis in BASES else "",
                owner_id=who.id,
                client_id=desk.client_id,
            )
            made = enlisting.add(session, wanted, desk.region, desk.hours, desk.now)
    except Problem as problem:
        with house.database.read() as session:
            desk = at_desk(session, house, who, client=client)
        said = sentence(who.language, problem)
        done: Imported | None = None
        return desk_page(request, desk, "chase_import", status=400, done=done, wrong=said, bases=BASES)
    return to(f"/desk/prospects/{made}", said="prospect.added")


@router.get("/desk/prospects/{prospect_id}")
def one(request: Request, house: HouseNow, who: Receptionist, prospect_id: ThingId) -> Response:
    """One prospect: what to say, what was tried, what came of it."""
    return _one(request, house, who, prospect_id)


def _one(request: Request, house: House, who: Viewer, prospect_id: int, wrong: Problem | None = None) -> Response:
    with house.database.read() as session:
        desk = at_desk(session, house, who)
        found = prospects.one(session, prospect_id, desk.client_id)
        if found is None:
            raise NotFound
        desk = at_desk(session, house, who, client=str(found.client_id or ""))
        tries = prospects.tries(session, prospect_id)
    note, machine = announcing.message(
        who.name, desk.book.house.organisation or "", found.name, found.subject, who.language
    )
    return desk_page(
        request,
        desk,
        "prospect",
        status=400 if wrong else 200,
        prospect=found,
        tries=tries,
        bar=found.bar(_today(desk)),
        note=note,
        machine=machine,
        failed=FAILED,
        answers=ANSWERS,
        bases=BASES,
        wrong=sentence(who.language, wrong) if wrong else "",
    )


@router.post("/desk/prospects/{prospect_id}/attempt")
def attempt(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    prospect_id: ThingId,
    outcome: Annotated[Literal["no_answer", "busy", "gatekeeper", "voicemail"], Form()],
    left_message: Line = "",
    note: Prose = "",
    agreed: Line = "",
) -> Response:
    """Notes that nobody was reached, and plans the next moment."""
    try:
        with house.database.write() as session:
            desk = _for(session, house, who, prospect_id)
            moment = moment_of(agreed, desk.words.zone)
            report = Report(outcome, bool(left_message), note, moment)
            prospects.attempt(session, prospect_id, desk.client_id, who.id, report, desk.hours, desk.now)
    except Problem as problem:
        return _one(request, house, who, prospect_id, problem)
    return to("/desk/prospects", said="prospect.tried")


@router.post("/desk/prospects/{prospect_id}/answer")
def answer(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    prospect_id: ThingId,
    answer: Annotated[Literal["yes", "no", "later"], Form()],
    reason: Prose = "",
    again: Line = "",
) -> Response:
    """Notes that they were spoken to, with their answer and its reason."""
    try:
        with house.database.write() as session:
            desk = _for(session, house, who, prospect_id)
            report = Report("refused" if answer == "no" else "reached")
            prospects.attempt(session, prospect_id, desk.client_id, who.id, report, desk.hours, desk.now)
            moment = moment_of(again, desk.words.zone)
            prospects.answered(session, prospect_id, desk.client_id, answer, reason, desk.now, moment)
    except Problem as problem:
        return _one(request, house, who, prospect_id, problem)
    return to("/desk/prospects", said="prospect.answered")


@router.post("/desk/prospects/{prospect_id}/objection")
def objection(house: HouseNow, who: Receptionist, prospect_id: ThingId) -> Response:
    """Notes that they do not want to be called, for good."""
    with house.database.write() as session:
        desk = _for(session, house, who, prospect_id)
        found = prospects.one(session, prospect_id, desk.client_id)
        if found is None:
            raise NotFound
        callers.object_to_calls(session, found.number, desk.region, desk.now)
        audit.record(session, desk.now, "caller.objected", f"caller {found.caller_id}", person_id=who.id)
    return to("/desk/prospects", said="prospect.objected")


@router.post("/desk/prospects/{prospect_id}/basis")
def basis(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    prospect_id: ThingId,
    sort: Annotated[Literal["business", "consumer"], Form()],
    basis: Line = "",
) -> Response:
    """Records whether they are a consumer, and why they may be called."""
    try:
        with house.database.write() as session:
            desk = _for(session, house, who, prospect_id)
            is_consumer = sort == "consumer"
            prospects.settle_basis(session, prospect_id, desk.client_id, is_consumer, basis, desk.now)
            what, detail = f"prospect {prospect_id}", {"consumer": is_consumer, "basis": basis}
            audit.record(session, desk.now, "prospect.basis", what, person_id=who.id, detail=detail)
    except Problem as problem:
        return _one(request, house, who, prospect_id, problem)
    return to(f"/desk/prospects/{prospect_id}", said="prospect.basis")


def _for(session: Session, house: House, who: Viewer, prospect_id: int) -> Desk:
    """The desk of the client for whom this prospect is called.

    Raises:
        NotFound: no such prospect, or none that this person may know of.
    """
    found = prospects.one(session, prospect_id, who.client_id)
    if found is None:
        raise NotFound
    return at_desk(session, house, who, client=str(found.client_id or ""))
