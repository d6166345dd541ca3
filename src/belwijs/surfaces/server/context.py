"""What every request needs: the house, the database, the clock, and who is looking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Path, Request

from belwijs.store.database import Database
from belwijs.store.reach_days import KeptDays
from belwijs.surfaces.server.rights import Right, Viewer
from belwijs.surfaces.server.settings import ServerSettings


def utc_now() -> datetime:
    """The moment, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """What one running office is made of; tests give their own clock."""

    settings: ServerSettings
    database: Database
    now: Callable[[], datetime] = field(default=utc_now)
    days: KeptDays = field(default_factory=KeptDays, compare=False)


class LoginNeeded(Exception):
    """Nobody is logged in: pages lead to the login, the API answers 401."""


class NotAllowed(Exception):
    """The role does not have the right: 403."""


class NotFound(Exception):
    """No such thing, or none that this viewer may know of: 404, so that ids tell nothing."""


# These are asynchronous although they wait for nothing: for each of others the framework asks a thread.
async def house(request: Request) -> House:
    """The running office."""
    found: House = request.app.state.house
    return found


async def viewer(request: Request) -> Viewer:
    """Who is logged in (put there by the middleware of `auth.py`).

    Raises:
        LoginNeeded: nobody.
    """
    found: Viewer | None = request.state.viewer
    if found is None:
        raise LoginNeeded
    return found


def needs(right: Right) -> Callable[[Viewer], Awaitable[Viewer]]:
    """A dependency that lets through only whom the table of rights gives `right`."""

    async def check(who: Annotated[Viewer, Depends(viewer)]) -> Viewer:
        if not who.may(right):
            raise NotAllowed
        return who

    check.right = right  # type: ignore[attr-defined]  # read by the test that walks all routes
    return check


MOST_ID = 2**31 - 1
"""Largest id: PostgreSQL's integer."""
ThingId = Annotated[int, Path(ge=1, le=MOST_ID)]
"""In a route: `id: ThingId`, the id of a thing in its address."""
HouseNow = Annotated[House, Depends(house)]
"""In a route: `house: HouseNow`."""
