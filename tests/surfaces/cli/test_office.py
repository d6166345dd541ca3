"""The commands of the office, as somebody types them."""

from __future__ import annotations

import configparser
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from belwijs.store.database import Database, in_folder
from belwijs.store.migrate import is_current
from belwijs.store.schema import Audit, Person
from belwijs.surfaces.cli import office_commands  # noqa: F401  (registers the commands)
from belwijs.surfaces.cli.main import app
from belwijs.surfaces.server.auth import checked
from belwijs.surfaces.server.context import utc_now
from tests.store.conftest import server  # noqa: F401  (a fixture)
from tests.store.postgres import Postgres

ROOT = Path(__file__).parents[3]


def run(*words: object, given: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words], input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_house_begins_with_nothing_but_a_folder(tmp_path: Path) -> None:
    house = tmp_path / "house"
    status, said = run("migrate", house)
    assert (status, f"In {house} was nog geen kantoor: er is een nieuw gemaakt" in said) == (0, True)
    status, said = run("migrate", house)
    assert (status, "al bij" in said) == (0, True)
    assert is_current(in_folder(house))
    assert house.stat().st_mode & 0o007 == 0
    assert (house / "belwijs.db").stat().st_mode & 0o007 == 0


def test_somebody_is_added_and_can_log_in(tmp_path: Path) -> None:
    run("migrate", tmp_path)
    words = ("user", "add", "Ina Baas", "--login", "Ina", "--role", "admin", "--house", tmp_path)
    assert run(*words, given="kort\n")[0] == 2
    status, said = run(*words, given="lang genoeg ja\n")
    assert status == 0, said
    assert "lang genoeg" not in said
    database = in_folder(tmp_path)
    with database.write() as work:
        assert checked(work, "ina", "lang genoeg ja", utc_now()) is not None
        assert work.scalars(select(Audit.action)).all() == ["person.added"]
        assert work.scalars(select(Person.role)).all() == ["admin"]
    assert "iemand heeft deze inlognaam al" in run(*words, given="lang genoeg ja\n")[1]
    assert "er is geen rol boss" in run("user", "add", "X", "--login", "x", "--role", "boss", "--house", tmp_path)[1]
    database.close()


def test_commands_want_a_database_of_this_version(tmp_path: Path) -> None:
    house = tmp_path / "house"
    run("migrate", house)
    with in_folder(house).write() as work:
        work.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    add = ("user", "add", "X", "--login", "x", "--house")
    for words in (("backup", tmp_path / "copy.zip", "--house"), add, ("worker",)):
        status, said = run(*words, house)
        assert status == 2
        assert "de database is niet van deze versie; voer uit: belwijs migrate" in said
    assert not (tmp_path / "copy.zip").exists()


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_without_an_office_is_told_and_stays_as_it_is(tmp_path: Path, there: bool) -> None:
    wrong = tmp_path / "mistyped"
    if there:
        wrong.mkdir()
        (wrong / "holiday.jpg").touch()
    before = sorted(tmp_path.rglob("*"))
    add = ("user", "add", "X", "--login", "x", "--house")
    for words in (("backup", tmp_path / "copy.zip", "--house"), add, ("worker",)):
        status, said = run(*words, wrong)
        assert status == 2
        assert f"{wrong}: in deze map is geen kantoor" in said
        assert "belwijs migrate" in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_copy_goes_there_and_back(tmp_path: Path) -> None:
    old, new, copy = tmp_path / "old", tmp_path / "new", tmp_path / "copy.zip"
    run("migrate", old)
    run("user", "add", "Ina", "--login", "ina", "--role", "admin", "--house", old, given="lang genoeg ja\n")
    assert run("backup", copy, "--house", old)[0] == 0
    assert run("restore", copy, "--house", new)[0] == 0
    with in_folder(new).read() as work:
        assert work.scalars(select(Person.name)).all() == ["Ina"]
    assert run("restore", copy, "--house", new)[0] == 2, "not over what is there"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("port: x", "port: geef een heel getal"),
        ("database: mysql://x/y", "database"),
        ("encryption_key_file: /no", "de sleutel is niet te lezen"),
        ("- a", "geen lijst"),
        ("language: en\nport: x", "port: input should be a valid integer"),
    ],
)
def test_wrong_settings_are_one_line(tmp_path: Path, settings: str, says: str) -> None:
    (tmp_path / "server.yaml").write_text(settings)
    status, said = run("migrate", tmp_path)
    assert status == 2
    assert says in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def _serving(folder: Path, *more: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = _free_port()
    command = [sys.executable, "-m", "belwijs", "serve", str(folder), "--port", str(port), *more]
    with (folder.parent / "said").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, text=True, env={**os.environ, **environment})
    try:
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(120)
        finally:
            process.kill()


