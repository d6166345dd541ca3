"""What may no longer be kept: the daily clearing, erasing somebody, masking a stretch, and the files that go with it.

Rows go first where a row is what makes a file known, files first where a row only tells that the file is there; either
way the sweep takes what a crash leaves lying.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.finding import Report
from belwijs.store import privacy, retention, unmatched, wiping
from belwijs.store.audit import record
from belwijs.store.jobs import Held
from belwijs.store.privacy import Erased
from belwijs.store.retention import KINDS, Kind
from belwijs.store.schema import Call, Document, Recording
from belwijs.surfaces.server.analysis import forget
from belwijs.surfaces.server.context import House, NotFound
from belwijs.surfaces.server.hiding import flat, silence, without_stretch
from belwijs.surfaces.server.jobs import Outcome, Tell, Work
from belwijs.surfaces.server.vault import vault_of

ACTION = "retention.enforced"


def clear(house: House, held: Held, tell: Tell) -> Work:
    """Clear away what has been kept long enough, kind by kind; the log then tells what went and what is oldest now."""
    with house.database.read() as work:
        days = retention.days_kept(work, house.settings.retention.model_dump())
    ends = retention.limits(days, house.now())
    removed: dict[Kind, int] = dict.fromkeys(KINDS, 0)
    for step, kind in enumerate(KINDS):
        for some in _cleared(house, kind, ends):
            removed[kind] += some
            tell(step / len(KINDS))

    def write(session: Session, now: datetime) -> Outcome:
        detail: dict[str, Any] = {
            kind: _line(session, kind, days[kind], removed[kind], ends.get(kind)) for kind in KINDS
        }
        record(session, now, ACTION, "retention", by="retention", detail=detail)
        if any(count for kind, count in removed.items() if kind != "audio"):
            wiping.ask(session, now)
        return {str(kind): count for kind, count in removed.items()}

    return Work(write)


def _cleared(house: House, kind: Kind, ends: dict[Kind, datetime]) -> Iterator[int]:
    """Numbers of what went, a transaction each, until nothing is left to do."""
    if kind not in ends:
        return
    if kind != "audio":
        while True:
            with house.database.write() as work:
                some = retention.forget(work, kind, ends)
            if not some:
                return
            yield some
    vault = vault_of(house.settings)
    while True:
        with house.database.read() as work:
            old = retention.expired_audio(work, ends[kind])
        if not old:
            return
        for _, path in old:
            vault.remove(path)
        with house.database.write() as work:
            retention.forget_recordings(work, [number for number, _ in old])
        yield len(old)


def _line(session: Session, kind: Kind, days: int, removed: int, before: datetime | None) -> dict[str, Any]:
    oldest = retention.oldest(session, kind)
    return {
        "days": days,
        "removed": removed,
        "before": before and before.isoformat(),
        "oldest": oldest and oldest.isoformat(),
    }


def erase_caller(house: House, number: str, by: int | None) -> dict[str, int]:
    """Erases a caller by number in E.164, with their files; says how much of each kind went."""
    with house.database.write() as work:
        gone = privacy.erase_caller(work, number, house.now(), by)
        wiping.ask(work, house.now())
    return without_files(house, gone)


def erase_person(house: House, person_id: int, by: int | None) -> dict[str, int]:
    """Erases one of our people, with their files; says how much of each kind went.

    Raises:
        NotFound: there is nobody of that number.
    """
    gone, more = Erased(), True
    with house.database.write() as work:
        unmatched.forget_person(work, person_id)
    while more:
        with house.database.write() as work:
            more = privacy.erase_some_of_person(work, person_id, gone)
    with house.database.write() as work:
        try:
            gone = privacy.erase_person(work, person_id, house.now(), by, gone)
        except KeyError:
            raise NotFound from None
        wiping.ask(work, house.now())
    return without_files(house, gone)


def mask(house: House, call_id: int, start: float, end: float, by: int | None) -> None:
    """Takes the seconds from `start` to `end` out of the sound, the drawing and the words of a call, for good.

    Raises:
        NotFound: there is no such call.
        Problem: the stretch is none, or the call is still being analysed.
    """
    if not 0 <= start < end:
        raise Problem("the stretch ends before it begins", "give the second of its beginning, then that of its end")
    with house.database.read() as work:
        state = work.scalar(select(Call.state).where(Call.id == call_id))
        document = work.get(Document, call_id)
        asked = select(Recording.id, Recording.path).where(Recording.call_id == call_id)
        sounds = [(row.id, row.path) for row in work.execute(asked)]
        if state is None:
            raise NotFound
        if state == "queued":
            raise Problem("the call is still being analysed", "mask it when that is done")
        report = None if document is None else Report.model_validate(document.document)
        envelope = None if document is None else document.envelope
        sides = 0 if document is None else len(document.sides)
    vault = vault_of(house.settings)
    made = []
    for recording, path in sounds:  # under a new name: a crash leaves the old or the new, never half of it
        name = f"{path.partition('/')[0]}/{uuid4().hex}.mp3"
        made.append((recording, path, *silence(vault, path, name, [(start, end)])))
    with house.database.write() as work:
        for recording, _, stored, media_type in made:
            privacy.replace_recording(
                work, recording, stored.path, media_type, stored.size, stored.is_encrypted
            )  # fmt: skip
        if report is not None:
            hidden = without_stretch(report, start, end)
            privacy.keep_masked(work, call_id, hidden.report, flat(envelope, sides, hidden.spans))
        seconds = {"start": round(start, 2), "end": round(end, 2)}
        record(work, house.now(), "call.masked", f"call {call_id}", person_id=by, detail=seconds)
        wiping.ask(work, house.now())
    for _, path, _, _ in made:
        vault.remove(path)


def wipe(house: House, held: Held, tell: Tell) -> None:
    """Takes what was erased out of the database's own files.

    Raises:
        Problem: somebody reads all the time; it is tried again.
    """
    first = True
    while True:
        with house.database.write() as work:
            if not wiping.merge(work, first=first):
                break
        first = False
        tell(0.5)
    if not house.database.settle():
        raise Problem("the database was being read all the time", "it is tried again by itself")


def without_files(house: House, gone: Erased) -> dict[str, int]:
    """Removes the files of what was erased; says how much of each kind went."""
    vault = vault_of(house.settings)
    for path in gone.recordings:
        vault.remove(path)
    for payload in gone.payloads:
        forget(house.settings, payload)
    return gone.counts
