"""The commands that run an office: serve, worker, migrate, backup, restore, user add, example-data."""

from __future__ import annotations

import getpass
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, get_args

from sqlalchemy import select

from belwijs.call import Problem
from belwijs.interface import text
from belwijs.store import unmatched
from belwijs.store.audit import record
from belwijs.store.database import SQLITE_FILE, AwayError, Database
from belwijs.store.migrate import is_current, revision_of, upgrade
from belwijs.store.schema import Person
from belwijs.surfaces.cli.analyse import print_line
from belwijs.surfaces.cli.main import say, spoken
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.rights import Role
from belwijs.surfaces.server.settings import ServerSettings, load_settings
from belwijs.surfaces.server.vault import vault_of

if TYPE_CHECKING:
    from fastapi import FastAPI

PATIENCE = 60.0  # seconds that a start waits for a database that is not there yet


@dataclass(frozen=True, slots=True)
class Where:
    """Which house, and what the command line says on top of its settings."""

    folder: Path
    database: str | None = None
    host: str | None = None
    port: int | None = None
    address: str | None = None
    workers: int | None = None


def settings_of(where: Where) -> ServerSettings:
    """The settings of a house; makes its folders, which nobody else can read.

    Raises:
        Problem: the settings are wrong, a folder cannot be made, or the key of the recordings cannot be used.
    """
    try:
        where.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        settings = load_settings(
            where.folder.resolve(),
            database=where.database,
            host=where.host,
            port=where.port,
            address=where.address,
            workers=where.workers,
        )
        for folder in (settings.audio, settings.incoming):
            folder.mkdir(exist_ok=True, mode=0o750)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise Problem(f"the folder cannot be used ({reason})", "choose another", file=str(where.folder)) from None
    vault_of(settings)
    return settings


@contextmanager
def house_of(where: Where, *, current: bool = True) -> Iterator[House]:
    """A house for one command.

    Raises:
        Problem: its settings are wrong; or (with `current`) it is not there, or its database is not of this version.
    """
    os.umask(0o027)  # what is written here is nobody else's business
    if current:
        _is_there(where)
    settings = settings_of(where)
    database = Database(settings.database_url)
    try:
        if current:
            _is_current(database, settings)
        yield House(settings, database)
    finally:
        database.close()


def _is_there(where: Where) -> None:
    """Looks before anything is made: a name that was mistyped becomes no folder.

    Raises:
        Problem: there is no office in that folder, or its settings are wrong.
    """
    if where.folder.is_dir():
        settings = load_settings(where.folder.resolve(), database=where.database)
        if settings.audio.is_dir() and (settings.database is not None or (settings.folder / SQLITE_FILE).exists()):
            return
    raise _nothing(where.folder)


def _nothing(folder: Path) -> Problem:
    way_out = "give the folder of one, or make one there: belwijs migrate FOLDER"
    return Problem("there is no office in this folder", way_out, file=str(folder))


def _is_current(database: Database, settings: ServerSettings) -> None:
    if revision_of(database) is None:
        raise _nothing(settings.folder)
    if not is_current(database):
        raise Problem("the database is not of this version", "run: belwijs migrate")


def serve(where: Where) -> int:
    """Run the office until it is told to stop: what runs gets half a minute to end."""
    import uvicorn

    from belwijs.surfaces.server.app import create_app
    from belwijs.surfaces.server.logs import set_up
    from belwijs.surfaces.server.worker import Crew

    set_up()
    with house_of(where, current=False) as house:
        settings = house.settings
        _patiently(house.database)
        bound = _bound(settings)
        app = create_app(house)
        address = settings.address or f"http://{_shown(settings.host)}:{bound.getsockname()[1]}"
        _welcome(house, app, address)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.address),
            timeout_graceful_shutdown=30,
        )
        # uvicorn passes the signal on once it has stopped: by then it must not end us before the workers have ended
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _told)
        with bound, Crew(settings, settings.workers):
            uvicorn.Server(config).run(sockets=[bound])
    return 0


def _told(_number: int, _frame: FrameType | None) -> None:
    """Somebody said stop; uvicorn has seen to it."""


def work(where: Where) -> int:
    """Run one worker until it is told to stop."""
    from belwijs.surfaces.server import worker
    from belwijs.surfaces.server.logs import set_up

    set_up()
    _is_there(where)
    with house_of(where, current=False) as house:
        _wait(house.database)
        settings = house.settings
        _is_current(house.database, settings)
    worker.work(settings)
    return 0


def migrate(where: Where) -> int:
    """Bring the database to this version; says so where there was none, and a new office was made."""
    with house_of(where, current=False) as house:
        is_new = revision_of(house.database) is None
        changed = upgrade(house.database)
        key = "operation.made" if is_new else "operation.migrated" if changed else "operation.current"
        folder, revision = house.settings.folder, str(revision_of(house.database))
        print_line(text(spoken(), key, folder=folder, revision=revision))
    return 0


