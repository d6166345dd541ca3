"""Playbook: the house's and the clients' texts, checked line by line, tried out on last month, and kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.catalogue.playbook_file import Opened, examined
from belwijs.catalogue.practice import catalogue
from belwijs.interface import InterfaceLanguage, text
from belwijs.store import audit, previews
from belwijs.store.house import PLAYBOOK, client_playbooks, keep_setting, playbook_text
from belwijs.store.jobs import enqueue
from belwijs.store.reach_values import Month
from belwijs.store.schema import Client
from belwijs.store.scope import Scope
from belwijs.surfaces.cli.playbook import own_doubts
from belwijs.surfaces.report import wording
from belwijs.surfaces.server import preview, reasons
from belwijs.surfaces.server.context import MOST_ID, House, HouseNow, NotFound, needs
from belwijs.surfaces.server.playbooks import HOUSE_FILE, client_file, house_text, in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Editor = Annotated[Viewer, Depends(needs("playbook"))]
LONGEST = 200_000  # characters
HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a text."""

    line: int | None
    there: str  # what stands on that line
    told: str


@dataclass(frozen=True, slots=True)
class Target:
    """Whose text it is."""

    key: str  # house, or the client's id
    name: str
    client_id: int | None
    text: str

    @property
    def fingerprint(self) -> str:
        """Tells whether somebody else kept another text meanwhile."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@router.get("/playbook")
def edit(
    request: Request,
    house: HouseNow,
    who: Editor,
    of: Annotated[str, Query(max_length=10)] = "",
    kept: bool = False,
    tried: Annotated[int | None, Query(ge=1, le=MOST_ID)] = None,
) -> Response:
    """The text of the house, or of a client; `tried`: as it was last tried out and not yet kept."""
    with house.database.read() as work:
        target, targets = _target(work, house, who, of)
        draft = previews.preview(work, tried, who.id) if tried else None
        if draft is not None and draft.target == target.client_id:
            return _form(request, house, target, targets, draft.text, was=draft.was)
        mistakes = _mistakes(_examined(work, house, target, target.text), target.text, who.language, doubts=False)
    return _form(request, house, target, targets, target.text, mistakes=mistakes, done="kept" if kept else "")


@router.post("/playbook")
def change(
    request: Request,
    house: HouseNow,
    who: Editor,
    of: Annotated[str, Form(max_length=10)],
    content: Annotated[str, Form(max_length=LONGEST)],
    was: Annotated[str, Form(max_length=16)],
    do: Annotated[Literal["check", "preview", "keep"], Form()],
) -> Response:
    """Check, try out or keep a text; one with mistakes is neither tried nor kept."""
    content = content.replace("\r\n", "\n")
    with house.database.read() as work:
        target, targets = _target(work, house, who, of)
        opened = _examined(work, house, target, content)
    mistakes = _mistakes(opened, content, who.language, doubts=do == "check")
    if opened.book is None or (mistakes and do == "check"):
        return _form(request, house, target, targets, content, was=was, mistakes=mistakes, status=422)
    if do == "check":
        return _form(request, house, target, targets, content, was=was, done="right")
    if do == "preview":
        return _tried(request, house, who, target, targets, content, was)
    if was != target.fingerprint:
        return _form(request, house, target, targets, content, was=target.fingerprint, done="overtaken", status=409)
    with house.database.write() as work:
        now = house.now()
        if target.client_id is None:
            keep_setting(work, PLAYBOOK, {"text": content}, now, who.id)
        else:
            work.get_one(Client, target.client_id).playbook = content
        audit.record(work, now, "playbook.changed", f"playbook {target.key}", person_id=who.id)
    return RedirectResponse(f"/playbook?of={target.key}&kept=true", 303)


@router.get("/playbook/preview/{number}")
def tried(request: Request, house: HouseNow, who: Editor, number: int) -> Response:
    """What a try came to, or how far it is."""
    with house.database.read() as work:
        found = previews.preview(work, number, who.id)
        if found is None:
            raise NotFound
        books = in_effect(work, house.settings.playbook)
        told = _told(work, who, found.outcome, books.for_client(found.target).practices)
    return page(request, "playbook/preview.html.j2", preview=found, effect=told, of=found.target or HOUSE)


def _target(work: Session, house: House, who: Viewer, of: str) -> tuple[Target, list[tuple[str, str]]]:
    """The text that is asked for, and all that may be asked for."""
    clients = [c for c in client_playbooks(work) if who.client_id in (None, c.id)]
    targets = [Target(str(c.id), c.name, c.id, c.text) for c in clients]
    if who.client_id is None:
        own = Target(HOUSE, text(who.language, "playbook.house"), None, house_text(work, house.settings.playbook))
        targets.insert(0, own)
    found = next((t for t in targets if t.key == of), targets[0] if targets and not of else None)
    if found is None:
        raise NotFound
    return found, [(t.key, t.name) for t in targets]


def _examined(work: Session, house: House, target: Target, content: str) -> Opened:
    known = frozenset(catalogue())
    if target.client_id is None:
        opened = examined(content, HOUSE_FILE, known)
        if any("clients" in layer.data for layer in opened.layers) and playbook_text(work) is not None:
            line = opened.layers[0].lines.get(("clients",), 1)
            told = Problem(
                "clients are not named here", "add them in Administration", file=f"{opened.layers[0].file}:{line}"
            )
            return Opened(None, opened.layers, (*opened.mistakes, told))
        return opened
    own = examined(house_text(work, house.settings.playbook), HOUSE_FILE, known)
    client = next(c for c in client_playbooks(work) if c.id == target.client_id)
    return examined(content, client_file(client), known, under=own.layers[0] if own.book else None)


def _mistakes(opened: Opened, content: str, language: InterfaceLanguage, *, doubts: bool) -> list[Mistake]:
    lines = content.split("\n")
    found = [_mistake(problem.file, lines, reasons.told(language, problem)) for problem in opened.mistakes]
    if opened.book is not None and doubts:
        for doubt in own_doubts(opened, language):
            place, _, said = doubt.partition(": ")
            found.append(_mistake(place, lines, said))
    return found


def _mistake(place: str | None, lines: list[str], said: str) -> Mistake:
    number = (place or "").rpartition(":")[2]
    line = int(number) if number.isdigit() else None
    there = lines[line - 1].strip()[:120] if line and 0 < line <= len(lines) else ""
    return Mistake(line, there, said)


def _form(
    request: Request,
    house: House,
    target: Target,
    targets: list[tuple[str, str]],
    content: str,
    *,
    was: str = "",
    mistakes: list[Mistake] | None = None,
    done: str = "",
    status: int = 200,
    effect: dict[str, Any] | None = None,
) -> Response:
    return page(
        request,
        "playbook/edit.html.j2",
        status=status,
        target=target,
        targets=targets,
        content=content,
        was=was or target.fingerprint,
        mistakes=mistakes or [],
        done=done,
        effect=effect,
    )


def _tried(
    request: Request,
    house: House,
    who: Viewer,
    target: Target,
    targets: list[tuple[str, str]],
    content: str,
    was: str,
) -> Response:
    """A few calls are judged at once; of more a job is made, and its page shown."""
    month = preview.last_month(house)
    start, end = preview.span(month, house.settings.zone)
    with house.database.read() as work:
        number = previews.number_of_calls(work, start, end, target.client_id)
        if number <= preview.AT_ONCE:
            before = in_effect(work, house.settings.playbook)
            after = preview.candidate(work, house, content, target.client_id)
            reports = previews.kept_reports(work, start, end, target.client_id)
            outcome = preview.effect(reports, before, after).as_outcome(number)
            told = _told(work, who, outcome, after.for_client(target.client_id).practices)
            return _form(request, house, target, targets, content, was=was, effect=told)
    with house.database.write() as work:
        made = enqueue(work, previews.KIND, _payload(target, content, was, month), house.now(), person_id=who.id)
    return RedirectResponse(f"/playbook/preview/{made}", 303)


def _payload(target: Target, content: str, was: str, month: Month) -> dict[str, Any]:
    return {
        "text": content, "was": was, "client": target.client_id, "year": month.year, "month": month.month,
        "label": target.name,
    }  # fmt: skip


def _told(work: Session, who: Viewer, outcome: Any, practices: Any) -> dict[str, Any] | None:
    """What changed as people read it; call by call only for calls of which they may read the verdicts."""
    if "calls" not in outcome:
        return None
    rows = [
        (wording.title(practice, practices, who.language), practice, before, after, number)
        for practice, before, after, number in outcome["steps"]
    ]
    scope: Scope = who.scope
    calls = previews.readable(work, scope, list({line[0] for line in outcome["lines"]}))
    lines = [
        (call, *calls[call], wording.title(practice, practices, who.language), before, after)
        for call, practice, before, after in outcome["lines"]
        if call in calls
    ]
    counts = {name: outcome[name] for name in ("calls", "of", "touched")}
    return {**counts, "number": sum(row[4] for row in rows), "rows": rows, "lines": lines}
