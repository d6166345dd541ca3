"""Calls: finding them, and reading one. What somebody may not read cannot be searched for either.

A list is paged by key (moment and id), so that the ten-thousandth page costs what the first does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from belwijs.finding import Report, Verdict
from belwijs.store.schema import (
    Call,
    Caller,
    Client,
    Document,
    FindingRow,
    Person,
    Recording,
    Review,
    SavedFilter,
)
from belwijs.store.scope import Scope
from belwijs.store.words import said

PAGE = 25
_FEWEST_DIGITS = 4  # of a number: fewer would find half of all callers
_WHOLE = 9  # digits from which on it is a whole number


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything given has to be so."""

    person_id: int | None = None
    number: str = ""  # of the caller, or a part of it
    practice: str = ""
    verdict: Verdict | None = None
    since: datetime | None = None
    until: datetime | None = None  # not included
    words: str = ""
    incident: bool = False
    reviews: bool = False  # somebody disagrees, and nobody has decided yet


@dataclass(frozen=True, slots=True)
class Key:
    """A place in the list: of the call that stands there."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Row:
    """A call in the list. Name, caller and figures are empty for who may only know of the call."""

    id: int
    started_at: datetime
    duration: float  # seconds
    direction: str
    state: str
    person: str
    client: str
    readable: bool
    judged: bool  # verdicts may be seen
    name: str
    caller: str  # name, else number
    kept: int
    missed: int
    has_incident: bool

    @property
    def key(self) -> Key:
        """Its place."""
        return Key(self.started_at, self.id)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list, newest first, and whether there is more on either side."""

    rows: tuple[Row, ...]
    older: Key | None
    newer: Key | None


@dataclass(frozen=True, slots=True)
class One:
    """One call with what its page shows; the same is empty here as in `Row`."""

    row: Row
    person_id: int | None
    client_id: int | None
    medium: str
    added_at: datetime
    problem: str
    held_back: bool
    number: str
    organisation: str
    caller_id: int | None
    report: Report | None
    envelope: bytes | None  # float16 (channels, n), a point each 50 ms
    sides: tuple[str, ...]  # role on each channel of it
    recording: Sound | None


@dataclass(frozen=True, slots=True)
class Sound:
    """The recording of a call that is best played in a browser."""

    path: str  # under the house's audio folder
    media_type: str
    size: int  # bytes
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something to choose from."""

    id: int
    name: str


def find(
    session: Session,
    scope: Scope,
    query: Query,
    *,
    before: Key | None = None,
    after: Key | None = None,
    limit: int = PAGE,
) -> Page:
    """The calls that answer a query, newest first: those older than `before`, or those just newer than `after`."""
    asked = _selected(scope).where(scope.known(), *_conditions(session, scope, query))
    place = tuple_(Call.started_at, Call.id)
    if after is not None and before is None:
        asked = asked.where(place > _place(after)).order_by(Call.started_at, Call.id)
    else:
        asked = asked.order_by(Call.started_at.desc(), Call.id.desc())
        if before is not None:
            asked = asked.where(place < _place(before))
    found = [_row(values) for values in session.execute(asked.limit(limit + 1))]
    more, rows = len(found) > limit, found[:limit]
    if after is not None and before is None:
        rows.reverse()
        return Page(tuple(rows), rows[-1].key if rows else None, rows[0].key if more else None)
    newer = rows[0].key if rows and before is not None else None
    return Page(tuple(rows), rows[-1].key if more else None, newer)


def one(session: Session, scope: Scope, call_id: int) -> One | None:
    """A call with its report, or its facts only for who may not read it; None where there is none to know of."""
    asked = _selected(
        scope, Call.person_id, Call.client_id, Call.medium, Call.added_at, Call.problem, Call.held_back, Call.caller_id,
        Caller.organisation,
    )  # fmt: skip
    found = session.execute(asked.where(scope.known(), Call.id == call_id)).first()
    if found is None:
        return None
    row = _row(found)
    document = None
    if row.readable:
        held = select(Document.document, Document.envelope, Document.sides).where(Document.call_id == call_id)
        document = session.execute(held).first()
    report = None
    if document is not None:
        report = Report.model_validate(document.document)
        report = report if row.judged else without_verdicts(report)
    return One(
        row=row,
        person_id=found.person_id,
        client_id=found.client_id,
        medium=found.medium,
        added_at=found.added_at,
        problem=found.problem,
        held_back=found.held_back,
        number=(found.number or "") if row.readable else "",
        organisation=(found.organisation or "") if row.readable else "",
        caller_id=found.caller_id if row.readable else None,
        report=report,
        envelope=document.envelope if document is not None else None,
        sides=tuple(document.sides) if document is not None else (),
        recording=sound(session, scope, call_id) if row.readable else None,
    )


def without_verdicts(report: Report) -> Report:
    """What was said and what happened, without anything that judges whoever spoke."""
    return report.model_copy(
        update={
            "findings": (), "acts": (), "objections": (), "aggression": (), "measures": (), "escalation": (),
            "incidents": (), "second_judge": None, "reasons": None,
        }
    )  # fmt: skip


def sound(session: Session, scope: Scope, call_id: int) -> Sound | None:
    """The recording to play, for who may hear it: the small one made for browsers, else the whole."""
    asked = select(Recording.part, Recording.path, Recording.media_type, Recording.size, Recording.is_encrypted)
    asked = asked.join(Call, Call.id == Recording.call_id).where(Call.id == call_id, scope.read())
    held = {
        part: Sound(path, media_type, size, is_encrypted)
        for part, path, media_type, size, is_encrypted in session.execute(asked)
    }
    return held.get("play") or held.get("all")


def assign(session: Session, scope: Scope, call_id: int, person_id: int) -> bool:
    """Says who of ours spoke in a call; False where there is no such call or person to know of."""
    if session.scalar(select(Call.id).where(Call.id == call_id, scope.known())) is None:
        return False
    found = session.execute(select(Person.id, Person.team).where(Person.id == person_id)).first()
    if found is None or person_id not in {p.id for p in people(session, scope)}:
        return False
    session.execute(update(Call).where(Call.id == call_id).values(person_id=person_id, team=found.team))
    session.execute(update(FindingRow).where(FindingRow.call_id == call_id).values(person_id=person_id))
    return True


def people(session: Session, scope: Scope) -> tuple[Named, ...]:
    """Of whom calls may be known, by name."""
    asked = select(Person.id, Person.name).order_by(Person.name)
    if not scope.everything:
        known: ColumnElement[bool] = Person.id.in_(scope.people)
        if scope.team is not None:
            known = or_(known, Person.team == scope.team)
        asked = asked.where(known)
    if scope.client_id is not None:
        asked = asked.where(exists().where(Call.client_id == scope.client_id, Call.person_id == Person.id))
    return tuple(Named(*row) for row in session.execute(asked))


def saved(session: Session, person_id: int) -> tuple[tuple[int, str, str], ...]:
    """Somebody's saved filters: id, name, and the query of the address."""
    asked = select(SavedFilter.id, SavedFilter.name, SavedFilter.query).where(SavedFilter.person_id == person_id)
    return tuple((row.id, row.name, row.query) for row in session.execute(asked.order_by(SavedFilter.name)))


