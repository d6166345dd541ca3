"""The job that judges a call again under its client's playbook, from what was kept of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from belwijs.finding import Report
from belwijs.pipeline.rejudge import judged_again
from belwijs.store import judging
from belwijs.store.jobs import Held
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.jobs import Outcome, Tell, Work
from belwijs.surfaces.server.playbooks import in_effect


def judge(house: House, held: Held, tell: Tell) -> Work | None:
    """Judge the call of a job; nothing where it is gone, or nothing of it was kept to be judged."""
    call_id = held.call_id
    if call_id is None:
        return None
    with house.database.read() as work:
        kept = judging.kept(work, call_id)
        books = in_effect(work, house.settings.playbook)
    if kept is None:
        return None
    report = Report.model_validate(kept.document)
    before, after = books.book.for_whom(None, report.organisation), books.for_client(kept.client_id)
    if "interface" not in after.model_fields_set:
        after = after.speaking(house.settings.language)
    made = judged_again(report, before, after, "chat" if kept.medium == "chat" else "phone")
    verdicts = {finding.practice: finding.verdict for finding in report.findings}
    changed = sum(verdicts.get(finding.practice) != finding.verdict for finding in made.findings)

    def write(session: Session, now: datetime) -> Outcome:
        if judging.put(session, call_id, kept, made, now):
            return {"changed": changed}
        judging.ask(session, call_id, now)  # something was done with the call meanwhile: from what it is now
        return {"changed": 0}

    return Work(write)
