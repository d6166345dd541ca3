"""Figures of the running office for Prometheus, and one line of log a request. Neither names anybody.

A request is known by its route (`/calls/{call_id}`), never by its address, which could hold a number or a name.
"""

from __future__ import annotations

import logging
import time
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from belwijs import __version__
from belwijs.store import health, tokens
from belwijs.store.database import AwayError
from belwijs.surfaces.server.api.problems import answer
from belwijs.surfaces.server.context import HouseNow
from belwijs.surfaces.server.health import free_disk
from belwijs.surfaces.server.logs import say

router = APIRouter(include_in_schema=False)
_LOG = logging.getLogger("belwijs.requests")
_QUIET = frozenset({"/static", "/healthz", "/readyz", "/metrics"})
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 1.0, 2.5, 10.0)


class Metrics:
    """The figures of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("belwijs_requests_total", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram(
            "belwijs_request_seconds", "Until the answer was sent", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self.jobs = Gauge("belwijs_jobs", "Pieces of work in the queue", ("state",), registry=self.registry)
        self.waiting = self._gauge("belwijs_queue_waiting_seconds", "How long the oldest work has waited")
        self.worker = self._gauge("belwijs_worker_silent_seconds", "Since a worker was last heard of; -1: none")
        self.webhooks = self._gauge("belwijs_webhooks_failing", "Addresses whose last delivery failed")
        self.disk = self._gauge("belwijs_disk_free_bytes", "Room where the recordings lie; -1: the folder is not there")
        about = Gauge("belwijs_info", "Always 1", ("version",), registry=self.registry)
        about.labels(__version__).set(1)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(name, about, registry=self.registry)


class Watched:
    """ASGI middleware: counts, times and logs every request by its route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and notes how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begun = 500, time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._note(scope, status, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = route_of(scope), scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        if route in _QUIET:
            return
        state = scope.get("state", {})
        viewer, key = state.get("viewer"), state.get("key")
        say(
            _LOG,
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            user=viewer.id if viewer else None,
            token=key.id if key else None,
        )


_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())


def route_of(scope: Scope) -> str:
    """The template of the route that a request went to; `none` where there was none."""
    path = str(scope.get("path", ""))
    if path.startswith("/static/"):
        return "/static"
    route = scope.get("route")
    template = getattr(route, "path", None)
    if template is None:
        return "none"
    return f"/api/v1{template}" if path.startswith("/api/v1/") else str(template)


@router.get("/metrics")
def metrics(request: Request, house: HouseNow, authorization: Annotated[str, Header()] = "") -> Response:
    """For Prometheus, with a token that has the scope `metrics:read`."""
    kind, _, secret = authorization.partition(" ")
    now, found = house.now(), request.app.state.metrics
    try:
        with house.database.read() as session:
            held = tokens.behind(session, secret.strip(), now) if kind.lower() == "bearer" and secret.strip() else None
            if held is None or "metrics:read" not in held[0].scopes:
                return answer(
                    403 if held else 401,
                    "this needs a token with the scope metrics:read",
                    "make one on the page Koppelingen, and give it to Prometheus as `authorization: credentials_file`",
                    headers={"WWW-Authenticate": 'Bearer realm="belwijs"'},
                )
            pulse = health.pulse(session, now)
    except AwayError as error:
        return answer(503, error.reason, "try again in a minute")
    for name, number in pulse.jobs.items():
        found.jobs.labels(name).set(number)
    found.waiting.set((now - pulse.waiting_since).total_seconds() if pulse.waiting_since else 0)
    found.worker.set((now - pulse.worker_seen).total_seconds() if pulse.worker_seen else -1)
    found.webhooks.set(pulse.webhooks_failing)
    found.disk.set(-1 if (free := free_disk(house)) is None else free)
    return Response(generate_latest(found.registry), media_type=CONTENT_TYPE_LATEST)
