"""The verdicts of a call in one line of its own row: progress adds up lines, not the findings of every call shown.

A practice has a number. A verdict is three characters: twice that number, one more where it was missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from belwijs.store.inserting import insert_new
from belwijs.store.schema import Call, FindingRow, PracticeNumber

WIDTH = 3  # characters of a verdict
_BASE, _FIRST = 64, 48  # digits are the 64 characters from "0" on


@dataclass(frozen=True, slots=True)
class Sum:
    """How often a practice was kept, of how often it was called for."""

    kept: int
    applied: int


def sum_up(session: Session, call_id: int) -> None:
    """Writes line and figures of a call after its findings, in the transaction that changed those."""
    asked = select(FindingRow.practice, FindingRow.verdict).where(
        FindingRow.call_id == call_id, FindingRow.verdict.in_(("kept", "missed"))
    )
    verdicts: dict[str, str] = dict(iter(session.execute(asked)))
    said = list(verdicts.values())
    values = {"kept": said.count("kept"), "missed": said.count("missed"), "judged": _line(session, verdicts)}
    session.execute(update(Call).where(Call.id == call_id).values(values))


def names(session: Session) -> dict[int, str]:
    """Number → practice."""
    return dict(iter(session.execute(select(PracticeNumber.id, PracticeNumber.practice))))


def added_up(lines: str) -> dict[int, Sum]:
    """Number of a practice → its sum over the lines of calls, one behind the other."""
    digits = np.frombuffer(lines.encode("ascii"), np.uint8).reshape(-1, WIDTH).T.astype(np.int32) - _FIRST
    values = (digits[0] * _BASE + digits[1]) * _BASE + digits[2]
    counted = np.bincount(values, minlength=2 * (int(values.max(initial=0)) // 2 + 1)).reshape(-1, 2)
    applied = counted.sum(axis=1)
    numbers = np.flatnonzero(applied)
    sums = zip(numbers.tolist(), counted[numbers, 0].tolist(), applied[numbers].tolist(), strict=True)
    return {number: Sum(kept, times) for number, kept, times in sums}


def encoded(number: int, *, missed: bool) -> str:
    """One verdict as it stands in a line."""
    value = 2 * number + missed
    return "".join(chr(_FIRST + value // _BASE**place % _BASE) for place in (2, 1, 0))


def _line(session: Session, verdicts: Mapping[str, str]) -> str:
    numbers = _numbers(session, verdicts)
    return "".join(encoded(numbers[p], missed=verdict == "missed") for p, verdict in sorted(verdicts.items()))


def _numbers(session: Session, practices: Iterable[str]) -> dict[str, int]:
    """Practice → number; a new one gets the next. In order, so that two workers never wait for each other."""
    numbers = {practice: number for number, practice in names(session).items()}
    new = sorted(set(practices) - numbers.keys())
    if not new:
        return numbers
    for practice in new:
        insert_new(session, PracticeNumber, {"practice": practice})
    return {practice: number for number, practice in names(session).items()}
