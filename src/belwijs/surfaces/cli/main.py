"""The command line: `belwijs COMMAND`. Messages go to standard error, results to standard output."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import sys
from collections.abc import Callable, Iterator
from typing import ParamSpec

import typer

from belwijs.call import Problem

FAILED = 1
USAGE = 2
INTERRUPTED = 130

P = ParamSpec("P")

app = typer.Typer(
    name="belwijs",
    no_args_is_help=True,
    help="Makes good telephone practice visible: from a recorded call to a report with evidence and a better sentence.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def say(line: str) -> None:
    """One line on standard error."""
    typer.echo(line, err=True)


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
            say(f"belwijs: {problem.at(name).line()}")

    @property
    def status(self) -> int:
        """The exit status of the command."""
        return FAILED if self.count else 0


def command(function: Callable[P, int], group: typer.Typer = app) -> Callable[P, None]:
    """Register a command that returns its exit status; every problem becomes one line and never a traceback."""

    @functools.wraps(function)
    def run_it(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = function(*args, **kwargs)
            sys.stdout.flush()
        except Problem as problem:
            say(f"belwijs: {problem.line()}")
            status = USAGE
        except KeyboardInterrupt:
            say("belwijs: interrupted; what was finished is kept")
            status = INTERRUPTED
        except BrokenPipeError:
            _forget_output()
            status = FAILED
        except OSError as error:
            reason = (error.strerror or "failed").lower()
            say(f"belwijs: {error.filename or 'output'}: {reason}; make room or choose another place")
            _forget_output()
            status = FAILED
        raise typer.Exit(status)

    group.command()(run_it)
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
