"""Everything about one caller or one of our people: to give to them, or to erase; and one stretch of a call masked.

A caller is a number. With it go their calls with all that hangs on these, callback notes, journeys and prospects; the
exchange's records stay as figures without the number. An objection to being called outlives it by its hash.

Of one of our people go sound, words and verdicts of their calls; that there was a call stays, as a figure of nobody,
and so does what they did in the log, under their number.

What other people's calls say about somebody cannot be told from here; docs/server.md says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from belwijs.finding import Report
from belwijs.store import callers
from belwijs.store.audit import record
from belwijs.store.retention import forget_words
from belwijs.store.schema import (
    Attempt,
    Audit,
    Call,
    Callback,
    Caller,
    Contact,
    Document,
    ExchangeRecord,
    FindingRow,
    Job,
    Objection,
    Person,
    Prospect,
    Recording,
    Review,
    SavedFilter,
    Setting,
    Spoken,
    Step,
    Table,
    Token,
)
from belwijs.store.words import searchable

_SAID = "id started_at direction language organisation duration participants turns events".split()
FEW = 100
"""Calls of one of our people that are erased in one transaction: some 6,000 verdicts."""
_SECRET = frozenset({"password", "subject", "judged", "revision"})


@dataclass(slots=True)
class Erased:
    """What was erased: rows by kind, and files that have to go once the transaction has gone through."""

    counts: dict[str, int] = field(default_factory=dict)
    recordings: list[str] = field(default_factory=list)  # in the vault
    payloads: list[Mapping[str, Any]] = field(default_factory=list)  # of jobs whose files in `incoming/` go

    def add(self, kind: str, count: int) -> None:
        """Counts rows of a kind."""
        self.counts[kind] = self.counts.get(kind, 0) + count


@dataclass(frozen=True, slots=True)
class Found:
    """How much there is about somebody, before it is exported or erased."""

    id: int
    name: str
    number: str
    calls: int
    recordings: int
    records: int
    callbacks: int
    prospects: int


def find_caller(session: Session, number: str) -> Found | None:
    """The caller behind a number in E.164, also one that is known from notes or the exchange only (id 0)."""
    caller = session.scalar(select(Caller).where(Caller.number == number))
    known = caller.id if caller else 0
    found = Found(
        id=known,
        name=caller.name if caller else "",
        number=number,
        calls=_count(session, select(Call.id).where(Call.caller_id == known)),
        recordings=_count(session, select(Recording.id).join(Call).where(Call.caller_id == known)),
        records=_count(session, select(ExchangeRecord.id).where(ExchangeRecord.number == number)),
        callbacks=_count(session, select(Callback.id).where(Callback.number == number)),
        prospects=_count(session, select(Prospect.id).where(Prospect.caller_id == known)),
    )
    steps = session.scalar(select(Step.id).where(Step.number == number).limit(1))
    return found if caller or found.records or found.callbacks or steps else None


def find_person(session: Session, person_id: int) -> Found | None:
    """How much there is about one of our people."""
    person = session.get(Person, person_id)
    if person is None:
        return None
    return Found(
        id=person.id,
        name=person.name,
        number="",
        calls=_count(session, select(Call.id).where(Call.person_id == person_id)),
        recordings=_count(session, select(Recording.id).join(Call).where(Call.person_id == person_id)),
        records=_count(session, select(ExchangeRecord.id).where(ExchangeRecord.person_id == person_id)),
        callbacks=_count(session, select(Callback.id).where(Callback.taken_by == person_id)),
        prospects=_count(session, select(Prospect.id).where(Prospect.owner_id == person_id)),
    )


def erase_caller(session: Session, number: str, now: datetime, by: int | None) -> Erased:
    """Erases a caller by number in E.164; the log tells who did it and how much went, by hash of the number only."""
    gone = Erased()
    caller = session.scalar(select(Caller).where(Caller.number == number))
    calls: list[int] = []
    if caller is not None:
        calls = list(session.scalars(select(Call.id).where(Call.caller_id == caller.id)))
        if caller.objected_at is not None and session.get(Objection, callers.number_key(number)) is None:
            session.add(Objection(key=callers.number_key(number), at=caller.objected_at))
        gone.add("prospects", _count(session, select(Prospect.id).where(Prospect.caller_id == caller.id)))
    named = select(ExchangeRecord.call_id).where(ExchangeRecord.number == number, ExchangeRecord.call_id.is_not(None))
    calls = sorted({*calls, *(c for c in session.scalars(named) if c is not None)})
    erase_calls(session, calls, gone)
    _gone(session, gone, "callbacks", delete(Callback).where(Callback.number == number))
    _gone(session, gone, "steps", delete(Step).where(Step.number == number))
    unnamed = update(ExchangeRecord).where(ExchangeRecord.number == number).values(number="")
    _gone(session, gone, "records", unnamed)
    if caller is not None:
        session.delete(caller)
        gone.add("callers", 1)
    what = f"caller {callers.number_key(number)[:16]}"
    record(session, now, "caller.erased", what, person_id=by, detail=dict(gone.counts))
    session.flush()
    return gone


def erase_some_of_person(session: Session, person_id: int, gone: Erased, most: int = FEW) -> bool:
    """Makes the oldest calls of one of our people those of nobody, before `erase_person`; False once there are none.

    Somebody has thousands, and who else wants to write would wait for all of them at once.
    """
    calls = calls_of_person(session, person_id)[:most]
    _of_nobody(session, calls, gone)
    return bool(calls)


def _of_nobody(session: Session, calls: Sequence[int], gone: Erased) -> None:
    _take_files(session, calls, gone)
    values = {
        "name": literal("call ") + cast(Call.id, String),  # names of files tell names of people
        "person_id": None, "kept": 0, "missed": 0, "judged": "", "has_incident": False, "held_back": True, "team": "",
    }  # fmt: skip
    for some in _by(calls):
        session.execute(delete(Recording).where(Recording.call_id.in_(some)))
        forget_words(session, some)
        _gone(session, gone, "findings", delete(FindingRow).where(FindingRow.call_id.in_(some)))
        _gone(session, gone, "reviews", delete(Review).where(Review.call_id.in_(some)))
        _gone(session, gone, "calls", update(Call).where(Call.id.in_(some)).values(values))


def erase_person(
    session: Session, person_id: int, now: datetime, by: int | None, before: Erased | None = None
) -> Erased:
    """Erases one of our people.

    Args:
        before: what of it was erased already (`erase_some_of_person`); the log tells all of it.

    Raises:
        KeyError: there is nobody of that number.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise KeyError(person_id)
    gone = before or Erased()
    _of_nobody(session, calls_of_person(session, person_id), gone)
    _gone(session, gone, "reviews", delete(Review).where(Review.person_id == person_id))
    anonymous = {"person_id": None, "extension": ""}
    _gone(
        session, gone, "records",
        update(ExchangeRecord).where(ExchangeRecord.person_id == person_id).values(**anonymous),
    )  # fmt: skip
    _gone(session, gone, "contacts", delete(Contact).where(Contact.person_id == person_id))
    names = [person.name, *person.aliases]
    _gone(session, gone, "steps", update(Step).where(Step.who.in_(names)).values(who="", about=""))
    session.execute(update(Attempt).where(Attempt.person_id == person_id).values(note=""))
    session.execute(delete(SavedFilter).where(SavedFilter.person_id == person_id))
    pseudonym = {"person_id": None, "by": f"person {person_id}"}
    session.execute(update(Audit).where(Audit.person_id == person_id).values(**pseudonym))
    for table, column in ((Token, Token.made_by), (Setting, Setting.changed_by)):
        session.execute(update(table).where(column == person_id).values({column: None}))
    session.delete(person)
    gone.add("people", 1)
    by = None if by == person_id else by
    record(session, now, "person.erased", f"person {person_id}", person_id=by, detail=dict(gone.counts))
    session.flush()
    return gone


