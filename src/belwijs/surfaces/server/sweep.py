"""Clearing away: what never came in whole, what is no longer needed, work that was done or failed long ago."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from belwijs.store import intake, jobs
from belwijs.store.jobs import Held
from belwijs.surfaces.server.analysis import forget
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.jobs import KEEP_DONE, KEEP_REGULAR, KINDS, Outcome, Tell, Work
from belwijs.surfaces.server.vault import vault_of

HALF = 6 * 3600.0
"""Seconds after which a file that is still not whole will never be."""
LOOSE = 24 * 3600.0
"""Seconds after which sound that belongs to no call is removed: until then its call may be on its way in."""
_AT_ONCE = 500


def sweep(house: House, held: Held, tell: Tell) -> Work:
    """Remove what is left over in the folder of what comes in and among the sound; forget work of long ago."""
    now = time.time()
    removed = _incoming(house, now) + _sound(house, now)
    regular = [name for name, kind in KINDS.items() if kind.every is not None]

    given_up: list[Mapping[str, Any]] = []

    def write(session: Session, at: datetime) -> Outcome:
        given_up[:] = [p for j in jobs.left_dead(session, at - KEEP_DONE) if (p := jobs.drop(session, j)) is not None]
        forgotten = jobs.forget_done(session, at - KEEP_DONE)
        forgotten += jobs.forget_done(session, at - KEEP_REGULAR, kinds=regular)
        return {"files": removed, "jobs": forgotten, "given_up": len(given_up)}

    def afterwards() -> None:
        for payload in given_up:
            forget(house.settings, payload)

    return Work(write, afterwards)


def _incoming(house: House, now: float) -> int:
    found = [p for p in house.settings.incoming.glob("*") if p.is_file() and _age(p, now) > HALF]
    if not found:
        return 0
    with house.database.read() as work:
        needed = intake.in_work(work)
    loose = [p for p in found if p.name not in needed]
    for path in loose:
        path.unlink(missing_ok=True)
    return len(loose)


def _sound(house: House, now: float) -> int:
    vault = vault_of(house.settings)
    removed = 0
    old = (name for name in vault.names() if _age(vault.raw(name), now) > LOOSE)
    for names in _batches(old):
        with house.database.read() as work:
            kept = intake.sound_paths(work, names)
        for name in names:
            if name not in kept:
                removed += vault.remove(name)
    return removed


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, _AT_ONCE)):
        yield batch


def _age(path: Path, now: float) -> float:
    """Seconds since the file was last written to; 0 where it has gone."""
    try:
        return now - path.stat().st_mtime
    except OSError:
        return 0.0
