"""`answer.full_name`: first and last name, or what the house wants to hear."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.opening import TOKEN
from belwijs.catalogue.outcome import Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Verdict


def _two_names(words: str, said: list[str], agent: str) -> bool:
    """Jan-Willem is one name; and of Anne Marie de Boer, Anne Marie is only the first."""
    chunks = [c for c in words.lower().split() if any(t in TOKEN.findall(c) for t in said)]
    if len(chunks) < 2:
        return False
    given = TOKEN.findall(agent.lower().rsplit(" ", 1)[0]) if " " in agent else []
    return any(t not in given for t in said)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept with two names, or with the one that the house chose."""
    opening = scene.opening
    assert opening is not None
    assert opening.name is not None
    wanted = scene.playbook.answer.name
    said = [t.lower() for t in opening.name_tokens]
    agent = next((p.name for p in scene.call.participants if p.role == "agent" and p.name), "")
    known = agent.lower().split()
    if wanted == "full":
        kept = _two_names(opening.name.words, said, agent)
    elif wanted == "first":
        kept = bool(said) and (not known or said[0] == known[0] or len(known) == 1)
    else:
        kept = bool(said) and (len(said) >= 2 or len(known) < 2 or said[0] == known[-1])
    verdict: Verdict = "kept" if kept else "missed"
    evidence = (at_turn(scene, opening.name.turn, opening.name.words),)
    return Outcome(verdict, evidence, 0.88, f"answer.full_name.{verdict}.{wanted}", turn=opening.name.turn)
