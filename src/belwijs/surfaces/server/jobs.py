"""Kinds of work in the background: which function does each, how often by itself, what is tried again.

A new kind is a row in `KINDS`. Its function gets the house, the job and a way to tell how far it is, does what takes
time outside any transaction, and gives back what is to be written: that goes into one transaction with `done`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import jobs, unmatched
from belwijs.store.jobs import Held, Lane
from belwijs.surfaces.server.context import House

Tell = Callable[[float], None]
"""Told how far the work is, 0-1; raises where it has to stop."""
Outcome = Mapping[str, Any]
KEEP_DONE = timedelta(days=30)
KEEP_REGULAR = timedelta(days=1)


def _nothing(session: Session, now: datetime) -> None:
    """Writes nothing."""


def _no_more() -> None:
    """Leaves everything as it is."""


@dataclass(frozen=True, slots=True)
class Work:
    """What work came to: `write` in the transaction that makes it done, `afterwards` when that has gone through."""

    write: Callable[[Session, datetime], Outcome | None] = field(default=_nothing)
    afterwards: Callable[[], None] = field(default=_no_more)  # tidying that may be left out: a crash may come before it


Handler = Callable[[House, Held, Tell], Work | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work."""

    run: str  # "module:function", loaded when first needed
    lane: Lane = "light"
    tries_problems: bool = True  # False: a Problem lies in what was given, so that trying again makes no sense
    every: timedelta | None = None  # queued by itself


KINDS: dict[str, Kind] = {
    "analyse": Kind("belwijs.surfaces.server.analysis:analyse", lane="heavy", tries_problems=False),
    "judge": Kind("belwijs.surfaces.server.judging:judge", lane="heavy", tries_problems=False),
    "records": Kind("belwijs.surfaces.server.cdr:import_file", tries_problems=False),
    "preview": Kind("belwijs.surfaces.server.preview:try_out", tries_problems=False),
    "webhook": Kind("belwijs.surfaces.server.jobs:tell_webhook"),
    "mail": Kind("belwijs.surfaces.server.reminding:send_note"),
    "remind": Kind("belwijs.surfaces.server.reminding:remind", every=timedelta(minutes=5)),
    "retention": Kind("belwijs.surfaces.server.clearing:clear", every=timedelta(days=1)),
    "match": Kind("belwijs.surfaces.server.jobs:match_again"),
    "client": Kind("belwijs.surfaces.server.leaving:remove", tries_problems=False),
    "wipe": Kind("belwijs.surfaces.server.clearing:wipe"),
    "sweep": Kind("belwijs.surfaces.server.sweep:sweep", every=timedelta(hours=1)),
}


def handler(kind: str) -> Handler:
    """The function that does this kind of work.

    Raises:
        KeyError: there is no such kind; another version queued it.
    """
    module, _, name = KINDS[kind].run.partition(":")
    found: Handler = getattr(import_module(module), name)
    return found


def queue_regular(session: Session, now: datetime) -> int:
    """Queue what comes round by itself, each once a period, whoever asks; says how much was new."""
    new = 0
    for name, kind in KINDS.items():
        if kind.every is not None:
            slot = int(now.timestamp() // kind.every.total_seconds())
            new += jobs.enqueue(session, name, {}, now, key=f"{name} {slot}", lane=kind.lane) is not None
    return new


def reason_of(error: Exception, *, known: bool = True) -> str:
    """Why a job failed, for people: nothing that was said, and no name of a file on our disk."""
    if not known:
        return "this version does not know this kind of work"
    if isinstance(error, Problem):
        return f"{error.reason}; {error.way_out}" if error.way_out else error.reason
    if isinstance(error, MemoryError):
        return "there was not enough memory"
    return f"something unexpected happened ({type(error).__name__}); the log of the worker says where"


def match_again(house: House, held: Held, tell: Tell) -> Work:
    """Matches calls and records that nobody was matched to. What was matched before a stop is not looked at again."""
    done, last = {"calls": 0, "records": 0}, 0
    with house.database.read() as work:
        rows = max(1, unmatched.open_rows(work))
    looked = 0
    while True:
        with house.database.write() as work:
            some = unmatched.match(work, last, house.now())
        done["calls"] += some.calls
        done["records"] += some.records
        if some.last is None:
            return Work(lambda session, now: done)
        last, looked = some.last, looked + unmatched.FEW
        tell(min(0.99, looked / rows))


def tell_webhook(house: House, held: Held, tell: Tell) -> None:
    """One delivery to another system."""
    from belwijs.surfaces.server.webhooks import deliver

    deliver(house, held.payload, held.id)