def backup(where: Where, file: Path) -> int:
    """Copy the house into one file."""
    from belwijs.surfaces.server.backup import backup as copy

    with house_of(where) as house:
        made = copy(house.settings, house.database, file, house.now())
        language = spoken()
        print_line(
            text(language, "operation.copied", file=file, rows=sum(made.rows.values()), files=made.files,
                 size=f"{made.size / 1e6:.1f}")
        )  # fmt: skip
        for name in made.gone:
            say(text(language, "operation.gone", name=name))
        if house.settings.encryption_key_file:
            print_line(text(language, "operation.key_apart"))
    return 0


def restore(where: Where, file: Path) -> int:
    """Make a house out of a copy."""
    from belwijs.surfaces.server.backup import restore as unpack

    with house_of(where, current=False) as house:
        made = unpack(house.settings, house.database, file)
        line = text(spoken(), "operation.restored", rows=sum(made.rows.values()), files=made.files)
        print_line(line)
    return 0


def add_user(where: Where, name: str, login: str, role: str, language: str, team: str, *, from_input: bool) -> int:
    """Add somebody who can log in.

    Raises:
        Problem: no such role, the login is taken, or the password is too short.
    """
    from belwijs.surfaces.server.auth import SHORTEST_PASSWORD, hash_password

    if role not in get_args(Role):
        raise Problem(f"there is no role {role}", f"give one of {', '.join(get_args(Role))}")
    if role == "client":
        raise Problem("a client's account belongs to a client", "make it in the browser, under Administration")
    wanted = login.strip().lower()
    with house_of(where) as house:
        with house.database.read() as session:
            if session.scalar(select(Person.id).where(Person.login == wanted)) is not None:
                raise Problem("somebody has this login already", "give another --login")
        password = _password(from_input=from_input)
        if len(password) < SHORTEST_PASSWORD:
            raise Problem("the password is too short", f"take at least {SHORTEST_PASSWORD} characters")
        person = Person(
            name=name.strip(), login=wanted, role=role, language=language, team=team, aliases=[],
            password=hash_password(password),
        )  # fmt: skip
        with house.database.write() as session:
            session.add(person)
            session.flush()
            unmatched.ask(session, house.now())
            record(session, house.now(), "person.added", f"person {person.id}", by="command line")
        print_line(text(spoken(), "operation.user_added", name=person.name, role=role))
    return 0


def example_data(where: Where, *, days: int) -> int:
    """Fill an empty house with invented calls and people."""
    from belwijs.surfaces.server.example import PASSWORD, fill

    with house_of(where, current=False) as house:
        upgrade(house.database)
        made = fill(house, days)
        language = spoken()
    logins = [f"{login} ({text(language, f'admin.role.{role}').lower()})" for login, role in made.logins]
    print_line(text(language, "operation.example", calls=made.calls, people=made.people, password=PASSWORD))
    print_line(text(language, "operation.example_logins", logins=", ".join(logins)))
    return 0


def _password(*, from_input: bool) -> str:
    if from_input or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(text(spoken(), "operation.password"))
    if getpass.getpass(text(spoken(), "operation.password_again")) != first:
        raise Problem("the two passwords are not the same", "try again")
    return first


def _wait(database: Database) -> None:
    """Waits a minute for a database that is still starting.

    Raises:
        AwayError: it does not answer after that.
    """
    until = time.monotonic() + PATIENCE
    told = False
    while True:
        try:
            revision_of(database)
        except AwayError:
            if time.monotonic() > until:
                raise
            if not told:
                say(text(spoken(), "operation.waits"))
            told = True
            time.sleep(1.0)
        else:
            return


def _patiently(database: Database) -> None:
    _wait(database)
    upgrade(database)


def _bound(settings: ServerSettings) -> socket.socket:
    """The port, taken before anything else is started.

    Raises:
        Problem: it is taken, or may not be.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host, settings.port))
    except OSError as error:
        made.close()
        reason = (error.strerror or "failed").lower()
        raise Problem(f"port {settings.port} cannot be opened ({reason})", "give another with --port") from None
    made.set_inheritable(False)
    return made


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _welcome(house: House, app: FastAPI, address: str) -> None:
    """Says where the office is, and how the first administrator is made."""
    language = spoken()
    print_line(text(language, "operation.serves", address=address, folder=house.settings.folder))
    with house.database.read() as session:
        fresh = session.scalar(select(Person.id).where(Person.login.is_not(None)).limit(1)) is None
    if fresh:
        print_line(text(language, "operation.first", link=f"{address}/first?key={app.state.first_key}"))
    if not house.settings.workers:
        print_line(text(language, "operation.no_worker"))
    sys.stdout.flush()
    logging.getLogger("belwijs.server").info("serving")
