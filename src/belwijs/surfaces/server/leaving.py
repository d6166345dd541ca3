"""Removing a client in the background: its calls a part at a time if they are to be erased, then the client itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import leaving, wiping
from belwijs.store.jobs import Held
from belwijs.store.privacy import Erased
from belwijs.surfaces.server.clearing import without_files
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.jobs import Outcome, Tell, Work


def remove(house: House, held: Held, tell: Tell) -> Work | None:
    """Removes the client of a job; what was erased before a stop is not there any more when it goes on.

    Raises:
        Problem: somebody has to decide something first, since the removal was asked for.
    """
    client_id, name = int(held.payload["client"]), str(held.payload["name"])
    with house.database.read() as work:
        if not leaving.known(work, client_id, name):
            return None
        found = leaving.hanging(work, client_id)
    _decided(found)
    erases, late, done = held.payload["calls"] == "erase", list[Erased](), 0
    if erases:
        while True:
            with house.database.write() as work:
                gone = leaving.erase_some(work, client_id, house.now(), held.person_id)
            if gone is None:
                break
            without_files(house, gone)
            done += gone.counts["calls"]
            tell(min(0.95, done / max(1, found.calls)))

    def write(session: Session, now: datetime) -> Outcome:
        _decided(leaving.hanging(session, client_id))
        while erases and (gone := leaving.erase_some(session, client_id, now, held.person_id)) is not None:
            late.append(gone)  # came in for its name meanwhile
        leaving.end(session, client_id, now, held.person_id)
        wiping.ask(session, now)
        return {"calls": found.calls}

    def afterwards() -> None:
        for gone in late:
            without_files(house, gone)

    return Work(write, afterwards)


def _decided(found: leaving.Hanging) -> None:
    if found.undecided:
        raise Problem("something has to be decided for this client", "its page says what; then remove it again")
