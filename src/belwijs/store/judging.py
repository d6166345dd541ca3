"""Verdicts on a call that are judged again, in place of those that stood: where a call turns out to be a client's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from belwijs.finding import Report
from belwijs.store.audit import record
from belwijs.store.intake import finding_row
from belwijs.store.jobs import enqueue
from belwijs.store.reviews import apply_settled
from belwijs.store.schema import Call, Document, FindingRow

KIND = "judge"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a call is judged from."""

    client_id: int | None
    medium: str
    document: Mapping[str, Any]  # belwijs.finding.Report


def ask(session: Session, call_id: int, now: datetime) -> None:
    """Queues the work, in the transaction that makes another playbook count for the call; new calls go before."""
    label = session.scalar(select(Call.name).where(Call.id == call_id))
    enqueue(session, KIND, {"label": label}, now, lane="heavy", urgency=8, call_id=call_id)


def kept(session: Session, call_id: int) -> Kept | None:
    """None where nothing is to be judged: call, words or verdicts are gone, or it is still to be analysed."""
    asked = select(Call.client_id, Call.medium, Document.document).join(Document, Document.call_id == Call.id)
    found = session.execute(asked.where(Call.id == call_id, Call.state == "ready")).first()
    return Kept(*found) if found is not None and found.document.get("findings") else None


def put(session: Session, call_id: int, judged: Kept, report: Report, now: datetime) -> bool:
    """Writes a report in place of the one that it was judged from; what was settled on the call goes on counting.

    Returns:
        False where the call has changed since (masked, erased, another client's): then nothing is written.
    """
    call = session.get(Call, call_id, with_for_update=True)
    document = session.get(Document, call_id, with_for_update=True)
    if call is None or document is None or kept(session, call_id) != judged:
        return False
    document.document = report.model_dump(mode="json", by_alias=True, exclude_none=True)
    session.execute(delete(FindingRow).where(FindingRow.call_id == call_id))
    session.execute(insert(FindingRow), [finding_row(finding, call) for finding in report.findings])
    apply_settled(session, call_id)
    record(session, now, "call.judged", f"call {call_id}", by=KIND)
    return True
