"""A worker: takes jobs, does them, and survives whatever happens meanwhile, by its own doing or by that of the next.

A lane is a thread, so that an e-mail does not wait for an hour of sound. A job's lease is renewed by another thread as
long as the job runs. A database that is away is waited for; a stop waits a little for what is nearly done and puts the
rest back into the queue.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from types import FrameType

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import health, jobs
from belwijs.store.database import AwayError, Database
from belwijs.store.jobs import Held, Lane, LostLeaseError, Rules
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.jobs import KINDS, Work, handler, queue_regular, reason_of
from belwijs.surfaces.server.logs import say, set_up
from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.spool import is_disk_full

LANES: tuple[Lane, ...] = ("heavy", "light")
POLL = 1.0  # seconds between two looks into an empty queue
GRACE = 20.0  # seconds that a job may go on when the worker has to stop
NO_ROOM = timedelta(minutes=1)  # a full disk is tried again after this
_REGULAR = 20.0  # seconds between two looks at what comes round
_LONGEST_WAIT = 30.0  # seconds between two tries to reach the database
_LOG = logging.getLogger("belwijs.worker")
_AWAY = (AwayError, OperationalError)


class StoppedError(Exception):
    """The worker has to stop before the job was done; it is put back."""


@dataclass
class Worker:
    """Takes jobs of a house until it is told to stop."""

    house: House
    rules: Rules = field(default_factory=Rules)
    poll: float = POLL
    grace: float = GRACE
    stop: threading.Event = field(default_factory=threading.Event)
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(2)}")

    def run(self, lanes: tuple[Lane, ...] = LANES) -> None:
        """Work until `stop` is set; what runs then gets `grace` seconds."""
        say(_LOG, "worker.started", worker=self.name)
        threads = [threading.Thread(target=self._lane, args=(lane,), name=lane) for lane in lanes]
        threads.append(threading.Thread(target=self._regular, name="regular"))
        if self.house.settings.watch is not None:
            threads.append(threading.Thread(target=self._watch, name="watch"))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with contextlib.suppress(*_AWAY), self.house.database.write() as work:
            health.gone(work, self.name)
        say(_LOG, "worker.stopped", worker=self.name)

    def once(self, lane: Lane) -> bool:
        """Take one job and do it; False where none waits."""
        with self.house.database.write() as work:
            held = jobs.claim(work, lane, self.name, self.house.now(), self.rules)
        if held is None:
            return False
        self._do(held)
        return True

    def until_empty(self) -> int:
        """Do all that waits now; says how many jobs that were."""
        done = 0
        while (some := sum(map(self.once, LANES))) > 0:
            done += some
        return done

    def _lane(self, lane: Lane) -> None:
        wait = self.poll
        while not self.stop.is_set():
            try:
                busy = self.once(lane)
                wait = self.poll
            except _AWAY as error:
                say(_LOG, "worker.waits", level=logging.WARNING, worker=self.name, error=error)
                busy, wait = False, min(_LONGEST_WAIT, wait * 2)
            except Exception as error:  # the queue itself failed: the next look may do
                say(_LOG, "worker.failed", level=logging.ERROR, worker=self.name, error=error)
                busy, wait = False, min(_LONGEST_WAIT, wait * 2)
            if not busy:
                self.stop.wait(wait)

    def _regular(self) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(*_AWAY), self.house.database.write() as work:
                queue_regular(work, self.house.now())
                health.beat(work, self.name, self.house.now())
            self.stop.wait(_REGULAR)

    def _watch(self) -> None:
        from belwijs.surfaces.server.watch import Watcher

        folder = self.house.settings.watch
        assert folder is not None
        Watcher(self.house, folder).run(self.stop)

    def _do(self, held: Held) -> None:
        say(_LOG, "job.started", job=held.id, kind=held.kind, attempt=held.attempts, worker=self.name)
        began = monotonic()
        try:
            with self._kept(held) as keeper:
                made = handler(held.kind)(self.house, held, keeper.tell) or Work()
                self._finish(held, made)
        except LostLeaseError:
            say(_LOG, "job.lost", level=logging.WARNING, job=held.id, kind=held.kind)
            return
        except StoppedError:
            self._give_up(held, lambda work: jobs.put_back(work, held, self.house.now(), timedelta()))
            say(_LOG, "job.put_back", job=held.id, kind=held.kind)
            return
        except Exception as error:
            self._failed(held, error)
            return
        say(_LOG, "job.done", job=held.id, kind=held.kind, seconds=round(monotonic() - began, 3))
        try:
            made.afterwards()
        except Exception as error:  # tidying only: the sweep does it later
            say(_LOG, "job.untidy", level=logging.WARNING, job=held.id, kind=held.kind, error=error)

    def _finish(self, held: Held, made: Work) -> None:
        """Effect and `done` at once; a database that is away is waited for, since the work has been done."""
        wait = 1.0
        while True:
            now = self.house.now()
            try:
                with self.house.database.write() as work:
                    jobs.finish(work, held, now, None)
                    outcome = made.write(work, now)
                    if outcome:
                        jobs.note(work, held.id, outcome)
                return
            except _AWAY as error:
                if is_disk_full(error) or self.stop.wait(wait):
                    raise
                say(_LOG, "job.waits", level=logging.WARNING, job=held.id, kind=held.kind, error=error)
                wait = min(_LONGEST_WAIT, wait * 2)

    def _failed(self, held: Held, error: Exception) -> None:
        now = self.house.now()
        kind = KINDS.get(held.kind)
        say(_LOG, "job.failed", level=logging.WARNING, job=held.id, kind=held.kind, attempt=held.attempts, error=error)
        if isinstance(error, _AWAY) or is_disk_full(error):
            reason = "the disk is full" if is_disk_full(error) else "the database did not answer"
            self._give_up(held, lambda work: jobs.put_back(work, held, now, NO_ROOM, reason))
            return
        for_good = isinstance(error, Problem) and kind is not None and not kind.tries_problems
        reason = reason_of(error, known=kind is not None)
        self._give_up(held, lambda work: jobs.fail(work, held, reason, now, self.rules, for_good=for_good))

    def _give_up(self, held: Held, how: Callable[[Session], object]) -> None:
        """Say so in the queue; where the database is away the lease runs out, which says the same."""
        try:
            with self.house.database.write() as work:
                how(work)
        except _AWAY as error:
            say(_LOG, "job.left", level=logging.WARNING, job=held.id, kind=held.kind, error=error)

    @contextmanager
    def _kept(self, held: Held) -> Iterator[_Keeper]:
        keeper = _Keeper(self, held)
        keeper.start()
        try:
            yield keeper
        finally:
            keeper.over.set()
            keeper.join()


class _Keeper(threading.Thread):
    """Renews the lease of a running job, and passes on how far it is."""

    def __init__(self, worker: Worker, held: Held) -> None:
        super().__init__(name=f"lease {held.id}", daemon=True)
        self.over = threading.Event()
        self._worker = worker
        self._held = held
        self._progress = 0.0
        self._lost = False
        self._until: float | None = None

    def run(self) -> None:
        rules = self._worker.rules
        every = min(2.0, rules.lease.total_seconds() / 4)
        told, renewed = 0.0, monotonic()
        while not self.over.wait(every):
            due = monotonic() - renewed > rules.lease.total_seconds() / 3
            if not due and self._progress - told < 0.01:
                continue
            try:
                with self._worker.house.database.write() as work:
                    now = self._worker.house.now()
                    if not jobs.renew(work, self._held, now, rules, self._progress):
                        self._lost = True
                        return
                told, renewed = self._progress, monotonic()
            except _AWAY:
                continue  # the lease may run out meanwhile: then nothing is written

    def tell(self, progress: float) -> None:
        """How far the job is, 0-1.

        Raises:
            LostLeaseError: it is somebody else's by now.
            StoppedError: the worker has to stop, and the time for that is over.
        """
        self._progress = progress
        if self._lost:
            raise LostLeaseError
        if self._worker.stop.is_set():
            if self._until is None:
                self._until = monotonic() + self._worker.grace
            elif monotonic() > self._until:
                raise StoppedError


def work(settings: ServerSettings, stop: threading.Event | None = None) -> None:
    """A worker of a house in this process, until SIGTERM, SIGINT or `stop`."""
    stop = stop or threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, told)
    database = Database(settings.database_url)
    try:
        Worker(House(settings, database), stop=stop).run()
    finally:
        database.close()


def _work(settings: ServerSettings) -> None:
    set_up()
    stop = threading.Event()
    threading.Thread(target=_until_alone, args=(stop,), name="parent", daemon=True).start()
    work(settings, stop)


def _until_alone(stop: threading.Event) -> None:
    """A server that was killed asks nobody to stop; its workers would go on beside those of the next."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        stop.set()


class Crew:
    """Workers beside a server: processes of their own, so that a recording that crashes one takes nobody along."""

    def __init__(self, settings: ServerSettings, count: int) -> None:
        self._settings = settings
        self._context = multiprocessing.get_context("spawn")
        self._processes = [self._new() for _ in range(count)]
        self._stop = threading.Event()
        self._guard = threading.Thread(target=self._look_after, name="crew", daemon=True)

    def __enter__(self) -> Crew:
        for process in self._processes:
            process.start()
        self._guard.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Asks them to stop, and waits for what is nearly done."""
        self._stop.set()
        self._guard.join()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(GRACE + 10)
            if process.is_alive():
                process.kill()
                process.join()

    def _new(self) -> multiprocessing.process.BaseProcess:
        return self._context.Process(target=_work, args=(self._settings,), name="belwijs worker")

    def _look_after(self) -> None:
        """Starts a worker anew that died, at most one in a while."""
        while not self._stop.wait(5.0):
            for n, process in enumerate(self._processes):
                if not process.is_alive():
                    say(_LOG, "worker.died", level=logging.ERROR, status=process.exitcode)
                    self._processes[n] = self._new()
                    self._processes[n].start()
