"""The API for other systems: JSON under /api/v1, opened by tokens, described by its own OpenAPI document."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from belwijs import __version__
from belwijs.surfaces.server.api import (
    callbacks,
    callers,
    calls,
    directory,
    exports,
    figures,
    me,
    people,
    prospects,
    upload,
)
from belwijs.surfaces.server.api.access import Buckets, Door
from belwijs.surfaces.server.api.problems import ProblemBody, documented, explain_errors
from belwijs.surfaces.server.context import House

ROUTERS: tuple[APIRouter, ...] = (
    me.router,
    calls.router,
    upload.router,
    callers.router,
    callbacks.router,
    prospects.router,
    directory.router,
    figures.router,
    people.router,
    exports.router,
)
_ABOUT = """Belwijs for other systems: a telephone exchange, a CRM, a data warehouse.

Every request carries `Authorization: Bearer TOKEN`. Lists are paged by key: ask again with `cursor` set to `next`
until it is null. Problems are RFC 9457 with a reason (`detail`) and a way out (`way_out`). Moments are RFC 3339 and
come out in UTC.
"""


def api_app(house: House) -> FastAPI:
    """The API of one house, to be mounted at /api/v1."""
    app = FastAPI(
        title="Belwijs",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": "/api/v1"}],
        root_path_in_servers=False,
        redirect_slashes=False,
    )
    app.state.house = house
    app.add_middleware(Door, house=house, buckets=Buckets(house.settings.api_per_minute))
    for router in ROUTERS:
        app.include_router(router, responses=documented())
    explain_errors(app)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """OpenAPI with our problems in place of FastAPI's own errors, and the scope that each operation needs."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                servers=app.servers,
            )
            schemas = made.setdefault("components", {}).setdefault("schemas", {})
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= {**problem.pop("$defs"), "ProblemBody": problem}
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]
