"""From bytes to text and JSON, for files that others made: bounded, and every failure is a `Problem` with its place."""

from __future__ import annotations

import codecs
import json
import math
from typing import Any

from belwijs.call.problem import Problem

MAX_BYTES = 64 * 2**20  # of a text file; a day of talk with word times takes about 15 MiB
MAX_VALUES = 3_000_000  # in JSON; a day of talk with word times has about a million
MAX_DEPTH = 64  # levels of nesting in JSON; the formats we read need about ten

_SHOWN = 40  # characters of a label that a message quotes


def printable(text: str) -> str:
    """Text from a file with nothing in it that a terminal would obey, at most 200 characters."""
    return "".join(c if c.isprintable() else "�" for c in text[:200])


def shown(label: object) -> str:
    """A label from a file as it may stand in a message: short, one line, in quotes."""
    text = printable(str(label)[: _SHOWN + 1])
    return f"'{text[:_SHOWN]}…'" if len(text) > _SHOWN else f"'{text}'"


def decode(data: bytes) -> str:
    """UTF-8 bytes as text, without a byte order mark.

    Raises:
        Problem: more than `MAX_BYTES`, another encoding, nothing but white space.
    """
    if len(data) > MAX_BYTES:
        raise Problem(
            f"is a text file of {len(data) / 2**20:.0f} MiB, more than the {MAX_BYTES // 2**20} MiB that are read",
            "give one call a file",
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Problem("is UTF-16, not UTF-8", "save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        raise Problem(
            f"is not UTF-8 (line {line}, byte {e.start + 1})",
            "save it as UTF-8, or convert it: iconv -f CP1252 -t UTF-8",
        ) from None
    if not text.strip():
        raise Problem("is empty", "give a recording or a call file")
    return text


class _Doubled(dict[str, Any]):
    """An object in which a key stood twice."""

    key: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    doubled = _Doubled(made)
    for key, _ in pairs:
        if key in seen:
            doubled.key = key
            break
        seen.add(key)
    return doubled


def _integer(digits: str) -> int | float:
    # Python refuses to convert very long digit strings; as a float they become infinite and are refused below.
    return int(digits) if len(digits) <= 400 else float(digits)


def parse_json(text: str) -> Any:
    """JSON as Python values, all of them finite, without doubled keys, at most `MAX_VALUES` and `MAX_DEPTH` deep.

    Raises:
        Problem: no JSON (naming line and column), or one of the above (naming the place, as `turns[3].end`).
    """
    if text.count(",") + text.count("[") + text.count("{") > MAX_VALUES:  # cheap, and before any memory is taken
        raise Problem("holds more than a day of talk", "give one call a file")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer)
    except json.JSONDecodeError as e:
        raise Problem(
            f"is no JSON: {_plain(e.msg)} at line {e.lineno}, column {e.colno}",
            "correct it there, or export the call again",
        ) from None
    except RecursionError:
        raise Problem(f"is nested more than {MAX_DEPTH} levels deep", "give a call file; see docs/formats.md") from None
    _check(value)
    return value


def _plain(reason: str) -> str:
    if reason == "Extra data":
        return "something stands behind the first value"
    return reason[:1].lower() + reason[1:]


_Place = tuple[Any, Any]  # a linked list from the leaf to the root: cheap to carry, spelled out only in an error


def _check(value: Any) -> None:
    """Walks without recursion, as the nesting is what is being checked."""
    todo: list[tuple[Any, int, _Place | None]] = [(value, 0, None)]
    while todo:
        item, depth, place = todo.pop()
        if isinstance(item, dict | list):
            if depth >= MAX_DEPTH:
                raise Problem(f"is nested more than {MAX_DEPTH} levels deep", "give a call file; see docs/formats.md")
            if isinstance(item, _Doubled):
                where = f" in {spell(_unlink(place))}" if place else ""
                raise Problem(f"has the key {shown(item.key)} twice{where}", "keep one of the two")
            pairs = item.items() if isinstance(item, dict) else enumerate(item)
            for key, inner in pairs:
                if isinstance(key, str) and not key.isascii():
                    _check_text(key, place)
                if isinstance(inner, dict | list | float) or (isinstance(inner, str) and not inner.isascii()):
                    todo.append((inner, depth + 1, (place, key)))
        elif isinstance(item, float) and not math.isfinite(item):
            raise Problem(f"{spell(_unlink(place)) or 'it'} is not a finite number", "give a number, or leave it out")
        elif isinstance(item, str):
            _check_text(item, place)


def _check_text(text: str, place: _Place | None) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone half of a surrogate pair, as in "\ud800"
        raise Problem(
            f"{spell(_unlink(place)) or 'it'} has half a character (an unpaired \\ud800…\\udfff)",
            "export the call again",
        ) from None


def _unlink(place: _Place | None) -> tuple[str | int, ...]:
    keys: list[str | int] = []
    while place:
        place, key = place
        keys.append(key)
    return tuple(reversed(keys))


def spell(path: tuple[str | int, ...]) -> str:
    """A place in a JSON value as people write it: `turns[3].end`."""
    out = ""
    for key in path:
        if isinstance(key, int):
            out += f"[{key}]"
        else:
            name = key if key.isidentifier() else shown(key)
            out += f".{name}" if out else name
    return out
