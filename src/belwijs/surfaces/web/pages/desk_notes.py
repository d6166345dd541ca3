"""Callback notes: taken down with the name spelled, listed by when they are due, done with one key."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from belwijs.call import Problem
from belwijs.interface import text
from belwijs.language.alphabets import spelled, without_title
from belwijs.store import callbacks, callers, directory
from belwijs.store.callbacks import PAGE, NewNote
from belwijs.store.directory import Entry
from belwijs.surfaces.server.context import House, HouseNow, NotFound, ThingId
from belwijs.surfaces.server.reasons import sentence
from belwijs.surfaces.server.reminding import queue_letter
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.desk import (
    Asked,
    Desk,
    Line,
    Prose,
    Receptionist,
    at_desk,
    desk_page,
    moment_of,
    number_of,
    to,
)
from belwijs.surfaces.web.pages.desk import OnLine, OnTheForm, OnTheLine

router = APIRouter(include_in_schema=False)
Whose = Literal["mine", "all"]
MOST_CHOICES = 500
"""Entries of the directory that the form lists; the desk's search finds the others."""


@router.get("/desk/callback")
def ask(request: Request, house: HouseNow, who: Receptionist, line: OnTheLine, contact: Asked = "") -> Response:
    """The form, filled in as far as the call is known."""
    return _form(request, house, who, line, contact)


def _form(
    request: Request,
    house: House,
    who: Viewer,
    line: OnLine,
    contact: str,
    status: int = 200,
    wrong: Problem | None = None,
    due: str = "",
    by_when: str = "",
    spelling: str = "",
) -> Response:
    with house.database.read() as session:
        desk = at_desk(session, house, who, called=line.called, client=line.client)
        card = None
        if line.number:
            card = callers.card(session, who.scope, line.number, desk.client_id, desk.region, desk.now)
        entries = directory.find(session, "", desk.client_id, desk.now, MOST_CHOICES)
        chosen = number_of(contact)
        entry = None if chosen is None else directory.entry(session, chosen, desk.client_id, desk.now)
    if entry is not None and all(e.id != entry.id for e in entries):
        entries = [entry, *entries]
    if card is not None:
        known = {"name": line.name or card.name, "organisation": line.organisation or card.organisation}
        line = OnLine(**{**asdict(line), **known})
    offered = callbacks.moments(desk.now, desk.hours)
    return desk_page(
        request,
        desk,
        "note_form",
        status=status,
        line=line,
        entries=entries,
        entry=entry,
        offered=offered,
        due=due or offered[0][0],
        by_when=by_when,
        spelling=spelling,
        spelled=spelled(without_title(line.name)),
        promise=_promise(desk, entry),
        wrong=sentence(who.language, wrong) if wrong else "",
    )


def _promise(desk: Desk, entry: Entry | None) -> str:
    """What may be promised: that it is asked, not that somebody surely calls (practice `callback.promise`)."""
    language = desk.who.language
    return text(language, "desk.say.ask", colleague=entry.name) if entry else text(language, "desk.say.ask.bare")


@router.post("/desk/callback")
def take(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    line: OnTheForm,
    contact: Line = "",
    due: Line = "",
    by_when: Line = "",
    spelling: Line = "",
    subject: Prose = "",
) -> Response:
    """Keeps the note and has it e-mailed to whom it is for."""
    try:
        with house.database.write() as session:
            desk = at_desk(session, house, who, called=line.called, client=line.client)
            offered = dict(callbacks.moments(desk.now, desk.hours))
            moment = offered.get(due) or moment_of(by_when, desk.words.zone)
            if moment is None:
                raise Problem("the moment is missing", "choose by when")
            new = NewNote(
                name=line.name,
                number=line.number,
                subject=subject,
                due_at=moment,
                organisation=line.organisation,
                spelled=spelling,
                contact_id=number_of(contact),
                client_id=desk.client_id,
            )
            made = callbacks.take(session, new, who.id, desk.region, desk.now)
            note = callbacks.one(session, made, desk.client_id)
            sent = note is not None and queue_letter(session, house.settings, note, "new", desk.now)
    except Problem as problem:
        kept = OnLine(**{**asdict(line), "about": subject[:300]})
        return _form(request, house, who, kept, contact, 400, problem, due, by_when, spelling)
    return to("/desk/callbacks", said="noted.sent" if sent else "noted", new=made)


@router.post("/desk/callback/instead")
def instead(who: Receptionist, line: OnTheForm, contact: Line = "") -> Response:
    """From the transfer to a note for the same person, with what was filled in."""
    return to("/desk/callback", **asdict(line), contact=contact)


@router.get("/desk/callbacks")
def due_list(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    whose: Whose = "all",
    after: Annotated[str, Query(max_length=60)] = "",
    client: Asked = "",
    new: Asked = "",
) -> Response:
    """Open notes, the most urgent first; below them what was done last and how many promises were kept."""
    person_id = who.id if whose == "mine" else None
    with house.database.read() as session:
        desk = at_desk(session, house, who, client=client)
        notes = callbacks.due(
            session, desk.client_id, person_id=person_id, after=_key(after), limit=PAGE + 1
        )
        more = notes[PAGE - 1] if len(notes) > PAGE else None
        last = callbacks.finished(session, desk.client_id, 5)
        kept = callbacks.kept(session, desk.client_id, desk.now)
    following = f"{more.due_at.isoformat()}~{more.id}" if more else ""
    return desk_page(
        request,
        desk,
        "notes",
        notes=notes[:PAGE],
        following=following,
        finished=last,
        kept=kept,
        whose=whose,
        new=number_of(new),
    )


def _key(after: str) -> tuple[datetime, int] | None:
    """Moment and id of the last note that was seen."""
    moment, _, id_ = after.partition("~")
    at, number = moment_of(moment, ZoneInfo("UTC")), number_of(id_)
    return None if at is None or number is None else (at, number)


@router.get("/desk/callbacks/{note_id}")
def show(request: Request, house: HouseNow, who: Receptionist, note_id: ThingId) -> Response:
    """One note, with everything that can become of it."""
    return _one(request, house, who, note_id)


def _one(request: Request, house: House, who: Viewer, note_id: int, wrong: Problem | None = None) -> Response:
    with house.database.read() as session:
        desk = at_desk(session, house, who)
        note = callbacks.one(session, note_id, desk.client_id)
    if note is None:
        raise NotFound
    said = sentence(who.language, wrong) if wrong else ""
    return desk_page(request, desk, "note", status=400 if wrong else 200, note=note, wrong=said)


@router.post("/desk/callbacks/{note_id}")
def close(
    request: Request,
    house: HouseNow,
    who: Receptionist,
    note_id: ThingId,
    became: Annotated[Literal["done", "unreached", "dropped"], Form()],
    outcome: Prose = "",
) -> Response:
    """Called back, called and not reached, or not needed any more."""
    try:
        with house.database.write() as session:
            desk = at_desk(session, house, who)
            if became == "done":
                was_open = callbacks.done(session, note_id, desk.client_id, outcome, desk.now)
            elif became == "unreached":
                was_open = callbacks.unreached(session, note_id, desk.client_id, desk.hours, desk.now)
            else:
                was_open = callbacks.drop(session, note_id, desk.client_id, outcome, desk.now)
            if not was_open and callbacks.one(session, note_id, desk.client_id) is None:
                raise NotFound
    except Problem as problem:
        return _one(request, house, who, note_id, problem)
    return to("/desk/callbacks", said=f"note.{became}" if was_open else "note.closed")
