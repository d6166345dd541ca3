"""How long each kind of data is kept, and clearing away what is older, a few hundred rows at a time.

    audio      recordings
    words      reports with what was said, the index of words, quotes and suggestions, what reviews say
    verdicts   findings, reviews, counts
    records    the exchange's records; and a call itself, once nothing of the kinds above is left of it
    callbacks  callback notes that are no longer open, journeys, prospects that were closed
    audit      the log of who saw and did what

What a call is only known by (moment, length, whom of ours) goes with `records`, or with the longest of the first four.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import CursorResult, Select, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from belwijs.store import house
from belwijs.store.audit import record
from belwijs.store.schema import (
    Audit,
    Call,
    Callback,
    Caller,
    Document,
    ExchangeRecord,
    FindingRow,
    Job,
    Prospect,
    Recording,
    Review,
    Spoken,
    Step,
)

Kind = Literal["audio", "words", "verdicts", "records", "callbacks", "audit"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SETTING = "retention"
FEW = 300
"""Rows a transaction: nobody waits long for the lock."""


def days_kept(session: Session, default: Mapping[str, int]) -> dict[Kind, int]:
    """Days for each kind, 0 for ever: as set in the browser, else as in `server.yaml`."""
    given: dict[str, Any] = {**default, **(house.setting(session, SETTING) or {})}
    return {kind: int(given[kind]) for kind in KINDS}


def set_days(session: Session, days: Mapping[Kind, int], now: datetime, by: int | None) -> None:
    """Sets the days in the browser; the log tells from what to what."""
    before = house.setting(session, SETTING)
    after: dict[str, Any] = {str(kind): count for kind, count in days.items()}
    house.keep_setting(session, SETTING, after, now, by)
    record(session, now, "retention.set", person_id=by, detail={"from": before, "to": after})


def limits(days: Mapping[Kind, int], now: datetime) -> dict[Kind, datetime]:
    """Before which moment each kind is cleared away; a kind that is kept for ever is absent.

    A call's own row outlives everything that hangs on it, so `records` of calls waits for the others (`forget`).
    """
    return {kind: now - timedelta(days=count) for kind, count in days.items() if count}


def expired_audio(session: Session, before: datetime, most: int = FEW) -> list[tuple[int, str]]:
    """Recordings of calls that started before then: id and path. Their files go first, their rows after that."""
    asked = select(Recording.id, Recording.path).join(Call).where(Call.started_at < before).limit(most)
    return [(row.id, row.path) for row in session.execute(asked)]


def forget_recordings(session: Session, ids: Sequence[int]) -> None:
    """The files are gone; forget where they lay."""
    session.execute(delete(Recording).where(Recording.id.in_(ids)))


def forget(session: Session, kind: Kind, ends: Mapping[Kind, datetime], most: int = FEW) -> int:
    """Clears away at most so many of a kind (other than audio); how many it were, 0 once nothing is left to do."""
    before = ends.get(kind)
    if before is None:
        return 0
    if kind == "words":
        return forget_words(session, _ids(session, _with_words(before).limit(most)))
    if kind == "verdicts":
        return _forget_verdicts(session, _ids(session, _with_verdicts(before).limit(most)))
    if kind == "records":
        return _forget_records(session, before, ends, most)
    if kind == "callbacks":
        return _forget_desk(session, before, most)
    if kind == "audit":
        return _delete(session, Audit, select(Audit.id).where(Audit.at < before).limit(most))
    raise ValueError(f"{kind} has files; see expired_audio")


def oldest(session: Session, kind: Kind) -> datetime | None:
    """The moment of the oldest that is still here: what shows that nothing older is kept."""
    asked: Mapping[Kind, Select[Any]] = {
        "audio": select(Call.started_at).join(Recording).order_by(Call.started_at),
        "words": select(Call.started_at).join(Document).order_by(Call.started_at),
        "verdicts": select(Call.started_at).where(_judged()).order_by(Call.started_at),
        "records": select(ExchangeRecord.started_at).order_by(ExchangeRecord.started_at),
        "callbacks": select(Callback.due_at).where(Callback.state != "open").order_by(Callback.due_at),
        "audit": select(Audit.at).order_by(Audit.at),
    }
    found: datetime | None = session.scalar(asked[kind].limit(1))
    return found


def forget_words(session: Session, calls: Sequence[int]) -> int:
    """Takes what was said out of calls: their reports, their index, their quotes, what reviews say of them."""
    if not calls:
        return 0
    session.execute(delete(Document).where(Document.call_id.in_(calls)))
    session.execute(delete(Spoken).where(Spoken.call_id.in_(calls)))
    session.execute(update(FindingRow).where(FindingRow.call_id.in_(calls)).values(quote="", suggestion=""))
    session.execute(update(Review).where(Review.call_id.in_(calls)).values(text=""))
    return len(calls)


def lonely(session: Session, callers: Sequence[int]) -> list[int]:
    """Those of these callers of whom nothing else is left; an objection to being called is kept apart (`Objection`)."""
    asked = select(Caller.id).where(
        Caller.id.in_(callers),
        ~exists().where(Call.caller_id == Caller.id),
        ~exists().where(Prospect.caller_id == Caller.id),
        ~exists().where(Callback.number == Caller.number),
        ~exists().where(ExchangeRecord.number == Caller.number),
    )
    return list(session.scalars(asked))


def _with_words(before: datetime) -> Select[int]:
    return (
        select(Call.id)
        .where(Call.started_at < before)
        .where(or_(exists().where(Document.call_id == Call.id), exists().where(Spoken.call_id == Call.id)))
        .order_by(Call.started_at)
    )


def _judged() -> Any:
    return or_(exists().where(FindingRow.call_id == Call.id), exists().where(Review.call_id == Call.id))


def _with_verdicts(before: datetime) -> Select[int]:
    return select(Call.id).where(Call.started_at < before, _judged()).order_by(Call.started_at)


def _forget_verdicts(session: Session, calls: Sequence[int]) -> int:
    if not calls:
        return 0
    session.execute(delete(FindingRow).where(FindingRow.call_id.in_(calls)))
    session.execute(delete(Review).where(Review.call_id.in_(calls)))
    for row in session.scalars(select(Document).where(Document.call_id.in_(calls))):
        row.document = {**row.document, "findings": [], "escalation": [], "incidents": []}
    session.execute(update(Call).where(Call.id.in_(calls)).values(kept=0, missed=0, judged="", has_incident=False))
    return len(calls)


def _forget_records(session: Session, before: datetime, ends: Mapping[Kind, datetime], most: int) -> int:
    count = _delete(
        session, ExchangeRecord, select(ExchangeRecord.id).where(ExchangeRecord.started_at < before).limit(most)
    )
    others: tuple[Kind, ...] = ("audio", "words", "verdicts", "records")
    if all(kind in ends for kind in others):
        last = min(ends[kind] for kind in others)
        old = session.execute(select(Call.id, Call.caller_id).where(Call.started_at < last).limit(most)).all()
        calls = [row.id for row in old]
        session.execute(delete(Job).where(Job.call_id.in_(calls)))
        count += _delete(session, Call, calls)
        _delete(session, Caller, lonely(session, [row.caller_id for row in old if row.caller_id]))
    return count


def _forget_desk(session: Session, before: datetime, most: int) -> int:
    done = select(Callback.id).where(Callback.state != "open", Callback.due_at < before).limit(most)
    count = _delete(session, Callback, done)
    count += _delete(session, Step, select(Step.id).where(Step.at < before).limit(most))
    closed = session.execute(
        select(Prospect.id, Prospect.caller_id).where(Prospect.closed_at < before).limit(most)
    ).all()
    count += _delete(session, Prospect, [row.id for row in closed])
    _delete(session, Caller, lonely(session, [row.caller_id for row in closed]))
    return count


def _ids(session: Session, asked: Select[int]) -> list[int]:
    return list(session.scalars(asked))


def _delete(session: Session, table: Any, which: Select[int] | Sequence[int]) -> int:
    ids = _ids(session, which) if isinstance(which, Select) else list(which)
    if not ids:
        return 0
    result = session.execute(delete(table).where(table.id.in_(ids)))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
