"""Calls in: a recording, a call file or a vCon as the body of a request, onto the disk as it comes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from belwijs.call import Direction, Language
from belwijs.store import audit, outward
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import scoped
from belwijs.surfaces.server.api.problems import ApiError, documented
from belwijs.surfaces.server.api.values import IdOf, Moment, Out
from belwijs.surfaces.server.context import House, HouseNow
from belwijs.surfaces.server.intake import About, take_in
from belwijs.surfaces.server.spool import Spool, Spooled

router = APIRouter(tags=["calls"])
_PIECE = 1 << 20
_TEXTS = frozenset(
    """
    application/json application/vcon application/vcon+json application/octet-stream application/ogg
    application/x-subrip text/csv text/vtt
    """.split()
)
_KINDS = "audio/wav audio/mpeg audio/ogg application/octet-stream application/json application/vcon+json".split()
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "the recording itself, a call file or a vCon; audio/* and text/vtt too",
        "content": {
            kind: {"schema": {"type": "object"} if kind.endswith("json") else {"type": "string", "format": "binary"}}
            for kind in _KINDS
        },
    }
}
Side = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Arrived(Out):
    """A call of what was sent."""

    id: int
    name: str
    is_new: bool
    state: str
    page: str


class Intake(Out):
    """What came of it; one file can hold several calls."""

    calls: list[Arrived]


@router.post(
    "/calls",
    summary="Give a recording, a call file or a vCon",
    status_code=201,
    openapi_extra=_BODY,
    responses={200: {"model": Intake, "description": "It came in before; nothing new was made."},
               **documented(409, 413, 415, 507)},
)  # fmt: skip
async def give(
    request: Request,
    response: Response,
    house: HouseNow,
    key: Annotated[Key, Depends(scoped("calls:write"))],
    name: Annotated[Side, Query(description="of the file; may tell the moment and the number")] = "recording",
    agent: Annotated[Side, Query(description="who of ours spoke: name, login or extension")] = "",
    number: Annotated[Side, Query(description="of the other side")] = "",
    called: Annotated[Side, Query(description="the number that was called; tells the client")] = "",
    caller_name: Side = "",
    caller_organisation: Side = "",
    exchange_id: Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = None,
    direction: Direction | None = None,
    language: Language | None = None,
    started_at: Moment | None = None,
    agent_channel: Annotated[Literal["0", "1"] | None, Query(description="of a recording with two channels")] = None,
    client: Annotated[IdOf | None, Query(description="id; a token of a client has its own")] = None,
) -> Intake:
    """The body is the file itself (`curl --data-binary @call.wav`). The same bytes are one call, however often sent.

    The analysis runs in the background: ask for the call until its `state` is `ready`, or take the webhook
    `call.analysed`.
    """
    _right_kind(request.headers.get("content-type", ""))
    about = About(
        source="api",
        agent=agent,
        client_id=await run_in_threadpool(_client, house, key, client),
        number=number,
        caller_name=caller_name,
        caller_organisation=caller_organisation,
        called=called,
        direction=direction,
        language=language,
        started_at=started_at,
        agent_channel=None if agent_channel is None else int(agent_channel),
        exchange_id=exchange_id,
    )
    spooled = await _spooled(request, house)
    made = await run_in_threadpool(_taken, house, key, spooled, name or "recording", about)
    if not any(call.is_new for call in made):
        response.status_code = 200
    if len(made) == 1:
        response.headers["Location"] = f"/api/v1/calls/{made[0].id}"
    return Intake(calls=made)


def _taken(house: House, key: Key, spooled: Spooled, name: str, about: About) -> list[Arrived]:
    came = take_in(house, spooled, name, about)
    with house.database.write() as session:
        for one in came:
            if not outward.call_is_known(session, key.scope, one.call_id):
                raise ApiError(409, "this came in before, for somebody else", "look into the house's own calls")
            audit.record(session, house.now(), "call.given", f"call {one.call_id}", by=key.by)
    return [
        Arrived(
            id=one.call_id,
            name=one.name,
            is_new=one.is_new,
            state=one.state,
            page=f"{house.settings.address}/calls/{one.call_id}",
        )
        for one in came
    ]


def _right_kind(written: str) -> None:
    kind = written.split(";")[0].strip().lower()
    if kind not in _TEXTS and not kind.startswith("audio/"):
        raise ApiError(
            415,
            "a body of this kind is not taken here",
            "send the file itself with its Content-Type: audio/…, application/json, application/vcon+json, text/vtt",
        )


def _client(house: House, key: Key, client: int | None) -> int | None:
    if key.client_id is not None:
        if client not in (None, key.client_id):
            raise ApiError(422, "this token is of another client", "leave `client` out")
        return key.client_id
    if client is not None:
        with house.database.read() as session:
            if not outward.client_exists(session, client):
                raise ApiError(422, "there is no such client", "look up its id in the browser")
    return client


async def _spooled(request: Request, house: House) -> Spooled:
    spool = await run_in_threadpool(Spool, house.settings)
    with spool:
        held = bytearray()
        try:
            async for piece in request.stream():
                held += piece
                if len(held) >= _PIECE:
                    await run_in_threadpool(spool.write, bytes(held))
                    held.clear()
        except ClientDisconnect:
            raise ApiError(422, "the connection ended before the file did", "send it again") from None
        if held:
            await run_in_threadpool(spool.write, bytes(held))
        return await run_in_threadpool(spool.finish)


