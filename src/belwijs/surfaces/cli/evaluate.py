"""`belwijs evaluate`: scores labelled calls, and compares two runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console

from belwijs import __version__
from belwijs.call import Call, Gold, Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import load_playbook
from belwijs.catalogue.practice import catalogue
from belwijs.figures.agreement import agreement, compare
from belwijs.figures.scored import ActsFrom, Run, ScoredCall
from belwijs.interface import InterfaceLanguage
from belwijs.pipeline.evaluate import run_labelled, score
from belwijs.pipeline.material import Tools
from belwijs.surfaces.cli.analyse import progress_bar
from belwijs.surfaces.cli.main import Failures
from belwijs.surfaces.intake import Intake, Options, expand
from belwijs.surfaces.loading import recogniser_loader


@dataclass(frozen=True)
class Asked:
    """How the calls are scored and what is printed."""

    acts: ActsFrom = "seen"
    mistakes: int = 10
    json: Path | None = None
    playbook: Path | None = None
    interface: InterfaceLanguage = "nl"


def evaluate_files(names: Sequence[str], asked: Asked) -> int:
    """Score every labelled call; 0 when all could be read, else 1.

    Raises:
        Problem: none of the calls has labels, or nothing could begin.
    """
    from belwijs.surfaces.report.evaluation import Printer

    if asked.json and not asked.json.parent.is_dir():
        reason = "cannot be written (no such file or directory)"
        raise Problem(reason, "give another place to write to", file=str(asked.json))
    book = load_playbook(asked.playbook, frozenset(catalogue())) if asked.playbook else Playbook()
    calls: list[ScoredCall] = []
    said: dict[str, Call] = {}
    made_by = {"belwijs": __version__}
    passed, failures = 0, Failures()
    files = expand(names)
    with Intake(Options(), book) as intake, progress_bar(len(files)) as bar:
        for n, name in enumerate(files):
            with failures.among(name):
                for taken in intake.take(name):
                    if taken.material.call.gold in (None, Gold()):
                        passed += 1
                        continue
                    tools = Tools(recogniser_loader(None), progress=bar(n, taken.name))
                    done = run_labelled(taken.material, tools, asked.acts)
                    one = score(done, given_turns=bool(taken.material.call.turns))
                    one = one.model_copy(update={"id": _unused(one.id, said)})
                    said[one.id] = done.call
                    calls.append(one)
                    made_by |= done.made_by
    if not calls:
        if failures.count:
            return failures.status
        raise Problem("none of these calls has labels", "label some first: belwijs label CALL; see docs/labelling.md")
    run = Run(made_on=date.today().isoformat(), acts=asked.acts, made_by=made_by, calls=tuple(calls))
    if asked.json:
        _write(asked.json, run)
    Printer(Console(highlight=False), asked.interface).run(run, said, passed=passed, mistakes=asked.mistakes)
    return failures.status


def compare_runs(before: Path, after: Path, interface: InterfaceLanguage) -> int:
    """Print what is better or worse in the second run.

    Raises:
        Problem: a file is no run, or the runs have no call in common.
    """
    from belwijs.surfaces.report.evaluation import Printer

    found = compare(_read(before), _read(after))
    Printer(Console(highlight=False), interface).comparison(found, before.stem, after.stem)
    return 0


def _unused(name: str, taken: dict[str, Call]) -> str:
    number = 1
    made = name
    while made in taken:
        number += 1
        made = f"{name} ({number})"
    return made


def _write(path: Path, run: Run) -> None:
    """The run with its figures; it holds labels and numbers, never a word of what was said."""
    from belwijs.call.write import write_text

    made = run.model_dump(mode="json") | {"agreement": agreement(run.calls).model_dump(mode="json", exclude_none=True)}
    write_text(path, json.dumps(made, ensure_ascii=False, indent=1) + "\n")


def _read(path: Path) -> Run:
    try:
        return Run.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise Problem("does not exist", "check the name", file=str(path)) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise Problem(f"cannot be opened ({reason})", "check its name and rights", file=str(path)) from None
    except (ValueError, ValidationError):
        raise Problem("is not a run", "make one: belwijs evaluate CALLS... --json FILE", file=str(path)) from None