def _status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except OSError:
        return 0


def _until(port: int, path: str, wanted: int, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while (found := _status(port, path)) != wanted:
        assert time.monotonic() < end, found
        time.sleep(0.2)


@pytest.mark.real
def test_serve_opens_a_fresh_house_and_stops_when_told(tmp_path: Path) -> None:
    with _serving(tmp_path / "house", "--workers", "1") as (process, port):
        _until(port, "/healthz", 200)
        said = (tmp_path / "said").read_text()
        link = re.search(rf"http://127.0.0.1:{port}(/first\?key=\S+)", said)
        assert link is not None
        assert _status(port, link[1]) == 200
        assert _status(port, "/first?key=guess") == 404
        assert _status(port, "/login") == 200
        _until(port, "/readyz", 200)
    assert process.returncode == 0
    assert "worker.stopped" in (tmp_path / "said").read_text(), "no worker outlives its server"
    assert link[1].split("=")[1] not in "".join(line for line in said.splitlines() if line.startswith("{"))


@pytest.mark.real
def test_no_worker_outlives_a_server_that_was_killed(tmp_path: Path) -> None:
    with _serving(tmp_path / "house", "--workers", "1") as (process, port):
        _until(port, "/readyz", 200)
        process.kill()
    end = time.monotonic() + 120
    while "worker.stopped" not in (tmp_path / "said").read_text():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.real
def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "belwijs", "serve", str(tmp_path), "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 2
    assert "is niet te openen (al in gebruik)" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.real
def test_postgresql_goes_away_and_comes_back(tmp_path: Path, server: Postgres) -> None:  # noqa: F811
    """A clear page while it is away, and on as before when it is back, without a restart."""
    url = server.url(server.create())
    with _serving(tmp_path / "house", "--workers", "0", BELWIJS_DATABASE=url) as (process, port):
        _until(port, "/first?key=x", 404)
        server.stop()
        try:
            _until(port, "/first?key=x", 503)
            _until(port, "/readyz", 503)
            _until(port, "/healthz", 200)
        finally:
            server.start()
        _until(port, "/first?key=x", 404)
        assert process.poll() is None
    assert "Traceback" not in (tmp_path / "said").read_text()
    database = Database(url)
    assert is_current(database)
    database.close()


def test_the_unit_is_not_root_and_has_no_rights_to_spare() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(ROOT / "packaging" / "belwijs.service")
    service = unit["Service"]
    assert service["User"] == "belwijs"
    assert service["CapabilityBoundingSet"] == ""
    assert all(service[name] == "yes" for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "PrivateDevices"))
    assert service["ProtectSystem"] == "strict"
    assert service["ExecStart"].split()[1] == "serve"


def test_the_container_is_not_root() -> None:
    lines = (ROOT / "packaging" / "Containerfile").read_text().splitlines()
    user = next(n for n, line in enumerate(lines) if line.startswith("USER "))
    assert lines[user] == "USER 10001:10001"
    assert user < next(n for n, line in enumerate(lines) if line.startswith("ENTRYPOINT"))
