"""The scene: a call with what was understood of it, laid out so that practices can ask simple questions.

Who is assessed, which turns the customer hears, where somebody waited, where a call was passed on. Made once per
call; every check reads it and nothing writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from belwijs.audio.activity import Stretch
from belwijs.call import Aggression, Call, Event, Language, Objection, Role, Turn, TurnAct
from belwijs.catalogue.escalation import find_escalation
from belwijs.catalogue.opening import Opening, read_opening
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.telling import Complaint, Story, find_complaint, find_stories, is_signal
from belwijs.finding import Escalation, Likeness, Measure, Side
from belwijs.language.absence import ABSENCE
from belwijs.language.patterns import pattern

BEFORE_WAIT = 40.0  # seconds: an announcement further back was about something else
AFTER_WAIT = 30.0  # seconds: thanks later than this no longer belong to the return
IMPLIED_TRANSFER_GAP = 5.0  # seconds of silence after "I'll put you through" that count as an attempt


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment that called for a practice, with the turns around it in which the practice may show."""

    start: float
    end: float
    turn: int | None = None
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    at: tuple[int, ...] = ()
    takeover: tuple[int, ...] = ()
    silence: float = 0.0
    confidence: float = 1.0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A customer passed on to somebody else."""

    at: float
    kind: str  # warm, blind or "" when not known
    answered: bool
    heard_consult: bool
    consulted: bool
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class Spoken:
    """When each side is heard to speak, in order; surer than the times of turns."""

    agent: tuple[Stretch, ...]
    customer: tuple[Stretch, ...]
    behind: tuple[Stretch, ...] = ()
    """People further off in the agent's channel."""

    def of_ours(self, start: float, end: float) -> float:
        """Seconds of speech in the agent's channel between two moments, whoever speaks."""
        return sum(max(0.0, min(s.end, end) - max(s.start, start)) for s in (*self.agent, *self.behind))

    def further_off(self, start: float, end: float) -> tuple[Stretch, ...]:
        """Speech of people further off in the agent's channel between two moments."""
        return tuple(s for s in self.behind if s.start < end and s.end > start)


