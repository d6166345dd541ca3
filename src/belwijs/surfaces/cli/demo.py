"""`belwijs demo`: the calls that ship with Belwijs, through everything, to a report in the browser."""

from __future__ import annotations

import json
from pathlib import Path

from belwijs.call import Problem
from belwijs.demo import demo_calls
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.cli.analyse import Output, analyse_files, print_line
from belwijs.surfaces.intake import Options


def run_demo(folder: Path, interface: InterfaceLanguage, *, open_page: bool) -> int:
    """Analyse the demo calls from their sound and write the report to `folder`.

    Raises:
        Problem: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise Problem(f"this folder cannot be made ({reason})", "choose another with --to", file=str(folder)) from None
    calls = [str(path) for path in demo_calls()]
    seconds = sum(json.loads(Path(c).read_text(encoding="utf-8"))["turns"][-1]["end"] for c in calls)
    print_line(text(interface, "demo.start", calls=len(calls), minutes=round(seconds / 60, 1)))
    page = folder / "report.html"
    options = Options(transcript="given")
    status = analyse_files(calls, options, Output(html=page, open_page=open_page), interface=interface)
    print_line(text(interface, "demo.next", page=page))
    return status
