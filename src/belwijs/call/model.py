"""The values a call is made of. All are immutable; every time is in seconds from the start of the call.

"Start of the call" is the first ring for inbound calls, and the start of the recording otherwise.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Seconds = Annotated[float, Field(ge=0, le=86_400 * 7, allow_inf_nan=False, description="seconds from the start")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

Language = Literal["nl", "en", "de", "fr"]
Direction = Literal["inbound", "outbound"]
Perspective = Literal["agent", "customer"]
Medium = Literal["phone", "chat"]
Role = Literal["agent", "customer", "colleague", "system"]
EventType = Literal["ring", "queue", "hold", "consult", "transfer", "attempt", "hangup"]
Source = Literal["file", "audio", "words"]
VerdictName = Literal["kept", "missed", "not_applicable", "unknown"]
ObjectionType = Literal["supplier", "interest", "time", "documentation", "later"]
AggressionLevel = Literal["expressive", "instrumental"]
AggressionTarget = Literal["self", "organisation", "you"]


class Value(BaseModel):
    """An immutable value that refuses NaN and infinite numbers."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False, populate_by_name=True, extra="ignore")


class Word(Value):
    """One spoken word with its times."""

    start: Seconds
    end: Seconds
    text: str
    confidence: Share | None = None


class Participant(Value):
    """Somebody on the line; `id` is what turns refer to."""

    id: str = Field(min_length=1)
    role: Role
    name: str | None = None


class Turn(Value):
    """What one speaker said without yielding the floor; turns of different speakers may overlap in time."""

    speaker: str
    start: Seconds
    end: Seconds
    text: str
    words: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"ends at {self.end:g} s, before it starts at {self.start:g} s")
        return self

    @property
    def duration(self) -> float:
        """Seconds from the first to the last word."""
        return self.end - self.start


class Event(Value):
    """Something that happened on the line: a ring, a hold, a transfer."""

    type: EventType
    start: Seconds | None = None
    end: Seconds | None = None
    source: Source = "file"
    with_: str | None = Field(default=None, alias="with", description="participant consulted")
    to: str | None = Field(default=None, description="participant or number transferred to")
    kind: Literal["warm", "blind"] | None = None
    answered: bool | None = Field(default=None, description="false when nobody picked up the transfer")
    number: int | None = Field(default=None, ge=1, description="which attempt this is")
    by: str | None = Field(default=None, description="participant or role that hung up")

    @model_validator(mode="after")
    def _has_the_times_it_needs(self) -> Self:
        if self.start is None and self.type != "attempt":
            raise ValueError(f"a {self.type} event needs a start")
        if self.type in ("ring", "queue", "hold", "consult") and self.end is None:
            raise ValueError(f"a {self.type} event needs an end")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"ends at {self.end:g} s, before it starts at {self.start:g} s")
        return self

    @property
    def duration(self) -> float:
        """Seconds from start to end; 0 for a moment."""
        return (self.end - self.start) if self.start is not None and self.end is not None else 0.0


Act = Literal[
    "greet", "organisation", "introduce", "offer_help", "backchannel", "summarise", "clarify",
    "acknowledge_content", "acknowledge_feeling", "apologise", "solve", "defend", "blame", "belittle",
    "indifferent", "snap", "set_limit", "announce_end", "hold_announce", "hold_reason", "hold_duration",
    "hold_thanks", "ask_identity", "announce_transfer", "brief_colleague", "offer_callback", "overpromise",
    "ask_why", "go_along", "lead_on", "give_up", "exit_politely", "ask_callback", "leave_name", "informal",
    "diminutive",
    "complain", "emotional", "calm_again", "give_identity", "ask_confirm",
    "phrase:you_people", "phrase:your_fault", "phrase:hear_me", "phrase:meaning", "phrase:clueless",
    "phrase:always_right", "phrase:manager", "phrase:so_hard", "phrase:wont_pay",
]  # fmt: skip


class TurnAct(Value):
    """One act seen in one turn; `words` are the words it rests on, where they could be named."""

    turn: int = Field(ge=0)
    act: Act
    confidence: Share = 1.0
    words: str | None = None


class Objection(Value):
    """An objection of a prospect or a gatekeeper."""

    turn: int = Field(ge=0)
    type: ObjectionType
    confidence: Share = 1.0


class Aggression(Value):
    """An aggressive customer turn: its level and its target."""

    turn: int = Field(ge=0)
    level: AggressionLevel
    target: AggressionTarget
    confidence: Share = 1.0


class Gold(Value):
    """Labels given by people; only in labelled calls. A practice not named in `verdicts` is not labelled."""

    acts: tuple[TurnAct, ...] = ()
    objections: tuple[Objection, ...] = ()
    aggression: tuple[Aggression, ...] = ()
    verdicts: dict[str, VerdictName] = Field(default_factory=dict)


class AudioRef(Value):
    """The recording that belongs to the call; `file` is relative to the call file."""

    file: str = Field(min_length=1)
    channels: dict[str, int] | None = Field(default=None, description="participant id → channel, counted from 0")


UNTIMED = "The transcript has no times; they are estimates at 2.5 words a second."


class Call(Value):
    """One telephone call: who, when, what was said, what happened on the line."""

    id: str = Field(min_length=1)
    started_at: datetime | None = None
    direction: Direction = "inbound"
    language: Language | None = None
    organisation: str | None = None
    called: str | None = Field(
        default=None, max_length=100, description="the number that was called; tells for which client the call was"
    )
    perspective: Perspective = "agent"
    audience: Literal["business", "consumer"] | None = None
    medium: Medium = Field(default="phone", description="chat: written, a turn is a message and lasts no time")
    participants: tuple[Participant, ...] = ()
    turns: tuple[Turn, ...] = ()
    events: tuple[Event, ...] = ()
    audio: AudioRef | None = None
    gold: Gold | None = None
    notes: tuple[str, ...] = Field(default=(), description="what a reader of the report should know of the intake")

    @model_validator(mode="after")
    def _refers_to_what_is_there(self) -> Self:
        ids = [p.id for p in self.participants]
        if len(set(ids)) != len(ids):
            raise ValueError("two participants have the same id")
        known = set(ids)
        for n, turn in enumerate(self.turns):
            if turn.speaker not in known:
                raise ValueError(f"turn {n} is spoken by '{turn.speaker}', who is not among the participants")
        return self

    @property
    def timed(self) -> bool:
        """Whether the times of the turns were given or heard; otherwise they are estimates from the number of words."""
        return UNTIMED not in self.notes

    def role_of(self, speaker: str) -> Role:
        """The role of a participant id.

        Raises:
            KeyError: nobody of that id takes part.
        """
        for p in self.participants:
            if p.id == speaker:
                return p.role
        raise KeyError(speaker)

    @property
    def duration(self) -> float:
        """Seconds from the start to the last thing that is known to happen."""
        ends = [t.end for t in self.turns] + [e.end or e.start or 0.0 for e in self.events]
        return max(ends, default=0.0)

    def with_(self, **changes: Any) -> Call:
        """A copy with some fields replaced; the replacements are not validated again."""
        return self.model_copy(update=changes)
