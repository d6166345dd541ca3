"""The command line: `belwijs COMMAND`. Messages go to standard error, results to standard output."""

from __future__ import annotations

import contextlib
import logging
import os
import sys

import click
import typer

from belwijs.call import Problem

USAGE = 2
INTERRUPTED = 130

app = typer.Typer(
    name="belwijs",
    no_args_is_help=True,
    help="Makes good telephone practice visible: from a recorded call to a report with evidence and a better sentence.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def say(line: str) -> None:
    """One line on standard error."""
    click.echo(line, err=True)


def run() -> None:
    """Entry point: every problem becomes one line, Ctrl-C ends quietly, nothing prints a traceback."""
    from belwijs.surfaces.cli import commands  # noqa: F401  (registers the commands)

    logging.basicConfig(level=logging.ERROR, format="belwijs: %(message)s", stream=sys.stderr)
    try:
        status = app(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        sys.exit(USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        say("belwijs: interrupted; what was finished is kept")
        sys.exit(INTERRUPTED)
    except Problem as problem:
        say(f"belwijs: {problem.line()}")
        sys.exit(USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        say(f"belwijs: {error.filename or 'output'}: {reason}; make room or choose another place")
        _forget_output()
        sys.exit(1)


def _forget_output() -> None:
    """What could not be written to standard output must not be tried again while Python shuts down."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
