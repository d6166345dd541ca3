"""Callback notes in the background: sent to whom they are for, and reminded of when their moment comes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from belwijs.interface import text
from belwijs.interface.moments import in_words
from belwijs.store import callbacks, jobs, webhooks
from belwijs.store.callbacks import Note
from belwijs.store.jobs import Held
from belwijs.store.numbers import shown
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.jobs import Outcome, Tell, Work
from belwijs.surfaces.server.mail import Letter, send
from belwijs.surfaces.server.settings import ServerSettings

Why = Literal["new", "due"]
MAIL = "mail"
"""The kind of job that sends a note."""


def queue_letter(session: Session, settings: ServerSettings, note: Note, why: Why, now: datetime) -> bool:
    """Queues the letter of a note; False where there is no mail server, or no address in the directory."""
    if settings.mail is None or not note.email:
        return False
    key = f"note {note.id} {why} {note.due_at.timestamp():.0f}"
    return jobs.enqueue(session, MAIL, {"note": note.id, "why": why}, now, key=key) is not None


def send_note(house: House, held: Held, tell: Tell) -> Work | None:
    """One letter; nothing where the note was closed or erased meanwhile.

    A worker that dies between sending and noting it down sends it again, with the same Message-ID.
    """
    why: Why = "due" if held.payload.get("why") == "due" else "new"
    with house.database.read() as session:
        note = callbacks.one(session, int(held.payload["note"]), None)
    if note is None or note.state != "open" or house.settings.mail is None or not note.email:
        return None
    send(house.settings.mail, letter(note, why, house.settings, house.now()), house.now())

    def write(session: Session, now: datetime) -> Outcome | None:
        callbacks.mark_sent(session, note.id, now)
        return None

    return Work(write)


def remind(house: House, held: Held, tell: Tell) -> Work:
    """Reminds of every note whose moment comes: a letter to whom it is for, and other systems are told."""

    def write(session: Session, now: datetime) -> Outcome | None:
        reminded = 0
        for id_ in callbacks.to_remind(session, now):
            note = callbacks.one(session, id_, None)
            if note is None or not callbacks.mark_reminded(session, id_, now):
                continue
            queue_letter(session, house.settings, note, "due", now)
            thing = f"callback {id_} {note.due_at.timestamp():.0f}"
            data = {"callback": id_, "due_at": note.due_at.isoformat(), "late": note.due_at <= now}
            webhooks.announce(session, "callback.due", thing, data, now, client_id=note.client_id)
            reminded += 1
        return {"reminded": reminded} if reminded else None

    return Work(write)


def letter(note: Note, why: Why, settings: ServerSettings, now: datetime) -> Letter:
    """The note as a letter, in the language of the house."""
    language, zone = settings.language, settings.zone
    when = in_words(note.due_at, now, zone, language)
    who = f"{note.name} ({note.organisation})" if note.organisation else note.name
    lines = [
        text(language, f"desk.mail.{why}", who=who, when=when),
        "",
        text(language, "desk.mail.number", number=shown(note.number, settings.region)),
        text(language, "desk.mail.subject", subject=note.subject),
    ]
    if note.spelled:
        lines.append(text(language, "desk.mail.spelled", spelled=note.spelled))
    if note.taken_by:
        made = in_words(note.made_at, now, zone, language)
        lines.append(text(language, "desk.mail.taken", who=note.taken_by, when=made))
    if settings.address:
        lines += ["", text(language, "desk.mail.done"), f"{settings.address.rstrip('/')}/desk/callbacks/{note.id}"]
    subject = text(language, f"desk.mail.{why}.title", who=who, when=when)
    return Letter(note.email, subject, "\n".join(lines), f"callback-{note.id}-{why}-{note.due_at.timestamp():.0f}")
