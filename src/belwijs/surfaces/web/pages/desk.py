"""The desk: find somebody, see who is calling, put them through with an announcement; everything by keyboard."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from belwijs.language.alphabets import ALPHABETS, Alphabet, heard, sounds_spelled, spelled, without_title
from belwijs.store import audit, callers, directory, journey
from belwijs.store.directory import PRESENCES, Entry, Presence
from belwijs.store.journey import Journey, NewStep
from belwijs.store.numbers import e164
from belwijs.surfaces.server.context import HouseNow, NotFound, ThingId
from belwijs.surfaces.web import announcing
from belwijs.surfaces.web.desk import (
    Asked,
    Desk,
    Line,
    Prose,
    Receptionist,
    address,
    at_desk,
    desk_page,
    moment_of,
    number_of,
    to,
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class OnLine:
    """What is known of the call that goes on now; it travels from page to page in the address."""

    number: str = ""
    called: str = ""
    ride: str = ""
    client: str = ""
    name: str = ""
    organisation: str = ""
    about: str = ""

    def link(self, path: str, **more: object) -> str:
        """An address that keeps the call in mind."""
        return address(path, {**asdict(self), **more})


def on_line(
    number: Asked = "",
    called: Asked = "",
    ride: Asked = "",
    client: Asked = "",
    name: Asked = "",
    organisation: Asked = "",
    about: Asked = "",
) -> OnLine:
    """The call from the address."""
    return OnLine(number, called, ride, client, name, organisation, about)


def on_form(
    number: Line = "",
    called: Line = "",
    ride: Line = "",
    client: Line = "",
    name: Line = "",
    organisation: Line = "",
    about: Line = "",
) -> OnLine:
    """The call from a form."""
    return OnLine(number, called, ride, client, name, organisation, about)


OnTheLine = Annotated[OnLine, Depends(on_line)]
OnTheForm = Annotated[OnLine, Depends(on_form)]


def _journey(session: Session, desk: Desk, line: OnLine) -> Journey | None:
    found = journey.by_ride(session, line.ride, desk.client_id, desk.now) if line.ride else None
    return found or journey.of_number(session, e164(line.number, desk.region), desk.client_id, desk.now)


def _sayings(desk: Desk, line: OnLine, of: Journey | None, entry: Entry | None) -> dict[str, str]:
    """Sentences for this moment of the call."""
    language = desk.who.language
    caller = announcing.Caller(line.name, line.organisation, line.about or (of.about if of else ""))
    local = desk.now.astimezone(desk.words.zone)
    template = desk.client.greeting if desk.client else ""
    return {
        "greeting": announcing.greeting(template, desk.who.name, desk.book, local, language),
        "regret": announcing.regret(line.name, of, desk.book, language),
        "announce": announcing.announcement(caller, of, language),
        "transfer": announcing.transferring(line.name, entry.name, language) if entry else "",
    }


@router.get("/desk")
def show(
    request: Request, house: HouseNow, who: Receptionist, line: OnTheLine, q: Asked = "", contact: Asked = ""
) -> Response:
    """The one screen: who is calling on one side, whom to find on the other."""
    return _screen(request, house, who, line, q, contact)


@router.get("/desk/caller")
def caller(
    request: Request, house: HouseNow, who: Receptionist, line: OnTheLine, q: Asked = "", contact: Asked = ""
) -> Response:
    """The same screen, as an exchange or a click on a number opens it: /desk/caller?number=…&called=…&ride=…"""
    return _screen(request, house, who, line, q, contact)


def _screen(request: Request, house: HouseNow, who: Receptionist, line: OnLine, q: str, contact: str) -> Response:
    with house.database.read() as session:
        desk = at_desk(session, house, who, called=line.called, client=line.client)
        of = _journey(session, desk, line)
        line = _remembered(line, of)
        card = None
        if line.number:
            card = callers.card(session, who.scope, line.number, desk.client_id, desk.region, desk.now)
            known = {"name": line.name or card.name, "organisation": line.organisation or card.organisation}
            line = OnLine(**{**asdict(line), **known})
        chosen = number_of(contact)
        entry = None if chosen is None else directory.entry(session, chosen, desk.client_id, desk.now)
        if chosen is not None and entry is None:
            raise NotFound
        found = directory.find(session, q, desk.client_id, desk.now)
    if card is not None and card.caller_id is not None:
        with house.database.write() as session:
            audit.record(session, desk.now, "caller.seen", f"caller {card.caller_id}", person_id=who.id)
    return desk_page(
        request,
        desk,
        "desk",
        line=line,
        q=q,
        found=found,
        entry=entry,
        card=card,
        journey=of,
        say=_sayings(desk, line, of, entry),
        presences=PRESENCES,
    )


def _remembered(line: OnLine, of: Journey | None) -> OnLine:
    """The call with what the exchange told of it."""
    if of is None:
        return line
    told = {"number": line.number or of.number, "called": line.called or of.called, "ride": line.ride or of.ride}
    return OnLine(**{**asdict(line), **told, "about": line.about or of.about[:300]})


@router.get("/desk/find")
def find(request: Request, house: HouseNow, who: Receptionist, line: OnTheLine, q: Asked = "") -> Response:
    """The list that changes while somebody types."""
    with house.database.read() as session:
        desk = at_desk(session, house, who, called=line.called, client=line.client)
        found = directory.find(session, q, desk.client_id, desk.now)
    return desk_page(request, desk, "found", line=line, q=q, found=found, entry=None)


@router.get("/desk/announcement")
def announce(request: Request, house: HouseNow, who: Receptionist, line: OnTheLine, contact: Asked = "") -> Response:
    """The sentence for the colleague, which follows what is filled in."""
    with house.database.read() as session:
        desk = at_desk(session, house, who, called=line.called, client=line.client)
        of = _journey(session, desk, line)
        chosen = number_of(contact)
        entry = None if chosen is None else directory.entry(session, chosen, desk.client_id, desk.now)
    if entry is None:
        raise NotFound
    return desk_page(request, desk, "announcement", say=_sayings(desk, line, of, entry), entry=entry)


@router.get("/desk/spelling")
def spelling(request: Request, house: HouseNow, who: Receptionist, name: Asked = "", alphabet: Asked = "") -> Response:
    """A name spelled in each alphabet, and what spelled words stand for."""
    chosen: Alphabet = next((a for a in get_args(Alphabet) if a == alphabet), "nl")
    with house.database.read() as session:
        desk = at_desk(session, house, who)
    bare = without_title(name[:80])
    rows = [(a, spelled(bare, a)) for a in sorted(ALPHABETS, key=lambda a: a != chosen)]
    meant = heard(name) if sounds_spelled(name) else ""
    return desk_page(request, desk, "spelling", name=name, rows=rows, heard=meant)


@router.post("/desk/transfer")
def transfer(
    house: HouseNow, who: Receptionist, line: OnTheForm, contact: Annotated[str, Form(max_length=10)]
) -> Response:
    """Notes that the caller was put through, so that whoever is next sees it; the telephone itself does the rest."""
    with house.database.write() as session:
        desk = at_desk(session, house, who, called=line.called, client=line.client)
        chosen = number_of(contact)
        entry = None if chosen is None else directory.entry(session, chosen, desk.client_id, desk.now)
        if entry is None:
            raise NotFound
        number = e164(line.number, desk.region)
        if number:
            callers.describe(session, number, desk.region, line.name, line.organisation)
        if number or line.ride:
            of = _journey(session, desk, line)
            ride = line.ride or (of.ride if of else f"desk-{who.id}-{desk.now.timestamp():.0f}")
            called = e164(line.called, desk.region)
            about, of_client = line.about, desk.client_id
            journey.take(session, NewStep(ride, "transfer", desk.now, number, called, entry.name, about, of_client))
    return to("/desk", said="transferred", client=line.client if not line.called else "")


@router.post("/desk/presence/{contact_id}")
def presence(
    house: HouseNow,
    who: Receptionist,
    line: OnTheForm,
    contact_id: ThingId,
    presence: Annotated[Presence, Form()],
    back_at: Line = "",
    q: Line = "",
) -> Response:
    """Notes whether somebody is there, and until when not."""
    with house.database.write() as session:
        desk = at_desk(session, house, who, called=line.called, client=line.client)
        back: datetime | None = moment_of(back_at, desk.words.zone)
        if not directory.set_presence(session, contact_id, desk.client_id, presence, back):
            raise NotFound
    return to("/desk", **asdict(line), contact=contact_id, q=q, said="presence")


@router.post("/desk/caller")
def describe(house: HouseNow, who: Receptionist, line: OnTheForm, note: Prose = "") -> Response:
    """Keeps who is calling."""
    with house.database.write() as session:
        desk = at_desk(session, house, who, called=line.called, client=line.client)
        if not e164(line.number, desk.region):
            raise NotFound
        own = note if desk.client_id is None else None  # a note for the whole house is written by the house
        callers.describe(session, line.number, desk.region, line.name, line.organisation, own)
    return to("/desk/caller", **asdict(line), said="caller")


@router.get("/desk/keys")
def keys(request: Request, house: HouseNow, who: Receptionist) -> Response:
    """Every key, and how an exchange or a click on a number opens the card."""
    with house.database.read() as session:
        desk = at_desk(session, house, who)
    base = house.settings.address.rstrip("/") or str(request.base_url).rstrip("/")
    return desk_page(request, desk, "keys", base=base)
