"""The database: where it is, how a piece of work becomes one transaction."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from belwijs.call import Problem

BUSY_MS = 10_000
"""How long SQLite waits for another writer before it gives up."""
CONNECT_SECONDS = 5
SQLITE_FILE = "belwijs.db"
"""In the folder of a house."""
REST_SECONDS = 5.0
"""A connection to PostgreSQL that was not used for so long is tried before it is used."""
MANY_SECONDS, TURN_SECONDS = 0.2, 0.1
"""On SQLite, who has written for so long one after the other stops for a turn of others. These look whether it is
theirs every 100 ms at most, would not hit the moment between two transactions, and give up after `BUSY_MS`."""
_SHORT = 0.02  # seconds: a transaction of less counts for none


class AwayError(Problem):
    """The database does not answer, or has no room: nothing was changed, and trying again later may do."""


def is_sqlite(session: Session) -> bool:
    """Whether this session is on SQLite; else it is on PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


class Database:
    """A pool of connections; `read` and `write` give a session for one piece of work."""

    def __init__(self, url: str) -> None:
        """Connects lazily: nothing is opened before the first session.

        Args:
            url: SQLAlchemy's; `sqlite:////data/belwijs.db` or `postgresql+psycopg://user@host/name`.

        Raises:
            Problem: the address cannot be understood, or names another kind of database.
        """
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._make = sessionmaker(self.engine, expire_on_commit=False)
        # Without BEGIN and ROLLBACK around it, a look at PostgreSQL is half as many ways to and fro.
        looked = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._look = sessionmaker(looked, expire_on_commit=False)
        self._mine = threading.local()  # when this thread last wrote, and how long without a turn of others

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that changes nothing; each statement sees what has been kept by then."""
        with reachable(), self._look() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are all kept, or none when the block raises.

        On SQLite it takes the write lock at once, so that two writers wait for each other instead of failing halfway.
        """
        if not self.is_sqlite:
            with reachable(), self._make() as session, session.begin():
                yield session
            return
        self._leave_turn()
        with reachable(), self._make() as session:
            with session.begin():
                session.execute(text("BEGIN IMMEDIATE"))
                begun = time.monotonic()
                yield session
            self._wrote(begun, time.monotonic())

    def _leave_turn(self) -> None:
        """Lets other writers go first, where this thread has written for long."""
        since = time.monotonic() - getattr(self._mine, "until", -math.inf)
        if since < TURN_SECONDS and self._mine.seconds > MANY_SECONDS:
            time.sleep(TURN_SECONDS - since)
            self._mine.seconds = 0.0

    def _wrote(self, begun: float, ended: float) -> None:
        rested = begun - getattr(self._mine, "until", -math.inf) >= TURN_SECONDS
        before = 0.0 if rested else self._mine.seconds
        self._mine.seconds = before + (ended - begun if ended - begun > _SHORT else 0.0)
        self._mine.until = ended

    def settle(self) -> bool:
        """Empties what SQLite keeps beside its file, where pages still stand as they were; False while somebody reads.

        PostgreSQL sees to its own log.
        """
        if not self.is_sqlite:
            return True
        with reachable(), self.engine.connect() as connection:
            return bool(connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0] == 0)

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def in_folder(folder: Path) -> Database:
    """The SQLite database of a house's folder."""
    return Database(f"sqlite:///{folder / SQLITE_FILE}")


@contextmanager
def reachable() -> Iterator[None]:
    """Turns a database that does not answer, or has no room, into an `AwayError`."""
    try:
        yield
    except OperationalError as error:
        if error.connection_invalidated or not error.statement or "disk" in str(error.orig):
            raise _away(error) from error
        raise


def _away(error: DBAPIError) -> AwayError:
    full = "full" in str(error.orig)
    return AwayError(
        "the disk of the database is full" if full else "the database does not answer",
        "make room and try again" if full else "see that it runs and can be reached; Belwijs goes on by itself",
    )


def _engine(url: str) -> Engine:
    try:
        sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"connect_args": {"timeout": BUSY_MS / 1000}} if sqlite else _POSTGRES
        engine = create_engine(url, **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise Problem(
            "the address of the database cannot be understood",
            "give sqlite:////folder/belwijs.db or postgresql+psycopg://user:password@host/name",
        ) from error
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise Problem(f"a database of the kind {engine.dialect.name} is not supported", "take SQLite or PostgreSQL")
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_nothing)
    else:
        event.listen(engine, "connect", _prepare_postgres)
        _try_rested(engine)
    return engine


_POSTGRES: dict[str, Any] = {
    "pool_size": 20,
    "max_overflow": 20,  # together what the server has threads
    "pool_recycle": 1800,
    "connect_args": {"connect_timeout": CONNECT_SECONDS},
}


_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")


_SETTINGS = ("random_page_cost = 1.1", "max_parallel_workers_per_gather = 0", "jit = off")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    """A page wants a few rows: by an index, which disks no longer make dear, not out of a whole table by many hands."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in _SETTINGS:
            cursor.execute(f"SET {setting}")
    connection.autocommit = False


def _try_rested(engine: Engine) -> None:
    """Tries a connection that rested, for it may be lost; before every look, that would be a way to and fro more."""

    def note(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    def try_first(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used", math.inf) < REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("the database was away") from error

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", try_first)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers never wait (WAL), references are kept, what is deleted is overwritten, transactions are begun by us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_nothing(_connection: Any) -> None:
    """Reading needs no BEGIN; `Database.write` says its own."""
