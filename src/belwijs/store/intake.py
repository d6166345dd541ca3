"""Calls come in: each recording, call file or vCon once, with whom it was of and for; then what its analysis found.

Nothing here opens a file. What is written for one call is written in one transaction, by whoever calls.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from belwijs.call import Direction, Language, Medium, Perspective
from belwijs.catalogue.clients import same_name, same_number
from belwijs.finding import Finding, Report
from belwijs.store.inserting import insert_new
from belwijs.store.jobs import enqueue
from belwijs.store.reviews import apply_settled
from belwijs.store.schema import (
    Call,
    Caller,
    Client,
    Document,
    ExchangeRecord,
    FindingRow,
    Job,
    Person,
    Recording,
    SeenFile,
    Spoken,
)
from belwijs.store.words import searchable

Source = Literal["upload", "folder", "api", "cdr", "example"]
ANALYSE = "analyse"
NAME = 200  # characters of the columns of names
NEAR = timedelta(seconds=90)  # a recording and a record of the exchange this near are of one call, if the number is
_URGENCY: Mapping[str, int] = {"upload": 4, "api": 4, "folder": 6, "example": 7}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a call when it comes in."""

    name: str
    source: Source
    digest: str  # SHA-256 of what came in
    started_at: datetime
    duration: float = 0.0  # seconds, as far as known
    direction: Direction = "inbound"
    perspective: Perspective = "agent"
    medium: Medium = "phone"
    language: Language | None = None
    number: str = ""  # of the other side, E.164
    caller_name: str = ""
    caller_organisation: str = ""
    called: str = ""  # our number
    organisation: str | None = None
    agents: tuple[str, ...] = ()  # names, logins and extensions of ours that the call names, best first
    person_id: int | None = None  # said by whoever brought it; goes before `agents`
    client_id: int | None = None  # likewise, before `called` and `organisation`
    exchange_id: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A sound file that lies in the vault."""

    part: str  # all, agent, customer, play
    path: str  # in the vault
    media_type: str
    size: int  # bytes
    is_encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """The call that came in, or that was here already."""

    call_id: int
    is_new: bool
    state: str


@dataclass(frozen=True, slots=True)
class Analysed:
    """What the analysis of a call gives to keep."""

    call_id: int
    report: Report
    words: str  # as they are searched
    envelope: bytes | None = None  # float16 (channels, n)
    sides: tuple[str, ...] = ()  # role on each channel of the envelope
    recordings: tuple[Kept, ...] = ()  # that came of the analysis


def known(session: Session, digest: str) -> Entered | None:
    """The call that has come in before as the same bytes."""
    found = session.execute(select(Call.id, Call.state).where(Call.digest == digest)).first()
    return None if found is None else Entered(found.id, False, found.state)


def enter(
    session: Session,
    arrival: Arrival,
    recordings: Iterable[Kept],
    payload: Mapping[str, Any],
    now: datetime,
    by: int | None = None,
) -> Entered:
    """Take a call in, once, with the work of analysing it.

    Args:
        payload: what the analysis needs to know; ids and file names, nothing that was said.
        by: the person who brought it.
    """
    person = matched_person(session, arrival)
    client_id = matched_client(session, arrival)
    row = {
        "name": arrival.name[:NAME], "source": arrival.source, "digest": arrival.digest, "state": "queued",
        "started_at": arrival.started_at, "added_at": now, "duration": arrival.duration,
        "direction": arrival.direction, "perspective": arrival.perspective, "medium": arrival.medium,
        "language": arrival.language, "client_id": client_id, "person_id": person.id if person else None,
        "team": person.team if person else "", "exchange_id": arrival.exchange_id,
        "caller_id": caller_of(session, arrival.number, arrival.caller_name, arrival.caller_organisation),
        "kept": 0, "missed": 0, "has_incident": False, "problem": "", "held_back": False,
    }  # fmt: skip
    call_id = insert_new(session, Call, row)
    if call_id is None:
        before = known(session, arrival.digest)
        assert before is not None, "only the digest is unique"
        return before
    session.add_all(
        Recording(
            call_id=call_id, part=k.part, path=k.path, media_type=k.media_type, size=k.size, is_encrypted=k.is_encrypted
        )
        for k in recordings
    )
    enqueue(
        session, ANALYSE, {**payload, "label": arrival.name[:NAME]}, now, key=f"{ANALYSE} {arrival.digest}",
        lane="heavy", urgency=_URGENCY.get(arrival.source, 5), call_id=call_id, person_id=by,
    )  # fmt: skip
    link_record(session, call_id)
    return Entered(call_id, True, "queued")


def ready(session: Session, found: Analysed, now: datetime, removed: Sequence[str] = ()) -> bool:
    """Write what the analysis found in place of what stood there; False where the call has been erased meanwhile.

    Args:
        removed: sound files of the call that are no longer to be known.
    """
    call = session.get(Call, found.call_id, with_for_update=True)
    if call is None:
        return False
    report = found.report
    call.state, call.problem = "ready", ""
    call.duration = report.duration
    call.language = report.language or call.language
    call.has_incident = bool(report.incidents)
    for table in (FindingRow, Document, Spoken):
        session.execute(delete(table).where(table.call_id == call.id))
    document = report.model_dump(mode="json", by_alias=True, exclude_none=True)
    session.add(
        Document(
            call_id=call.id, document=document, envelope=found.envelope, sides=list(found.sides), made_at=now
        )
    )
    session.add(Spoken(call_id=call.id, words=searchable(found.words)))
    if report.findings:
        rows = [finding_row(f, call) for f in report.findings]
        session.execute(insert(FindingRow), rows)
    apply_settled(session, call.id)
    gone = [*removed, *(kept.path for kept in found.recordings)]
    session.execute(delete(Recording).where(Recording.path.in_(gone)))
    for kept in found.recordings:
        session.add(
            Recording(
                call_id=call.id, part=kept.part, path=kept.path, media_type=kept.media_type, size=kept.size,
                is_encrypted=kept.is_encrypted,
            )
        )  # fmt: skip
    link_record(session, call.id)
    return True


def recordings_of(session: Session, call_id: int) -> Sequence[Kept]:
    """The sound files of a call as they came in."""
    of = select(Recording.part, Recording.path, Recording.media_type, Recording.size, Recording.is_encrypted)
    rows = session.execute(of.where(Recording.call_id == call_id, Recording.part != "play").order_by(Recording.id))
    return [Kept(*row) for row in rows]


def client_of(session: Session, call_id: int) -> tuple[bool, int | None]:
    """Whether the call is (still) there, and its client."""
    found = session.execute(select(Call.client_id).where(Call.id == call_id)).first()
    return (False, None) if found is None else (True, found.client_id)


def in_work(session: Session) -> frozenset[str]:
    """The files, in the folder of what came in, that work still needs."""
    of = select(Job.payload).where(Job.state.in_(("queued", "running", "dead")), Job.kind.in_((ANALYSE, "records")))
    return frozenset(str(p["file"]) for p in session.scalars(of) if p.get("file"))


def sound_paths(session: Session, paths: Sequence[str]) -> frozenset[str]:
    """Which of these files of the vault belong to a call."""
    return frozenset(session.scalars(select(Recording.path).where(Recording.path.in_(paths))))


def was_seen(session: Session, key: str) -> bool:
    """Whether this file of the watched folder was dealt with."""
    return session.get(SeenFile, key) is not None


def seen(session: Session, key: str, now: datetime) -> None:
    """Remember a file of the watched folder that stays where it is."""
    insert_new(session, SeenFile, {"key": key, "at": now})


@dataclass(frozen=True, slots=True)
class Ours:
    """A person of ours, as far as a call needs to know."""

    id: int
    team: str
    client_id: int | None


def matched_person(session: Session, arrival: Arrival) -> Ours | None:
    """Who of ours spoke: by whoever brought the call, else by name, alias, login or extension.

    A name that two people have is nobody's: a verdict must not end up with somebody else.
    """
    if arrival.person_id is not None:
        of = select(Person.id, Person.team, Person.client_id).where(Person.id == arrival.person_id)
        found = session.execute(of).first()
        return Ours(found.id, found.team, found.client_id) if found else None
    if not any(arrival.agents):
        return None
    known_as = by_names(session)
    return next((who for name in arrival.agents if (who := known_as.get(plain(name))) is not None), None)


def by_names(session: Session) -> Mapping[str, Ours]:
    """Who of ours each name, alias, login and extension means; without those that could be two people."""
    of = select(Person.id, Person.team, Person.client_id, Person.name, Person.login, Person.aliases)
    found: dict[str, set[Ours]] = {}
    for row in session.execute(of.where(Person.active)):
        for name in {plain(n) for n in (row.name, row.login or "", *row.aliases)} - {""}:
            found.setdefault(name, set()).add(Ours(row.id, row.team, row.client_id))
    return {name: next(iter(people)) for name, people in found.items() if len(people) == 1}


def matched_client(session: Session, arrival: Arrival) -> int | None:
    """For which client the call was: the number called decides before the organisation's name does."""
    if arrival.client_id is not None:
        return arrival.client_id
    return client_called(session, arrival.called, arrival.organisation)


