"""Calls: searching, saved filters, and the disagreements that were settled, as labelled examples."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import QueryParams

from belwijs.call.write import call_to_json
from belwijs.catalogue.playbook import Playbook
from belwijs.store import audit, calls, reviews
from belwijs.store.calls import Key, Query
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.page import SCRIPT, STYLES, asset
from belwijs.surfaces.server.context import HouseNow, NotFound, needs
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.days import start_of_day
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Looker = Annotated[Viewer, Depends(needs("calls"))]
Coach = Annotated[Viewer, Depends(needs("settle"))]

FIELDS = ("words", "person", "number", "practice", "verdict", "from", "until", "incident", "reviews")
"""What may stand in the address of the list, and in a saved filter."""
_KINDS = {"css": "text/css", "js": "text/javascript"}


@router.get("/calls")
def show(request: Request, house: HouseNow, who: Looker) -> Response:
    """The list, newest first, with the form to search it."""
    asked = asked_for(request.query_params)
    query = query_of(asked, house.settings.zone)
    before, after = (_key(request.query_params.get(name, "")) for name in ("before", "after"))
    with house.database.read() as work:
        found = calls.find(work, who.scope, query, before=before, after=after)
        people = calls.people(work, who.scope)
        saved = calls.saved(work, who.id)
        book = in_effect(work, house.settings.playbook).for_client(who.client_id)
    return page(
        request,
        "calls/list.html.j2",
        asked=asked,
        query=urlencode(asked),
        found=found,
        people=people if len(people) > 1 else (),
        saved=saved,
        narrowed=bool(asked.keys() - {"words", "number"}) or not who.may("read"),
        groups=practices_by_group(book, who),
        verdicts=wording.VERDICTS if who.may("review") else (),
        older=_page(asked, "before", found.older),
        newer=_page(asked, "after", found.newer),
        shown_clock=wording.clock,
    )


@router.post("/calls/filters")
def keep_filter(
    house: HouseNow,
    who: Looker,
    name: Annotated[str, Form(min_length=1, max_length=100)],
    query: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Keeps a search under a name."""
    asked = urlencode(asked_for(QueryParams(query)))
    with house.database.write() as work:
        calls.save(work, who.id, name.strip() or "–", asked)
    return RedirectResponse(f"/calls?{asked}", 303)


@router.post("/calls/filters/{filter_id}/remove")
def drop_filter(house: HouseNow, who: Looker, filter_id: int) -> Response:
    """Drops one's own saved search."""
    with house.database.write() as work:
        if not calls.forget(work, who.id, filter_id):
            raise NotFound
    return RedirectResponse("/calls", 303)


@router.get("/calls/parts/{name}")
def part(who: Looker, name: str) -> Response:
    """The styles and the script that a call's page shares with a report's."""
    if name not in (*STYLES, SCRIPT):
        raise NotFound
    kind = _KINDS[name.rpartition(".")[2]]
    return Response(asset(name), media_type=kind, headers={"Cache-Control": "private, max-age=3600"})


@router.get("/reviews")
def examples(request: Request, house: HouseNow, who: Coach) -> Response:
    """The disagreements that were settled last, and what becomes of them."""
    with house.database.read() as work:
        found = reviews.settled(work, who.scope)
        book = in_effect(work, house.settings.playbook).for_client(who.client_id)
    titles = {r.practice: wording.title(r.practice, book.all_practices, who.language) for r in found}
    return page(request, "calls/examples.html.j2", settled=found, titles=titles, symbols=wording.SYMBOLS)


@router.post("/reviews/examples")
def export(house: HouseNow, who: Coach, names: Annotated[str, Form()] = "") -> Response:
    """A zip of call files with what was settled as their gold, for `belwijs evaluate`."""
    packed = io.BytesIO()
    with house.database.write() as work, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        number = 0
        for name, call in reviews.examples(work, who.scope, redact=not names):
            file.writestr(f"{name}.json", call_to_json(call))
            number += 1
        audit.record(
            work, house.now(), "examples.exported", person_id=who.id, detail={"calls": number, "names": bool(names)}
        )
    headers = {"Content-Disposition": 'attachment; filename="belwijs-examples.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


def asked_for(params: QueryParams) -> dict[str, str]:
    """What the address asks, without what is empty or unknown."""
    return {name: params[name].strip()[:200] for name in FIELDS if params.get(name, "").strip()}


def query_of(asked: dict[str, str], zone: ZoneInfo) -> Query:
    """The same as values; what cannot be understood is left aside."""
    practice = asked.get("practice", "")
    verdict = next((v for v in wording.VERDICTS if v == asked.get("verdict")), None)
    query = Query(
        person_id=int(asked["person"]) if asked.get("person", "").isdecimal() and len(asked["person"]) < 10 else None,
        number=asked.get("number", ""),
        practice=practice,
        verdict=verdict,
        since=start_of_day(asked.get("from", ""), zone),
        words=asked.get("words", "").replace("\0", ""),
        incident="incident" in asked,
        reviews="reviews" in asked,
    )
    until = start_of_day(asked.get("until", ""), zone, days=1)
    return replace(query, until=until)


def practices_by_group(book: Playbook, who: Viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """Practices to choose from: (group, [(id, title)]); none for who sees no verdicts."""
    if not who.may("review"):
        return []
    built = [p for p in book.all_practices.values() if p.built and p.id not in book.leave_out]
    found = groupby(built, key=lambda p: p.group)
    return [
        (wording.known(who.language, "group", group), [(p.id, p.title.in_(who.language)) for p in those])
        for group, those in found
    ]


def _page(asked: dict[str, str], side: str, key: Key | None) -> str:
    if key is None:
        return ""
    more: dict[str, Any] = {**asked, side: f"{key.at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{key.id}"}
    return f"/calls?{urlencode(more)}"


def _key(said: str) -> Key | None:
    at, _, number = said.partition("-")
    try:
        return Key(datetime.strptime(at, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), int(number[:18]))
    except ValueError:
        return None