@dataclass(frozen=True)
class Scene:
    """A call as the practices see it."""

    call: Call
    playbook: Playbook
    acts: tuple[TurnAct, ...] = ()
    objections: tuple[Objection, ...] = ()
    aggression: tuple[Aggression, ...] = ()
    faint: tuple[TurnAct, ...] = ()
    measures: tuple[Measure, ...] = ()
    listened: bool = False
    """Whether there was a recording to measure."""
    faint_aggression: tuple[Aggression, ...] = ()
    spoken: Spoken | None = None
    """When agent and customer speak, measured in the sound; None where each has no channel of their own."""
    likenesses: tuple[Likeness, ...] = ()
    """Sentences of ours that are like the examples of a house's own practice."""
    _by_turn: dict[int, dict[str, TurnAct]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for act in self.acts:
            self._by_turn.setdefault(act.turn, {})[act.act] = act

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns of the call."""
        return self.call.turns

    @property
    def language(self) -> Language:
        """Language of the call; Dutch where it is not known."""
        return self.call.language or "nl"

    @property
    def local_time(self) -> datetime | None:
        """Local time at the start, as the call file gives it."""
        return self.call.started_at

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The role of the speaker of each turn."""
        role = {p.id: p.role for p in self.call.participants}
        return tuple(role[t.speaker] for t in self.turns)

    @cached_property
    def private(self) -> frozenset[int]:
        """Turns between agent and colleague that the customer does not hear."""
        consults = [(e.start or 0.0, e.end or 0.0) for e in self.call.events if e.type == "consult"]
        for hold in self._events("hold"):
            start, end = hold.start or 0.0, hold.end or 0.0
            spoken = (t.start for r, t in zip(self.roles, self.turns, strict=True) if r == "colleague")
            if any(start - 0.5 <= moment <= end for moment in spoken):
                consults.append((start, end))
        return frozenset(
            n
            for n, (role, turn) in enumerate(zip(self.roles, self.turns, strict=True))
            if role in ("agent", "colleague") and any(s - 0.5 <= turn.start < e for s, e in consults)
        )

    def _events(self, kind: str) -> list[Event]:
        found = (e for e in self.call.events if e.type == kind and e.start is not None)
        return sorted(found, key=lambda e: e.start or 0)

    def public(self, *roles: Role) -> tuple[int, ...]:
        """Turns of these roles that the customer can hear, in the order of time."""
        found = [n for n, r in enumerate(self.roles) if r in roles and n not in self.private]
        return tuple(sorted(found, key=lambda n: (self.turns[n].start, n)))

    @cached_property
    def ours(self) -> tuple[int, ...]:
        """What the customer hears from our side: agent and, once speaking to the customer, a colleague."""
        if self.call.perspective == "customer":
            return self.public("customer")
        return self.public("agent", "colleague")

    @cached_property
    def agent_turns(self) -> tuple[int, ...]:
        """What the customer hears from the agent."""
        return self.public("agent")

    @cached_property
    def customer_turns(self) -> tuple[int, ...]:
        """The customer's turns."""
        return self.public("customer")

    def act(self, turn: int, name: str) -> TurnAct | None:
        """That act in that turn, if it is there."""
        return self._by_turn.get(turn, {}).get(name)

    def likely(self, turn: int, name: str) -> float:
        """Probability of that act in that turn, faint ones too; 0 where nothing like it was seen."""
        return self._chances.get((turn, name), 0.0)

    @cached_property
    def _chances(self) -> dict[tuple[int, str], float]:
        return {(a.turn, a.act): a.confidence for a in (*self.faint, *self.acts)}

    def find(self, turns: Iterable[int], names: Sequence[str]) -> TurnAct | None:
        """The surest of these acts in these turns."""
        found = [a for n in turns for name in names if (a := self.act(n, name))]
        return max(found, key=lambda a: a.confidence, default=None)

    def find_first(self, turns: Iterable[int], names: Sequence[str]) -> TurnAct | None:
        """The first of these acts in these turns, in the order of the turns."""
        return next((a for n in turns for name in names if (a := self.act(n, name))), None)

    def all_of(self, names: Sequence[str], turns: Iterable[int]) -> list[TurnAct]:
        """Every one of these acts in these turns, in the order of the turns."""
        return [a for n in turns for name in names if (a := self.act(n, name))]

    def measure(self, name: str, side: Side = "agent") -> Measure | None:
        """That figure, as it was heard or with the reason why it could not be; None when nobody measured it."""
        return next((m for m in self.measures if m.name == name and m.side == side), None)

    @cached_property
    def _likenesses(self) -> dict[str, dict[int, Likeness]]:
        found: dict[str, dict[int, Likeness]] = {}
        for like in self.likenesses:
            found.setdefault(like.practice, {})[like.turn] = like
        return found

    def like(self, practice: str, turns: Iterable[int]) -> list[Likeness]:
        """The sentences in these turns that are like a house's own practice, the likest first."""
        seen = self._likenesses.get(practice)
        if not seen:
            return []
        return sorted((seen[n] for n in turns if n in seen), key=lambda like: -like.confidence)

    @cached_property
    def opening(self) -> Opening | None:
        """The opening taken apart; None when nobody of ours opened."""
        return read_opening(self)

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """What the customer told the agent at length."""
        return find_stories(self)

    @cached_property
    def complaint(self) -> Complaint | None:
        """The complaint with feeling that the agent had to answer; None without one."""
        return find_complaint(self)

    @cached_property
    def escalation(self) -> tuple[Escalation, ...]:
        """The customer's aggressive turns, each with its cell, the move that fits and what the agent did."""
        return find_escalation(self)

    @cached_property
    def signals(self) -> frozenset[int]:
        """The agent's turns that only let hear that they listen."""
        return frozenset(n for n in self.agent_turns if is_signal(self, n))

    def is_signal(self, turn: int) -> bool:
        """Whether that turn of the agent only lets hear that they listen."""
        return turn in self.signals

    def suspected(self, names: Sequence[str], turns: Iterable[int]) -> tuple[float, list[TurnAct]]:
        """Probability that one of these acts is in one of these turns, with the likeliest places first.

        Calibrated confidences of single turns taken together as independent: 1 - ∏(1 - p).
        """
        within = set(turns)
        seen = [a for a in (*self.acts, *self.faint) if a.act in names and a.turn in within]
        none = 1.0
        for act in seen:
            none *= 1 - act.confidence
        return 1 - none, sorted(seen, key=lambda a: -a.confidence)

    # Waiting

    def _longest_silence(self, start: float, end: float) -> float:
        moments = [start]
        for n in self.ours:
            turn = self.turns[n]
            if start < turn.start < end:
                moments += [turn.start, min(turn.end, end)]
        moments.append(end)
        return max(b - a for a, b in zip(moments[::2], moments[1::2], strict=False))

    def _silent_gaps(self) -> list[tuple[float, float]]:
        if self.call.medium == "chat":
            return []  # between messages nobody is on the line
        spoken = [n for n in range(len(self.turns)) if n not in self.private]
        spoken.sort(key=lambda n: (self.turns[n].start, n))
        gaps: list[tuple[float, float]] = []
        last: int | None = None
        for n in spoken:
            turn = self.turns[n]
            if last is not None:
                until = self.turns[last].end
                if turn.start - until > self.playbook.limits.hold_counts_from and self._waits_for_us(last, n):
                    gaps.append((until, turn.start))
            if last is None or turn.end > self.turns[last].end:
                last = n
        return gaps

    def _waits_for_us(self, last: int, following: int) -> bool:
        """Whether the silence between two turns is ours: we break it, or the customer does after we asked to wait."""
        theirs = pattern(ABSENCE[self.language].asks_us_to_wait)
        if self.roles[last] == "customer" and theirs.search(self.turns[last].text):
            return False
        return self.roles[following] in ("agent", "colleague") or self.act(last, "hold_announce") is not None

    @cached_property
    def waits(self) -> tuple[Occasion, ...]:
        """Every hold, and every silent wait for us, longer than the house's least wait (default 10 s)."""
        spans = [(e.start or 0.0, e.end or 0.0) for e in self._events("hold")]
        for start, end in self._silent_gaps():
            if not any(s < end and e > start for s, e in spans):
                spans.append((start, end))
        spans = sorted(s for s in spans if s[1] - s[0] > self.playbook.limits.hold_counts_from)
        found: list[Occasion] = []
        floor = 0.0
        for start, end in spans:
            before = [n for n in self.ours if max(floor, start - BEFORE_WAIT) <= self.turns[n].start <= start + 0.5]
            after = [n for n in self.ours if end - 1.0 <= self.turns[n].start <= end + AFTER_WAIT]
            during = [n for n in self.ours if start + 0.5 < self.turns[n].start < end - 1.0]
            earlier = [n for n in self.ours if self.turns[n].start <= start + 0.5]
            found.append(
                Occasion(
                    start=start,
                    end=end,
                    turn=earlier[-1] if earlier else None,
                    before=tuple(before[-3:]),
                    after=tuple(after[:2]),
                    at=tuple(during),
                    silence=self._longest_silence(start, end),
                    kind="hold" if any(e.start == start for e in self._events("hold")) else "silent",
                )
            )
            floor = end
        return tuple(found)

    @cached_property
    def waited(self) -> float:
        """Seconds the customer waited in all, in queue and on hold; ringing does not count."""
        queue = sum(e.duration for e in self._events("queue"))
        return queue + sum(w.end - w.start for w in self.waits)

    # Passing on

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """Every transfer: the given ones, else those that the talk implies."""
        events = self._events("transfer")
        given = tuple(self._transfer(e.start or 0.0, e.kind or "", e.answered is not False) for e in events)
        return given or tuple(self._implied_transfers())

    def _implied_transfers(self) -> Iterable[Transfer]:
        takeover = next(iter(self.public("colleague")), None)
        announced = [n for n in self.agent_turns if self.act(n, "announce_transfer")]
        if takeover is not None:
            yield self._transfer(self.turns[takeover].start, "", True)
        elif announced:
            last = announced[-1]
            back = [n for n in self.agent_turns if self.turns[n].start >= self.turns[last].end + IMPLIED_TRANSFER_GAP]
            if back and not any(
                self.turns[last].end < self.turns[c].start < self.turns[back[0]].start for c in self.customer_turns
            ):
                yield self._transfer(self.turns[last].end, "", False)
            elif not any(n > last for n in self.agent_turns):
                yield self._transfer(self.turns[last].end, "", True)

    def _transfer(self, at: float, kind: str, answered: bool) -> Transfer:
        before = [n for n in self.agent_turns if self.turns[n].start <= at + 0.5]
        taken = [n for n in self.public("colleague") if self.turns[n].start >= at - 1.0]
        after = [n for n in self.agent_turns if self.turns[n].start > at]
        consult = [e for e in self._events("consult") if (e.start or 0.0) <= at + 1.0]
        heard = [n for n in self.private if self.turns[n].start <= at + 1.0]
        return Transfer(
            at=at,
            kind=kind,
            answered=answered,
            heard_consult=bool(heard),
            consulted=bool(consult or heard),
            occasion=Occasion(
                start=at,
                end=at,
                turn=before[-1] if before else None,
                before=tuple(before[-3:]),
                after=tuple(after[:2]),
                at=tuple(heard),
                takeover=tuple(taken[:2]),
            ),
        )