def client_called(session: Session, called: str, organisation: str | None = None) -> int | None:
    """The client that has this number, else this name."""
    if not called and not organisation:
        return None
    clients = session.execute(select(Client.id, Client.name, Client.numbers).order_by(Client.id)).all()
    if called:
        for client in clients:
            if any(same_number(called, number) for number in client.numbers):
                return int(client.id)
    return next((int(c.id) for c in clients if organisation and same_name(organisation, c.name)), None)


def caller_of(session: Session, number: str, name: str = "", organisation: str = "") -> int | None:
    """The caller with this number, made if new; name and organisation are filled in where they were not known."""
    if not number:
        return None
    given = {"number": number[:40], "name": name[:NAME], "organisation": organisation[:NAME]}
    made = insert_new(session, Caller, {**given, "note": "", "legal_basis": ""})
    if made is not None:
        return int(made)
    caller_id = session.scalar(select(Caller.id).where(Caller.number == number[:40]))
    for column, value in (("name", name), ("organisation", organisation)):
        if value:
            empty = update(Caller).where(Caller.id == caller_id, getattr(Caller, column) == "")
            session.execute(empty.values({column: value[:NAME]}))
    return caller_id


def link_record(session: Session, call_id: int) -> None:
    """Tie a call to the exchange's record of it: by the exchange's id, else by number and time."""
    of = select(Call.exchange_id, Call.started_at, Call.direction, Call.client_id, Call.person_id, Caller.number)
    found = session.execute(of.outerjoin(Caller, Caller.id == Call.caller_id).where(Call.id == call_id)).first()
    if found is None:
        return
    record: int | None = None
    if found.exchange_id:
        record = session.scalar(select(ExchangeRecord.id).where(ExchangeRecord.key == found.exchange_id))
    if record is None and found.number:
        near = select(ExchangeRecord.id, ExchangeRecord.started_at).where(
            ExchangeRecord.number == found.number,
            ExchangeRecord.call_id.is_(None),
            ExchangeRecord.talked > 0,
            ExchangeRecord.started_at.between(found.started_at - NEAR, found.started_at + NEAR),
        )
        nearest = min(session.execute(near), key=lambda r: abs(r.started_at - found.started_at), default=None)
        record = None if nearest is None else nearest.id
    if record is not None:
        session.execute(update(ExchangeRecord).where(ExchangeRecord.id == record).values(call_id=call_id))


def plain(name: str) -> str:
    """A name without capitals, accents, marks and doubled spaces; of a telephone address its extension."""
    bare = re.sub(r"^(tel|sips?):", "", name.strip(), flags=re.IGNORECASE)
    bare = bare.split("@")[0] if bare != name.strip() else bare
    letters = unicodedata.normalize("NFKD", bare.casefold())
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


def finding_row(finding: Finding, call: Call) -> dict[str, Any]:
    """A verdict on a call, as its row holds it."""
    first = next((e for e in finding.evidence if e.start is not None), None)
    quoted = next((e.quote for e in finding.evidence if e.quote), "")
    return {
        "call_id": call.id, "practice": finding.practice, "verdict": finding.verdict, "confidence": finding.confidence,
        "at": first.start if first else None, "quote": quoted, "suggestion": finding.suggestion or "",
        "person_id": call.person_id, "started_at": call.started_at,
    }  # fmt: skip
