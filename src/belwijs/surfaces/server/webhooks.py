"""Delivers what happened to another system, signed after Standard Webhooks (standardwebhooks.com, 1.0.0).

Headers `webhook-id`, `webhook-timestamp` and `webhook-signature`; the signature is `v1,` and the base64 of HMAC-SHA256
over `id.timestamp.body`. The id stays the same when a delivery is tried again, so that it can be known. Only http and
https; http only within the house's own networks; no redirect is followed and no proxy used.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from belwijs.call import Problem
from belwijs.store import webhooks
from belwijs.surfaces.second_judge.address import Outside, Place
from belwijs.surfaces.server.context import House

SECONDS = 10.0
"""How long the other side may take for each step of a delivery."""
_GONE = 410


class DeliveryError(Problem):
    """The other side did not take it; to be tried again."""

    def __init__(self, why: str) -> None:
        super().__init__(why, "see that the address answers with 2xx within 10 seconds")


def deliver(house: House, payload: Mapping[str, Any], delivery: int) -> None:
    """One try of one delivery; nothing where the webhook was removed or stopped meanwhile.

    Args:
        payload: as `store.webhooks.announce` queued it.
        delivery: id of the job, the same at each try.

    Raises:
        DeliveryError: not delivered; says why without anything of what was sent.
    """
    id_ = int(payload["webhook"])
    with house.database.read() as session:
        target = webhooks.target(session, id_)
    if target is None:
        return
    now = house.now()
    body = json.dumps({"type": payload["event"], "timestamp": payload["at"], "data": payload["data"]}).encode()
    headers = signed(target.secret, f"msg_{delivery}", now, body)
    status, why = _post(target.url, body, headers)
    with house.database.write() as session:
        webhooks.tried(session, id_, why or "ok", now, gone=status == _GONE)
    if why and status != _GONE:
        raise DeliveryError(why)


def signed(secret: bytes, message: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers that let the other side see that it came from us, and when."""
    stamp = str(int(now.timestamp()))
    signature = hmac.new(secret, f"{message}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Belwijs",
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, str]:
    """The status, and why it was not taken ("" where it was)."""
    try:
        parts = urlsplit(webhooks.checked(url))
    except Problem as problem:
        return None, problem.reason
    secure = parts.scheme == "https"
    place = Place(secure, parts.hostname or "", parts.port or (443 if secure else 80), "", outside=True)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection, _ = place.connect(SECONDS)
        try:
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
        finally:
            connection.close()
    except Outside:
        return None, "the address is outside this house and not encrypted"
    except TimeoutError:
        return None, "it took longer than 10 seconds"
    except (OSError, http.client.HTTPException) as error:
        return None, f"it cannot be reached ({type(error).__name__})"
    if 200 <= status < 300:
        return status, ""
    return status, f"it answered {status}" + (", and redirects are not followed" if 300 <= status < 400 else "")
