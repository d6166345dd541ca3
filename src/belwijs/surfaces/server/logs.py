"""Logs: one JSON object a line, for machines; ids, counts and durations, never what people said or who they are.

Three walls keep words out. Our own code logs an event and fields by name, of the list below; a field that is not on
it is left out. Whatever other libraries log comes out as their unfilled template, without its arguments. An exception
comes out as its type and its places in the code, without its message, since that may quote what was being handled.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, TextIO

from belwijs.call import Problem

FIELDS = frozenset(
    """
    attempt bytes call client error event exception host job kind method ms pid port queued reason route seconds
    session state status stage token user version webhook worker
    """.split()
)
"""Names of fields that may be logged; values are numbers, or short words of ours."""
LONGEST = 200  # characters of a value
_EXTRA = "belwijs"


def say(
    logger: logging.Logger,
    event: str,
    *,
    level: int = logging.INFO,
    error: BaseException | None = None,
    **fields: Any,
) -> None:
    """Logs that something happened.

    Args:
        event: what, such as `job.done`; a constant, nothing filled in.
        error: what went wrong; its type and places are logged, its message only if it is a `Problem`.
        fields: of FIELDS; others are left out.
    """
    if logger.isEnabledFor(level):
        logger.log(level, event, extra={_EXTRA: fields}, exc_info=error)


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, event, and the fields that may be known."""
        made: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _short(record.getMessage() if _harmless(record) else record.msg),
        }
        for name, value in getattr(record, _EXTRA, MappingProxyType({})).items():
            if name in FIELDS and value is not None:
                made[name] = value if isinstance(value, int | float) else _short(value)
        if record.exc_info and record.exc_info[1] is not None:
            made |= _exception(record.exc_info[1])
        return json.dumps(made, ensure_ascii=False)


def set_up(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Sends all logging to `stream` (standard error) as JSON; uvicorn's access log, with paths in it, is silenced."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("belwijs", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(level)
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False


def _harmless(record: logging.LogRecord) -> bool:
    """Whether a message may be filled in: those of uvicorn's start and stop, with a port, a process, an address."""
    if not record.name.startswith("uvicorn") or record.exc_info:
        return False
    arguments = record.args.values() if isinstance(record.args, dict) else record.args or ()
    return all(isinstance(a, int | float) or (isinstance(a, str) and " " not in a) for a in arguments)


def _short(value: object) -> str:
    return " ".join(str(value).split())[:LONGEST]


def _exception(error: BaseException) -> dict[str, Any]:
    made: dict[str, Any] = {"exception": type(error).__name__}
    if isinstance(error, Problem):
        made["reason"] = _short(error.reason)
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    made["where"] = [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    if error.__cause__ is not None:
        made["cause"] = type(error.__cause__).__name__
    return made
