"""How practices go over time: of one person, for that person and their coach; of a team, without persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import sqrt
from typing import Any

from sqlalchemy import Select, case, func, select, text
from sqlalchemy.orm import Session

from belwijs.store import judged
from belwijs.store.schema import Call, FindingRow, Person
from belwijs.store.scope import Scope

Z = 1.959964
"""Standard normal quantile of a 95% interval."""
FEWEST_TO_CHOOSE = 5  # times that a practice was called for, before it can be the one thing to practise
FEWEST_PEOPLE = 3
FEWEST_CALLS = 20
MOST_OF_ONE = 0.75
"""Of a team's figure, at most this share of calls may be one person's: beyond it the figure is about that person."""


@dataclass(frozen=True, slots=True)
class Share:
    """How often something was kept of how often it was called for, with its 95% interval."""

    kept: int
    applied: int

    @property
    def value(self) -> float:
        """The share, 0-1; 0 where it was never called for."""
        return self.kept / self.applied if self.applied else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (Wilson, JASA 1927), which holds also for few calls and near 0 and 1."""
        return wilson(self.kept, self.applied)


@dataclass(frozen=True, slots=True)
class Progress:
    """One practice of one person: a share for each period, oldest first, and all of it together."""

    practice: str
    points: tuple[Share, ...]

    @property
    def whole(self) -> Share:
        """All periods together."""
        return _together(self.points)

    def last(self, periods: int) -> Share:
        """The last few periods together."""
        return _together(self.points[-periods:])


@dataclass(frozen=True, slots=True)
class Example:
    """A call in which a practice was kept or missed."""

    call_id: int
    started_at: datetime
    at: float | None  # second in the call
    quote: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """What a lead sees: shares by practice that are about enough people, and how many practices are not shown."""

    shares: dict[str, Share]
    hidden: int


@dataclass(frozen=True, slots=True)
class Calls:
    """How many calls there were, and seconds in all."""

    number: int
    seconds: float


def _together(shares: Iterable[Share]) -> Share:
    kept = applied = 0
    for share in shares:
        kept, applied = kept + share.kept, applied + share.applied
    return Share(kept, applied)


@lru_cache(maxsize=20_000)  # weeks of people are small numbers, the same ones again and again
def wilson(kept: int, applied: int) -> tuple[float, float]:
    """The 95% score interval of a share, 0-1; everything where nothing is known."""
    if applied <= 0:
        return 0.0, 1.0
    share = kept / applied
    middle = share + Z * Z / (2 * applied)
    half = Z * sqrt(share * (1 - share) / applied + Z * Z / (4 * applied * applied))
    scale = 1 + Z * Z / applied
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def of_person(session: Session, scope: Scope, person_id: int, edges: Sequence[datetime]) -> tuple[Progress, ...] | None:
    """Somebody's practices over the periods between `edges`, the most called for first; None where that is not ours.

    Args:
        edges: begins of the periods and the end of the last one, in order.
    """
    if person_id not in scope.people:
        return None
    period = case(*((Call.started_at < edge, n) for n, edge in enumerate(edges[1:])), else_=len(edges) - 2)
    asked = _lines(scope.client_id, edges[0], edges[-1], period.label("period")).where(Call.person_id == person_id)
    known = judged.names(session)
    found: dict[str, list[Share]] = defaultdict(lambda: [Share(0, 0)] * (len(edges) - 1))
    for n, lines in session.execute(asked.group_by(text("period"))):
        for number, made in judged.added_up(lines).items():
            found[known[number]][n] = Share(made.kept, made.applied)
    shown = [Progress(practice, tuple(points)) for practice, points in found.items()]
    return tuple(sorted(shown, key=lambda p: (-p.whole.applied, p.practice)))


