"""What is said of a call: verdicts with their evidence, and the report that holds them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from belwijs.call import (
    Aggression,
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

    def line(self, call_id: str, speaker: str = "-") -> str:
        """One line: call, minute and second of the first evidence, speaker, practice, verdict."""
        at = next((e.start for e in self.evidence if e.start is not None), None)
        when = "--:----" if at is None else f"{int(at // 60):02d}:{at % 60:04.1f}"
        return f"{call_id} {when} {speaker} {self.practice} {self.verdict}"


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
