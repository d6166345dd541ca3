"""What exchanges put into the names of their recordings: moment, numbers, extension, their own id of the call."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote

from belwijs.call import Direction
from belwijs.store.numbers import is_extension
from belwijs.surfaces.intake import time_in_name

LONGEST = 150  # characters of a name that are kept
_BEFORE_TIME = r"-20\d{6}-\d{6}(?:-|$)"
_FREEPBX = re.compile(
    rf"^(?P<kind>in|out|external|internal|exten|q|rg|force|fmgrp)-(?P<to>[^-]+)-(?P<of>[^-]+){_BEFORE_TIME}",
    re.IGNORECASE,
)
_3CX = re.compile(r"^\[(?P<agent>[^\]]*)\]_(?P<one>\+?\d+)-(?P<other>\+?\d+)_20\d{12}")
_UNIQUE = re.compile(r"(?<![\d.])(\d{9,11}\.\d{1,10})(?![\d.])")


@dataclass(frozen=True, slots=True)
class Told:
    """What a name tells; empty where it does not."""

    started_at: datetime | None = None  # local, without a zone
    number: str = ""  # of the other side
    called: str = ""  # our number, where it is no extension
    agents: tuple[str, ...] = ()  # extension and name of ours
    direction: Direction | None = None
    exchange_id: str | None = None


def plain_name(given: str) -> str:
    """The last part of a name that was sent, without what a path, a terminal or a reader could be fooled by."""
    last = PureWindowsPath(PurePosixPath(given.replace("\0", "")).name).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    return kept.strip(" .")[:LONGEST] or "call"


def told(stem: str) -> Told:
    """What the name of a recording, without its suffix, tells."""
    name = unquote(stem)
    started = time_in_name(name)
    unique = _UNIQUE.search(name)
    exchange_id = unique.group(1) if unique else None
    if found := _FREEPBX.match(name):
        kind, to, of = found["kind"].lower(), found["to"], found["of"]
        if kind == "out":
            return Told(started, to, "", _extension(of), "outbound", exchange_id)
        called = "" if is_extension(to) or kind in ("q", "rg") else to
        number = "" if is_extension(of) else of
        ours = to if kind in ("external", "exten", "internal", "in") else ""
        return Told(started, number, called, _extension(ours), "inbound", exchange_id)
    if found := _3CX.match(name):
        one, other = found["one"], found["other"]
        agent = found["agent"].lstrip(":").strip()
        if is_extension(one) and not is_extension(other):
            return Told(started, other, "", _names(agent, one), "outbound", exchange_id)
        if is_extension(other) and not is_extension(one):
            return Told(started, one, "", _names(agent, other), "inbound", exchange_id)
        return Told(started, agents=_names(agent), exchange_id=exchange_id)
    return Told(started, exchange_id=exchange_id)


def _extension(number: str) -> tuple[str, ...]:
    return (number,) if is_extension(number) else ()


def _names(*given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for n in given if n))
