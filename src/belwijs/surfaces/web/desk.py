"""What the pages of the desk share: for whom is answered, words for moments and numbers, forms that went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AfterValidator
from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.catalogue.playbook import Playbook
from belwijs.interface import InterfaceLanguage, texts
from belwijs.interface.moments import in_words, span_in_words
from belwijs.store import callers, numbers
from belwijs.store.callers import Called
from belwijs.store.hours import Hours
from belwijs.store.schema import Client
from belwijs.surfaces.server.context import House, needs
from belwijs.surfaces.server.open_hours import hours_in
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.render import page

CLIENTS = 200
"""Clients that a choice lists."""


def _without_controls(value: str) -> str:
    return "".join(c for c in value if c >= " " or c in "\n\t").strip()


_clean = AfterValidator(_without_controls)
Receptionist = Annotated[Viewer, Depends(needs("desk"))]
Asked = Annotated[str, Query(max_length=300), _clean]
Line = Annotated[str, Form(max_length=300), _clean]
Prose = Annotated[str, Form(max_length=4000), _clean]


@dataclass(frozen=True)
class Words:
    """Moments, spans and numbers as the pages say them."""

    language: InterfaceLanguage
    zone: ZoneInfo
    now: datetime
    region: str

    def when(self, moment: datetime | None) -> str:
        """ "vandaag om 15.30"."""
        return "–" if moment is None else in_words(moment, self.now, self.zone, self.language)

    def span(self, seconds: float) -> str:
        """ "3 minuten"."""
        return span_in_words(seconds, self.language)

    def number(self, number: str) -> str:
        """A number as people of the region write it."""
        return numbers.shown(number, self.region)

    def field(self, moment: datetime | None) -> str:
        """A moment as the browser's own field for one holds it."""
        return "" if moment is None else moment.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class Desk:
    """Who sits at the desk, and for which client it answers now."""

    house: House
    who: Viewer
    now: datetime
    book: Playbook
    client: Called | None
    clients: tuple[tuple[int, str], ...] = field(default=())  # that can be chosen; none where only one is allowed

    @property
    def client_id(self) -> int | None:
        """Whose directory, notes and callers are shown; None for those of everybody."""
        return self.client.id if self.client else None

    @cached_property
    def hours(self) -> Hours:
        """When this desk is open."""
        return hours_in(self.book, self.house.settings)

    @property
    def region(self) -> str:
        """Country of numbers without one."""
        return self.house.settings.region

    @property
    def words(self) -> Words:
        """How moments and numbers are said."""
        return Words(self.who.language, self.house.settings.zone, self.now, self.region)


def at_desk(session: Session, house: House, who: Viewer, *, called: str = "", client: str = "") -> Desk:
    """The desk as this person may see it: a person of a client sees that client's only, whatever is asked for.

    Args:
        called: the number that was called; it chooses the client.
        client: id of the client that was chosen by hand.
    """
    found: Called | None
    others: tuple[tuple[int, str], ...] = ()
    if who.client_id is not None:
        found = callers.client(session, who.client_id)
    else:
        rows = session.execute(select(Client.id, Client.name).order_by(Client.name).limit(CLIENTS))
        others = tuple((row.id, row.name) for row in rows)
        found = callers.called(session, called, house.settings.region) if called else None
        if found is None and client.isascii() and client.isdigit() and len(client) < 10:
            found = callers.client(session, int(client))
    book = in_effect(session, house.settings.playbook).for_client(found.id if found else None)
    return Desk(house, who, house.now(), book, found, others)


def desk_page(request: Request, desk: Desk, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the desk; `said` in its address is shown where it is a key that we know."""
    said = request.query_params.get("said", "")
    shown = f"desk.said.{said}" if f"desk.said.{said}" in texts(desk.who.language) else ""
    return page(request, f"desk/{template}.html.j2", status=status, desk=desk, words=desk.words, said=shown, **values)


def moment_of(written: str, zone: ZoneInfo) -> datetime | None:
    """What a field for date and time holds, on the house's clock; None where that is none."""
    try:
        made = datetime.fromisoformat(written)
    except ValueError:
        return None
    if not 2000 <= made.year <= 2100:
        return None
    return made.replace(tzinfo=zone) if made.tzinfo is None else made


def number_of(written: str) -> int | None:
    """An id from a form; None where none was chosen."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def to(path: str, **query: object) -> RedirectResponse:
    """On to another page, with what is known of the call."""
    return RedirectResponse(address(path, query), 303)


def address(path: str, query: Mapping[str, object]) -> str:
    """An address within the desk; what is empty is left out."""
    given = {name: value for name, value in query.items() if value not in ("", None)}
    return f"{path}?{urlencode(given)}" if given else path
