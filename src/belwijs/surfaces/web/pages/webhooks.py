"""Webhooks: addresses that are told when something happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from belwijs.call import Problem
from belwijs.store import accounts, audit, webhooks
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId, needs
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.pages.tokens import number_of
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Operator = Annotated[Viewer, Depends(needs("operation"))]


@router.get("/webhooks")
def show(request: Request, house: HouseNow, who: Operator, tried: bool = False) -> Response:
    """All addresses with what became of the last delivery, and the form for a new one."""
    return _page(request, house, tried=tried)


@router.post("/webhooks")
def make(
    request: Request,
    house: HouseNow,
    who: Operator,
    url: Annotated[str, Form(max_length=500)] = "",
    events: Annotated[list[str] | None, Form()] = None,
    client: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Makes one; the answer is the page with its secret, which is shown this once."""
    try:
        with house.database.write() as session:
            made, secret = webhooks.make(session, url, events or [], client_id=number_of(client))
            audit.record(session, house.now(), "webhook.made", f"webhook {made.id}", person_id=who.id)
    except Problem as problem:
        return _page(request, house, status=400, wrong=problem, url=url, chosen=events or [])
    return _page(request, house, shown="made", secret=secret)


@router.post("/webhooks/{webhook_id}/secret")
def renew(request: Request, house: HouseNow, who: Operator, webhook_id: ThingId) -> Response:
    """Another secret in place of the old one, shown this once."""
    with house.database.write() as session:
        secret = webhooks.new_secret(session, webhook_id)
        if secret is None:
            raise NotFound
        audit.record(session, house.now(), "webhook.renewed", f"webhook {webhook_id}", person_id=who.id)
    return _page(request, house, shown="renewed", secret=secret)


@router.post("/webhooks/{webhook_id}/stop")
def stop(house: HouseNow, who: Operator, webhook_id: ThingId) -> Response:
    """Tells the address nothing until it is resumed."""
    return _switch(house, who, webhook_id, active=False)


@router.post("/webhooks/{webhook_id}/start")
def start(house: HouseNow, who: Operator, webhook_id: ThingId) -> Response:
    """Tells it again."""
    return _switch(house, who, webhook_id, active=True)


@router.post("/webhooks/{webhook_id}/try")
def try_out(house: HouseNow, who: Operator, webhook_id: ThingId) -> Response:
    """Sends a message that says nothing, to see whether it arrives."""
    with house.database.write() as session:
        if not webhooks.try_out(session, webhook_id, house.now()):
            raise NotFound
    return RedirectResponse("/webhooks?tried=true", 303)


@router.post("/webhooks/{webhook_id}/remove")
def remove(house: HouseNow, who: Operator, webhook_id: ThingId) -> Response:
    """Forgets the address."""
    with house.database.write() as session:
        if not webhooks.remove(session, webhook_id):
            raise NotFound
        audit.record(session, house.now(), "webhook.removed", f"webhook {webhook_id}", person_id=who.id)
    return RedirectResponse("/webhooks", 303)


def _switch(house: House, who: Viewer, webhook_id: int, *, active: bool) -> Response:
    with house.database.write() as session:
        if not webhooks.switch(session, webhook_id, active=active):
            raise NotFound
        action = "webhook.started" if active else "webhook.stopped"
        audit.record(session, house.now(), action, f"webhook {webhook_id}", person_id=who.id)
    return RedirectResponse("/webhooks", 303)


def _page(
    request: Request,
    house: House,
    *,
    status: int = 200,
    wrong: Problem | None = None,
    url: str = "",
    chosen: list[str] | None = None,
    shown: str = "",
    secret: str = "",
    tried: bool = False,
) -> Response:
    with house.database.read() as session:
        held, clients = webhooks.listed(session), accounts.clients(session)
    return page(
        request,
        "systems/webhooks.html.j2",
        status=status,
        webhooks=held,
        clients=clients,
        events=webhooks.EVENTS,
        wrong=wrong,
        url=url,
        chosen=chosen or [],
        shown=shown,
        secret=secret,
        tried=tried,
    )
