"""What the API answers when something is wrong: RFC 9457, with a reason and a way out, never with what people said."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from belwijs.call import Problem
from belwijs.store.database import AwayError
from belwijs.surfaces.server.context import NotFound
from belwijs.surfaces.server.logs import say
from belwijs.surfaces.server.spool import RefusedError

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("belwijs.api")


class Wrong(BaseModel):
    """One part of a request that cannot be used."""

    at: str = Field(description="where it stands: `body.number`, `query.limit`")
    reason: str


class ProblemBody(BaseModel):
    """RFC 9457, problem details."""

    type: str = Field(default="about:blank", description="`about:blank`: the status says what kind of problem it is")
    title: str = Field(description="the status in words")
    status: int
    detail: str = Field(description="the reason, for whoever connects the systems")
    way_out: str = Field(default="", description="what to do about it")
    errors: list[Wrong] = Field(default_factory=list, description="which parts of the request, where it was those")


class ApiError(HTTPException):
    """Ends a request with a status of its own."""

    def __init__(self, status: int, detail: str, way_out: str = "", *, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.way_out = way_out


_TEXTS = {
    401: "No token, or one that does not open anything (any more).",
    403: "The token does not have the scope that this needs.",
    404: "There is no such thing, or none that this token may know of.",
    409: "It clashes with how things stand.",
    413: "The body is too large.",
    415: "A body of this kind is not taken here.",
    422: "Something in the request cannot be used; `errors` says what.",
    429: "Too many requests of this token; `Retry-After` says how many seconds to wait.",
    501: "This house has not installed what is needed for it.",
    503: "The database or the disk does not answer; try again in a minute.",
    507: "There is no room left for it.",
}
_ALWAYS = (401, 403, 422, 429, 503)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route can answer with, as OpenAPI has them: the ones given and those that every route has."""
    made: dict[int | str, dict[str, Any]] = {}
    for status in sorted({*_ALWAYS, *statuses}):
        made[status] = {
            "description": _TEXTS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
        }
        if status == 429:
            made[status]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
        if status == 401:
            made[status]["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return made


def answer(
    status: int,
    detail: str,
    way_out: str = "",
    *,
    errors: Sequence[Wrong] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem as a response."""
    body = ProblemBody(
        title=HTTPStatus(status).phrase, status=status, detail=detail, way_out=way_out, errors=list(errors)
    )
    return JSONResponse(body.model_dump(), status, headers=headers, media_type=MEDIA_TYPE)


def explain_errors(app: FastAPI) -> None:
    """Turns every error of the API's routes into a problem."""

    @app.exception_handler(ApiError)
    def own(request: Request, error: ApiError) -> JSONResponse:
        headers = dict(error.headers) if error.headers else None
        return answer(error.status_code, error.detail, error.way_out, headers=headers)

    @app.exception_handler(NotFound)
    def not_found(request: Request, error: NotFound) -> JSONResponse:
        return answer(404, "there is no such thing", "look it up again; it may have been erased")

    @app.exception_handler(AwayError)
    def away(request: Request, error: AwayError) -> JSONResponse:
        return answer(503, error.reason, "try again in a minute", headers={"Retry-After": "30"})

    @app.exception_handler(RefusedError)
    def refused(request: Request, error: RefusedError) -> JSONResponse:
        return answer(422 if error.status == 400 else error.status, error.reason, error.way_out)

    @app.exception_handler(IntegrityError)
    def clashes(request: Request, error: IntegrityError) -> JSONResponse:
        return answer(409, "it clashes with something that came in at the same moment", "send it again")

    @app.exception_handler(Problem)
    def problem(request: Request, error: Problem) -> JSONResponse:
        return answer(422, error.reason, error.way_out)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [Wrong(at=".".join(map(str, e["loc"])), reason=_plain(e)) for e in error.errors()[:20]]
        return answer(422, "something in the request cannot be used", "see /api/v1/openapi.json", errors=wrong)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers) if error.headers else None
        if error.status_code == 404:
            return answer(404, "there is nothing at this address", "see /api/v1/openapi.json", headers=headers)
        if error.status_code == 405:
            allowed = {"Allow": ", ".join(sorted(_methods(app, request)))}
            return answer(405, "this address does not take that method", "see `Allow`", headers=allowed)
        status = 422 if error.status_code == 400 else error.status_code  # a body that is no JSON
        return answer(status, "the request cannot be understood", "see /api/v1/openapi.json")

    @app.exception_handler(Exception)
    def crashed(request: Request, error: Exception) -> JSONResponse:
        say(_LOG, "api.crashed", level=logging.ERROR, error=error)
        return answer(500, "Belwijs made a mistake", "tell whoever runs Belwijs at what time it was")


def _methods(app: FastAPI, request: Request) -> set[str]:
    """What an address takes, over all routes that share it."""
    return {
        method
        for route in app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


def _plain(error: dict[str, Any]) -> str:
    """The message of pydantic without the input that it may quote."""
    if error["type"] in ("value_error", "assertion_error"):
        return "the value cannot be used"
    return str(error["msg"])
