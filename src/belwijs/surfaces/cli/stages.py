"""`belwijs stages`: the table of stages, and for one call which of them run and which are skipped."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from belwijs.catalogue.playbook import Playbook
from belwijs.pipeline.stages import STAGES
from belwijs.surfaces.intake import Intake, Options, Taken


def show_stages(file: str | None) -> int:
    """Print the table; with a file, also what this call goes through.

    Raises:
        Problem: the file cannot be read.
    """
    if file is None:
        _table(None)
        return 0
    with Intake(Options(), Playbook()) as intake:
        for taken in intake.take(file):
            _table(taken)
    return 0


def _state(stage: str, taken: Taken) -> str:
    material = taken.material
    words = bool(material.call.turns)
    said, heard = words or material.listens, material.sound is not None
    runs = {
        "hear": heard,
        "transcribe": material.listens,
        "measure": heard or any(turn.words for turn in material.call.turns),
        "understand": said,
        "compare": said and bool(material.playbook.own),
        "judge": True,
    }
    skipped = {
        "hear": "skipped: the call has no recording",
        "transcribe": "skipped: the words are given" if words else "skipped: the call has no recording",
        "measure": "skipped: there is no recording and no word has a time",
        "understand": "skipped: there are no words",
        "compare": "skipped: the house has no practices of its own" if said else "skipped: there are no words",
    }
    return "runs" if runs[stage] else skipped[stage]


def _table(taken: Taken | None) -> None:
    table = Table(
        box=None, pad_edge=False, title=escape(taken.material.call.id) if taken else None, title_justify="left"
    )
    for head in ("stage", "needs", "adds", "scored by", *(["this call"] if taken else [])):
        table.add_column(head, overflow="fold")
    for stage in STAGES:
        row = [stage.name, stage.needs, stage.adds, stage.scored_by]
        table.add_row(*row, *([_state(stage.name, taken)] if taken else []))
    Console().print(table)
