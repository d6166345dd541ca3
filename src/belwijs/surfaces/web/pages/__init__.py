"""The pages by area; each module has one `router`."""

from __future__ import annotations

from fastapi import APIRouter

from belwijs.surfaces.web.pages import admin, audit, door, handbook, playbook, reachability, today, tokens, webhooks

ROUTERS: tuple[APIRouter, ...] = (
    door.router,
    today.router,
    reachability.router,
    handbook.router,
    tokens.router,
    webhooks.router,
    audit.router,
    playbook.router,
    admin.router,
)
