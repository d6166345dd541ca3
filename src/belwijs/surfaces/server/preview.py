"""Trying a playbook out on last month's calls: verdict by verdict, what would be another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from belwijs.finding import Report
from belwijs.pipeline.rejudge import verdicts_under
from belwijs.store import previews
from belwijs.store.house import client_playbooks
from belwijs.store.jobs import Held
from belwijs.store.previews import Kept
from belwijs.store.reach_values import Month, month_of
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.jobs import Tell, Work
from belwijs.surfaces.server.playbooks import InEffect, combined, house_text, in_effect

AT_ONCE = 12
"""Calls that are judged while the browser waits; more become a job."""
MOST = 1000
"""Calls that are judged; of more, one of so many is taken."""
MOST_LINES = 500
"""Changed verdicts that are kept one by one; the counts hold all of them."""


@dataclass
class Effect:
    """What a playbook would change."""

    calls: int = 0
    touched: int = 0
    steps: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # practice, verdict before and after
    lines: list[tuple[int, str, str, str]] = field(default_factory=list)  # call, practice, before, after

    def add(self, call_id: int, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Counts one call: its verdicts by practice under both playbooks; '-' where there is none."""
        self.calls += 1
        changed = False
        for practice in dict.fromkeys((*before, *after)):
            step = (practice, before.get(practice, "-"), after.get(practice, "-"))
            if step[1] != step[2]:
                changed = True
                self.steps[step] += 1
                if len(self.lines) < MOST_LINES:
                    self.lines.append((call_id, *step))
        self.touched += changed

    def as_outcome(self, of: int) -> dict[str, Any]:
        """What the job keeps: ids, practices and verdicts; `of` is how many calls there were."""
        return {
            "calls": self.calls,
            "of": of,
            "touched": self.touched,
            "steps": [[*step, number] for step, number in self.steps.most_common()],
            "lines": [list(line) for line in self.lines],
        }


def span(month: Month, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a month begins and ends."""
    return month.starts(zone), month.after.starts(zone)


def last_month(house: House) -> Month:
    """The month before this one on the house's clock."""
    return month_of(house.now(), house.settings.zone).before


def candidate(work: Session, house: House, text: str, client_id: int | None) -> InEffect:
    """What would count if this text were the house's playbook, or that of a client."""
    clients = client_playbooks(work)
    if client_id is None:
        return combined(text, clients)
    changed = tuple(replace(c, text=text) if c.id == client_id else c for c in clients)
    return combined(house_text(work, house.settings.playbook), changed)


def effect(reports: Iterable[Kept], before: InEffect, after: InEffect, tell: Tell | None = None, of: int = 0) -> Effect:
    """What changes in these calls."""
    found = Effect()
    for kept in reports:
        report = Report.model_validate(kept.document)
        now, then = (books.for_client(kept.client_id) for books in (before, after))
        first, second = verdicts_under(report, now, then, "chat" if kept.medium == "chat" else "phone")
        found.add(kept.call_id, {f.practice: f.verdict for f in first}, {f.practice: f.verdict for f in second})
        if tell is not None and of:
            tell(min(0.99, found.calls / of))
    return found


def try_out(house: House, held: Held, tell: Tell) -> Work:
    """The job: the text in its payload beside what counts now, over the month in its payload."""
    payload = held.payload
    month = Month(int(payload["year"]), int(payload["month"]))
    start, end = span(month, house.settings.zone)
    client_id = payload.get("client")
    with house.database.read() as work:
        before = in_effect(work, house.settings.playbook)
        after = candidate(work, house, str(payload["text"]), client_id)
        number = previews.number_of_calls(work, start, end, client_id)
        each = sampled(number)
        found = effect(previews.kept_reports(work, start, end, client_id, each), before, after, tell, number // each)
    return Work(lambda session, now: found.as_outcome(number))


def sampled(number: int) -> int:
    """One of how many calls is judged."""
    return max(1, -(-number // MOST))
