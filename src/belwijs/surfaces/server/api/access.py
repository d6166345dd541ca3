"""Who is at the door of the API: a token, what it may do, how often, and how much it may send."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from belwijs.store import tokens
from belwijs.store.database import AwayError
from belwijs.store.tokens import Key, TokenScope
from belwijs.surfaces.server.api.problems import ApiError, answer
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.rights import open_scopes

MOST_BODY = 1 << 20
"""Bytes of a JSON body; uploads have the house's own limit."""
UPLOAD = ("POST", "/calls")
OPEN = frozenset({"/openapi.json"})
_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A token, made on the page Koppelingen.")


class Buckets:
    """How much each token may still ask: a bucket that fills by itself and never overflows (token bucket)."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._left: dict[int, tuple[float, datetime]] = {}
        self._lock = Lock()

    def take(self, key: int, now: datetime) -> int:
        """0 where there was one left, else the seconds until there is."""
        with self._lock:
            left, at = self._left.get(key, (float(self.per_minute), now))
            left = min(self.per_minute, left + max((now - at).total_seconds(), 0) * self.per_minute / 60)
            allowed = left >= 1
            self._left[key] = (left - 1 if allowed else left, now)
        return 0 if allowed else max(1, math.ceil((1 - left) * 60 / self.per_minute))


@dataclass
class Door:
    """ASGI middleware: the token before anything of the body is read, then its rate, the size and kind of the body."""

    app: ASGIApp
    house: House
    buckets: Buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it with a problem."""
        if scope["type"] != "http" or _path(scope) in OPEN:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            refused = await self._refused(scope, headers)
        except AwayError as error:
            refused = answer(503, error.reason, "try again in a minute", headers={"Retry-After": "30"})
        if refused is not None:
            await refused(scope, receive, send)
            return
        most = MOST_BODY
        if (scope["method"], _path(scope)) == UPLOAD:
            most = self.house.settings.most_upload_mb << 20
        elif (wrong := _wrong_kind(scope["method"], headers)) is not None:
            await wrong(scope, receive, send)
            return
        if (int_or_none(headers.get("content-length")) or 0) > most:
            await _too_large(most)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, most), send)

    async def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        kind, _, secret = headers.get("authorization", "").partition(" ")
        key = None
        if kind.lower() == "bearer" and secret:
            key = await run_in_threadpool(self._key, secret.strip())
        if key is None:
            return answer(
                401,
                "no token, or one that does not open anything (any more)",
                "send `Authorization: Bearer …` with a token made on the page Koppelingen",
                headers={"WWW-Authenticate": 'Bearer realm="belwijs"'},
            )
        if wait := self.buckets.take(key.id, self.house.now()):
            return answer(
                429,
                "too many requests of this token",
                f"wait {wait} s; this house allows {self.buckets.per_minute} a minute",
                headers={"Retry-After": str(wait)},
            )
        scope.setdefault("state", {})["key"] = key
        return None

    def _key(self, secret: str) -> Key | None:
        now = self.house.now()
        with self.house.database.read() as session:
            found = tokens.behind(session, secret, now)
        if found is None:
            return None
        key, stale = found
        key = replace(key, scopes=key.scopes & open_scopes(conversations=self.house.settings.api_conversations))
        if stale:
            with self.house.database.write() as session:
                tokens.used(session, key.id, now)
        return key


def key(request: Request) -> Key:
    """The token of this request."""
    found: Key = request.state.key
    return found


def _known_questions(request: Request) -> None:
    """Refuses parameters of the address that the route does not know, so that a typing error shows.

    Raises:
        ApiError: 422, and which.
    """
    route = request.scope.get("route")
    known = {field.alias for field in route.dependant.query_params} if isinstance(route, APIRoute) else set()
    if not set(request.query_params) <= known:
        told = ", ".join(sorted(known)) or "none"
        raise ApiError(422, "the address has a parameter that is not known here", f"known are: {told}")


def any_token(
    found: Annotated[Key, Depends(key)],
    _: Annotated[Any, Depends(_BEARER)],
    __: Annotated[None, Depends(_known_questions)],
) -> Key:
    """A dependency for what every token may do, or what looks at the scopes by itself."""
    return found


def scoped(scope: TokenScope) -> Callable[..., Key]:
    """A dependency that lets through only tokens with the scope."""

    def check(found: Annotated[Key, Depends(any_token)]) -> Key:
        if scope not in found.scopes:
            raise ApiError(
                403,
                f"this token does not have the scope {scope}",
                "make one that has it on the page Koppelingen",
                headers={"WWW-Authenticate": f'Bearer realm="belwijs", error="insufficient_scope", scope="{scope}"'},
            )
        return found

    check.scope = scope  # type: ignore[attr-defined]  # read by the test that walks all routes
    return check


def int_or_none(written: str | None) -> int | None:
    """A header that should be a number."""
    return int(written) if written and written.isascii() and written.isdigit() else None


def _path(scope: Scope) -> str:
    """The path below the address of the API."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


def _wrong_kind(method: str, headers: Headers) -> Response | None:
    if method not in ("POST", "PUT", "PATCH"):
        return None
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return None
    if headers.get("content-type", "").split(";")[0].strip().lower() == "application/json":
        return None
    return answer(415, "a body of this kind is not taken here", "send JSON, with Content-Type: application/json")


def _too_large(most: int) -> Response:
    headers = {"Connection": "close"}
    return answer(413, f"the body is larger than {most >> 20} MiB", "send less at once", headers=headers)


class TooLargeError(ApiError):
    """A body that turned out larger than it may be, whatever its length said."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"the body is larger than {most >> 20} MiB", "send less at once")


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                raise TooLargeError(most)
        return message

    return counted