def erase_calls(session: Session, calls: Sequence[int], gone: Erased) -> None:
    """Erases calls with all that hangs on them; their files have to go once the transaction has gone through."""
    _take_files(session, calls, gone)
    for some in _by(calls):
        _gone(session, gone, "calls", delete(Call).where(Call.id.in_(some)))


def calls_of_caller(session: Session, number: str) -> list[int]:
    """The calls of a caller, the oldest first."""
    named = select(ExchangeRecord.call_id).where(ExchangeRecord.number == number)
    asked = select(Call.id).outerjoin(Caller, Caller.id == Call.caller_id)
    asked = asked.where(or_(Caller.number == number, Call.id.in_(named))).order_by(Call.started_at)
    return list(session.scalars(asked))


def calls_of_person(session: Session, person_id: int) -> list[int]:
    """The calls of one of our people, the oldest first."""
    return list(session.scalars(select(Call.id).where(Call.person_id == person_id).order_by(Call.started_at)))


def about_caller(session: Session, number: str) -> dict[str, Any]:
    """Everything about a caller but their calls, as JSON takes it."""
    caller = session.scalar(select(Caller).where(Caller.number == number))
    known = caller.id if caller else 0
    prospects = select(Prospect).where(Prospect.caller_id == known)
    tries = select(Attempt).join(Prospect, Prospect.id == Attempt.prospect_id).where(Prospect.caller_id == known)
    return {
        "caller": _plain(caller) if caller else {"number": number},
        "objection": _moment(session.scalar(select(Objection.at).where(Objection.key == callers.number_key(number)))),
        "records": _rows(session, select(ExchangeRecord).where(ExchangeRecord.number == number)),
        "callbacks": _rows(session, select(Callback).where(Callback.number == number)),
        "journeys": _rows(session, select(Step).where(Step.number == number)),
        "prospects": _rows(session, prospects),
        "attempts": _rows(session, tries),
    }


