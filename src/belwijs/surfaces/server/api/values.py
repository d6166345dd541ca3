"""What the API's models are made of: bounded strings, ids, moments, and pages by key."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from belwijs.surfaces.server.api.problems import ApiError
from belwijs.surfaces.server.context import MOST_ID

MOST_PAGE = 200
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def within_reach(moment: datetime) -> datetime:
    """The moment in UTC; those before 1970 and after 2200 become the nearest that a database takes."""
    if moment.year < _EARLIEST.year:
        return _EARLIEST
    return _LATEST if moment.year >= _LATEST.year else moment.astimezone(UTC)


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is asked for")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(within_reach)]
"""RFC 3339 with an offset; 1970 to 2200."""
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line of text."""
Words = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
"""Text of several lines."""
Number = Annotated[
    str,
    StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$"),
    Field(description="telephone number, best in E.164", examples=["+31205550101"]),
]
IdOf = Annotated[int, BeforeValidator(_no_bool), Field(ge=1, le=MOST_ID)]
Cursor = Annotated[
    str | None, Query(max_length=200, pattern=r"^[A-Za-z0-9_-]*$", description="`next` of the page before")
]
Limit = Annotated[int, Query(ge=1, le=MOST_PAGE, description="most on a page")]


class In(BaseModel):
    """What is sent to us; unknown fields are refused, so that a typing error shows."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What we send."""

    model_config = ConfigDict(from_attributes=True)


def cursor_of(*key: Any) -> str:
    """A place in a list, opaque to whoever pages."""
    written = json.dumps([k.isoformat() if isinstance(k, datetime) else k for k in key], separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def key_of(cursor: str | None, *kinds: type) -> list[Any] | None:
    """The key in a cursor that we gave; None without one.

    Raises:
        ApiError: 422, it is none of ours.
    """
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise ValueError
        return [_part(part, kind) for part, kind in zip(parts, kinds, strict=True)]
    except (ValueError, binascii.Error, RecursionError, OverflowError):
        raise ApiError(422, "`cursor` is not one that Belwijs gave", "start again without it") from None


def _part(part: Any, kind: type) -> Any:
    if kind is datetime and isinstance(part, str):
        return within_reach(datetime.fromisoformat(part).replace(tzinfo=UTC))
    if kind is int and isinstance(part, int) and not isinstance(part, bool) and -1 <= part <= MOST_ID:
        return part
    if kind is str and isinstance(part, str) and "\x00" not in part and part.isprintable():
        return part
    raise ValueError