def to_practise(shown: Sequence[Progress], periods: int, worth: Callable[[str], float]) -> Progress | None:
    """The one thing to practise now: what is missed most surely of late, by what working on it is worth.

    The lower end of the interval of the share missed counts, so that two misses out of two weigh less than twenty out
    of thirty. None where nothing was called for often enough, or nothing was missed.

    Args:
        periods: how many of the last ones are "of late".
        worth: weight times teachability of a practice; 0 leaves it out.
    """

    def promise(one: Progress) -> float:
        late = one.last(periods)
        if late.applied < FEWEST_TO_CHOOSE or late.kept == late.applied:
            return 0.0
        return worth(one.practice) * wilson(late.applied - late.kept, late.applied)[0]

    best = max(shown, key=promise, default=None)
    return best if best is not None and promise(best) > 0 else None


def examples(
    session: Session, scope: Scope, person_id: int, practice: str, verdict: str, since: datetime, limit: int = 3
) -> tuple[Example, ...]:
    """The latest calls of somebody in which a practice has this verdict; none of anybody else's."""
    if person_id not in scope.people:
        return ()
    asked = select(
        FindingRow.call_id, FindingRow.started_at, FindingRow.at, FindingRow.quote, FindingRow.suggestion
    ).where(
        text("finding.verdict IN ('kept', 'missed')"),  # in the words of the index that holds nothing else
        FindingRow.person_id == person_id, FindingRow.practice == practice, FindingRow.verdict == verdict,
        FindingRow.started_at >= since,
    )  # fmt: skip
    if scope.client_id is not None:
        asked = asked.join(Call, Call.id == FindingRow.call_id).where(Call.client_id == scope.client_id)
    rows = session.execute(asked.order_by(FindingRow.started_at.desc()).limit(limit))
    return tuple(Example(*row) for row in rows)


def of_team(
    session: Session, viewer_id: int, team: str, client_id: int | None, since: datetime, until: datetime
) -> TeamFigures:
    """The team's shares by practice. Only those about at least 3 people beside who looks, 20 calls, and no one mostly.

    Args:
        viewer_id: who looks; their own calls count, but not as somebody that the figure hides.
        client_id: only calls of this client.
    """
    asked = _lines(client_id, since, until, Call.person_id).group_by(Call.person_id)
    known = judged.names(session)
    found: dict[str, dict[int, Share]] = defaultdict(dict)
    of_it = select(Person.id).where(Person.team == team)
    for person, lines in session.execute(asked.where(Call.person_id.in_(of_it))):
        for number, made in judged.added_up(lines).items():
            found[known[number]][person] = Share(made.kept, made.applied)
    shown = {p: _together(shares.values()) for p, shares in found.items() if _hides(shares, viewer_id)}
    return TeamFigures(shown, len(found) - len(shown))


def calls_of_team(
    session: Session, team: str, client_id: int | None, since: datetime, until: datetime
) -> Calls:
    """How many calls a team had, and how long together: the lead knows which calls there were."""
    asked = select(func.count(), func.coalesce(func.sum(Call.duration), 0.0)).where(
        Call.team == team, Call.started_at >= since, Call.started_at < until
    )
    if client_id is not None:
        asked = asked.where(Call.client_id == client_id)
    return Calls(*session.execute(asked).one())


def _hides(shares: dict[int, Share], viewer_id: int) -> bool:
    """Whether no single person can be read from the sum of these."""
    others = [share.applied for person, share in shares.items() if person != viewer_id]
    if len(others) < FEWEST_PEOPLE or sum(others) < FEWEST_CALLS:
        return False
    return max(others) <= MOST_OF_ONE * sum(others)


def _lines(client_id: int | None, since: datetime, until: datetime, by: Any) -> Select[*tuple[Any, ...]]:
    """What was judged of calls, one behind the other, to be grouped by `by`; of a client only, where given."""
    asked: Select[*tuple[Any, ...]] = select(by, func.aggregate_strings(Call.judged, ""))
    asked = asked.where(Call.judged != "", Call.started_at >= since, Call.started_at < until)
    return asked if client_id is None else asked.where(Call.client_id == client_id)
