"""`never_said`: a prohibition; none of these acts or words is in any turn that the other side hears from us."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.outcome import ABSENT, Outcome, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.patterns import pattern

SUSPICION = 0.25  # of the whole call; agreed best (kappa .77 against .73) on the training dialogues left out
WORTH_SHOWING = 0.2  # confidence of one turn
BY_WORDS = 0.85  # confidence of a set phrase that the words alone give away


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when it was said; every place is evidence, the surest first."""
    rule = practice.check
    assert rule is not None
    turns = list(dict.fromkeys(n for o in occasions for n in o.at))
    said = scene.all_of(rule.acts, turns)
    if alternatives := rule.words.get(scene.language):
        known = {a.turn for a in said}
        hits = ((n, pattern(alternatives).search(scene.turns[n].text)) for n in turns if n not in known)
        said += [
            TurnAct.model_validate({"turn": n, "act": rule.acts[0], "confidence": BY_WORDS, "words": hit.group(0)})
            for n, hit in hits
            if hit
        ]
    said.sort(key=lambda a: -a.confidence)
    probability, suspects = scene.suspected(rule.acts, turns)
    if not said and probability < (SUSPICION if rule.suspicion is None else rule.suspicion):
        return Outcome("kept", (), max(ABSENT, 1 - probability), "never_said.kept")
    places = said or [a for a in suspects if a.confidence >= WORTH_SHOWING] or suspects[:1]
    best = places[0]
    evidence = tuple(shown(scene, a) for a in places)
    why = "never_said.missed" if said else "never_said.suspected"
    return Outcome("missed", evidence, max(best.confidence, probability), why, {"times": len(places)}, best.turn)
