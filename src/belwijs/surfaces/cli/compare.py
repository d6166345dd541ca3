"""`belwijs compare`: two calls, two folders, two results files or two periods side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from rich.console import Console

from belwijs.call import Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report
from belwijs.pipeline.analyse import report_of, run_stages
from belwijs.pipeline.compare import compare_calls
from belwijs.pipeline.material import Tools
from belwijs.surfaces.cli.analyse import print_line, progress_bar
from belwijs.surfaces.cli.main import Failures, tell
from belwijs.surfaces.cli.results import is_results, read_results
from belwijs.surfaces.intake import Intake, Options, expand
from belwijs.surfaces.loading import recogniser_loader
from belwijs.surfaces.report.comparison import print_comparison


def compare_files(one: str, other: str | None, at: datetime | None, playbook: Playbook, *, as_json: bool) -> int:
    """Compare two sets of calls, or one set before and from a date; 1 when a call could not be analysed.

    Raises:
        Problem: there is only one side, or a side holds no call.
    """
    failures = 0
    if other is not None and at is not None:
        raise Problem("--at divides one set of calls in two", "give one set, or two without --at")
    if at is not None:
        reports, failures = reports_in(one, playbook)
        before, after = divided(reports, at.date())
        names = (f"{one} < {at:%Y-%m-%d}", f"{one} ≥ {at:%Y-%m-%d}")
    elif other is not None:
        before, failures = reports_in(one, playbook)
        after, more = reports_in(other, playbook)
        failures += more
        names = (one, other)
    else:
        raise Problem("there is nothing to compare it with", "give two, or one with --at DATE")
    for side, name in ((before, names[0]), (after, names[1])):
        if not side:
            raise Problem("no call is left on this side", "choose other calls or another date", file=name)
    found = compare_calls(before, after)
    if as_json:
        made = {"a": names[0], "b": names[1], **found.model_dump(mode="json", exclude_none=True)}
        print_line(json.dumps(made, ensure_ascii=False))
    else:
        print_comparison(found, names, Console(), playbook.interface, playbook.all_practices)
    return 1 if failures else 0


def reports_in(name: str, playbook: Playbook) -> tuple[list[Report], int]:
    """The reports of one side, analysed now unless they were before; and how many calls could not be."""
    if name == "-" or is_results(Path(name)):
        return read_results(name), 0
    found: list[Report] = []
    failures = Failures()
    files = expand([name])
    with Intake(Options(), playbook) as intake, progress_bar(len(files)) as bar:
        for n, file in enumerate(files):
            with failures.among(file):
                if is_results(Path(file)):
                    found += read_results(file)
                    continue
                for taken in intake.take(file):
                    tools = Tools(recogniser_loader(None), progress=bar(n, taken.name))
                    found.append(report_of(run_stages(taken.material, tools)))
    return found, failures.count


def divided(reports: Sequence[Report], at: date) -> tuple[list[Report], list[Report]]:
    """Calls before a date and calls from that date on, by their own local date; those without one are left out."""
    before: list[Report] = []
    after: list[Report] = []
    left_out = 0
    for report in reports:
        day = _day(report.started_at)
        if day is None:
            left_out += 1
        else:
            (after if day >= at else before).append(report)
    if left_out:
        tell("cli.no_date", number=left_out)
    return before, after


def _day(started_at: str | None) -> date | None:
    try:
        return datetime.fromisoformat(started_at).date() if started_at else None
    except ValueError:
        return None
