"""What a caller goes through in one call: how long they waited, how often they were passed on, to whom they spoke."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.store.directory import within
from belwijs.store.schema import Step

StepKind = Literal["queued", "answered", "hold", "resumed", "transfer", "ended"]
KINDS: tuple[StepKind, ...] = get_args(StepKind)
LONGEST_CALL = timedelta(hours=4)
"""A call whose end nobody told is over by then."""
SAME_TRANSFER = timedelta(seconds=60)
"""Two transfers within this time, with nobody answering in between, are one told twice."""


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step as an exchange tells it; numbers in E.164 where they can be."""

    ride: str  # the exchange's id of the call
    kind: StepKind
    at: datetime
    number: str = ""
    called: str = ""
    who: str = ""
    about: str = ""
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody of ours whom the caller spoke to in this call."""

    who: str
    at: datetime
    seconds: float
    about: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A call so far."""

    ride: str
    number: str
    called: str
    began: datetime
    waited: float  # seconds: queue, hold, and ringing after a transfer
    longest: float  # seconds of the longest single wait
    transfers: int
    talks: tuple[Talk, ...]
    waits_now: bool
    ended: bool
    about: str = ""
    """What it is about, as told last."""

    def asks_regret(self, wait_limit: float, transfer_limit: int) -> bool:
        """Whether what the caller went through has to be seen and regretted (practice `transfer.journey`)."""
        return self.waited > wait_limit or self.transfers >= transfer_limit


def take(session: Session, step: NewStep) -> bool:
    """Keeps a step; False where it was told before. What a later step leaves out is taken from the earlier ones."""
    same = select(Step.id).where(Step.ride == step.ride, Step.kind == step.kind, Step.at == step.at)
    same = same.where(Step.who == step.who[:200])
    if session.scalar(same.limit(1)) is not None:
        return False
    first = session.scalar(select(Step).where(Step.ride == step.ride).order_by(Step.at, Step.id).limit(1))
    session.add(
        Step(
            ride=step.ride[:100],
            kind=step.kind,
            at=step.at,
            number=(step.number or (first.number if first else ""))[:40],
            called=(step.called or (first.called if first else ""))[:40],
            who=step.who[:200],
            about=step.about,
            client_id=step.client_id if step.client_id is not None else (first.client_id if first else None),
        )
    )
    return True


def by_ride(session: Session, ride: str, client_id: int | None, now: datetime) -> Journey | None:
    """The journey of one call; None where nothing is known of it."""
    asked = select(Step).where(Step.ride == ride, within(Step.client_id, client_id))
    return told(session.scalars(asked.order_by(Step.at, Step.id)), now)


def of_number(session: Session, number: str, client_id: int | None, now: datetime) -> Journey | None:
    """The call that goes on now from that number; None where none does."""
    if not number:
        return None
    asked = select(Step.ride).where(Step.number == number, Step.at > now - LONGEST_CALL, Step.at <= now)
    asked = asked.where(within(Step.client_id, client_id)).order_by(Step.at.desc(), Step.id.desc())
    ride = session.scalar(asked.limit(1))
    found = None if ride is None else by_ride(session, ride, client_id, now)
    return None if found is None or found.ended else found


def told(steps: Iterable[Step], now: datetime) -> Journey | None:
    """A journey from its steps, in whatever order they came."""
    line = sorted(steps, key=lambda s: (s.at, s.id))
    if not line:
        return None
    waits, talks, since = _stretches(line, now)
    return Journey(
        ride=line[0].ride,
        number=next((s.number for s in line if s.number), ""),
        called=next((s.called for s in line if s.called), ""),
        began=line[0].at,
        waited=sum(waits),
        longest=max(waits, default=0.0),
        transfers=_transfers(line),
        talks=tuple(talks),
        waits_now=since is not None,
        ended=any(s.kind == "ended" for s in line) or now - line[-1].at > LONGEST_CALL,
        about=next((s.about for s in reversed(line) if s.about), ""),
    )


def _transfers(line: Sequence[Step]) -> int:
    """How often the caller was passed on; a transfer that desk and exchange both tell of is one."""
    number, last = 0, None
    for step in line:
        if step.kind == "transfer":
            number += last is None or step.at - last > SAME_TRANSFER
            last = step.at
        elif step.kind == "answered":
            last = None
    return number


def _stretches(line: Sequence[Step], now: datetime) -> tuple[list[float], list[Talk], datetime | None]:
    """Seconds of each wait, the talks, and since when the caller waits now."""
    waits: list[float] = []
    talks: list[Talk] = []
    since: datetime | None = None
    talking: Step | None = None
    about = ""

    def close(at: datetime) -> None:
        nonlocal talking
        if talking is not None:
            talks.append(Talk(talking.who, talking.at, (at - talking.at).total_seconds(), about))
            talking = None

    for step in line:
        waits_on = step.kind in ("queued", "hold", "transfer")
        if since is not None and not waits_on:
            waits.append((step.at - since).total_seconds())
            since = None
        if step.kind in ("transfer", "ended", "answered"):
            about = step.about if step.kind == "transfer" and step.about else about
            close(step.at)
        about = step.about or about
        if step.kind == "answered":
            talking = step
        if waits_on and since is None:
            since = step.at
        if step.kind == "ended":
            return waits, talks, None
    end = max(line[-1].at, min(now, line[-1].at + LONGEST_CALL))
    if since is not None:
        waits.append((end - since).total_seconds())
    close(end)
    return waits, talks, since
