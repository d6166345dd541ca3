"""What is said of a call: verdicts with their evidence, and the report that holds them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from belwijs.call import (
    Aggression,
    AggressionLevel,
    AggressionTarget,
    Call,
    Direction,
    Event,
    Language,
    Objection,
    Participant,
    Perspective,
    Seconds,
    Turn,
    TurnAct,
    Value,
)
from belwijs.call.model import Share

Verdict = Literal["kept", "missed", "not_applicable", "unknown"]
Side = Literal["agent", "customer", "line"]


class Measure(Value):
    """One figure heard in the sound, or why it cannot be given; a practice compares it with a limit of the playbook.

    `why` ends the key `unmeasured.…` of the sentence that says what is missing; `seconds` fills its slot.
    """

    name: str
    value: float | None = Field(default=None, description="absent: it cannot be said")
    unit: str = ""
    side: Side = "agent"
    start: Seconds | None = Field(default=None, description="where it is heard best, seconds")
    end: Seconds | None = None
    seconds: Seconds = Field(default=0.0, description="of sound that it rests on")
    confidence: Share = 1.0
    why: str | None = None


class Likeness(Value):
    """A sentence of our side that means what a house's own practice asks for, by its example sentences."""

    practice: str
    turn: int = Field(ge=0)
    confidence: Share
    words: str


class Evidence(Value):
    """Where it can be seen or heard. Words have a turn and a quote; a measure has a value, a unit and a limit."""

    turn: int | None = Field(default=None, ge=0)
    start: Seconds | None = None
    end: Seconds | None = None
    quote: str | None = None
    measure: str | None = None
    value: float | None = None
    unit: str | None = None
    limit: float | None = None
    note: str | None = Field(default=None, description="what this piece of evidence shows, in the interface language")


class Suggestion(Value):
    """A better sentence, ready to say, in the language of the call."""

    text: str = Field(min_length=1)
    language: Language
    turn: int | None = Field(default=None, description="the turn it would have fitted in or after")


Move = Literal["understand", "limit", "exclude"]


class Escalation(Value):
    """One aggressive turn of the customer: its cell in the matrix, the move that fits it, and what the agent did."""

    turn: int = Field(ge=0)
    start: Seconds
    level: AggressionLevel
    target: AggressionTarget
    confidence: Share = 1.0
    asked: Move = Field(description="the move that fits the cell, and what came before it")
    made: tuple[Move, ...] = Field(default=(), description="the moves in the agent's reply, lowest first")
    reply: tuple[int, ...] = Field(default=(), description="the agent's turns that answer it; empty: nobody did")
    fits: bool | None = Field(default=None, description="whether the reply made the move; null: nobody replied")
    suggestion: str | None = Field(default=None, description="a sentence that makes the move, where it did not come")

    @property
    def is_threat(self) -> bool:
        """Whether it is a threat or blackmail."""
        return (self.level, self.target) == ("instrumental", "you")

    @property
    def case(self) -> str:
        """Which better sentences fit: the move and the target."""
        return f"{self.asked}_{self.target}"


class Incident(Value):
    """A threat or blackmail, marked for a follow-up after the call."""

    kind: Literal["threat"] = "threat"
    turn: int = Field(ge=0)
    start: Seconds
    end: Seconds
    at: str | None = Field(default=None, description="local date and time, where the start of the call is known")
    speaker: str
    words: str
    level: AggressionLevel
    target: AggressionTarget
    confidence: Share = 1.0
    asked: Move
    made: tuple[Move, ...] = Field(default=(), description="the moves that the agent made in answer")
    reply: tuple[int, ...] = Field(default=(), description="the agent's turns that answer it")
    ended: bool = Field(default=False, description="whether our side ended the call after it")


class Asked(Value):
    """What a second judge was asked of one turn, and its answer."""

    turn: int = Field(ge=0)
    labels: tuple[str, ...] = Field(default=(), description="the labels in doubt, among which it could choose")
    chosen: tuple[str, ...] | None = Field(default=None, description="those that it chose; absent: it gave no answer")
    failed: Literal["unreachable", "slow", "status", "unusable", "given_up"] | None = None
    status: int | None = Field(default=None, description="of HTTP, where that is why there is no answer")


