"""`complaint.until_calm`: understanding is repeated while the feeling lasts; the solution comes once it has gone."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.telling import replies_to

UNDERSTANDING = ("acknowledge_content", "acknowledge_feeling")
BUSINESS = ("solve", "defend", "hold_announce", "announce_transfer", "offer_callback")


def _still(scene: Scene, after: int) -> bool:
    """Whether the customer's next turn shows feeling again."""
    following = next((n for n in scene.customer_turns if scene.turns[n].start > scene.turns[after].start), None)
    complaint = scene.complaint
    assert complaint is not None
    return following in complaint.upset


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Walks along the customer's turns with feeling and looks at what each was answered with.

    A turn that calls for a limit (an insult, a threat) is the matter of `aggression.*` and asks for no understanding.
    """
    complaint = scene.complaint
    assert complaint is not None
    limits = {s.turn for s in scene.escalation if s.asked != "understand"}
    understood = []
    for upset in complaint.upset:
        reply = replies_to(scene, upset)
        if not reply or upset in limits:
            continue
        shown_here = scene.all_of(UNDERSTANDING, reply)
        business = scene.find_first(reply, BUSINESS)
        solved = scene.find_first(reply, ("solve",))
        if shown_here:
            understood += shown_here
            if solved and complaint.calm and _still(scene, reply[-1]):
                return _missed(scene, solved.turn, "complaint.until_calm.soon", solved.confidence)
        elif solved or (business and understood):
            found = solved or business
            assert found is not None
            return _missed(scene, found.turn, "complaint.until_calm.soon", found.confidence)
    if not understood:
        why = "complaint.until_calm.none"
        return Outcome("missed", (here(scene, occasions[0]),), ABSENT, why, turn=occasions[0].turn)
    if complaint.calm:
        evidence = (*(shown(scene, a) for a in understood), at_turn(scene, complaint.calm[0]))
        return Outcome("kept", evidence, min(a.confidence for a in understood), "complaint.until_calm.kept")
    evidence = tuple(shown(scene, a) for a in understood)
    return Outcome("kept", evidence, 0.7 * min(a.confidence for a in understood), "complaint.until_calm.to_the_end")


def _missed(scene: Scene, turn: int, why: str, sure: float) -> Outcome:
    return Outcome("missed", (at_turn(scene, turn, scene.turns[turn].text),), sure, why, turn=turn)
