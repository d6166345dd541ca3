"""What a token is: the first thing to ask when two systems are connected."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from belwijs import __version__
from belwijs.store.tokens import Key
from belwijs.surfaces.server.api.access import any_token
from belwijs.surfaces.server.api.values import Out
from belwijs.surfaces.server.context import HouseNow

router = APIRouter(tags=["token"])


class Me(Out):
    """The token of this request."""

    name: str
    scopes: list[str]
    client_id: int | None
    version: str
    per_minute: int


@router.get("/me", summary="The token of this request")
def me(house: HouseNow, key: Annotated[Key, Depends(any_token)]) -> Me:
    """What it may do, for which client, and how often it may ask."""
    return Me(
        name=key.name,
        scopes=sorted(key.scopes),
        client_id=key.client_id,
        version=__version__,
        per_minute=house.settings.api_per_minute,
    )
