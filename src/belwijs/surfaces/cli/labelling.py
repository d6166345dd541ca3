"""The work of labelling one call, without a terminal: what was typed becomes labels, and labels become gold."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import Field, ValidationError

from belwijs.call import Aggression, Call, Gold, Objection, Problem, Role, TurnAct, Value, VerdictName
from belwijs.call.model import AggressionLevel, AggressionTarget, ObjectionType
from belwijs.call.source import CallSource
from belwijs.call.write import call_to_dict, write_text
from belwijs.catalogue.practice import Practice
from belwijs.dialogue.understand import AGENT_ACTS, CUSTOMER_ACTS

OBJECTIONS = tuple(f"obj={kind}" for kind in get_args(ObjectionType))
CELLS = tuple(f"agg={level}/{target}" for level in get_args(AggressionLevel) for target in get_args(AggressionTarget))
SUFFIX = ".labelled.json"
_BETWEEN = re.compile(r"[\s,;]+")
_ONE_AT_MOST = ("obj=", "agg=")


class Refused(ValueError):
    """A line that is no set of labels; `key` is the text that says why, `slots` fill it."""

    def __init__(self, key: str, **slots: str) -> None:
        super().__init__(key)
        self.key = key
        self.slots = slots


class Work(Value):
    """What has been labelled so far: enough to go on with later.

    Attributes:
        text: a fingerprint of the turns, so that work is never laid on another text.
        labels: turn → its labels; a turn that is not in it has not been looked at.
        verdicts: practice → verdict, or None where it was left open.
    """

    text: str
    labels: dict[int, tuple[str, ...]] = Field(default_factory=dict)
    verdicts: dict[str, VerdictName | None] = Field(default_factory=dict)

    def with_labels(self, turn: int, labels: Sequence[str]) -> Work:
        """With the labels of one turn."""
        return self.model_copy(update={"labels": {**self.labels, turn: tuple(labels)}})

    def with_verdict(self, practice: str, verdict: VerdictName | None) -> Work:
        """With the verdict on one practice."""
        return self.model_copy(update={"verdicts": {**self.verdicts, practice: verdict}})


def fingerprint(call: Call) -> str:
    """Of who says what; times and everything else may change."""
    said = json.dumps([[t.speaker, t.text] for t in call.turns], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def turns_to_label(call: Call) -> list[int]:
    """The turns that can carry a label: somebody says a word, and that is not the menu."""
    return [
        n
        for n, turn in enumerate(call.turns)
        if call.role_of(turn.speaker) != "system" and any(c.isalnum() for c in turn.text)
    ]


def practices_to_judge(call: Call, practices: Iterable[Practice]) -> list[Practice]:
    """The practices that this call can be judged on by somebody who reads, and listens where there is a recording."""
    return [
        p
        for p in practices
        if p.built
        and p.perspective == call.perspective
        and p.applies is not None
        and p.applies.direction in ("any", call.direction)
        and not ("audio" in p.needs and call.audio is None)
        and (p.group == "chat") == (call.medium == "chat")
    ]


def labels_for(role: Role, call: Call) -> tuple[str, ...]:
    """The labels that a turn of somebody in this role can have, in order of the alphabet."""
    if role == "customer":
        cold = call.direction == "outbound" and call.perspective == "agent"
        return (*sorted(CUSTOMER_ACTS), *CELLS, *(OBJECTIONS if cold else ()))
    return tuple(sorted(AGENT_ACTS)) if role in ("agent", "colleague") else ()


def parsed(line: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """The labels in what was typed, parted by blanks or commas; the beginning of a label will do if only one begins so.

    Raises:
        Refused: something is no label, could be several, or stands beside another of its kind.
    """
    found: list[str] = []
    for word in filter(None, _BETWEEN.split(line.strip().lower())):
        label = _completed(word, allowed)
        if label not in found:
            found.append(label)
    for kind in _ONE_AT_MOST:
        if sum(label.startswith(kind) for label in found) > 1:
            raise Refused("label.one", kind=kind)
    return tuple(found)


def _completed(word: str, allowed: Sequence[str]) -> str:
    if word in allowed:
        return word
    begins = [label for label in allowed if label.startswith(word)]
    if len(begins) == 1:
        return begins[0]
    if begins:
        raise Refused("label.several", word=word, labels=", ".join(begins))
    if any(label.startswith(word) for label in (*AGENT_ACTS, *CUSTOMER_ACTS, *OBJECTIONS, *CELLS)):
        raise Refused("label.not_here", word=word)
    near = difflib.get_close_matches(word, allowed, n=3, cutoff=0.5)
    raise Refused("label.near" if near else "label.none", word=word, labels=", ".join(near))


def gold_of(work: Work) -> Gold:
    """The labels as a call file holds them."""
    acts, objections, aggression = [], [], []
    for turn, labels in sorted(work.labels.items()):
        for label in labels:
            kind, _, rest = label.partition("=")
            if kind == "obj" and rest:
                objections.append(Objection.model_validate({"turn": turn, "type": rest}))
            elif kind == "agg" and rest:
                level, _, target = rest.partition("/")
                aggression.append(Aggression.model_validate({"turn": turn, "level": level, "target": target}))
            else:
                acts.append(TurnAct.model_validate({"turn": turn, "act": label}))
    verdicts = {practice: verdict for practice, verdict in work.verdicts.items() if verdict is not None}
    return Gold(acts=tuple(acts), objections=tuple(objections), aggression=tuple(aggression), verdicts=verdicts)


def work_of(call: Call) -> Work:
    """The work that the gold of a call holds: every turn was looked at, unless only verdicts were given."""
    gold = call.gold or Gold()
    any_labels = gold.acts or gold.objections or gold.aggression
    labels: dict[int, list[str]] = {n: [] for n in turns_to_label(call)} if any_labels else {}
    for act in gold.acts:
        labels.setdefault(act.turn, []).append(act.act)
    for objection in gold.objections:
        labels.setdefault(objection.turn, []).append(f"obj={objection.type}")
    for a in gold.aggression:
        labels.setdefault(a.turn, []).append(f"agg={a.level}/{a.target}")
    return Work(
        text=fingerprint(call), labels={n: tuple(names) for n, names in labels.items()}, verdicts=dict(gold.verdicts)
    )


def output_for(path: Path) -> Path:
    """Where the labelled call goes unless another place is given: beside the call, never over it."""
    return path if path.name.endswith(SUFFIX) else path.with_name(path.name.removesuffix(path.suffix) + SUFFIX)


def progress_for(output: Path) -> Path:
    """Where unfinished work is kept; no folder of calls takes it for a call."""
    return output.with_name(output.name + ".progress")


def begun(call: Call, labelled: Call | None, progress: Path) -> Work:
    """The work to go on with: what was kept, else the labels that are there already, else none.

    Raises:
        Problem: what was kept belongs to another text, or cannot be read.
    """
    text = fingerprint(call)
    if progress.is_file():
        try:
            work = Work.model_validate_json(progress.read_text(encoding="utf-8"))
        except (OSError, ValueError, ValidationError):
            reason = "the work kept for this call cannot be read"
            raise Problem(reason, "remove this file to begin again", file=str(progress)) from None
        if work.text != text:
            raise Problem(
                "the call has changed since its labelling began", "remove this file to begin again", file=str(progress)
            )
        return work
    for known in (labelled, call):
        if known is not None and known.gold is not None:
            if fingerprint(known) != text:
                raise Problem("holds the labels of another text", "give another place with --output")
            return work_of(known)
    return Work(text=text)


def write_labelled(source: CallSource, path: Path, output: Path, work: Work) -> None:
    """The call with its gold. A file of our own format keeps every field that it has.

    Raises:
        Problem: it cannot be written.
    """
    gold = gold_of(work)
    made: dict[str, Any] = call_to_dict(source.call.with_(gold=None))
    if source.kind == "call":
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
        made = raw if isinstance(raw, dict) else made
    audio = made.get("audio")
    if isinstance(audio, dict) and isinstance(audio.get("file"), str) and not os.path.isabs(audio["file"]):
        where = os.path.relpath(path.parent / audio["file"], output.parent)
        made = {**made, "audio": {**audio, "file": Path(where).as_posix()}}
    made = {**made, "gold": gold.model_dump(mode="json", exclude_defaults=True)}
    write_text(output, json.dumps(made, ensure_ascii=False, indent=1) + "\n")
