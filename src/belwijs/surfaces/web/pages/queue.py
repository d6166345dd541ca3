"""The queue: what waits and runs, and what failed for good with its reason, to be tried again or given up."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from belwijs.store import audit, jobs
from belwijs.store.jobs import JobLine
from belwijs.surfaces.server.analysis import forget
from belwijs.surfaces.server.context import HouseNow, NotFound, needs
from belwijs.surfaces.server.reasons import kind, sentence
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Operator = Annotated[Viewer, Depends(needs("operation"))]
COUNTED = 1000
"""Up to here jobs are counted; more is shown as so many and more."""


@router.get("/queue")
def show(request: Request, house: HouseNow, who: Operator, before: int | None = None) -> Response:
    """What waits, what runs, what is dead; the dead by pages, `before` an id."""
    with house.database.read() as work:
        numbers = jobs.numbers(work, COUNTED)
        dead = jobs.listed(work, "dead", before)
        values: dict[str, Any] = {
            "running": jobs.listed(work, "running"),
            "queued": jobs.listed(work, "queued"),
            "done": jobs.listed(work, "done", most=20),
        }
    following = dead[-1].id if len(dead) == jobs.PAGE else None
    shown = {state: f"{count}+" if count >= COUNTED else str(count) for state, count in numbers.items()}

    def why(line: JobLine) -> str:
        return sentence(who.language, line.reason) if line.reason else ""

    return page(
        request,
        "queue/queue.html.j2",
        numbers=shown,
        dead=dead,
        following=following,
        why=why,
        kind=lambda name: kind(who.language, name),
        **values,
    )


@router.post("/queue/retry")
def retry(house: HouseNow, who: Operator, job: Annotated[int, Form()]) -> Response:
    """One of the dead is tried again."""
    with house.database.write() as work:
        if not jobs.retry(work, job, house.now()):
            raise NotFound
        audit.record(work, house.now(), "job.retried", f"job {job}", person_id=who.id)
    return RedirectResponse("/queue", 303)


@router.post("/queue/retry-all")
def retry_all(house: HouseNow, who: Operator) -> Response:
    """All the dead are tried again."""
    with house.database.write() as work:
        number = jobs.retry_all(work, house.now())
        audit.record(work, house.now(), "job.retried", "all", person_id=who.id, detail={"number": number})
    return RedirectResponse("/queue", 303)


@router.post("/queue/drop")
def drop(house: HouseNow, who: Operator, job: Annotated[int, Form()]) -> Response:
    """One of the dead is given up: it goes, with the call that it never made ready, and with what came in for it."""
    with house.database.write() as work:
        payload = jobs.drop(work, job)
        if payload is None:
            raise NotFound
        audit.record(work, house.now(), "job.dropped", f"job {job}", person_id=who.id)
    forget(house.settings, payload)
    return RedirectResponse("/queue", 303)
