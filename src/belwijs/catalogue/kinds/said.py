"""`said`: on every occasion, one of these acts (and one of the `also` acts, if given) is there at the right place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.outcome import ABSENT, Outcome, here, shown
from belwijs.catalogue.practice import Check, Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.patterns import pattern


def turns_at(scene: Scene, occasion: Occasion, where: str) -> tuple[int, ...]:
    """The turns in which the practice may show on this occasion."""
    if where == "before":
        return occasion.before
    if where in ("after", "reply"):
        return occasion.after
    if where == "takeover":
        return occasion.takeover
    if where == "earlier":
        known = (n for n in range(len(scene.turns)) if scene.turns[n].start <= occasion.start + 0.5)
        return tuple(n for n in known if n not in occasion.takeover)
    if where == "later":
        first = occasion.start
        return tuple(n for n in scene.ours if scene.turns[n].start >= first - 0.01)
    if where == "anywhere":
        return scene.ours
    return occasion.at


def by_words(scene: Scene, check: Check, turns: Sequence[int]) -> TurnAct | None:
    """The first turn whose words match the check's patterns, as an act without a name."""
    alternatives = check.words.get(scene.language)
    if not alternatives:
        return None
    for n in turns:
        if hit := pattern(alternatives).search(scene.turns[n].text):
            return TurnAct.model_construct(turn=n, act="solve", confidence=0.85, words=hit.group(0))
    return None


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when it was said on every occasion; the first failure decides."""
    rule = practice.check
    assert rule is not None

    def said(turns: Sequence[int]) -> TurnAct | None:
        act = scene.find(turns, rule.acts) or by_words(scene, rule, turns)
        second = scene.find(turns, rule.also) if rule.also else act
        if act is None or second is None:
            return None
        return act if act.confidence <= second.confidence else second

    return on_each(scene, occasions, rule.where, said)


def on_each(
    scene: Scene, occasions: Sequence[Occasion], where: str, said: Callable[[Sequence[int]], TurnAct | None]
) -> Outcome:
    """Kept when `said` finds an act in the turns of every occasion; the first failure decides."""
    seen: list[TurnAct] = []
    for occasion in occasions:
        act = said(turns_at(scene, occasion, where))
        if act is None:
            sure = ABSENT * occasion.confidence
            place, found = (here(scene, occasion),), {"occasions": len(occasions)}
            return Outcome("missed", place, sure, f"said.missed.{where}", found, occasion.turn)
        seen.append(act)
    weakest = min(seen, key=lambda a: a.confidence)
    evidence = tuple(shown(scene, a) for a in seen)
    return Outcome("kept", evidence, weakest.confidence, "said.kept", {"occasions": len(seen)})
