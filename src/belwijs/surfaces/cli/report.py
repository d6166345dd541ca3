"""`belwijs report`: reports that were made before, as a page, a PDF or on the terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from belwijs.call import Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.surfaces.cli.main import tell
from belwijs.surfaces.cli.results import read_results
from belwijs.surfaces.report.entry import Entry


def check_writable(path: Path) -> None:
    """A file can be written there.

    Raises:
        Problem: it is a folder, its folder is not there, or it may not be written.
    """
    if path.is_dir():
        raise Problem("is a folder", "give the name of a file to write", file=str(path))
    if not path.parent.is_dir():
        raise Problem("its folder does not exist", "make it first, or choose another", file=str(path))
    if not os.access(path.parent, os.W_OK) or (path.is_file() and not os.access(path, os.W_OK)):
        raise Problem("cannot be written", "choose another place", file=str(path))


def write_pdf(path: Path, entries: Sequence[Entry], playbook: Playbook) -> None:
    """Write the coach's report as a PDF."""
    from belwijs.surfaces.report.pdf import pdf_report

    path.write_bytes(pdf_report(entries, playbook, playbook.all_practices))
    tell("cli.report", file=path)


def write_html(path: Path, entries: Sequence[Entry], playbook: Playbook) -> None:
    """Write the report as one page."""
    from belwijs.call.write import write_text
    from belwijs.surfaces.report.page import html_page

    write_text(path, html_page(entries, playbook, playbook.all_practices))
    tell("cli.report", file=path)


def show_results(files: Sequence[str], playbook: Playbook, html: Path | None, pdf: Path | None) -> int:
    """Draw reports that were made before.

    Raises:
        Problem: a file holds no reports, or an output cannot be written.
    """
    for path in filter(None, (html, pdf)):
        check_writable(path)
    entries = [Entry(report) for name in files for report in read_results(name)]
    if html:
        write_html(html, entries, playbook)
    if pdf:
        write_pdf(pdf, entries, playbook)
    if not html and not pdf:
        from belwijs.surfaces.report.terminal import print_report

        for entry in entries:
            print_report(entry.report, Console(), playbook)
    return 0
