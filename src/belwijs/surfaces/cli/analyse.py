"""`belwijs analyse`: takes calls in, analyses them one by one, and prints or writes what was found."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from belwijs.call import Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import load_playbook
from belwijs.catalogue.practice import catalogue
from belwijs.finding import Report
from belwijs.interface import InterfaceLanguage
from belwijs.pipeline.analyse import report_of, run_stages
from belwijs.pipeline.material import Material, Progress, Tools, no_progress
from belwijs.surfaces.cli.main import Failures
from belwijs.surfaces.cli.report import check_writable, write_html, write_pdf
from belwijs.surfaces.intake import Intake, Options, Taken, expand
from belwijs.surfaces.loading import recogniser_loader
from belwijs.surfaces.report.entry import Entry

if TYPE_CHECKING:
    from belwijs.audio.hearing import Hearing
    from belwijs.dialogue.second_judge import SecondJudge
    from belwijs.dialogue.understand import ActModel
    from belwijs.surfaces.report.heard import VoiceLine

SHARES = {"hear": (0.0, 0.12), "transcribe": (0.12, 0.97), "understand": (0.97, 1.0)}  # of the time of one recording
PLAYABLE_SECONDS = 2 * 3600.0  # longer recordings are not put into the page: 32 kbit/s makes 29 MB of two hours


@dataclass(frozen=True)
class Output:
    """What to do with the reports."""

    json: bool = False
    lines: bool = False
    html: Path | None = None
    vcon: Path | None = None
    open_page: bool = False
    why: bool = False  # with the reasons of every act
    pdf: Path | None = None


def analyse_files(
    names: Sequence[str],
    options: Options,
    output: Output,
    *,
    playbook: Path | None = None,
    interface: InterfaceLanguage | None = None,
    model: str | None = None,
    second_judge: Path | None = None,
    fast: bool = False,
) -> int:
    """Analyse everything; 0 when all went well, 1 when at least one could not be analysed.

    Raises:
        Problem: nothing could begin: a wrong playbook, a second judge outside the house, an output that cannot
            be written.
    """
    book = load_playbook(playbook, frozenset(catalogue())) if playbook else Playbook()
    if interface:
        book = book.speaking(interface)
    files = expand(names)
    if options.customer_file and len(files) != 1:
        raise Problem("--customer goes with one file: the agent's side", "give the two files of one call")
    _check_writable(output)
    second = _second_judge(second_judge, book) if second_judge else None
    acts = _fast_model if fast else None
    failures = Failures()
    entries: list[Entry] = []
    try:
        with Intake(options, book) as intake, progress_bar(len(files)) as bar:
            for n, name in enumerate(files):
                with failures.among(name):
                    for taken in intake.take(name):
                        tell = bar(n, taken.name)
                        tools = Tools(
                            recogniser_loader(model), acts=acts, second_judge=second, progress=tell, why=output.why
                        )
                        entry = _one(taken, output, tools)
                        entries += [entry] if output.html or output.pdf else []
                        _print(entry, output, taken.material.playbook)
    finally:
        if output.html and entries:
            write_html(output.html, entries, book)
        if output.pdf and entries:
            write_pdf(output.pdf, entries, book)
    if output.html and entries and output.open_page:
        _open(output.html)
    return failures.status


def _fast_model() -> ActModel:
    from belwijs.dialogue.fast import load_fast_model

    return load_fast_model()


def _second_judge(path: Path, book: Playbook) -> SecondJudge:
    from belwijs.surfaces.second_judge.settings import load_second_judge

    return load_second_judge(path, book.house.staff)


def _one(taken: Taken, output: Output, tools: Tools) -> Entry:
    material = run_stages(taken.material, tools)
    report = report_of(material)
    if output.vcon:
        _write_vcon(output.vcon, taken, report)
    if output.html:
        return _entry(material, report)
    if output.json or output.lines or material.hearing is None:
        return Entry(report)
    return Entry(report, voices=_lanes(material, material.hearing, report)[1])


def _entry(material: Material, report: Report) -> Entry:
    from belwijs.audio.hearing import ENVELOPE_STEP
    from belwijs.audio.playback import encode_for_web
    from belwijs.surfaces.report.page import Sound

    hearing = material.hearing
    if hearing is None or material.sound is None:
        return Entry(report)
    names, voices = _lanes(material, hearing, report)
    if hearing.duration > PLAYABLE_SECONDS:
        limit = f"The recording is longer than {PLAYABLE_SECONDS / 3600:.0f} hours and was left out of this page."
        return Entry(report.model_copy(update={"notes": (*report.notes, limit)}), voices=voices)
    data, mime = encode_for_web(material.sound)
    return Entry(report, Sound(mime, data, hearing.envelope, ENVELOPE_STEP, names), voices)


def _lanes(material: Material, hearing: Hearing, report: Report) -> tuple[tuple[str, ...], tuple[VoiceLine, ...]]:
    """Names of the channels, and what was heard on each over time."""
    from belwijs.interface import text
    from belwijs.surfaces.report.heard import voice_lines

    roles = {p.id: p.role for p in report.participants}
    sides: dict[int, str] = {}  # a channel that several of ours speak on is the agent's
    for who, channel in sorted((material.channels or {}).items(), key=lambda one: roles.get(one[0]) != "agent"):
        sides.setdefault(channel, roles.get(who, who))
    unknown = "heard.both" if hearing.mono else "heard.line"
    names = tuple(
        text(material.playbook.interface, f"role.{sides[n]}" if sides.get(n) else unknown)
        for n in range(len(hearing.envelope))
    )
    drawn = {"agent": "ours", "colleague": "ours", "customer": "theirs"}
    return names, voice_lines(hearing, names, [drawn.get(sides.get(n, ""), "system") for n in range(len(names))])


def _open(page: Path) -> None:
    """Open a page in the browser; without a screen a terminal browser would take over the terminal, so then not."""
    screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen:
        webbrowser.open(page.resolve().as_uri())


def _print(entry: Entry, output: Output, playbook: Playbook) -> None:
    report = entry.report
    if output.json:
        print_line(as_json(report))
    elif output.lines:
        for line in report.lines():
            print_line(line)
    else:
        from belwijs.surfaces.report.terminal import print_report

        print_report(report, Console(), playbook, playbook.practices, entry.voices)
        if output.why:
            from belwijs.surfaces.report.why import print_whys

            print_whys(report, Console(), playbook.interface)


def print_line(line: str) -> None:
    """One line on standard output, at once, in UTF-8 where the terminal can."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def as_json(report: Report) -> str:
    """The report as one line of JSON, as docs/output.md describes it."""
    return json.dumps(report.model_dump(mode="json", by_alias=True, exclude_none=True), ensure_ascii=False)


