"""The command line: `belwijs COMMAND`. Messages go to standard error, results to standard output."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import ParamSpec, cast

import typer

from belwijs.call import Problem
from belwijs.interface import INTERFACE_LANGUAGES, InterfaceLanguage, problem_line, text
from belwijs.surfaces.cli.help import LANGUAGE, Command, Group

FAILED = 1
USAGE = 2
INTERRUPTED = 130

_SPOKEN: ContextVar[InterfaceLanguage] = ContextVar("spoken", default="nl")

P = ParamSpec("P")

app = typer.Typer(
    name="belwijs",
    cls=Group,
    no_args_is_help=True,
    help="Makes good telephone practice visible: from a recorded call to a report with evidence and a better sentence.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def say(line: str) -> None:
    """One line on standard error."""
    typer.echo(line, err=True)


def speak(lang: str | None = None, settings: Path | None = None, key: str = "interface") -> InterfaceLanguage:
    """Settle in which language this command speaks, and say which: `--lang`, else BELWIJS_LANG, else that of the file
    with settings, else Dutch.

    Args:
        settings: a playbook or server.yaml; it may be wrong or absent, as that is told in this language too.
        key: the setting in it that names the language.
    """
    said = lang or os.environ.get(LANGUAGE)
    if said not in INTERFACE_LANGUAGES:
        said = _of_file(settings, key) if settings else "nl"
    _SPOKEN.set(cast(InterfaceLanguage, said))
    return spoken()


def _of_file(settings: Path, key: str) -> str:
    try:
        written = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else ""
    except OSError:
        written = ""
    found = re.search(rf"^{key}:\s*[\"']?({'|'.join(INTERFACE_LANGUAGES)})\b", written, re.MULTILINE)
    return found[1] if found else "nl"


def spoken() -> InterfaceLanguage:
    """The language that this command speaks."""
    return _SPOKEN.get()


def tell(key: str, **slots: object) -> None:
    """One line of Belwijs itself on standard error, in the language that this command speaks."""
    say(f"belwijs: {text(spoken(), key, **slots)}")


def tell_problem(problem: Problem) -> None:
    """What is wrong and the way out, in the language that this command speaks."""
    say(f"belwijs: {problem_line(spoken(), problem)}")


class Failures:
    """The files that could not be done while the others went on."""

    def __init__(self) -> None:
        self.count = 0

    @contextlib.contextmanager
    def among(self, name: str) -> Iterator[None]:
        """What goes wrong with this file becomes one line on standard error, and is counted."""
        try:
            yield
        except Problem as problem:
            self.count += 1
            tell_problem(problem.at(name))

    @property
    def status(self) -> int:
        """The exit status of the command."""
        return FAILED if self.count else 0


def command(function: Callable[P, int], group: typer.Typer = app) -> Callable[P, None]:
    """Register a command that returns its exit status; every problem becomes one line and never a traceback."""

    @functools.wraps(function)
    def run_it(*args: P.args, **kwargs: P.kwargs) -> None:
        before = _SPOKEN.set("nl")
        speak()
        try:
            status = function(*args, **kwargs)
            sys.stdout.flush()
        except Problem as problem:
            tell_problem(problem)
            status = USAGE
        except KeyboardInterrupt:
            tell("cli.interrupted")
            status = INTERRUPTED
        except BrokenPipeError:
            _forget_output()
            status = FAILED
        except OSError as error:
            reason, file = (error.strerror or "failed").lower(), error.filename or text(spoken(), "cli.output")
            tell_problem(Problem(reason, "make room or choose another place", file=str(file)))
            _forget_output()
            status = FAILED
        finally:
            _SPOKEN.reset(before)
        raise typer.Exit(status)

    group.command(cls=Command)(run_it)
    return run_it


def _forget_output() -> None:
    """What could not be written to standard output must not be tried again while Python shuts down."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """Entry point."""
    from belwijs.surfaces.cli import commands, office_commands  # noqa: F401  (register the commands)

    logging.basicConfig(level=logging.ERROR, format="belwijs: %(message)s", stream=sys.stderr)
    app()
