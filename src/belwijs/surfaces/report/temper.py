"""The emotional line of a call: what the customer's words show of their temper over time, and the agent's moves on it.

It rests on words and timing alone, never on the voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from belwijs.call import Act, AggressionLevel
from belwijs.finding import Report

CALM, COMPLAINS, UPSET, ANGRY, PRESSES = range(5)
LEVELS = 5
LEVEL_OF_ACT: Mapping[str, int] = MappingProxyType({"calm_again": CALM, "complain": COMPLAINS, "emotional": UPSET})
LEVEL_OF_AGGRESSION: Mapping[AggressionLevel, int] = MappingProxyType({"expressive": ANGRY, "instrumental": PRESSES})

Effect = Literal["eases", "forward", "bounds", "heats"]
EFFECTS: Mapping[Act, Effect] = MappingProxyType(
    {
        "acknowledge_content": "eases", "acknowledge_feeling": "eases", "apologise": "eases", "summarise": "eases",
        "clarify": "forward", "solve": "forward", "offer_callback": "forward", "announce_transfer": "forward",
        "set_limit": "bounds", "announce_end": "bounds",
        "defend": "heats", "blame": "heats", "belittle": "heats", "indifferent": "heats", "snap": "heats",
    }
)  # fmt: skip
"""What a move of the agent usually does to a temper that is up."""
SIGNS: Mapping[Effect, str] = MappingProxyType({"eases": "▼", "forward": "→", "bounds": "■", "heats": "▲"})


@dataclass(frozen=True, slots=True)
class Sign:
    """Something in the customer's words that shows their temper; `cell` is level/target where it is aggression."""

    turn: int
    at: float  # seconds
    level: int  # CALM … PRESSES
    words: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A move of the agent while the temper was up: what was done in one turn, with one effect."""

    turn: int
    at: float  # seconds
    acts: tuple[Act, ...]
    effect: Effect
    words: str


@dataclass(frozen=True, slots=True)
class Temper:
    """The line of one call: signs and steps in the order of the call."""

    signs: tuple[Sign, ...]
    steps: tuple[Step, ...]
    until: float  # seconds: where the last turn ends

    @property
    def highest(self) -> int:
        """The highest level that was reached."""
        return max(s.level for s in self.signs)

    def level_at(self, at: float) -> int:
        """The level that the words last showed at a second; calm before the first sign."""
        return next((s.level for s in reversed(self.signs) if s.at <= at), CALM)


def temper_of(report: Report) -> Temper | None:
    """The emotional line; None where the customer's words show nothing, and where our side is the customer."""
    if report.perspective == "customer":
        return None
    signs = tuple(sorted(_signs(report), key=lambda s: s.at))
    if not any(s.level for s in signs):
        return None
    first = next(n for n, s in enumerate(signs) if s.level)
    signs = signs[first:]
    steps = tuple(sorted(_steps(report, signs[0].at), key=lambda s: s.at))
    return Temper(signs, steps, max(t.end for t in report.turns))


def _signs(report: Report) -> Iterator[Sign]:
    customers = {p.id for p in report.participants if p.role == "customer"}
    cells = {a.turn: (a.level, a.target) for a in report.aggression}
    cells |= {e.turn: (e.level, e.target) for e in report.escalation}
    for n, turn in enumerate(report.turns):
        if turn.speaker not in customers:
            continue
        seen = [a for a in report.acts if a.turn == n and a.act in LEVEL_OF_ACT]
        if n in cells:
            level, target = cells[n]
            yield Sign(n, turn.start, LEVEL_OF_AGGRESSION[level], turn.text, f"{level}.{target}")
        elif seen:
            highest = max(seen, key=lambda a: LEVEL_OF_ACT[a.act])
            yield Sign(n, turn.start, LEVEL_OF_ACT[highest.act], highest.words or turn.text)


def _steps(report: Report, since: float) -> Iterator[Step]:
    ours = {p.id for p in report.participants if p.role in ("agent", "colleague")}
    found: dict[tuple[int, Effect], dict[Act, str]] = {}
    for act in report.acts:
        effect = EFFECTS.get(act.act)
        if effect is None or act.turn >= len(report.turns):
            continue
        turn = report.turns[act.turn]
        if turn.speaker in ours and turn.start >= since:
            found.setdefault((act.turn, effect), {}).setdefault(act.act, act.words or "")
    for (n, effect), acts in found.items():
        turn = report.turns[n]
        words = next(iter(acts.values())) if len(acts) == 1 else ""
        yield Step(n, turn.start, tuple(acts), effect, words or turn.text)
