"""Whether the office lives (`/healthz`) and can work (`/readyz`): for service managers, containers, load balancers."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text

from belwijs import __version__
from belwijs.store import health
from belwijs.store.database import AwayError
from belwijs.surfaces.server.context import House, HouseNow

router = APIRouter(include_in_schema=False)
LEAST_FREE = 512 << 20
"""Bytes of free disk under which nothing more is taken in."""
HEARTBEAT = timedelta(minutes=2)
"""A worker that has not been heard of for this long is not there."""


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers; nothing else is looked at, so that a lost database does not restart the office."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz")
def ready(house: HouseNow) -> JSONResponse:
    """200 where database, disk and a worker are there, 503 with what is not."""
    checks = state(house)
    good = all(check == "ok" for check in checks.values())
    return JSONResponse({"status": "ok" if good else "not ready", "checks": checks}, 200 if good else 503)


def state(house: House) -> dict[str, str]:
    """Each part of the house: `ok`, or what is wrong with it."""
    made: dict[str, str] = {"database": "ok", "worker": "ok", "disk": "ok"}
    seen: Any = None
    try:
        with house.database.read() as session:
            session.execute(text("SELECT 1"))
            seen = health.worker_seen(session)
    except AwayError as error:
        made["database"], made["worker"] = error.reason, "unknown while the database is away"
    else:
        if seen is None:
            made["worker"] = "none has been seen today"
        elif house.now() - seen > HEARTBEAT:
            made["worker"] = f"last seen {int((house.now() - seen).total_seconds())} s ago"
    free = free_disk(house)
    if free is None:
        made["disk"] = "the folder of the house is not there"
    elif free < LEAST_FREE:
        made["disk"] = f"{free >> 20} MiB free; {LEAST_FREE >> 20} are needed"
    return made


def free_disk(house: House) -> int | None:
    """Bytes free where the house keeps its recordings; None where its folder is not there."""
    try:
        return shutil.disk_usage(house.settings.folder).free
    except OSError:
        return None