class SecondOpinion(Value):
    """What a second judge said of the turns in doubt."""

    model: str
    prompt: str = Field(description="version of what is asked")
    redacted: bool = Field(description="whether names and numbers were taken out first")
    asked: tuple[Asked, ...] = ()
    not_asked: tuple[int, ...] = Field(default=(), description="turns in doubt beyond the most that may be asked about")


class ReasonWords(Value):
    """Words of a turn that a label rests on; `share` is their part of what speaks for it in the turn, 0-1."""

    start: int = Field(ge=0, description="character of the turn's text at which they begin")
    end: int = Field(ge=0)
    text: str
    share: Share


class ReasonTurn(Value):
    """An earlier turn that a label leans on: how sure it would be without that turn."""

    turn: int = Field(ge=0)
    without: Share


class Reason(Value):
    """Why a turn was given a label (an act, `obj=<type>` or `agg=<level>/<target>`)."""

    turn: int = Field(ge=0)
    label: str
    confidence: Share
    words: tuple[ReasonWords, ...] = Field(default=(), description="the strongest first")
    context: tuple[ReasonTurn, ...] = Field(default=(), description="the turns that matter most first")
    examples: tuple[str, ...] = Field(default=(), description="sentences of the training texts most like it")


class Finding(Value):
    """The verdict on one practice in one call."""

    practice: str
    verdict: Verdict
    confidence: Share = 1.0
    evidence: tuple[Evidence, ...] = ()
    suggestion: str | None = None
    reason: str | None = Field(
        default=None, description="why this verdict: what was checked and what raised or lowered it"
    )

    @property
    def when(self) -> str:
        """Minute and second of the first evidence that has a time, as it stands in `line`."""
        at = next((e.start for e in self.evidence if e.start is not None), None)
        return "--:----" if at is None else f"{int(at // 60):02d}:{at % 60:04.1f}"

    def line(self, call_id: str, speaker: str = "-") -> str:
        """One line: call, minute and second of the first evidence, speaker, practice, verdict."""
        return f"{call_id} {self.when} {speaker} {self.practice} {self.verdict}"


class Report(Value):
    """Everything that an analysis says of one call; this is what is printed, served and drawn."""

    id: str
    started_at: str | None = None
    direction: Direction = "inbound"
    perspective: Perspective = "agent"
    language: Language | None = None
    organisation: str | None = None
    duration: Seconds = 0.0
    participants: tuple[Participant, ...] = ()
    turns: tuple[Turn, ...] = ()
    events: tuple[Event, ...] = ()
    acts: tuple[TurnAct, ...] = ()
    objections: tuple[Objection, ...] = ()
    aggression: tuple[Aggression, ...] = ()
    measures: tuple[Measure, ...] = Field(default=(), description="figures heard in the sound")
    findings: tuple[Finding, ...] = ()
    escalation: tuple[Escalation, ...] = Field(default=(), description="aggressive turns with their cell and move")
    incidents: tuple[Incident, ...] = Field(default=(), description="threats and blackmail, for a follow-up")
    second_judge: SecondOpinion | None = Field(default=None, description="where a house has set one")
    reasons: tuple[Reason, ...] | None = Field(default=None, description="why each act was seen; only where asked for")
    notes: tuple[str, ...] = Field(default=(), description="what limits this report: one sentence each")
    made_by: dict[str, str] = Field(default_factory=dict, description="component → version: what made this report")

    def finding(self, practice: str) -> Finding:
        """The finding on one practice.

        Raises:
            KeyError: the report has none on it.
        """
        for f in self.findings:
            if f.practice == practice:
                return f
        raise KeyError(practice)

    def speaker_of(self, finding: Finding) -> str:
        """Id of whoever speaks in the finding's first evidence, or '-'."""
        for e in finding.evidence:
            if e.turn is not None and e.turn < len(self.turns):
                return self.turns[e.turn].speaker
        return "-"

    def lines(self) -> list[str]:
        """The report as one line a finding, for terminals and tests."""
        return [f.line(self.id, self.speaker_of(f)) for f in self.findings]


def report_head(call: Call) -> dict[str, object]:
    """The fields of a report that come straight from the call."""
    return {
        "id": call.id,
        "started_at": call.started_at.isoformat() if call.started_at else None,
        "direction": call.direction,
        "perspective": call.perspective,
        "language": call.language,
        "organisation": call.organisation,
        "participants": call.participants,
        "turns": call.turns,
        "events": call.events,
    }
