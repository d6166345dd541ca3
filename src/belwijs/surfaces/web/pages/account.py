"""My account: what the house knows of whoever looks, their own password and language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from belwijs.interface import InterfaceLanguage
from belwijs.store import accounts, audit
from belwijs.store.schema import Client, Person
from belwijs.surfaces.server import auth
from belwijs.surfaces.server.context import House, HouseNow, NotFound, needs
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.pages.door import with_cookie
from belwijs.surfaces.web.render import page

router = APIRouter(prefix="/account", include_in_schema=False)
Self = Annotated[Viewer, Depends(needs("account"))]
Password = Annotated[str, Form(max_length=500)]


@router.get("")
def show(request: Request, house: HouseNow, who: Self, kept: str = "") -> Response:
    """The page; `kept` says what was changed just now."""
    return _page(request, house, who, kept=kept)


@router.post("/language")
def choose_language(house: HouseNow, who: Self, language: Annotated[InterfaceLanguage, Form()]) -> Response:
    """Sets the language of the pages."""
    with house.database.write() as work:
        work.get_one(Person, who.id).language = language
        detail = {"language": language}
        audit.record(work, house.now(), "person.language", f"person {who.id}", person_id=who.id, detail=detail)
    return RedirectResponse("/account?kept=language", 303)


@router.post("/password")
def change_password(
    request: Request, house: HouseNow, who: Self, old: Password = "", password: Password = ""
) -> Response:
    """Another password for who knows the old one: every session ends, and this browser gets a new one."""
    now, address = house.now(), request.client.host if request.client else ""
    with house.database.read() as work:
        login = _login(work.get_one(Person, who.id))
    if login is None:
        raise NotFound
    if len(password) < auth.SHORTEST_PASSWORD:
        return _page(request, house, who, wrong="short")
    if password == old:
        return _page(request, house, who, wrong="same")
    hashed, cookie = auth.hash_password(password), ""
    with house.database.write() as work:
        person, waits = auth.tried(work, login, old, address, now)
        if person is not None and person.id == who.id:
            accounts.set_password(work, person, hashed)
            auth.end_all(work, who.id)
            cookie = auth.start(work, person, now)
            audit.record(work, now, "person.password", f"person {who.id}", person_id=who.id)
        elif not waits:
            audit.record(work, now, "person.password_refused", f"person {who.id}", person_id=who.id)
    if not cookie:
        return _page(request, house, who, wrong="wait" if waits else "wrong")
    return with_cookie(request, RedirectResponse("/account?kept=password", 303), cookie)


def _login(person: Person) -> str | None:
    """With what somebody logs in here; None where they have no password of ours."""
    return person.login if person.password else None


def _page(request: Request, house: House, who: Viewer, *, wrong: str = "", kept: str = "") -> Response:
    with house.database.read() as work:
        person = work.get_one(Person, who.id)
        client = None if person.client_id is None else work.get(Client, person.client_id)
    return page(
        request,
        "door/account.html.j2",
        status=429 if wrong == "wait" else 422 if wrong else 200,
        person=person,
        client=client,
        has_password=_login(person) is not None,
        openid=house.settings.openid if person.subject else None,
        wrong=wrong,
        kept=kept,
        minutes=auth.WAIT_MINUTES,
    )
