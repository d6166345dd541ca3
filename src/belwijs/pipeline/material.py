"""What is known of a call so far: the value that stages read and add to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from belwijs.call import Aggression, Call, Objection, TurnAct
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Escalation, Finding, Incident, Likeness, Measure, Reason, SecondOpinion

if TYPE_CHECKING:
    from belwijs.audio.decode import Sound
    from belwijs.audio.hearing import Hearing
    from belwijs.dialogue.meaning import Meanings
    from belwijs.dialogue.second_judge import SecondJudge
    from belwijs.dialogue.understand import ActModel
    from belwijs.speech.recogniser import Recogniser

TranscriptChoice = Literal["given", "listen"]
Progress = Callable[[str, float], None]  # stage and the share of it that is done, 0-1


def no_progress(stage: str, share: float) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Tools:
    """What the stages work with; heavy parts are made on first use by the surface that owns them."""

    recogniser: Callable[[], Recogniser] | None = None
    acts: Callable[[], ActModel] | None = None
    meanings: Callable[[], Meanings] | None = None
    second_judge: SecondJudge | None = None
    progress: Progress = no_progress
    why: bool = False  # give the reasons of every act


@dataclass(frozen=True)
class Material:
    """A call on its way through the stages."""

    call: Call
    playbook: Playbook
    sound: Sound | None = None
    channels: dict[str, int] | None = None
    transcript: TranscriptChoice = "given"
    hearing: Hearing | None = None
    acts: tuple[TurnAct, ...] = ()
    objections: tuple[Objection, ...] = ()
    aggression: tuple[Aggression, ...] = ()
    faint: tuple[TurnAct, ...] = ()
    faint_aggression: tuple[Aggression, ...] = ()
    second_judge: SecondOpinion | None = None
    reasons: tuple[Reason, ...] | None = None
    likenesses: tuple[Likeness, ...] = ()
    measures: tuple[Measure, ...] = ()
    findings: tuple[Finding, ...] = ()
    escalation: tuple[Escalation, ...] = ()
    incidents: tuple[Incident, ...] = ()
    notes: tuple[str, ...] = ()
    made_by: dict[str, str] = field(default_factory=dict)

    @property
    def listens(self) -> bool:
        """Whether the words have to come from the sound."""
        return self.sound is not None and (self.transcript == "listen" or not self.call.turns)

    def with_(self, **changes: Any) -> Material:
        """A copy with some fields replaced."""
        return replace(self, **changes)

    def noting(self, notes: Sequence[str], **changes: Any) -> Material:
        """A copy with notes added, each once."""
        return replace(self, notes=tuple(dict.fromkeys((*self.notes, *notes))), **changes)
