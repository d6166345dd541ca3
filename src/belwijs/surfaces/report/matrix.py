"""The escalation matrix: level against target, the move that fits each cell, and this call's turns in the cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from belwijs.call import AggressionLevel, AggressionTarget
from belwijs.catalogue.escalation import MOVES
from belwijs.finding import Escalation, Move, Report

LEVELS: tuple[AggressionLevel, ...] = get_args(AggressionLevel)
TARGETS: tuple[AggressionTarget, ...] = get_args(AggressionTarget)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its fitting move and the aggressive turns of this call that fall in it."""

    level: AggressionLevel
    target: AggressionTarget
    move: Move
    turns: tuple[Escalation, ...]


def matrix_of(report: Report) -> tuple[tuple[Cell, ...], ...]:
    """A row a target, a column a level; empty for a call without aggression."""
    if not report.escalation:
        return ()
    return tuple(tuple(_cell(report, level, target) for level in LEVELS) for target in TARGETS)


def _cell(report: Report, level: AggressionLevel, target: AggressionTarget) -> Cell:
    here = tuple(e for e in report.escalation if (e.level, e.target) == (level, target))
    return Cell(level, target, MOVES[level, target], here)
