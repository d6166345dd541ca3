"""Reports that were made before: JSON lines from `belwijs analyse --json`, read again."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import ValidationError

from belwijs.call import Problem
from belwijs.finding import Report

MOST_BYTES = 2_000_000_000
_WAY_OUT = "give what `belwijs analyse --json` wrote, one report a line"


def is_results(path: Path) -> bool:
    """Whether a file holds reports, not calls: its first line is an object with findings."""
    if path.suffix.lower() not in (".json", ".jsonl", ".ndjson") or not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8-sig") as lines:
            first = json.loads(lines.readline(50_000_000) or "null")
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(first, dict) and isinstance(first.get("findings"), list) and "id" in first


def read_results(path: Path | str) -> list[Report]:
    """All reports of a results file, or of standard input for `-`.

    Raises:
        Problem: no such file, no JSON lines, or a line that is no report; names the line.
    """
    name = str(path)
    try:
        if name == "-":
            text = sys.stdin.read()
        else:
            file = Path(path)
            if file.stat().st_size > MOST_BYTES:
                raise Problem("this is too large for results", "split it into parts", file=name)
            text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Problem("there is no such file", "check the path", file=name) from None
    except UnicodeDecodeError:
        raise Problem("this is not UTF-8 text", _WAY_OUT, file=name) from None
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise Problem(f"this cannot be read ({reason})", "check the path and the rights", file=name) from None
    reports = [_report(line, f"{name}:{n}") for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not reports:
        raise Problem("there are no reports in it", _WAY_OUT, file=name)
    return reports


def _report(line: str, place: str) -> Report:
    try:
        return Report.model_validate(json.loads(line))
    except (ValueError, RecursionError) as error:
        where = ""
        if isinstance(error, ValidationError):
            where = " (" + ".".join(str(p) for p in error.errors()[0]["loc"]) + ")"
        raise Problem(f"this is no report{where}", _WAY_OUT, file=place) from None
