"""Call detail records come in: many lines of the exchange become one record a call, with what a caller went through."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path, PurePath
from typing import get_args
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from belwijs.call import Direction, Problem
from belwijs.call.chats import looks_like_chat
from belwijs.store import jobs
from belwijs.store.jobs import Held
from belwijs.store.numbers import SHORT, e164, is_extension
from belwijs.store.records import Outcome, Put, Record, put
from belwijs.surfaces.server import jobs as work_kinds
from belwijs.surfaces.server.cdr_rows import Line, columns_of, lines_of, moment, seconds, text_head
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.filenames import plain_name
from belwijs.surfaces.server.jobs import Tell, Work
from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.spool import RefusedError, Spooled

KIND = "records"
MOST_CALLS = 500_000
"""Calls in one file: a year of a busy house."""
_BATCH = 500
_NAMES = (".csv", ".tsv", ".txt", ".log", "")
_OUTCOMES: Mapping[str, Outcome] = {
    "answered": "answered", "unanswered": "missed", "missed": "missed", "no answer": "missed", "noanswer": "missed",
    "failed": "missed", "congestion": "missed", "busy": "busy", "voicemail": "voicemail", "abandoned": "abandoned",
    "beantwoord": "answered", "gemist": "missed", "bezet": "busy",
}  # fmt: skip
_VOICEMAIL = re.compile(r"voice ?mail|vmail|vmu|^\*97|^\*98", re.IGNORECASE)
_TALKS = ("dial", "queue", "appdial", "appqueue", "")  # applications in which somebody of ours can answer


def is_records(path: Path, name: str, settings: ServerSettings) -> bool:
    """Whether a file that came in holds call detail records."""
    if PurePath(name).suffix.casefold() not in _NAMES:
        return False
    head = text_head(path)
    if not head or looks_like_chat(head[:4096]):
        return False
    return columns_of(head, settings.exchange.kind, settings.exchange.columns) is not None


def bring(house: House, file: Spooled, name: str, by: int | None = None) -> bool:
    """Queue records for being read; False where this very file has come before. The spooled file is taken over.

    Raises:
        RefusedError: these are no call detail records.
    """
    if not is_records(file.path, name, house.settings):
        file.discard()
        raise RefusedError(
            "no_records",
            "these are no call detail records that are known here",
            "name the columns under exchange.columns in server.yaml",
        )
    kept = f"{file.digest}.records"
    file.path.replace(house.settings.incoming / kept)
    with house.database.write() as work:
        payload = {"file": kept, "label": plain_name(name)}
        key = f"{KIND} {file.digest}"
        return jobs.enqueue(work, KIND, payload, house.now(), key=key, urgency=6, person_id=by) is not None


def import_file(house: House, held: Held, tell: Tell) -> Work:
    """Read the records of a job. They go in by parts; what was in before the worker stopped is known the second time.

    Raises:
        Problem: it holds no records, or too many.
    """
    path = house.settings.incoming / str(held.payload["file"])
    if not path.exists():
        raise Problem("what came in is no longer there", "send it again")
    read = read_records(path, house.settings)
    done = Put()
    found = iter(read.records)
    count = max(1, len(read.records))
    while batch := list(islice(found, _BATCH)):
        with house.database.write() as work:
            done += put(work, batch)
        tell(min(0.99, (done.new + done.changed + done.known) / count))
    outcome = {
        "new": done.new, "changed": done.changed, "known": done.known, "internal": read.internal,
        "unreadable": read.unreadable, "first_unreadable": read.first_unreadable or 0,
    }  # fmt: skip

    def write(session: Session, now: datetime) -> work_kinds.Outcome:
        return outcome

    return Work(write, lambda: path.unlink(missing_ok=True))


@dataclass(slots=True)
class Read:
    """What a file holds."""

    records: list[Record] = field(default_factory=list)
    internal: int = 0  # calls within the house, which are not kept
    unreadable: int = 0  # lines
    first_unreadable: int | None = None  # number of the line


def read_records(path: Path, settings: ServerSettings) -> Read:
    """The calls of a file; the lines of one call are put together.

    Raises:
        Problem: no call detail records, or more than `MOST_CALLS` calls.
    """
    exchange = settings.exchange
    zone = ZoneInfo(exchange.timezone or settings.timezone)
    read = Read()
    calls: dict[str, _Call] = {}
    for line in lines_of(path, exchange.kind, exchange.columns):
        started = moment(line["start"], zone)
        if started is None or not (line["from"] or line["to"]):
            read.unreadable += 1
            read.first_unreadable = read.first_unreadable or line.number
            continue
        key = line["key"] or f"{started.isoformat()} {line['from']} {line['to']}"
        if key not in calls and len(calls) >= MOST_CALLS:
            raise Problem(f"there are more than {MOST_CALLS} calls in it", "split it, by month for instance")
        calls.setdefault(key, _Call(key)).add(_leg(line, started, zone, exchange.outcomes))
    for call in calls.values():
        record = call.record(settings.region)
        if record is None:
            read.internal += 1
        else:
            read.records.append(record)
    return read


@dataclass(frozen=True, slots=True)
class _Leg:
    """One line: somebody, or something, was tried for the caller."""

    started: datetime
    answered: datetime | None
    talked: float
    outcome: Outcome
    source: str
    target: str
    called: str
    extension: str
    agent: str
    direction: Direction | None
    passed_on: bool  # the exchange says that it was transferred
    waited: float | None
    duration: float


def _leg(line: Line, started: datetime, zone: ZoneInfo, outcomes: Mapping[str, str]) -> _Leg:
    duration = seconds(line["duration"]) or 0.0
    talked = seconds(line["talked"])
    answered = moment(line["answer"], zone)
    ended = moment(line["end"], zone)
    if talked is None:
        talked = (ended - answered).total_seconds() if answered and ended else 0.0
    if not duration and ended:
        duration = max(0.0, (ended - started).total_seconds())
    if answered is None and talked:
        answered = started + timedelta(seconds=max(0.0, duration - talked))
    direction: Direction | None = None
    if said := line["direction"].casefold():
        direction = "outbound" if said.startswith(("out", "uit")) else "inbound" if said.startswith("in") else None
    return _Leg(
        started=started,
        answered=answered,
        talked=max(0.0, talked),
        outcome=_outcome(line, talked, outcomes),
        source=_bare(line["from"]),
        target=_bare(line["to"]),
        called=_bare(line["called"]),
        extension=_extension(line),
        agent=line["agent"],
        direction=direction,
        passed_on="replaced" in line["changed"].casefold(),
        waited=seconds(line["waited"]),
        duration=duration,
    )


def _outcome(line: Line, talked: float, outcomes: Mapping[str, str]) -> Outcome:
    status = " ".join(line["status"].casefold().split())
    for word, meant in outcomes.items():
        if " ".join(word.casefold().split()) == status and meant in get_args(Outcome):
            return next(o for o in get_args(Outcome) if o == meant)
    application = line["application"].casefold()
    if any(_VOICEMAIL.search(v) for v in (application, line["to"], line["final"], line["kind"])) and talked:
        return "voicemail"
    if application:  # Asterisk: it says answered as soon as anything took the line, a menu or music too
        if status == "answered" and application in _TALKS and line["channel"]:
            return "answered"
        if status == "busy":
            return "busy"
        return "missed" if status in ("failed", "congestion") else "abandoned"
    if status in _OUTCOMES:
        return _OUTCOMES[status]
    if talked:
        return "answered"
    if "busy" in status:
        return "busy"
    return "abandoned" if "src" in status or "caller" in status else "missed"


def _bare(number: str) -> str:
    """A number without the names that exchanges put before it: Ext.201, "De Wit" <0612345678>."""
    return re.sub(r"^(ext|exten|queue|q|line)[.:]\s*", "", number.strip(), flags=re.IGNORECASE)


def _extension(line: Line) -> str:
    if is_extension(line["extension"]):
        return line["extension"]
    if found := re.match(r"(?:[A-Za-z0-9_]+/)(\d{1,6})(?=[@\-/]|$)", line["channel"]):
        return found.group(1)
    for name in ("final", "to"):
        if is_extension(_bare(line[name])):
            return _bare(line[name])
    return ""


@dataclass(slots=True)
class _Call:
    """All lines of one call."""

    key: str
    legs: list[_Leg] = field(default_factory=list)

    def add(self, leg: _Leg) -> None:
        self.legs.append(leg)

    def record(self, region: str) -> Record | None:
        """One record of all lines; None for a call within the house."""
        legs = sorted(self.legs, key=lambda leg: leg.started)
        first = legs[0]
        direction = first.direction or ("outbound" if is_extension(first.source) else "inbound")
        other = first.source if direction == "inbound" else first.target
        if is_extension(other):
            return None
        spoke = [leg for leg in legs if leg.outcome == "answered"]
        heard = spoke[0] if spoke else None
        outcome = _worst(legs) if heard is None else heard.outcome
        taken = heard or next((leg for leg in legs if leg.outcome == outcome), first)
        called = next((leg.called for leg in legs if len(leg.called) >= SHORT), "")
        if not called and direction == "inbound" and not is_extension(first.target):
            called = first.target
        ours = taken.extension if direction == "inbound" else first.source
        return Record(
            key=self.key,
            started_at=first.started,
            direction=direction,
            outcome=outcome,
            waited=_waited(first, legs, heard),
            talked=round(sum(leg.talked for leg in spoke), 3),
            transfers=_transfers(spoke),
            number=e164(other, region),
            called=e164(called, region) if direction == "inbound" else "",
            extension=ours if is_extension(ours) else "",
            agent=taken.agent,
        )


def _worst(legs: list[_Leg]) -> Outcome:
    """What became of a caller to whom nobody spoke: the last thing, a message left before all."""
    if any(leg.outcome == "voicemail" for leg in legs):
        return "voicemail"
    return legs[-1].outcome


def _waited(first: _Leg, legs: list[_Leg], heard: _Leg | None) -> float | None:
    if heard is not None:
        if heard is first and heard.waited is not None:
            return heard.waited
        if heard.answered is None:
            return None
        return round(max(0.0, (heard.answered - first.started).total_seconds()), 3)
    if first.waited is not None and len(legs) == 1:
        return first.waited
    last = max(leg.started + timedelta(seconds=leg.duration) for leg in legs)
    return round((last - first.started).total_seconds(), 3)


def _transfers(spoke: list[_Leg]) -> int:
    """How often the caller got somebody else on the line."""
    others = sum(1 for a, b in pairwise(spoke) if a.extension != b.extension)
    return max(others, sum(leg.passed_on for leg in spoke))
