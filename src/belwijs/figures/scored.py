"""A call with what people labelled beside what was found, without a word of what was said: what is counted, written and
compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

from pydantic import Field

from belwijs.call import Aggression, Call, Direction, Gold, Language, Objection, TurnAct, Value, VerdictName
from belwijs.call.model import Share

Style = Literal["clean", "recognised"]
ActsFrom = Literal["seen", "given"]
_LEAST_WORDS = 20  # of a call, before its style can be told
_MARK = re.compile(r"[.,?!…;:]")


class Labelled(Value):
    """A label that people gave to a turn: an act, `obj=<type>` or `agg=<level>/<target>`."""

    turn: int = Field(ge=0)
    label: str


class Seen(Labelled):
    """A label that was found, and how surely."""

    confidence: Share


class Judged(Value):
    """One practice: the verdict that people gave and the one that was found."""

    practice: str
    expected: VerdictName
    found: VerdictName
    confidence: Share = 1.0

    @property
    def group(self) -> str:
        """The group of the practice, the first part of its id."""
        return self.practice.partition(".")[0]


class ScoredCall(Value):
    """One labelled call, ready to be counted."""

    id: str
    language: Language | None = None
    direction: Direction = "inbound"
    style: Style | None = Field(default=None, description="recognised: without capitals and punctuation")
    turns: int = 0
    acts_labelled: bool = Field(default=True, description="false: only verdicts were labelled")
    expected: tuple[Labelled, ...] = ()
    found: tuple[Seen, ...] = ()
    doubtful: tuple[Seen, ...] = Field(default=(), description="seen too faintly to be reported")
    verdicts: tuple[Judged, ...] = ()
    unjudged: tuple[str, ...] = Field(default=(), description="practices with a label that nothing was found for")


class Run(Value):
    """Some calls scored with one version of everything."""

    made_on: str = ""
    acts: ActsFrom = Field(default="seen", description="given: practices were judged on the acts that people labelled")
    made_by: dict[str, str] = Field(default_factory=dict)
    calls: tuple[ScoredCall, ...] = ()


class Understood(Protocol):
    """What was seen in a call."""

    @property
    def acts(self) -> Sequence[TurnAct]: ...
    @property
    def objections(self) -> Sequence[Objection]: ...
    @property
    def aggression(self) -> Sequence[Aggression]: ...


def labels_of(seen: Understood | Gold) -> tuple[Seen, ...]:
    """Acts, objections and aggression under one kind of name, in the order of the turns."""
    every = [Seen(turn=a.turn, label=str(a.act), confidence=a.confidence) for a in seen.acts]
    every += [Seen(turn=o.turn, label=f"obj={o.type}", confidence=o.confidence) for o in seen.objections]
    every += [
        Seen(turn=a.turn, label=f"agg={a.level}/{a.target}", confidence=a.confidence) for a in seen.aggression
    ]
    return tuple(sorted(every, key=lambda s: (s.turn, s.label)))


def style_of(call: Call) -> Style | None:
    """Whether a call is written without punctuation, as recognisers may; None when it is too short to tell."""
    texts = [turn.text for turn in call.turns if len(turn.text.split()) > 2]
    if sum(len(t.split()) for t in texts) < _LEAST_WORDS:
        return None
    plain = sum(not _MARK.search(t) and t == t.lower() for t in texts)
    return "recognised" if plain > 0.6 * len(texts) else "clean"


def scored(
    call: Call,
    seen: Understood,
    verdicts: Mapping[str, tuple[VerdictName, float]],
    doubtful: Iterable[Seen] = (),
) -> ScoredCall:
    """A labelled call beside what was found in it.

    Args:
        verdicts: practice → verdict found and its confidence; practices that nobody labelled are passed over, and
            labels on practices that are not in it are named in `unjudged`.
        doubtful: labels that were seen too faintly to be reported.

    Raises:
        ValueError: the call has no labels.
    """
    gold = call.gold
    if gold is None:
        raise ValueError(f"{call.id} has no labels")
    labelled = bool(call.turns) and bool(gold.acts or gold.objections or gold.aggression)
    judged = [
        Judged(practice=p, expected=label, found=verdicts[p][0], confidence=verdicts[p][1])
        for p, label in gold.verdicts.items()
        if p in verdicts
    ]
    return ScoredCall(
        id=call.id,
        language=call.language,
        direction=call.direction,
        style=style_of(call),
        turns=len(call.turns),
        acts_labelled=labelled,
        expected=tuple(Labelled(turn=s.turn, label=s.label) for s in labels_of(gold)) if labelled else (),
        found=labels_of(seen) if labelled else (),
        doubtful=tuple(doubtful) if labelled else (),
        verdicts=tuple(judged),
        unjudged=tuple(p for p in gold.verdicts if p not in verdicts),
    )
