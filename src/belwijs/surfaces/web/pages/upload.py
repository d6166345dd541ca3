"""Bring recordings: many at once, with what is happening to them. Works without script too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from belwijs.call import Problem
from belwijs.interface import text
from belwijs.store import audit, jobs
from belwijs.store.jobs import JobLine
from belwijs.store.schema import Call, Person
from belwijs.surfaces.server import auth, cdr
from belwijs.surfaces.server.context import House, HouseNow, NotFound, needs
from belwijs.surfaces.server.filenames import plain_name
from belwijs.surfaces.server.intake import About, take_in
from belwijs.surfaces.server.reasons import refusal, told
from belwijs.surfaces.server.receive import Received, receive
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.server.spool import RefusedError, Spooled
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Uploader = Annotated[Viewer, Depends(needs("upload"))]
LATEST = 50
_MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file."""

    name: str
    taken: bool
    text: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One of the newest jobs of whoever looks."""

    id: int
    name: str
    state: str  # queued, running, done, dead
    text: str
    progress: float  # 0-1
    call_id: int | None  # of a call that whoever looks may know of


@router.get("/upload")
def show(request: Request, house: HouseNow, who: Uploader) -> Response:
    """The form, and what became of the last files."""
    return _page(request, house, who, ())


@router.get("/upload/progress")
def progress(house: HouseNow, who: Uploader) -> Response:
    """How far the last files are, for the script of the page."""
    with house.database.read() as work:
        rows = _rows(work, who)
    return JSONResponse([asdict(row) for row in rows])


@router.post("/upload")
async def take(request: Request, house: HouseNow, who: Uploader) -> Response:
    """Take the files of a form in; the form is read as it comes, its token before its files."""
    language = who.language
    wants_json = "application/json" in request.headers.get("accept", "")
    try:
        form = await receive(request, house.settings, lambda token: auth.is_ours(who, token))
        answers = await run_in_threadpool(_taken, house, who, form)
    except RefusedError as problem:
        answers = [Answer("", False, refusal(language, problem), problem.status)]
    status = max((a.status for a in answers), default=400)
    if wants_json:
        return JSONResponse([asdict(a) for a in answers], status)
    if answers and all(a.taken for a in answers):
        return RedirectResponse("/upload", 303)
    return await run_in_threadpool(_page, request, house, who, answers, status)


def _page(request: Request, house: House, who: Viewer, answers: Sequence[Answer], status: int = 200) -> Response:
    with house.database.read() as work:
        people = _people(work, who)
        rows = _rows(work, who)
    return page(
        request,
        "upload/upload.html.j2",
        status=status,
        answers=answers,
        people=people,
        rows=rows,
        most=house.settings.most_upload_mb,
    )


def _taken(house: House, who: Viewer, form: Received) -> list[Answer]:
    """Each file of the form by itself: one that is refused does not keep the others out."""
    try:
        about = _about(house, who, form)
        files, customers = form.named("files"), form.named("customer")
        if not files:
            raise RefusedError("nothing", "no file was chosen", "choose one")
        if customers and len(files) != 1:
            raise RefusedError("two_sides", "the other side goes with one recording", "give the two of one call")
        customer = customers[0][1] if customers else None
        return [_one(house, who, name, file, about, customer) for name, file in files]
    finally:
        form.discard()


def _one(house: House, who: Viewer, name: str, file: Spooled, about: About, customer: Spooled | None) -> Answer:
    shown = plain_name(name)

    try:
        if customer is None and cdr.is_records(file.path, name, house.settings):
            if not who.may("operation"):
                raise RefusedError("records_right", "call records are for an administrator", "ask one", status=403)
            is_new = cdr.bring(house, file, name, who.id)
            return Answer(shown, True, text(who.language, "upload.records" if is_new else "upload.known"))
        came = take_in(house, file, name, about, customer=customer)
    except Problem as problem:
        status = problem.status if isinstance(problem, RefusedError) else 400
        return Answer(shown, False, refusal(who.language, problem), status)
    new = [one for one in came if one.is_new]
    if new:
        with house.database.write() as work:
            for one in new:
                audit.record(work, house.now(), "call.added", f"call {one.call_id}", person_id=who.id)
    if not new:
        return Answer(shown, True, text(who.language, "upload.known"))
    said = "upload.taken" if len(new) == 1 else "upload.taken_many"
    return Answer(shown, True, text(who.language, said, number=len(new)))


def _about(house: House, who: Viewer, form: Received) -> About:
    """What the form says of its files.

    Raises:
        NotFound: it names somebody whom this viewer cannot name.
        RefusedError: a moment that is none.
    """
    given = form.fields
    person_id: int | None = None
    if (chosen := given.get("person", "")) != "":
        with house.database.read() as work:
            person_id = next((id_ for id_, _ in _people(work, who) if str(id_) == chosen), None)
        if person_id is None:
            raise NotFound
    values: dict[str, Any] = {}
    if given.get("direction") in ("inbound", "outbound"):
        values["direction"] = given["direction"]
    if given.get("agent_channel") in ("0", "1"):
        values["agent_channel"] = int(given["agent_channel"])
    if moment := given.get("started_at", "").strip():
        try:
            values["started_at"] = datetime.fromisoformat(moment)
        except ValueError:
            raise RefusedError("moment", "this is no date and time", "give one") from None
    number = given.get("number", "").strip()[:60]
    return About(source="upload", person_id=person_id, client_id=who.client_id, number=number, by=who.id, **values)


def _people(work: Session, who: Viewer) -> list[tuple[int, str]]:
    """Those whom this viewer may name as who spoke: oneself, the coached, the team; an administrator everybody."""
    of = select(Person.id, Person.name).where(Person.active).order_by(Person.name).limit(_MOST_PEOPLE)
    if who.client_id is not None:
        of = of.where(Person.client_id == who.client_id)
    if who.role == "lead" and who.team:
        of = of.where((Person.team == who.team) | (Person.id == who.id))
    elif who.role != "admin":
        of = of.where(Person.id.in_({who.id, *who.coached}))
    return [(row.id, row.name) for row in work.execute(of)]


def _rows(work: Session, who: Viewer) -> list[Row]:
    lines = jobs.of_person(work, who.id, LATEST)
    ids = {line.call_id for line in lines if line.call_id is not None}
    known = set(work.scalars(select(Call.id).where(Call.id.in_(ids), who.scope.known()))) if ids else set()
    return [_row(line, who, known) for line in lines]


def _row(line: JobLine, who: Viewer, known: set[int]) -> Row:
    said = text(who.language, f"upload.state.{line.state}")
    if line.state == "done" and line.kind == cdr.KIND:
        figures = {k: line.outcome.get(k, 0) for k in ("new", "changed", "known")}
        said = text(who.language, "upload.state.records", **figures)
    if line.reason:
        said = f"{said}: {told(who.language, line.reason)}"
    call_id = line.call_id if line.call_id in known and line.call_state == "ready" else None
    return Row(line.id, line.name or line.label or "–", line.state, said, round(line.progress, 3), call_id)
