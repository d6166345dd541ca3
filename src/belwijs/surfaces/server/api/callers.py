"""Callers and their journeys: the exchange tells each step of a call, and anybody's card can be asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from belwijs.store import audit, callers, journey
from belwijs.store.journey import StepKind
from belwijs.store.numbers import e164
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import scoped
from belwijs.surfaces.server.api.problems import ApiError, documented
from belwijs.surfaces.server.api.values import In, Line, Moment, Number, Out, Words
from belwijs.surfaces.server.context import House, HouseNow, NotFound

router = APIRouter(tags=["callers"])
Ride = Annotated[
    str,
    Path(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._~:@+-]+$", description="the exchange's id of the call"),
]
AHEAD = timedelta(minutes=5)
"""By how much an exchange's clock may be ahead."""


class StepIn(In):
    """One step of a call that goes on."""

    kind: StepKind
    at: Moment | None = Field(default=None, description="now, where absent")
    number: Number = Field(default="", description="of the caller; once is enough")
    called: Number = Field(default="", description="our number; tells the client")
    who: Line = Field(default="", description="queue, extension or name that the step leads to")
    about: Words = ""


class Talk(Out):
    """With whom the caller has spoken."""

    who: str
    at: datetime
    seconds: float
    about: str


class JourneyOut(Out):
    """What a caller went through in one call."""

    ride: str
    number: str
    called: str
    began: datetime
    waited: float
    longest: float
    transfers: int
    talks: list[Talk]
    waits_now: bool
    ended: bool


class StepTaken(Out):
    """A step that was taken down, and the journey with it."""

    is_new: bool
    card: str = Field(description="the caller's card in the browser, for click-to-call; empty without a number")
    journey: JourneyOut


class Earlier(Out):
    """Something that was before with this caller."""

    at: datetime
    direction: str
    who: str
    about: str
    answered: bool
    call_id: int | None


class Promise(Out):
    """Something that is still open."""

    kind: Literal["callback", "overpromise"]
    at: datetime
    due_at: datetime | None
    who: str
    about: str
    id: int


class CardOut(Out):
    """Who calls, and what went before."""

    number: str
    caller_id: int | None
    name: str
    organisation: str
    note: str
    is_consumer: bool | None
    legal_basis: str
    objected: bool
    earlier: list[Earlier]
    promises: list[Promise]
    journey: JourneyOut | None
    page: str


@router.get("/callers/{number}", summary="The card of a caller, by number", responses=documented(404))
def card(
    house: HouseNow,
    key: Annotated[Key, Depends(scoped("callers:read"))],
    number: Annotated[str, Path(min_length=1, max_length=60, pattern=r"^[0-9A-Za-z+(). :@-]+$")],
) -> CardOut:
    """For a pop-up when the telephone rings; 404 where nothing is a number. Unknown callers give an empty card.

    What earlier calls were about is told only with the scope `reports:read` as well.
    """
    region, now = house.settings.region, house.now()
    if not e164(number, region):
        raise NotFound
    with house.database.write() as session:
        found = callers.card(session, key.scope, number, key.client_id, region, now)
        if found.caller_id is not None:
            audit.record(session, now, "caller.read", f"caller {found.caller_id}", by=key.by)
    plain: dict[str, Any] = {name: getattr(found, name) for name in CardOut.model_fields if name != "page"}
    return CardOut.model_validate({**plain, "page": _card_page(house, found.number)}, from_attributes=True)


@router.post(
    "/journeys/{ride}/steps",
    summary="A step of a call, from the exchange",
    status_code=201,
    responses={200: {"model": StepTaken, "description": "This step was told before."}, **documented(404, 413, 415)},
)
def step(
    house: HouseNow,
    response: Response,
    key: Annotated[Key, Depends(scoped("journeys:write"))],
    ride: Ride,
    told: StepIn,
) -> StepTaken:
    """Queued, answered, hold, resumed, transfer, ended; in any order, and the same one may be sent again."""
    region, now = house.settings.region, house.now()
    at = told.at or now
    if at > now + AHEAD:
        raise ApiError(422, "the step lies in the future", "set the clock of the exchange, or leave `at` out")
    called = e164(told.called, region)
    with house.database.write() as session:
        if key.client_id is not None and _is_of_another(session, ride, key.client_id, now):
            raise NotFound
        of = callers.called(session, called, region) if called else None
        client_id = key.client_id if key.client_id is not None else (of.id if of else None)
        new = journey.NewStep(ride, told.kind, at, e164(told.number, region), called, told.who, told.about, client_id)
        is_new = journey.take(session, new)
        session.flush()
        found = journey.by_ride(session, ride, None, now)
    assert found is not None, "its step was just taken down"
    response.status_code = 201 if is_new else 200
    page = _card_page(house, found.number) if found.number else ""
    return StepTaken(is_new=is_new, card=page, journey=JourneyOut.model_validate(found))


@router.get("/journeys/{ride}", summary="The journey of one call", responses=documented(404))
def one_journey(house: HouseNow, key: Annotated[Key, Depends(scoped("callers:read"))], ride: Ride) -> JourneyOut:
    """How long the caller waited, how often they were passed on, to whom they spoke."""
    with house.database.read() as session:
        found = journey.by_ride(session, ride, key.client_id, house.now())
    if found is None:
        raise NotFound
    return JourneyOut.model_validate(found)


def _is_of_another(session: Any, ride: str, client_id: int, now: datetime) -> bool:
    there = journey.by_ride(session, ride, None, now)
    return there is not None and journey.by_ride(session, ride, client_id, now) is None


def _card_page(house: House, number: str) -> str:
    return f"{house.settings.address}/desk/card?number={quote(number)}"
