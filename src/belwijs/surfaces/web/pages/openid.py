"""Logging in through an identity provider: the way there, and coming back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from belwijs.call import Problem
from belwijs.store import audit, unmatched
from belwijs.store.openid import person_behind
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.context import House, HouseNow, NotFound
from belwijs.surfaces.server.openid import Provider, RefusedError, Trip
from belwijs.surfaces.web.pages.door import _inside as inside
from belwijs.surfaces.web.pages.door import with_cookie
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
COOKIE = "belwijs_openid"
MINUTES = 10
PATH = "/openid"


@router.get("/openid")
def go(request: Request, house: HouseNow, next: Annotated[str, Query(max_length=500)] = "/") -> Response:
    """To the provider."""
    provider = _provider(request, house)
    trip = Trip.new()
    try:
        there = provider.way_there(trip, _back(request, house))
    except Problem as problem:
        return _refused(request, "away", problem)
    answer = RedirectResponse(there, 303)
    answer.set_cookie(
        COOKIE, f"{trip.secret}{quote(inside(next))}", max_age=MINUTES * 60, httponly=True, samesite="lax", path=PATH,
        secure=house.settings.address.startswith("https://"),
    )  # fmt: skip
    return answer


@router.get("/openid/return")
def come_back(request: Request, house: HouseNow) -> Response:
    """Checks who comes back, and starts a session."""
    provider, now = _provider(request, house), house.now()
    secret, slash, onward = request.cookies.get(COOKIE, "").partition("/")
    try:
        if not secret:
            raise RefusedError("stale")
        claims = provider.came_back(Trip(secret), request.query_params, _back(request, house), now)
        with house.database.write() as work:
            person = person_behind(
                work, claims.subject, claims.login, claims.name, claims.role, house.settings.language
            )
            if person is None:
                raise RefusedError("nobody")
            unmatched.ask(work, now)
            audit.record(work, now, "login", person_id=person.id, detail={"by": "openid"})
            cookie = auth.start(work, person, now)
    except RefusedError as refused:
        return _refused(request, refused.why)
    except Problem as problem:
        return _refused(request, "away", problem)
    answer = with_cookie(request, RedirectResponse(inside(unquote(slash + onward)) if slash else "/", 303), cookie)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _provider(request: Request, house: House) -> Provider:
    """The house's provider, made once, so that its keys are not fetched for every login."""
    if house.settings.openid is None:
        raise NotFound
    state = request.app.state
    if getattr(state, "openid", None) is None:
        state.openid = Provider(house.settings.openid)
    found: Provider = state.openid
    return found


def _back(request: Request, house: House) -> str:
    """Our own address to come back to; the same both times, as the provider compares it."""
    base = house.settings.address.rstrip("/") or str(request.base_url).rstrip("/")
    return f"{base}/openid/return"


def _refused(request: Request, why: str, problem: Problem | None = None) -> Response:
    answer = page(
        request, "door/openid.html.j2", status=502 if problem else 403, why=why, detail=problem
    )
    answer.delete_cookie(COOKIE, path=PATH)
    return answer