def about_person(session: Session, person_id: int) -> dict[str, Any]:
    """Everything about one of our people but their calls, as JSON takes it.

    Raises:
        KeyError: there is nobody of that number.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise KeyError(person_id)
    return {
        "person": _plain(person),
        "records": _rows(session, select(ExchangeRecord).where(ExchangeRecord.person_id == person_id)),
        "reviews": _rows(session, select(Review).where(Review.person_id == person_id)),
        "callbacks": _rows(session, select(Callback).where(Callback.taken_by == person_id)),
        "attempts": _rows(session, select(Attempt).where(Attempt.person_id == person_id)),
        "contacts": _rows(session, select(Contact).where(Contact.person_id == person_id)),
        "searches": _rows(session, select(SavedFilter).where(SavedFilter.person_id == person_id)),
        "log": _rows(session, select(Audit).where(Audit.person_id == person_id).order_by(Audit.id)),
    }


def about_call(session: Session, call_id: int, *, verdicts: bool) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """One call, and its recordings: path in the vault and media type.

    Args:
        verdicts: with what was judged, which is about our side only.
    """
    call = session.get_one(Call, call_id)
    made: dict[str, Any] = {"call": _plain(call)}
    document = session.scalar(select(Document.document).where(Document.call_id == call_id))
    if document is not None:
        made["report"] = document if verdicts else {key: document[key] for key in _SAID if key in document}
    if verdicts:
        made["reviews"] = _rows(session, select(Review).where(Review.call_id == call_id))
    else:
        for name in ("kept", "missed", "problem"):
            made["call"].pop(name)
    recordings = session.execute(select(Recording.path, Recording.media_type).where(Recording.call_id == call_id))
    return made, [(row.path, row.media_type) for row in recordings]


def keep_masked(session: Session, call_id: int, report: Report, envelope: bytes | None) -> None:
    """Puts a report from which a stretch was taken in place of the call's own, and takes its words out everywhere."""
    document = session.get_one(Document, call_id)
    document.document = report.model_dump(mode="json", by_alias=True, exclude_none=True)
    document.envelope = envelope
    words = searchable("\n".join(turn.text for turn in report.turns))
    session.execute(update(Spoken).where(Spoken.call_id == call_id).values(words=words))
    for finding in report.findings:
        quote = next((e.quote for e in finding.evidence if e.quote), "")
        values = {"quote": quote, "suggestion": finding.suggestion or ""}
        of = (FindingRow.call_id == call_id, FindingRow.practice == finding.practice)
        session.execute(update(FindingRow).where(*of).values(**values))
    session.execute(update(Call).where(Call.id == call_id).values(held_back=True))


def replace_recording(session: Session, recording_id: int, path: str, media_type: str, size: int, sealed: bool) -> None:
    """The sound of a call lies elsewhere now."""
    values = {"path": path, "media_type": media_type, "size": size, "is_encrypted": sealed}
    session.execute(update(Recording).where(Recording.id == recording_id).values(**values))


def _take_files(session: Session, calls: Sequence[int], gone: Erased) -> None:
    """Notes the files of calls, and takes the jobs that would still work on them."""
    for some in _by(calls):
        files = session.scalars(select(Recording.path).where(Recording.call_id.in_(some))).all()
        gone.recordings += files
        gone.add("recordings", len(files))
        gone.payloads += session.scalars(select(Job.payload).where(Job.call_id.in_(some)))
        session.execute(delete(Job).where(Job.call_id.in_(some)))


def _gone(session: Session, gone: Erased, kind: str, statement: Any) -> None:
    gone.add(kind, int(session.execute(statement).rowcount))  # type: ignore[attr-defined]


def _count(session: Session, asked: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(asked.subquery())) or 0


def _rows(session: Session, asked: Select[Any]) -> list[dict[str, Any]]:
    return [_plain(row) for row in session.scalars(asked)]


def _plain(row: Table) -> dict[str, Any]:
    """A row as JSON takes it, without what only we need."""
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in _SECRET}
    return {key: _moment(value) if isinstance(value, datetime) else value for key, value in values.items()}


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _by(calls: Sequence[int]) -> Iterator[Sequence[int]]:
    """In parts that a statement can name."""
    for start in range(0, len(calls), 500):
        yield calls[start : start + 500]
