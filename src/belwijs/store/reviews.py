"""What people say of a verdict: agreed, disagreed with a reason, remarked; a disagreement is settled by a coach.

A settled verdict counts from then on, in the lists and in everybody's progress. The report keeps what the machine said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from belwijs import call as calls
from belwijs.finding import Report, Verdict
from belwijs.language.redact import redacted
from belwijs.store.judged import sum_up
from belwijs.store.schema import Call, Document, FindingRow, Person, Review
from belwijs.store.scope import Scope

Kind = Literal["agree", "disagree", "comment"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LONGEST = 2000  # characters of a reason or a remark


@dataclass(frozen=True, slots=True)
class Said:
    """One review as it is shown."""

    id: int
    practice: str  # empty: of the call as a whole
    kind: str
    who: str
    person_id: int | None
    verdict: str | None  # what it should have been
    text: str
    at: datetime
    settled_as: str | None
    settled_by: str
    settled_at: datetime | None


def of_call(session: Session, scope: Scope, call_id: int) -> tuple[Said, ...]:
    """What was said of the verdicts on one call, oldest first."""
    coach = aliased(Person)
    asked = (
        select(Review, Person.name, coach.name)
        .join(Call, Call.id == Review.call_id)
        .outerjoin(Person, Person.id == Review.person_id)
        .outerjoin(coach, coach.id == Review.settled_by)
        .where(Review.call_id == call_id, scope.judged())
        .order_by(Review.at, Review.id)
    )
    return tuple(
        Said(
            r.id, r.practice, r.kind, who or "", r.person_id, r.verdict, r.text, r.at, r.settled_as, by or "",
            r.settled_at,
        )
        for r, who, by in session.execute(asked)
    )  # fmt: skip


def add(
    session: Session,
    scope: Scope,
    person_id: int,
    call_id: int,
    practice: str,
    kind: Kind,
    now: datetime,
    *,
    verdict: Verdict | None = None,
    text: str = "",
) -> bool:
    """Keeps what somebody says; agreeing or disagreeing takes the place of what they said before.

    Args:
        practice: whose verdict; empty for a remark on the call as a whole.
        verdict: what it should have been; only where they disagree.

    Returns:
        False where there is no such verdict, or none that this scope may see.

    Raises:
        ValueError: a disagreement without reason or other verdict, a remark without words.
    """
    found = _verdict(session, scope, call_id, practice)
    if found is None or (kind != "comment" and not practice):
        return False
    if kind == "disagree" and (verdict is None or verdict == found or not text.strip()):
        raise ValueError("a disagreement has a reason and another verdict")
    if kind == "comment" and not text.strip():
        raise ValueError("a remark has words")
    if kind != "comment":
        for old in session.scalars(
            select(Review).where(
                Review.call_id == call_id, Review.practice == practice, Review.person_id == person_id,
                Review.kind != "comment", Review.settled_as.is_(None),
            )
        ):  # fmt: skip
            session.delete(old)
    session.add(
        Review(
            call_id=call_id,
            practice=practice,
            person_id=person_id,
            kind=kind,
            verdict=verdict if kind == "disagree" else None,
            text=text.strip()[:LONGEST],
            at=now,
        )
    )
    return True


def withdraw(session: Session, scope: Scope, person_id: int, review_id: int) -> int | None:
    """Takes one's own review back while it is not settled; gives the call's id, or None where that cannot be."""
    asked = select(Review).join(Call, Call.id == Review.call_id).where(Review.id == review_id, scope.judged())
    held = session.scalar(asked)
    if held is None or held.person_id != person_id or held.settled_as is not None:
        return None
    call_id = held.call_id
    session.delete(held)
    return call_id


def settle(
    session: Session, scope: Scope, coach_id: int, review_id: int, verdict: Verdict, now: datetime
) -> int | None:
    """Decides a disagreement, and with it all others on the same verdict; gives the call's id.

    Returns:
        None where there is nothing to decide for this coach: nobody decides about their own call.
    """
    asked = select(Review, Call).join(Call, Call.id == Review.call_id).where(Review.id == review_id, scope.judged())
    found = session.execute(asked).first()
    if found is None:
        return None
    review, call = found
    if call.person_id == coach_id or review.kind != "disagree" or review.settled_as is not None:
        return None
    same = select(Review).where(
        Review.call_id == call.id, Review.practice == review.practice, Review.kind == "disagree",
        Review.settled_as.is_(None),
    )  # fmt: skip
    for one in session.scalars(same):
        one.settled_as, one.settled_by, one.settled_at = verdict, coach_id, now
    session.flush()
    apply_settled(session, call.id)
    return int(call.id)


def apply_settled(session: Session, call_id: int) -> None:
    """Lets the settled verdicts of a call count, also after it was analysed anew, and sums the call up."""
    settled = settled_of(session, call_id)
    asked = select(FindingRow).where(FindingRow.call_id == call_id, FindingRow.practice.in_(settled))
    for finding in session.scalars(asked) if settled else ():
        finding.verdict = settled[finding.practice]
    session.flush()
    sum_up(session, call_id)


def settled_of(session: Session, call_id: int) -> dict[str, Verdict]:
    """Practice → the verdict that was settled last."""
    asked = select(Review.practice, Review.settled_as).where(Review.call_id == call_id)
    return {
        practice: cast(Verdict, verdict)
        for practice, verdict in session.execute(asked.order_by(Review.settled_at, Review.id))
        if verdict is not None
    }


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled disagreement in the list of examples."""

    call_id: int
    practice: str
    wanted: str | None  # by who disagreed
    settled_as: str | None
    text: str
    at: datetime | None
    person: str


