"""People: somebody's own progress with its uncertainty, for that person and their coach; one thing to practise now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice
from belwijs.interface import InterfaceLanguage, text, texts
from belwijs.store import calls, progress
from belwijs.store.progress import Progress, Share
from belwijs.surfaces.report import wording
from belwijs.surfaces.server.context import HouseNow, NotFound, needs
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Learner = Annotated[Viewer, Depends(needs("progress"))]

PERIODS = (12, 26)  # weeks
LATE = 4  # weeks that count as "now"
WIDTH, HEIGHT = 240.0, 44.0  # box of the drawing of a course


@dataclass(frozen=True, slots=True)
class Line:
    """One practice as it is shown."""

    practice: str
    title: str
    group: str
    share: Share
    low: int  # per cent
    high: int
    spread: str  # of the drawing: the intervals,
    path: str  # the course,
    dots: str  # the weeks, each as a path
    said: str  # the drawing in words


@router.get("/people")
def own(request: Request, house: HouseNow, who: Learner, weeks: str = "") -> Response:
    """One's own progress."""
    return _shown(request, house, who, who.id, weeks)


@router.get("/people/{person_id}")
def of(request: Request, house: HouseNow, who: Learner, person_id: int, weeks: str = "") -> Response:
    """The progress of somebody whom one coaches."""
    return _shown(request, house, who, person_id, weeks)


def _shown(request: Request, house: HouseNow, who: Viewer, person_id: int, said: str) -> Response:
    weeks = next((n for n in PERIODS if str(n) == said), PERIODS[0])
    edges = week_edges(house.now(), house.settings.zone, weeks)
    with house.database.read() as work:
        found = progress.of_person(work, who.scope, person_id, edges)
        if found is None:
            raise NotFound
        people = [p for p in calls.people(work, who.scope) if p.id in who.scope.people]
        name = next((p.name for p in people if p.id == person_id), "")
        book = in_effect(work, house.settings.playbook).for_client(who.client_id)
        practices = book.all_practices
        focus = progress.to_practise(found, LATE, lambda practice: worth(book, practices, practice))
        shown_calls: dict[str, Any] = {
            verdict: progress.examples(work, who.scope, person_id, focus.practice, verdict, edges[0]) if focus else ()
            for verdict in ("missed", "kept")
        }
    named = _named(edges, who.language)
    lines = [line_of(one, named, practices, who) for one in found]
    return page(
        request,
        "people/progress.html.j2",
        is_own=person_id == who.id,
        person_id=person_id,
        name=name,
        others=[p for p in people if p.id != who.id],
        weeks=weeks,
        periods=PERIODS,
        lines=[line for line in lines if line.share.applied >= progress.FEWEST_TO_CHOOSE],
        few=[line for line in lines if line.share.applied < progress.FEWEST_TO_CHOOSE],
        focus=line_of(focus, named, practices, who) if focus else None,
        late=focus.last(LATE) if focus else None,
        late_weeks=LATE,
        percent=percent,
        practice=practices.get(focus.practice) if focus else None,
        examples=shown_calls,
        any_judged=any(one.last(LATE).applied >= progress.FEWEST_TO_CHOOSE for one in found),
        clock=wording.clock,
        width=WIDTH,
        height=HEIGHT,
    )


def week_edges(now: datetime, zone: ZoneInfo, weeks: int) -> list[datetime]:
    """The Mondays, on the house's clock, that begin the last so many weeks, and the end of this one."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return [datetime.combine(monday - timedelta(weeks=n), time(), zone) for n in range(weeks - 1, -2, -1)]


def worth(book: Playbook, practices: Mapping[str, Practice], practice: str) -> float:
    """What working on a practice promises, apart from how often it is missed: weight times how well it is taught."""
    known = practices.get(practice)
    weight = book.weights.get(practice, known.weight if known else 1.0)
    return weight * (known.teachable if known else 0.5)


def percent(share: Share) -> tuple[int, int]:
    """The interval in whole per cent."""
    low, high = share.interval
    return round(100 * low), round(100 * high)


def line_of(one: Progress, named: Sequence[str], practices: Mapping[str, Practice], who: Viewer) -> Line:
    """A practice with the drawing of its course; `named` are the weeks that it goes through."""
    step = WIDTH / len(one.points)
    spread, course = [], []
    for n, share in enumerate(one.points):
        if share.applied:
            x = round((n + 0.5) * step, 1)
            limits, value = _drawn(share.kept, share.applied)
            spread.append(f"M{x} {limits}")
            course.append(f"{x} {value}")
    week = texts(who.language)["people.week"].format  # sixty lines have seven hundred weeks: `text` would take longer
    weeks = [
        week(week=name, kept=share.kept, applied=share.applied)
        for name, share in zip(named, one.points, strict=False)
        if share.applied
    ]
    whole = one.whole
    low_, high_ = percent(whole)
    practice = practices.get(one.practice)
    return Line(
        practice=one.practice,
        title=wording.title(one.practice, practices, who.language),
        group=wording.known(who.language, "group", practice.group if practice else ""),
        share=whole,
        low=low_,
        high=high_,
        spread="".join(spread),
        path="".join(f"{'L' if n else 'M'}{place}" for n, place in enumerate(course)),
        dots="".join(f"M{place}h0" for place in course),
        said="; ".join(weeks) or text(who.language, "people.no_week"),
    )


def _named(edges: Sequence[datetime], language: InterfaceLanguage) -> list[str]:
    months = text(language, "page.months").split()
    return [f"{edge.day} {months[edge.month - 1]}" for edge in edges]


@lru_cache(maxsize=20_000)
def _drawn(kept: int, applied: int) -> tuple[str, str]:
    """The end of the path of a share's interval, and its height."""
    share = Share(kept, applied)
    low, high = share.interval
    return f"{_y(high)}V{_y(low)}", f"{_y(share.value)}"


def _y(share: float) -> float:
    return round((HEIGHT - 6) * (1 - share) + 3, 1)
