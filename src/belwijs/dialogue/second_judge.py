"""A second judge for turns in doubt: which turns those are, what it may answer, and what becomes of its answer.

Everything here is a function of values. Who the judge is and how it is reached is the business of a surface: see
surfaces/second_judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call, Direction, Language, Perspective, Role, Value
from belwijs.finding import Asked, SecondOpinion

KINDS = ("obj=", "agg=")  # of these a turn has one label at most
_CLEAR = 0.5  # confidence from which it matters which label of a kind it is


class Spoken(Value):
    """A turn as the judge reads it: no name, no time."""

    role: Role
    text: str


class Question(Value):
    """A turn in doubt, and the labels that are in doubt of it: nothing else can be answered."""

    turn: int
    labels: tuple[str, ...]


class Inquiry(Value):
    """All that is asked of one call. `names` are those of people in it, for whoever redacts; nobody is asked them."""

    language: Language | None = None
    direction: Direction = "inbound"
    perspective: Perspective = "agent"
    turns: tuple[Spoken, ...] = ()
    names: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


class SecondJudge(Protocol):
    """Answers the questions of an inquiry, each with some of the labels that were offered or with the reason why not.

    Asked twice the same it answers the same, as far as it can. It never raises for a judge that fails.
    """

    model: str  # as the report names it
    prompt: str  # version of what is asked
    redacts: bool  # whether names and numbers are taken out first
    under: float  # a label is in doubt when it is neither this likely nor this unlikely, 0.5-1
    trust: float  # confidence that a label has when the judge says yes; 1 - trust when it says no
    most_turns: int  # asked about in one call, the least sure first

    def __call__(self, inquiry: Inquiry) -> tuple[Asked, ...]:
        """One `Asked` for each question, in their order."""
        ...


def doubts(sure: NDArray[np.float32], labels: Sequence[str], under: float) -> list[Question]:
    """The turns in doubt, the least sure first.

    Args:
        sure: confidences (turns, labels), 0 where a turn cannot have a label.
        under: a label is in doubt when max(p, 1 - p) is under this. Objections and aggression count as one
            question each: is there one, and if so, which.
    """
    single = np.array([not label.startswith(KINDS) for label in labels])
    found: list[tuple[float, int, Question]] = []
    for row, one in enumerate(sure):
        certain = np.maximum(one, 1 - one)
        chosen = single & (certain < under) & (one > 0)
        least = float(certain[chosen].min(initial=1.0))
        for kind in KINDS:
            columns = [i for i, label in enumerate(labels) if label.startswith(kind) and one[i] > 0]
            certainty = _certainty(one[columns]) if columns else 1.0
            if certainty < under:
                chosen[columns] = True
                least = min(least, certainty)
        if chosen.any():
            asked = tuple(label for label, is_chosen in zip(labels, chosen, strict=True) if is_chosen)
            found.append((round(least, 6), row, Question(turn=row, labels=asked)))
    return [question for _, _, question in sorted(found, key=lambda f: f[:2])]


def _certainty(p: NDArray[np.float32]) -> float:
    """How sure it is whether one of these holds and, when one seems to, which."""
    there = float(1 - np.prod(1 - p))
    which = float(p.max() / p.sum()) if there >= _CLEAR else 1.0
    return min(max(there, 1 - there), which)


def inquiry_of(call: Call, questions: Iterable[Question]) -> Inquiry:
    """A call and its questions as a judge gets them."""
    roles = {p.id: p.role for p in call.participants}
    return Inquiry(
        language=call.language,
        direction=call.direction,
        perspective=call.perspective,
        turns=tuple(Spoken(role=roles[t.speaker], text=t.text) for t in call.turns),
        names=tuple(p.name for p in call.participants if p.name),
        questions=tuple(questions),
    )


def ask(call: Call, sure: NDArray[np.float32], labels: Sequence[str], judge: SecondJudge) -> SecondOpinion | None:
    """What the judge says of the turns in doubt, at most `most_turns` of them; None when there is no doubt."""
    questions = doubts(sure, labels, judge.under)
    if not questions:
        return None
    asked = sorted(questions[: judge.most_turns], key=lambda q: q.turn)
    answers = judge(inquiry_of(call, asked)) if asked else ()
    return SecondOpinion(
        model=judge.model,
        prompt=judge.prompt,
        redacted=judge.redacts,
        asked=tuple(_legal(q, a) for q, a in zip(asked, answers, strict=True)),
        not_asked=tuple(sorted(q.turn for q in questions[judge.most_turns :])),
    )


def _legal(question: Question, answer: Asked) -> Asked:
    """The answer if it keeps to what was asked; whoever wrote the judge, nothing else gets through."""
    chosen = answer.chosen
    if chosen is None or is_legal(chosen, question.labels):
        return answer.model_copy(update={"turn": question.turn, "labels": question.labels})
    return Asked(turn=question.turn, labels=question.labels, failed="unusable")


def is_legal(chosen: Sequence[str], offered: Sequence[str]) -> bool:
    """Whether an answer has only labels that were offered, and one of each kind at most."""
    return set(chosen) <= set(offered) and all(sum(c.startswith(kind) for c in set(chosen)) <= 1 for kind in KINDS)


def merged(
    sure: NDArray[np.float32],
    labels: Sequence[str],
    thresholds: Mapping[str, float],
    opinion: SecondOpinion,
    trust: float,
) -> NDArray[np.float32]:
    """The confidences after the second judge: only labels that were in doubt move, all others stand.

    A yes lifts a label to `trust` (and to its threshold, so that it is reported), a no brings it down to 1 - trust
    (and under its threshold). Where the judge failed, nothing moves.
    """
    sure = sure.copy()
    column = {label: i for i, label in enumerate(labels)}
    for one in opinion.asked:
        if one.chosen is None:
            continue
        row = sure[one.turn]
        for label in one.labels:
            if not label.startswith(KINDS):
                row[column[label]] = _moved(float(row[column[label]]), thresholds[label], label in one.chosen, trust)
        for kind in KINDS:
            columns = [column[label] for label in one.labels if label.startswith(kind)]
            if columns:
                chosen = [column[label] for label in one.chosen if label.startswith(kind)]
                _move_kind(row, columns, chosen, thresholds[kind], trust)
    return sure


def _moved(p: float, threshold: float, yes: bool, trust: float) -> float:
    return max(p, trust, threshold) if yes else min(p, 1 - trust, threshold / 2)


def _move_kind(
    row: NDArray[np.float32], columns: list[int], chosen: list[int], threshold: float, trust: float
) -> None:
    """One label of a kind takes the confidence that there is one at all; without one all of them shrink together."""
    there = float(1 - np.prod(1 - row[columns]))
    target = _moved(there, threshold, bool(chosen), trust)
    if chosen:
        row[columns] = 0.0
        row[chosen[0]] = target
    else:
        row[columns] *= target / max(float(row[columns].sum()), 1e-9)


WHY = {
    "unreachable": "could not be reached",
    "slow": "took too long",
    "status": "answered with an error",
    "unusable": "gave no usable answer",
    "given_up": "failed too often and is not asked any more",
}


def notes(opinion: SecondOpinion) -> tuple[str, ...]:
    """What a reader of the report should know of the second judge, in English; interface/notes.yaml has the Dutch."""
    made = []
    for why, told in WHY.items():
        failed = [one for one in opinion.asked if one.failed == why]
        if failed:
            status = next((f" ({one.status})" for one in failed if one.status), "")
            made.append(
                f"The second judge ({opinion.model}) {told}{status}; "
                f"the built-in answer stands for {len(failed)} turn(s)."
            )
    if opinion.not_asked:
        made.append(
            f"The second judge was asked about the {len(opinion.asked)} least certain turns of this call; the built-in "
            f"answer stands for {len(opinion.not_asked)} other turn(s) in doubt."
        )
    return tuple(made)
