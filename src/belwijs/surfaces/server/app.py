"""The application: routes, who is at the door of each, and what an error looks like."""

from __future__ import annotations

import logging
import secrets
import sys
from importlib.resources import files
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from belwijs import __version__
from belwijs.call import Problem
from belwijs.store.database import AwayError
from belwijs.surfaces.server import auth, health, metrics
from belwijs.surfaces.server.api import api_app, problems
from belwijs.surfaces.server.context import House, LoginNeeded, NotAllowed, NotFound
from belwijs.surfaces.server.logs import say
from belwijs.surfaces.server.metrics import Metrics, Watched
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.pages import ROUTERS
from belwijs.surfaces.web.render import page

_LOG = logging.getLogger("belwijs.server")
_OPEN_POSTS = ("/login", "/first", "/password")
"""Forms that are sent before there is a session, so without its token; `Sec-Fetch-Site` guards them."""
_STREAMED_POSTS = ("/upload",)
"""Forms of files, which are read as they come; they check the token themselves, before their first file."""
_NOBODYS = ("/static/", "/api/", "/healthz", "/readyz", "/metrics")
"""Where nobody is looked for: what is there is everybody's, or has a key of its own, and answers machines."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}


_TURN = 0.0005
"""Seconds until Python gives another thread its turn. By default 5 ms: a light page asks the database eight times, and
after each answer would wait so long for a heavy page beside it."""


class ForgedError(Exception):
    """A form without the session's token, or sent from another site."""


def create_app(house: House) -> FastAPI:
    """The office of a house as an ASGI application; the database must be migrated."""
    sys.setswitchinterval(_TURN)
    app = FastAPI(title="Belwijs", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.state.first_key = secrets.token_urlsafe(24)
    app.add_middleware(WithViewer, house=house)
    app.state.metrics = Metrics()
    app.add_middleware(Watched, metrics=app.state.metrics)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(not_forged)])
    for router in (health.router, metrics.router):
        app.include_router(router)
    app.mount("/api/v1", api_app(house))
    app.mount("/static", StaticFiles(directory=str(files("belwijs.surfaces.web") / "static")), name="static")
    _explain_errors(app)
    return app


async def not_forged(request: Request) -> None:
    """Lets a changing request of a page through only with the session's token, in its form or in `X-CSRF-Token`.

    Raises:
        ForgedError: it comes from another site, or has no token or another.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("origin")
    elsewhere = origin is not None and origin != "null" and urlsplit(origin).netloc != request.headers.get("host")
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site") or elsewhere:
        raise ForgedError
    if request.url.path in _OPEN_POSTS:
        return
    viewer: Viewer | None = request.state.viewer
    if viewer is None:
        raise LoginNeeded
    if request.url.path in _STREAMED_POSTS:
        return
    token = request.headers.get("x-csrf-token")
    if token is None:
        token = str((await request.form()).get("csrf", ""))
    if not auth.is_ours(viewer, token):
        raise ForgedError


class WithViewer:
    """ASGI middleware: finds who is logged in before the route runs, adds the headers that keep browsers safe after."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self.house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on with its viewer; answers itself where the database does not say who that is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = str(scope["path"])
        scope.setdefault("state", {})["viewer"] = None

        async def finishing(message: Message) -> None:
            if message["type"] == "http.response.start":
                _finish(MutableHeaders(scope=message), path)
            await send(message)

        request = Request(scope, receive)
        cookie = request.cookies.get(auth.COOKIE)
        if cookie and not path.startswith(_NOBODYS):
            try:
                scope["state"]["viewer"] = await run_in_threadpool(_viewer, self.house, cookie)
            except AwayError:
                away = page(request, "error.html.j2", status=503, about="503", detail="")
                await away(scope, receive, finishing)
                return
        await self.app(scope, receive, finishing)


def _finish(headers: MutableHeaders, path: str) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if not path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")


def _viewer(house: House, cookie: str) -> Viewer | None:
    now = house.now()
    with house.database.read() as work:
        viewer, stale = auth.viewer_behind(work, cookie, now)
    if stale:
        with house.database.write() as work:
            auth.seen(work, cookie, now)
    return viewer


def _explain_errors(app: FastAPI) -> None:
    """One place turns every error into a page, or into JSON for the API."""

    def answer(request: Request, status: int, about: str, detail: str | Problem = "") -> Response:
        if request.url.path.startswith("/api/"):
            said = str(detail) or "there is nothing at this address"
            return problems.answer(status, said, "see /api/v1/openapi.json")
        return page(request, "error.html.j2", status=status, about=about, detail=detail)

    @app.exception_handler(LoginNeeded)
    def login_needed(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/api/"):
            return answer(request, 401, "401")
        wanted = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/login?next={quote(wanted)}", 303)

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, error: Exception) -> Response:
        return answer(request, 403, "403")

    @app.exception_handler(NotFound)
    def not_found(request: Request, error: Exception) -> Response:
        return answer(request, 404, "404")

    @app.exception_handler(ForgedError)
    def forged(request: Request, error: Exception) -> Response:
        return answer(request, 403, "stale")

    @app.exception_handler(AwayError)
    def away(request: Request, error: Exception) -> Response:
        return answer(request, 503, "503")

    @app.exception_handler(Problem)
    def problem(request: Request, error: Exception) -> Response:
        return answer(request, 400, "400", error if isinstance(error, Problem) else "")

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: Exception) -> Response:
        wrong = error.errors() if isinstance(error, RequestValidationError) else ()
        fields = ", ".join(sorted({str(e["loc"][-1]) for e in wrong}))
        return answer(request, 422, "400", fields)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return answer(request, status, {404: "404", 403: "403"}.get(status, "400"))

    @app.exception_handler(Exception)
    def crashed(request: Request, error: Exception) -> Response:
        say(_LOG, "page.crashed", level=logging.ERROR, error=error)
        told = answer(request, 500, "500")
        _finish(told.headers, request.url.path)
        return told
