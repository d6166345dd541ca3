"""`aggression.response`: every aggressive turn gets the move of its cell."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.escalation import AFTER
from belwijs.catalogue.outcome import Outcome, at_turn, not_applicable
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Escalation, Evidence
from belwijs.interface import text


def _shown(scene: Scene, step: Escalation) -> tuple[Evidence, ...]:
    """The customer's turn with its cell and move, and what the agent answered."""
    say = scene.playbook.interface
    cell = text(say, f"cell.{step.level}.{step.target}")
    move, following = text(say, f"move.{step.asked}"), text(say, f"next.{AFTER[step.asked]}")
    note = text(say, "aggression.cell", cell=cell, move=move, next=following)
    spoken = scene.turns[step.turn].text
    return (
        at_turn(scene, step.turn, spoken, note),
        *(at_turn(scene, n, scene.turns[n].text) for n in step.reply),
    )


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed as soon as one aggressive turn got another move; what comes after if it goes on stands in the reason."""
    answered = [s for s in scene.escalation if s.fits is not None]
    if not answered:
        return not_applicable("aggression.response.unanswered")
    wrong = [s for s in answered if not s.fits]
    say = scene.playbook.interface
    sure = min(s.confidence for s in (wrong or answered))
    if not wrong:
        evidence = tuple(e for s in answered for e in _shown(scene, s))
        return Outcome("kept", evidence, sure, "aggression.response.kept", {"times": len(answered)})
    first = wrong[0]
    slots = {
        "cell": text(say, f"cell.{first.level}.{first.target}"),
        "move": text(say, f"move.{first.asked}"),
        "next": text(say, f"next.{AFTER[first.asked]}"),
    }
    evidence = tuple(e for s in wrong for e in _shown(scene, s))
    return Outcome(
        "missed", evidence, sure, "aggression.response.missed", slots, first.reply[0],
        case=first.case,
    )  # fmt: skip
