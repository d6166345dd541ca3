"""How long erasing and the daily clearing take in a full house, and for how long anybody waits; for bench/server.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.store import retention
from belwijs.store.database import Database
from belwijs.store.jobs import Held
from belwijs.store.schema import Caller
from belwijs.surfaces.server import clearing
from belwijs.surfaces.server.context import House, utc_now
from belwijs.surfaces.server.settings import Retention, ServerSettings

KEPT = 365  # days that bench/server_fill.py goes back
SOMEBODY, PERSON = 1000, 3  # ids of a caller and of one of our people


class Timed(Database):
    """A database that notes how long each of its transactions took: on SQLite other writers wait that long."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.longest = 0.0

    @contextmanager
    def write(self) -> Iterator[Session]:
        """As always, timed."""
        started = time.perf_counter()
        with super().write() as work:
            yield work
        self.longest = max(self.longest, time.perf_counter() - started)


def cleared(url: str, folder: Path) -> list[str]:
    """Erases somebody who called and one of our people, lets terms end, and wipes; a table of the times."""
    database = Timed(url)
    lines = ["| what | rows | seconds | longest transaction, s |", "|---|---:|---:|---:|"]

    def timed(what: str, work: Callable[[House], int], days: int = KEPT) -> None:
        terms = Retention(audio=days, words=days, verdicts=days, records=days)
        settings = ServerSettings.model_validate({"folder": folder, "database": url, "workers": 0, "retention": terms})
        database.longest, started = 0.0, time.perf_counter()
        rows = work(House(settings, database))
        seconds = time.perf_counter() - started
        lines.append(f"| {what} | {rows:,} | {seconds:.1f} | {database.longest:.2f} |")
        print(lines[-1], flush=True)

    timed("erase somebody who called", _erase_caller)
    timed("erase one of our people", lambda house: sum(clearing.erase_person(house, PERSON, None).values()))
    timed("the daily clearing, one day's calls", _clear, KEPT - 1)
    timed("a term shortened by a month", _clear, KEPT - 31)
    if database.is_sqlite:
        timed("wiping after that", _wipe)
    database.close()
    return lines


def _erase_caller(house: House) -> int:
    with house.database.read() as work:
        number = work.scalar(select(Caller.number).where(Caller.id == SOMEBODY))
    assert number is not None
    return sum(clearing.erase_caller(house, number, None).values())


def _clear(house: House) -> int:
    work = clearing.clear(house, _held("retention"), _told)
    with house.database.write() as session:
        done = work.write(session, utc_now())
    assert done is not None
    left = house.now() - timedelta(days=house.settings.retention.words)
    with house.database.read() as session:
        oldest = retention.oldest(session, "verdicts")
    assert oldest is None or oldest >= left
    return sum(done.values())


def _wipe(house: House) -> int:
    clearing.wipe(house, _held("wipe"), _told)
    return 0


def _held(kind: str) -> Held:
    return Held(0, kind, {}, 1, "bench")


def _told(_share: float) -> None:
    """Nobody looks."""
