"""What each command takes; the work is done in the modules beside it, imported when a command runs."""

from __future__ import annotations

import functools
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from belwijs.surfaces.cli.help import LANGUAGE, Group
from belwijs.surfaces.cli.main import app, command, speak

if TYPE_CHECKING:
    from belwijs.catalogue.playbook import Playbook


class Direction(StrEnum):
    """Who called whom."""

    inbound = "inbound"
    outbound = "outbound"


class Language(StrEnum):
    """Languages of calls."""

    nl = "nl"
    en = "en"
    de = "de"
    fr = "fr"


class Interface(StrEnum):
    """Languages of reports and messages."""

    nl = "nl"
    en = "en"


class TranscriptFrom(StrEnum):
    """Where the words come from."""

    given = "given"
    listen = "listen"


class ActsFrom(StrEnum):
    """Where the acts come from on which practices are judged."""

    seen = "seen"
    given = "given"


class SchemaName(StrEnum):
    """Published schemas."""

    call = "call"
    report = "report"
    playbook = "playbook"


Files = Annotated[
    list[str],
    typer.Argument(help="Recordings, call files, folders, globs, or - for standard input.", metavar="FILE..."),
]
PlaybookFile = Annotated[
    Path | None, typer.Option("--playbook", "-p", help="The house's own numbers and names (YAML).")
]
Lang = Annotated[
    Interface | None,
    typer.Option("--lang", envvar=LANGUAGE, help="Language of reports and messages; else the playbook's, else nl."),
]
HtmlFile = Annotated[Path | None, typer.Option("--html", help="Write one self-contained HTML page.")]
PdfFile = Annotated[Path | None, typer.Option("--pdf", help="Write the coach's report as a PDF, for paper.")]
Model = Annotated[
    str | None, typer.Option("--model", help="A larger Whisper: a directory, or a name on the model hub.")
]
SecondJudgeFile = Annotated[
    Path | None,
    typer.Option(
        "--second-judge",
        envvar="BELWIJS_SECOND_JUDGE",
        help="A language model of the house as a second judge for turns in doubt (YAML, docs/second-judge.md).",
    ),
]


@command
def analyse(
    files: Files,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a call, one a line.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="Print one line a finding.")] = False,
    html: HtmlFile = None,
    pdf: PdfFile = None,
    vcon: Annotated[
        Path | None, typer.Option("--vcon", help="Write a vCon with the report for each call into this folder.")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the HTML page in the browser.")] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Give the reasons of every act: words, turns before, training sentences.")
    ] = False,
    playbook: PlaybookFile = None,
    lang: Lang = None,
    transcript: Annotated[
        TranscriptFrom, typer.Option(help="given: words of the file where it has them; listen: from the sound.")
    ] = TranscriptFrom.given,
    model: Model = None,
    second_judge: SecondJudgeFile = None,
    fast: Annotated[
        bool,
        typer.Option("--fast", help="For very many calls: words read four times as fast, a little less well."),
    ] = False,
    language: Annotated[
        Language | None, typer.Option(help="Language of the call, where the file does not say; else detected.")
    ] = None,
    direction: Annotated[
        Direction | None, typer.Option(help="Who called whom, where the file does not say (default inbound).")
    ] = None,
    organisation: Annotated[str | None, typer.Option(help="The organisation's name.")] = None,
    agent: Annotated[str | None, typer.Option(help="The agent's name, or their label in a transcript.")] = None,
    agent_channel: Annotated[
        int | None, typer.Option(min=0, max=1, help="Which channel is the agent: 0 (left) or 1 (right).")
    ] = None,
    customer_file: Annotated[
        Path | None, typer.Option("--customer", help="The customer's side, when each side is a file.")
    ] = None,
    channels: Annotated[str | None, typer.Option(help="Which two channels of more, such as 0,2.")] = None,
    started_at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            help="Local time at which the call began.",
        ),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch recordings that a vCon refers to at an https address.")
    ] = False,
) -> int:
    """Analyse recorded calls: a verdict per practice, with evidence and a better sentence."""
    from belwijs.surfaces.cli.analyse import Output, analyse_files
    from belwijs.surfaces.intake import Options

    speak(lang, playbook)
    options = Options(
        direction=direction.value if direction else None,
        language=language.value if language else None,
        organisation=organisation,
        agent=agent,
        agent_channel=agent_channel,
        channels=_two_channels(channels),
        customer_file=customer_file,
        started_at=started_at,
        transcript=transcript.value,
        fetch=fetch,
    )
    output = Output(json=json, lines=lines, html=html, vcon=vcon, open_page=open_page, pdf=pdf, why=why)
    return analyse_files(
        files,
        options,
        output,
        playbook=playbook,
        interface=lang.value if lang else None,
        model=model,
        second_judge=second_judge,
        fast=fast,
    )


