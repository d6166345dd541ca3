"""Calls in the database, made in a line, for tests of what is remembered and who may see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from belwijs.call import Participant, Turn
from belwijs.finding import Evidence, Finding, Report
from belwijs.store.judged import sum_up
from belwijs.store.schema import Call, Caller, Document, FindingRow, Person, Spoken
from belwijs.store.words import searchable

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = "De monteur is niet geweest en ik wil een café-bon."


def person(work: Session, name: str, role: str = "agent", **fields: Any) -> int:
    """Somebody of ours."""
    made = Person(name=name, login=name.lower(), role=role, aliases=[], **fields)
    work.add(made)
    work.flush()
    return made.id


def report(verdicts: dict[str, str] | None = None, words: str = WORDS, name: str = "call") -> Report:
    """A report of three turns with a finding for each verdict."""
    return Report(
        id=name,
        started_at=MONDAY.isoformat(),
        language="nl",
        duration=12.0,
        participants=(
            Participant(id="a", role="agent", name="Monique Bos"),
            Participant(id="c", role="customer", name="Karel Dijkstra"),
        ),
        turns=(
            Turn(speaker="a", start=0.0, end=3.0, text="Goedemorgen, Van Veen Techniek, u spreekt met Monique Bos."),
            Turn(speaker="c", start=3.2, end=8.0, text=words),
            Turn(speaker="a", start=8.5, end=12.0, text="Wat vervelend, ik kijk het voor u na."),
        ),
        findings=tuple(
            Finding(
                practice=practice,
                verdict=verdict,  # type: ignore[arg-type]
                confidence=0.8,
                evidence=(Evidence(turn=0, start=0.0, quote="Goedemorgen"),),
                suggestion="Waarmee kan ik u helpen?" if verdict == "missed" else None,
            )
            for practice, verdict in (verdicts or {"answer.greeting": "kept", "answer.offer_help": "missed"}).items()
        ),
    )


def call(
    work: Session,
    person_id: int | None,
    *,
    at: datetime | float = MONDAY,
    verdicts: dict[str, str] | None = None,
    words: str = WORDS,
    number: str | None = None,
    **fields: Any,
) -> int:
    """An analysed call; `at` is a moment, or hours after Monday morning."""
    moment = at if isinstance(at, datetime) else MONDAY + timedelta(hours=at)
    made = report(verdicts, words, fields.get("name", "call"))
    caller_id = None
    if number is not None:
        known = work.query(Caller).filter_by(number=number).first() or Caller(number=number, name="Karel Dijkstra")
        work.add(known)
        work.flush()
        caller_id = known.id
    row = Call(
        **{
            "name": "call", "source": "upload", "state": "ready", "started_at": moment, "added_at": moment,
            "duration": 12.0, "person_id": person_id, "caller_id": caller_id, "language": "nl",
            **fields,
        }
    )  # fmt: skip
    work.add(row)
    work.flush()
    work.add(Document(call_id=row.id, document=made.model_dump(mode="json"), made_at=moment))
    work.add(Spoken(call_id=row.id, words=searchable(" ".join(t.text for t in made.turns))))
    for f in made.findings:
        work.add(
            FindingRow(
                call_id=row.id, practice=f.practice, verdict=f.verdict, confidence=f.confidence, at=0.0,
                quote="Goedemorgen", suggestion=f.suggestion or "", person_id=person_id, started_at=moment,
            )
        )  # fmt: skip
    work.flush()
    sum_up(work, row.id)
    return row.id
