"""Logging in and out, and making the first administrator of a new house."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.store import audit
from belwijs.store.schema import Person
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.context import HouseNow, NotFound
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/login")
def ask(request: Request, house: HouseNow, next: str = "/") -> Response:
    """The form."""
    return page(request, "door/login.html.j2", wrong="", login="", next=_inside(next), openid=house.settings.openid)


@router.post("/login")
def log_in(
    request: Request,
    house: HouseNow,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=500)],
    next: Annotated[str, Form()] = "/",
) -> Response:
    """A cookie for who knows the password; a wait for who guesses."""
    now, address = house.now(), request.client.host if request.client else ""
    with house.database.write() as work:
        person, waits = auth.tried(work, login, password, address, now)
        if person is not None:
            cookie = auth.start(work, person, now)
            audit.record(work, now, "login", person_id=person.id)
    if person is None:
        return page(
            request,
            "door/login.html.j2",
            status=429 if waits else 401,
            wrong="wait" if waits else "wrong",
            minutes=auth.WAIT_MINUTES,
            login=login,
            next=_inside(next),
            openid=house.settings.openid,
        )
    return with_cookie(request, RedirectResponse(_inside(next), 303), cookie)


@router.post("/logout")
def log_out(request: Request, house: HouseNow) -> Response:
    """Ends this browser's session."""
    with house.database.write() as work:
        auth.end(work, request.cookies.get(auth.COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(auth.COOKIE)
    return answer


@router.get("/first")
def ask_first(request: Request, house: HouseNow, key: str = "") -> Response:
    """The form for the first administrator; only with the link that `belwijs serve` printed, and only once."""
    with house.database.read() as work:
        _only_first(request, work, key)
    return page(request, "door/first.html.j2", wrong=False, key=key, name="", login="")


@router.post("/first")
def make_first(
    request: Request,
    house: HouseNow,
    key: Annotated[str, Form()],
    name: Annotated[str, Form(min_length=1, max_length=200)],
    login: Annotated[str, Form(min_length=1, max_length=200)],
    password: Annotated[str, Form(max_length=500)],
) -> Response:
    """Makes that administrator and logs them in."""
    if len(password) < auth.SHORTEST_PASSWORD:
        with house.database.read() as work:
            _only_first(request, work, key)
        return page(request, "door/first.html.j2", status=400, wrong=True, key=key, name=name, login=login)
    with house.database.write() as work:
        _only_first(request, work, key)
        person = Person(
            name=name.strip(),
            login=login.strip().lower(),
            password=auth.hash_password(password),
            role="admin",
            language=house.settings.language,
        )
        work.add(person)
        work.flush()
        audit.record(work, house.now(), "person.added", f"person {person.id}", person_id=person.id)
        cookie = auth.start(work, person, house.now())
    return with_cookie(request, RedirectResponse("/", 303), cookie)


def with_cookie(request: Request, answer: Response, cookie: str) -> Response:
    """The answer with the session's cookie: not for scripts, not for other sites, over https where the house has it."""
    secure = request.app.state.house.settings.address.startswith("https://")
    answer.set_cookie(auth.COOKIE, cookie, httponly=True, samesite="lax", secure=secure, path="/")
    return answer


def _only_first(request: Request, work: Session, key: str) -> None:
    expected: str = request.app.state.first_key
    taken = work.scalar(select(Person.id).where(Person.login.is_not(None)).limit(1))
    if not expected or not hmac.compare_digest(key.encode(), expected.encode()) or taken is not None:
        raise NotFound


def _inside(address: str) -> str:
    """An address within this house; anything else leads to Today."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