def _two_channels(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    parts = given.split(",")
    if len(parts) != 2 or not all(p.strip().isdigit() for p in parts):
        raise typer.BadParameter("give two channel numbers counted from 0, such as 0,2", param_hint="--channels")
    return int(parts[0]), int(parts[1])


@command
def report(
    files: Annotated[
        list[str],
        typer.Argument(help="What `belwijs analyse --json` wrote, or - for standard input.", metavar="FILE..."),
    ],
    html: HtmlFile = None,
    pdf: PdfFile = None,
    playbook: PlaybookFile = None,
    lang: Lang = None,
) -> int:
    """Draw reports that were made before, without analysing again: on the terminal, as a page or as a PDF."""
    from belwijs.surfaces.cli.report import show_results

    return show_results(files, playbook_of(playbook, lang), html, pdf)


def playbook_of(file: Path | None, lang: Interface | None) -> Playbook:
    """The house's playbook, in the language asked for.

    Raises:
        Problem: the file is no playbook.
    """
    from belwijs.catalogue.playbook import Playbook
    from belwijs.catalogue.playbook_file import load_playbook
    from belwijs.catalogue.practice import catalogue

    speak(lang, file)
    book = load_playbook(file, frozenset(catalogue())) if file else Playbook()
    return book.model_copy(update={"interface": lang.value}) if lang else book


@command
def compare(
    one: Annotated[str, typer.Argument(help="A call, a folder, a glob, or what `analyse --json` wrote.", metavar="A")],
    other: Annotated[str | None, typer.Argument(help="What to compare it with.", metavar="B")] = None,
    at: Annotated[
        datetime | None,
        typer.Option("--at", formats=["%Y-%m-%d"], help="Divide the calls of A in two: before this date, and from it."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    playbook: PlaybookFile = None,
    lang: Lang = None,
) -> int:
    """Compare two calls, two folders or two periods: what got better, what worse, and is it more than chance."""
    from belwijs.surfaces.cli.compare import compare_files

    return compare_files(one, other, at, playbook_of(playbook, lang), as_json=json)


@command
def demo(
    folder: Annotated[Path, typer.Option("--to", help="Where to write the report.")] = Path("belwijs-demo"),
    lang: Lang = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the report in the browser.")] = False,
) -> int:
    """Analyse three calls that ship with Belwijs (artificial voices) and open the report."""
    from belwijs.surfaces.cli.demo import run_demo

    return run_demo(folder, speak(lang), open_page=not no_open)


@command
def evaluate(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Labelled calls: files, folders, globs; others are passed over.", metavar="CALLS..."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the run to this file, to compare it with another later.")
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option("--compare", help="Two runs: what got better or worse.", metavar="A B")
    ] = None,
    acts: Annotated[
        ActsFrom, typer.Option(help="seen: as the recogniser sees them; given: as people labelled them.")
    ] = ActsFrom.seen,
    mistakes: Annotated[int, typer.Option(min=0, help="How many mistakes to show of each kind.")] = 10,
    playbook: PlaybookFile = None,
    lang: Lang = None,
) -> int:
    """Score labelled calls: how far what Belwijs finds agrees with what people labelled."""
    from belwijs.surfaces.cli.evaluate import Asked, compare_runs, evaluate_files

    interface = speak(lang, playbook)
    if compare is not None:
        if files:
            raise typer.BadParameter("give two runs or calls, not both", param_hint="--compare")
        return compare_runs(*compare, interface)
    if not files:
        raise typer.BadParameter("give labelled calls, or --compare A B", param_hint="CALLS...")
    return evaluate_files(files, Asked(acts.value, mistakes, json, playbook, interface))


@command
def label(
    call: Annotated[Path, typer.Argument(help="A call with its words: a call file, a vCon, WebVTT, SRT.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where the labelled call goes (default CALL.labelled.json).")
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Fill in the recogniser's guess; quicker, and it biases the labels.")
    ] = False,
    lang: Lang = None,
) -> int:
    """Label a call turn by turn, to score Belwijs on your own calls."""
    from belwijs.surfaces.cli.label import Asked, label_call

    return label_call(call, Asked(output, suggest, speak(lang)))


@command
def practices(
    group: Annotated[str | None, typer.Argument(help="Only this group, such as hold.")] = None,
    site: Annotated[
        Path | None, typer.Option("--site", help="Write a page for each practice, Dutch and English, into this folder.")
    ] = None,
    lang: Lang = None,
    playbook: PlaybookFile = None,
) -> int:
    """List the practices of the catalogue, or write their pages."""
    from belwijs.surfaces.cli.catalogue import list_practices, write_practices

    interface = speak(lang, playbook)
    if site:
        return write_practices(site)
    return list_practices(group, interface, playbook)


@command
def explain(
    practice: Annotated[str, typer.Argument(help="The practice's id, such as hold.reason.")],
    lang: Lang = None,
    playbook: PlaybookFile = None,
) -> int:
    """Show a practice's page: what it is, why, when, how it is checked, examples."""
    from belwijs.surfaces.cli.catalogue import explain_practice

    return explain_practice(practice, speak(lang, playbook), playbook)


@command
def stages(
    file: Annotated[
        str | None, typer.Argument(help="A call: shows which stages it goes through and what is skipped.")
    ] = None,
) -> int:
    """Show the stages from sound to findings: what each needs, adds, and how it is scored."""
    from belwijs.surfaces.cli.stages import show_stages

    return show_stages(file)


@command
def schema(name: Annotated[SchemaName, typer.Argument(help="Which one.")]) -> int:
    """Print the JSON Schema of call files, reports or playbooks."""
    from belwijs.surfaces.cli.schema import print_schema

    return print_schema(name.value)


OF_PLAYBOOK = "A house's own names, numbers and practices: write a playbook, check it, show it, compare two."
playbooks = typer.Typer(name="playbook", cls=Group, no_args_is_help=True, help=OF_PLAYBOOK)
app.add_typer(playbooks)
_of_playbook = functools.partial(command, group=playbooks)
House = Annotated[Path, typer.Argument(help="The playbook (YAML).", metavar="FILE")]


@_of_playbook
def init(
    file: House = Path("playbook.yaml"),
    lang: Lang = None,
    organisation: Annotated[str | None, typer.Option(help="The organisation's name, to begin with.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what stands there.")] = False,
) -> int:
    """Write a playbook with every setting at its default and a comment beside it."""
    from belwijs.surfaces.cli.playbook_init import write_playbook

    return write_playbook(file, speak(lang), organisation, force)


@_of_playbook
def check(file: House, lang: Lang = None) -> int:
    """Explain every mistake by its line, and try the examples of the house's own practices on themselves."""
    from belwijs.surfaces.cli.playbook import check_playbook

    return check_playbook(file, speak(lang, file))


@_of_playbook
def show(
    file: House,
    whom: Annotated[str | None, typer.Option("--for", help="Number called, or name of the organisation.")] = None,
    lang: Lang = None,
) -> int:
    """Show every setting that counts, and the file and line that it comes from."""
    from belwijs.surfaces.cli.playbook import show_playbook

    return show_playbook(file, whom, speak(lang, file))


@_of_playbook
def diff(
    old: Annotated[Path, typer.Argument(help="The playbook as it is.")],
    new: Annotated[Path, typer.Argument(help="The playbook as it would be.")],
    files: Files,
    lang: Lang = None,
    model: Model = None,
) -> int:
    """Show verdict by verdict what changing a playbook does to these calls."""
    from belwijs.surfaces.cli.playbook import diff_playbooks

    return diff_playbooks(old, new, files, speak(lang, old), model)


@command
def doctor(model: Model = None, second_judge: SecondJudgeFile = None, lang: Lang = None) -> int:
    """Check what is here, what is missing, and how to get it."""
    from belwijs.surfaces.cli.doctor import examine

    speak(lang)
    return examine(model, second_judge)