def _check_writable(output: Output) -> None:
    if output.vcon:
        try:
            output.vcon.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Problem(
                f"this folder cannot be made ({(error.strerror or '').lower()})",
                "choose another",
                file=str(output.vcon),
            ) from None
        if not os.access(output.vcon, os.W_OK):
            raise Problem("cannot be written", "choose another place", file=str(output.vcon))
    for path in filter(None, (output.html, output.pdf)):
        check_writable(path)


def _write_vcon(folder: Path, taken: Taken, report: Report) -> None:
    from belwijs.call.vcon import to_vcon
    from belwijs.call.write import write_text

    source = taken.source
    made = to_vcon(
        taken.material.call.with_(turns=report.turns, events=report.events),
        report.model_dump(mode="json", by_alias=True, exclude_none=True),
        audio=taken.audio,
        original=source.vcon if source else None,
        signed=source.signed if source else False,
    )
    write_text(folder / f"{_safe(report.id)}.vcon.json", json.dumps(made, ensure_ascii=False, indent=1))


def _safe(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in "-_. " else "_" for c in name).strip(". ")
    return kept[:100] or "call"


@contextmanager
def progress_bar(count: int) -> Iterator[Callable[[int, str], Progress]]:
    """A progress bar with the time left, on a terminal only."""
    with ExitStack() as stack:
        if not sys.stderr.isatty():
            yield lambda n, name: no_progress
            return
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        bar = stack.enter_context(
            Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
        )
        task = bar.add_task("", total=float(count))

        def of(n: int, name: str) -> Progress:
            bar.update(task, description=Path(name).name[:40], completed=float(n))

            def tell(stage: str, share: float) -> None:
                low, high = SHARES.get(stage, (1.0, 1.0))
                bar.update(task, completed=n + low + (high - low) * min(1.0, share))

            return tell

        yield of