def settled(session: Session, scope: Scope, limit: int = 100) -> tuple[Settled, ...]:
    """The disagreements settled last, of the calls whose verdicts may be seen."""
    asked = (
        select(Review, Person.name)
        .join(Call, Call.id == Review.call_id)
        .outerjoin(Person, Person.id == Call.person_id)
        .where(scope.judged(), Review.settled_as.is_not(None))
        .order_by(Review.settled_at.desc(), Review.id.desc())
        .limit(limit)
    )
    return tuple(
        Settled(r.call_id, r.practice, r.verdict, r.settled_as, r.text, r.settled_at, name or "")
        for r, name in session.execute(asked)
    )


def examples(session: Session, scope: Scope, *, redact: bool = True) -> Iterator[tuple[str, calls.Call]]:
    """Every call with a settled verdict as a labelled call, with a name for its file; `belwijs evaluate` reads them.

    Calls of which the words are no longer kept are left out.

    Args:
        redact: names, numbers and addresses are taken out of the words, names from the participants.
    """
    asked = (
        select(Call.id, Call.medium, Document.document)
        .join(Document, Document.call_id == Call.id)
        .where(scope.judged(), Call.id.in_(select(Review.call_id).where(Review.settled_as.is_not(None))))
        .order_by(Call.id)
    )
    for call_id, medium, document in session.execute(asked.execution_options(yield_per=20)):
        report = Report.model_validate(document)
        made = labelled(report, settled_of(session, call_id), medium)
        yield f"call-{call_id}", (_nameless(made, f"call-{call_id}") if redact else made)


def labelled(report: Report, verdicts: Mapping[str, Verdict], medium: str = "phone") -> calls.Call:
    """The call of a report with what was settled as its gold; practices that nobody settled are left open."""
    return calls.Call(
        id=report.id,
        started_at=_moment(report.started_at),
        direction=report.direction,
        language=report.language,
        organisation=report.organisation,
        perspective=report.perspective,
        medium="chat" if medium == "chat" else "phone",
        participants=report.participants,
        turns=report.turns,
        events=report.events,
        gold=calls.Gold(verdicts=dict(verdicts)),
    )


def _nameless(call: calls.Call, name: str) -> calls.Call:
    """The same call without who is who: also ids may be names, in files of other programs."""
    names = [p.name for p in call.participants if p.name]
    ids: dict[str, str] = {p.role: p.role for p in call.participants}
    ids |= {p.id: f"{p.role}-{n}" for n, p in enumerate(call.participants, 1)}
    return call.with_(
        id=name,
        participants=tuple(p.model_copy(update={"id": ids[p.id], "name": None}) for p in call.participants),
        turns=tuple(
            t.model_copy(update={"speaker": ids[t.speaker], "text": redacted(t.text, names), "words": ()})
            for t in call.turns
        ),
        events=tuple(
            e.model_copy(update={part: ids.get(getattr(e, part) or "") for part in ("by", "to", "with_")})
            for e in call.events
        ),
    )


def _moment(said: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return None


def _verdict(session: Session, scope: Scope, call_id: int, practice: str) -> str | None:
    """The verdict that counts now; empty for the call as a whole, None where there is nothing to see."""
    if not practice:
        known = session.scalar(select(Call.id).where(Call.id == call_id, scope.judged()))
        return None if known is None else ""
    asked = select(FindingRow.verdict).join(Call, Call.id == FindingRow.call_id)
    return session.scalar(asked.where(Call.id == call_id, FindingRow.practice == practice, scope.judged()))
