"""The pages by area; each module has one `router`."""

from __future__ import annotations

from fastapi import APIRouter

from belwijs.surfaces.web.pages import (
    account,
    admin,
    audit,
    call,
    calls,
    desk,
    desk_chase,
    desk_directory,
    desk_notes,
    door,
    handbook,
    openid,
    people,
    playbook,
    privacy,
    queue,
    reachability,
    team,
    today,
    tokens,
    upload,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    door.router,
    account.router,
    today.router,
    upload.router,
    queue.router,
    calls.router,
    call.router,
    people.router,
    team.router,
    reachability.router,
    handbook.router,
    tokens.router,
    webhooks.router,
    audit.router,
    playbook.router,
    admin.router,
    privacy.router,
    desk.router,
    desk_notes.router,
    desk_chase.router,
    desk_directory.router,
    openid.router,
)
