"""Connections: tokens of other systems, made and withdrawn; a new one is shown once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from belwijs.call import Problem
from belwijs.store import accounts, audit, tokens
from belwijs.store.schema import Token
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId, needs
from belwijs.surfaces.server.rights import Viewer, open_scopes
from belwijs.surfaces.web.days import start_of_day
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Operator = Annotated[Viewer, Depends(needs("operation"))]


@router.get("/tokens")
def show(request: Request, house: HouseNow, who: Operator) -> Response:
    """All tokens, and the form for a new one."""
    return _page(request, house)


@router.post("/tokens")
def make(
    request: Request,
    house: HouseNow,
    who: Operator,
    name: Annotated[str, Form(max_length=100)] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    client: Annotated[str, Form(max_length=10)] = "",
    expires: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Makes one. The answer is the page itself, since the secret is kept nowhere to be shown after a redirect."""
    now = house.now()
    try:
        if set(scopes or []) & set(tokens.SCOPES) - _open(house):
            raise Problem(
                "tokens of this house may not read what was said in calls",
                "who runs the machine can allow it: api_conversations: true in server.yaml",
            )
        with house.database.write() as session:
            token, secret = tokens.make(
                session,
                name,
                scopes or [],
                now,
                client_id=number_of(client),
                made_by=who.id,
                expires_at=_end_of(expires, house),
            )
            audit.record(session, now, "token.made", f"token {token.id}", person_id=who.id)
    except Problem as problem:
        return _page(request, house, status=400, wrong=problem, name=name, chosen=scopes or [])
    return _page(request, house, made=token.name, secret=secret)


@router.get("/tokens/{token_id}/withdraw")
def ask(request: Request, house: HouseNow, who: Operator, token_id: ThingId) -> Response:
    """Asks whether it is meant."""
    with house.database.read() as session:
        token = session.get(Token, token_id)
    if token is None:
        raise NotFound
    return page(request, "systems/withdraw.html.j2", token=token)


@router.post("/tokens/{token_id}/withdraw")
def withdraw(house: HouseNow, who: Operator, token_id: ThingId) -> Response:
    """Makes it worthless at once."""
    with house.database.write() as session:
        if not tokens.withdraw(session, token_id):
            raise NotFound
        audit.record(session, house.now(), "token.withdrawn", f"token {token_id}", person_id=who.id)
    return RedirectResponse("/tokens", 303)


def _open(house: House) -> frozenset[tokens.TokenScope]:
    return open_scopes(conversations=house.settings.api_conversations)


def number_of(written: str) -> int | None:
    """The id that a list of choices gave; None for its empty choice.

    Raises:
        Problem: it is no id.
    """
    if not written:
        return None
    if not (written.isascii() and written.isdigit()):
        raise Problem("there is no such client", "choose one from the list")
    return int(written)


def _end_of(written: str, house: House) -> datetime | None:
    """The end of a day on the house's clock."""
    if not written:
        return None
    end = start_of_day(written, house.settings.zone, days=1)
    if end is None:
        raise Problem("this is no day", "write it as 2027-12-31")
    return end


def _page(
    request: Request,
    house: House,
    *,
    status: int = 200,
    wrong: Problem | None = None,
    name: str = "",
    chosen: list[str] | None = None,
    made: str = "",
    secret: str = "",
) -> Response:
    with house.database.read() as session:
        held, clients = tokens.listed(session), accounts.clients(session)
    return page(
        request,
        "systems/tokens.html.j2",
        status=status,
        tokens=held,
        clients=clients,
        scopes=[scope for scope in tokens.SCOPES if scope in _open(house)],
        is_closed=not house.settings.api_conversations,
        now=house.now(),
        wrong=wrong,
        name=name,
        chosen=chosen or [],
        made=made,
        secret=secret,
        described=f"{house.settings.address}/api/v1/openapi.json",
    )