def save(session: Session, person_id: int, name: str, query: str) -> None:
    """Keeps a filter; one of the same name is replaced."""
    held = session.scalar(select(SavedFilter).where(SavedFilter.person_id == person_id, SavedFilter.name == name))
    if held is None:
        session.add(SavedFilter(person_id=person_id, name=name, query=query))
    else:
        held.query = query


def forget(session: Session, person_id: int, filter_id: int) -> bool:
    """Drops one's own filter; False where it is not one's own."""
    held = session.get(SavedFilter, filter_id)
    if held is None or held.person_id != person_id:
        return False
    session.delete(held)
    return True


_COLUMNS = (
    Call.id, Call.started_at, Call.duration, Call.direction, Call.state, Call.name, Call.kept, Call.missed,
    Call.has_incident, Person.name.label("person"), Client.name.label("client"), Caller.name.label("caller"),
    Caller.number,
)  # fmt: skip


def _selected(scope: Scope, *more: Any) -> Select[*tuple[Any, ...]]:
    rights = (scope.read().label("reads"), scope.judged().label("judges"))
    asked: Select[*tuple[Any, ...]] = select(*_COLUMNS, *rights, *more)
    asked = asked.select_from(Call).outerjoin(Person, Person.id == Call.person_id)
    return asked.outerjoin(Client, Client.id == Call.client_id).outerjoin(Caller, Caller.id == Call.caller_id)


def _row(found: Any) -> Row:
    reads, judges = bool(found.reads), bool(found.judges)
    return Row(
        id=found.id,
        started_at=found.started_at,
        duration=found.duration,
        direction=found.direction,
        state=found.state,
        person=found.person or "",
        client=found.client or "",
        readable=reads,
        judged=judges,
        name=found.name if reads else "",
        caller=(found.caller or found.number or "") if reads else "",
        kept=found.kept if judges else 0,
        missed=found.missed if judges else 0,
        has_incident=found.has_incident and judges,
    )


def _place(key: Key) -> ColumnElement[Any]:
    """The key with the columns' types: a bare moment would not know that it is kept in UTC."""
    return tuple_(literal(key.at, Call.started_at.type), literal(key.id, Call.id.type))


def _conditions(session: Session, scope: Scope, query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.person_id is not None:
        found.append(Call.person_id == query.person_id)
    if query.since is not None:
        found.append(Call.started_at >= query.since)
    if query.until is not None:
        found.append(Call.started_at < query.until)
    if query.number:
        found += [scope.read(), _of_number(query.number)]
    if query.words:
        found += [scope.read(), said(session, query.words)]
    if query.incident:
        found += [scope.judged(), Call.has_incident.is_(True)]
    if query.practice or query.verdict:
        found += [scope.judged(), _judged(query)]
    if query.reviews:
        open_ = and_(Review.call_id == Call.id, Review.kind == "disagree", Review.settled_as.is_(None))
        found += [scope.judged(), exists().where(open_)]
    return found


def _judged(query: Query) -> ColumnElement[bool]:
    verdicts = (query.verdict,) if query.verdict else ("kept", "missed")
    found = exists().where(FindingRow.call_id == Call.id, FindingRow.verdict.in_(verdicts))
    return found.where(FindingRow.practice == query.practice) if query.practice else found


def _of_number(written: str) -> ColumnElement[bool]:
    """By digits that follow each other: 020 555 01 01 and +31 20 555 01 01 end alike, whatever the country."""
    digits = re.sub(r"[^0-9]", "", written.replace("(0)", ""))
    if len(digits) < _FEWEST_DIGITS:
        return Call.id < 0
    whole = digits.lstrip("0") if len(digits) >= _WHOLE else digits  # the 0 of a trunk call is not in E.164
    return Caller.number.contains(whole, autoescape=True)
