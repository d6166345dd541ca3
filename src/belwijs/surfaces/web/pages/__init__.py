"""The pages by area; each module has one `router`."""

from __future__ import annotations

from fastapi import APIRouter

from belwijs.surfaces.web.pages import door, reachability, today

ROUTERS: tuple[APIRouter, ...] = (
    door.router,
    today.router,
    reachability.router,
)
