"""What each command of the office takes; the work is done in `office.py`, imported when a command runs."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from belwijs.surfaces.cli.help import Group
from belwijs.surfaces.cli.main import app, command, speak

if TYPE_CHECKING:
    from belwijs.surfaces.cli.office import Where

House = Annotated[Path, typer.Argument(help="The folder of the house.", metavar="FOLDER")]
HERE = Path("belwijs-office")
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="BELWIJS_DATABASE",
        help="postgresql+psycopg://user@host/name; better in server.yaml or the environment than on the command line.",
    ),
]
InHouse = Annotated[Path, typer.Option("--house", help="The folder of the house.", metavar="FOLDER")]


def _where(folder: Path, database: str | None) -> Where:
    from belwijs.surfaces.cli.office import Where

    _speak(folder)
    return Where(folder, database)


def _speak(folder: Path) -> None:
    speak(None, folder / "server.yaml", "language")


@command
def serve(
    folder: House = HERE,
    database: DatabaseUrl = None,
    host: Annotated[
        str | None, typer.Option(help="Where to listen; 0.0.0.0 for the whole network (default 127.0.0.1).")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port (default 8765).")] = None,
    address: Annotated[
        str | None, typer.Option(help="The address as browsers know it, behind a proxy: https://belwijs.example.nl")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Workers beside the server; 0: `belwijs worker` runs apart (default 1).")
    ] = None,
) -> int:
    """Run the office: everybody in the organisation opens a browser. Makes the folder when it is not there."""
    from belwijs.surfaces.cli import office

    _speak(folder)
    return office.serve(office.Where(folder, database, host, port, address, workers))


@command
def worker(folder: House = HERE, database: DatabaseUrl = None) -> int:
    """Analyse calls of an office in a process of its own, also on another machine that sees the same folder."""
    from belwijs.surfaces.cli import office

    return office.work(_where(folder, database))


@command
def migrate(folder: House = HERE, database: DatabaseUrl = None) -> int:
    """Bring the office's database to this version; make a backup first."""
    from belwijs.surfaces.cli import office

    return office.migrate(_where(folder, database))


@command
def backup(
    file: Annotated[Path, typer.Argument(help="The copy to write (zip).", metavar="FILE")],
    folder: InHouse = HERE,
    database: DatabaseUrl = None,
) -> int:
    """Copy database and recordings of an office into one file, while it runs."""
    from belwijs.surfaces.cli import office

    return office.backup(_where(folder, database), file)


@command
def restore(
    file: Annotated[Path, typer.Argument(help="What `belwijs backup` wrote.", metavar="FILE")],
    folder: InHouse = HERE,
    database: DatabaseUrl = None,
) -> int:
    """Make a new office out of a copy, after checking all of it; a folder or database in use is left alone."""
    from belwijs.surfaces.cli import office

    return office.restore(_where(folder, database), file)


users = typer.Typer(name="user", cls=Group, no_args_is_help=True, help="People who log in to an office.")
app.add_typer(users)
_of_users = functools.partial(command, group=users)


@users.callback()
def _users() -> None:
    """People who log in to an office."""


@_of_users
def add(
    name: Annotated[str, typer.Argument(help="As others see it.", metavar="NAME")],
    login: Annotated[str, typer.Option("--login", help="What is typed to log in.")],
    role: Annotated[str, typer.Option("--role", help="agent, coach, lead or admin.")] = "agent",
    language: Annotated[str, typer.Option("--language", help="nl or en.")] = "nl",
    team: Annotated[str, typer.Option("--team", help="Whose lead sees these calls.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
    folder: InHouse = HERE,
    database: DatabaseUrl = None,
) -> int:
    """Add somebody who can log in; the password is asked without showing it."""
    from belwijs.surfaces.cli import office

    if language not in ("nl", "en"):
        raise typer.BadParameter("give nl or en", param_hint="--language")
    return office.add_user(
        _where(folder, database), name, login, role, language, team, from_input=password_stdin
    )  # fmt: skip


@command
def example_data(
    folder: House = HERE,
    database: DatabaseUrl = None,
    days: Annotated[int, typer.Option(min=7, max=400, help="So many days back.")] = 90,
) -> int:
    """Fill an empty office with invented people, calls, notes and prospects, so that every page can be seen full."""
    from belwijs.surfaces.cli import office

    return office.example_data(_where(folder, database), days=days)
