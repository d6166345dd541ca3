"""Privacy: how long things are kept and the proof of it, everything about somebody, erasing, masking a stretch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from sqlalchemy import select

from belwijs.call import Problem
from belwijs.store import audit, privacy, retention
from belwijs.store.numbers import e164
from belwijs.store.retention import KINDS, Kind
from belwijs.store.schema import Person
from belwijs.surfaces.server import clearing, telling
from belwijs.surfaces.server.context import MOST_ID, House, HouseNow, NotFound, ThingId, needs
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.days import seconds_of
from belwijs.surfaces.web.render import page

router = APIRouter(prefix="/privacy", include_in_schema=False)
Officer = Annotated[Viewer, Depends(needs("privacy"))]
Number = Annotated[str, Form(max_length=60)]
Sure = Annotated[str, Form(max_length=5)]
LONGEST_DAYS = 36_500
_DAYS = 20  # digits more than enough for a number of days


@router.get("")
def show(request: Request, house: HouseNow, who: Officer) -> Response:
    """The page."""
    return _page(request, house)


@router.post("/retention")
def keep_days(
    request: Request,
    house: HouseNow,
    who: Officer,
    audio: Annotated[str, Form(max_length=_DAYS)],
    words: Annotated[str, Form(max_length=_DAYS)],
    verdicts: Annotated[str, Form(max_length=_DAYS)],
    records: Annotated[str, Form(max_length=_DAYS)],
    callbacks: Annotated[str, Form(max_length=_DAYS)],
    audit: Annotated[str, Form(max_length=_DAYS)],
) -> Response:
    """Sets the days; the next daily clearing works by them."""
    given = dict(zip(KINDS, (audio, words, verdicts, records, callbacks, audit), strict=True))
    if not all(g.strip().isdecimal() and g.strip().isascii() and int(g) <= LONGEST_DAYS for g in given.values()):
        return _page(request, house, refused="days", typed=given, status=400)
    with house.database.write() as work:
        retention.set_days(work, {kind: int(g) for kind, g in given.items()}, house.now(), who.id)
    return RedirectResponse("/privacy", 303)


@router.post("/caller")
def find_caller(request: Request, house: HouseNow, who: Officer, number: Number) -> Response:
    """How much there is about a caller; the number goes in the form, so that it stays out of addresses and logs."""
    wanted = e164(number, house.settings.region)
    with house.database.read() as work:
        found = privacy.find_caller(work, wanted) if wanted else None
    if found is None:
        return _page(request, house, refused="number", number=number, status=404)
    return page(request, "privacy/somebody.html.j2", found=found, kind="caller", refused="")


@router.post("/caller/export")
def export_caller(house: HouseNow, who: Officer, number: Number) -> Response:
    """Everything about a caller as a zip."""
    wanted = e164(number, house.settings.region)
    with house.database.read() as work:
        if not wanted or privacy.find_caller(work, wanted) is None:
            raise NotFound
    return _zip(telling.caller_zip(house, wanted, who.id), f"belwijs-{re.sub('[^0-9]', '', wanted)}.zip")


@router.post("/caller/erase")
def erase_caller(request: Request, house: HouseNow, who: Officer, number: Number, sure: Sure = "") -> Response:
    """Erases a caller, once somebody has said to be sure."""
    wanted = e164(number, house.settings.region)
    with house.database.read() as work:
        found = privacy.find_caller(work, wanted) if wanted else None
    if found is None:
        raise NotFound
    if sure != "yes":
        return page(request, "privacy/somebody.html.j2", status=400, found=found, kind="caller", refused="sure")
    counts = clearing.erase_caller(house, wanted, who.id)
    return page(request, "privacy/erased.html.j2", counts=_named(counts), name=wanted)


@router.get("/person/{person_id}")
def find_person(request: Request, house: HouseNow, who: Officer, person_id: ThingId) -> Response:
    """How much there is about one of our people."""
    return page(
        request, "privacy/somebody.html.j2", found=_person(house, person_id), kind="person", refused=""
    )  # fmt: skip


@router.post("/person")
def choose_person(house: HouseNow, who: Officer, person: Annotated[int, Form(ge=1, le=MOST_ID)]) -> Response:
    """Leads to the page of who was chosen."""
    return RedirectResponse(f"/privacy/person/{person}", 303)


@router.post("/person/{person_id}/export")
def export_person(house: HouseNow, who: Officer, person_id: ThingId) -> Response:
    """Everything about one of our people as a zip."""
    return _zip(telling.person_zip(house, person_id, who.id), f"belwijs-person-{person_id}.zip")


@router.post("/person/{person_id}/erase")
def erase_person(request: Request, house: HouseNow, who: Officer, person_id: ThingId, sure: Sure = "") -> Response:
    """Erases one of our people; nobody erases themselves, so that somebody is left to run the house."""
    found = _person(house, person_id)
    refused = "self" if person_id == who.id else "" if sure == "yes" else "sure"
    if refused:
        return page(request, "privacy/somebody.html.j2", status=400, found=found, kind="person", refused=refused)
    counts = clearing.erase_person(house, person_id, who.id)
    return page(request, "privacy/erased.html.j2", counts=_named(counts), name=found.name)


@router.post("/mask")
def mask(
    request: Request,
    house: HouseNow,
    who: Officer,
    call: Annotated[str, Form(max_length=10)],
    start: Annotated[str, Form(max_length=12)],
    end: Annotated[str, Form(max_length=12)],
    sure: Sure = "",
) -> Response:
    """Takes a stretch out of a call for good."""
    typed = {"call": call, "start": start, "end": end}
    begins, ends = seconds_of(start), seconds_of(end)
    number = int(call) if call.strip().isdecimal() and call.strip().isascii() else 0
    if not 0 < number <= MOST_ID or begins is None or ends is None or begins >= ends:
        return _page(request, house, refused="stretch", masked=typed, status=400)
    if sure != "yes":
        return _page(request, house, refused="sure", masked=typed, status=400)
    try:
        clearing.mask(house, number, begins, ends, who.id)
    except NotFound:
        return _page(request, house, refused="call", masked=typed, status=404)
    except Problem:
        return _page(request, house, refused="busy", masked=typed, status=409)
    return _page(request, house, done=number)


def _page(
    request: Request,
    house: House,
    *,
    refused: str = "",
    typed: Mapping[Kind, str] | None = None,
    number: str = "",
    masked: dict[str, str] | None = None,
    done: int = 0,
    status: int = 200,
) -> Response:
    with house.database.read() as work:
        days = retention.days_kept(work, house.settings.retention.model_dump())
        oldest = {kind: retention.oldest(work, kind) for kind in KINDS}
        runs = audit.lines(work, action=clearing.ACTION, limit=10)
        people = work.execute(select(Person.id, Person.name).order_by(Person.name)).all()
    ends = retention.limits(days, house.now())
    return page(
        request,
        "privacy/privacy.html.j2",
        status=status,
        kinds=KINDS,
        days={**days, **(typed or {})},
        oldest=oldest,
        late={kind for kind in KINDS if kind in ends and (moment := oldest[kind]) is not None and moment < ends[kind]},
        runs=runs,
        people=people,
        refused=refused,
        number=number,
        masked=masked or {"call": "", "start": "", "end": ""},
        done=done,
        house_settings=house.settings,
    )


def _person(house: House, person_id: int) -> privacy.Found:
    with house.database.read() as work:
        found = privacy.find_person(work, person_id)
    if found is None:
        raise NotFound
    return found


def _named(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What went, without what there was nothing of."""
    return [(kind, count) for kind, count in counts.items() if count]


def _zip(content: object, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(content, media_type="application/zip", headers=headers)  # type: ignore[arg-type]
