"""`transfer.pickup`: whoever takes over shows to know who is on the line and about what, and thanks for waiting."""

from __future__ import annotations

import re
from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.suggest import TITLES

KNOWS = ("summarise", "acknowledge_content", "acknowledge_feeling")
WORD = re.compile(r"[^\W\d_]{5,}")
SHARED_WORDS = 2  # words of the customer's own story that come back show that the matter is known


def _knows_matter(scene: Scene, turns: Sequence[int], at: float) -> bool:
    if scene.find(turns, KNOWS):
        return True
    told = {w.lower() for n in scene.customer_turns if scene.turns[n].start < at for w in WORD.findall(scene.turns[n].text)}
    said = {w.lower() for n in turns for w in WORD.findall(scene.turns[n].text)}
    return len(told & said) >= SHARED_WORDS


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the name, the matter or the thanks is not there in the first words of the one who takes over."""
    confidence = 0.85
    evidence = []
    for occasion in occasions:
        if not occasion.takeover:
            return unknown("transfer.pickup.unheard")
        turns = occasion.takeover
        text = " ".join(scene.turns[n].text for n in turns)
        thanked = scene.find(turns, ("hold_thanks",))
        named = bool(TITLES[scene.language].search(text)) or any(
            p.name and p.name.split()[-1].lower() in text.lower() for p in scene.call.participants if p.role == "customer"
        )
        matter = _knows_matter(scene, turns, occasion.start)
        if not (thanked and matter and (named or scene.find(turns, KNOWS))):
            lacking = "thanks" if not thanked else "matter" if not matter else "name"
            return Outcome("missed", (here(scene, occasion), at_turn(scene, turns[0])), ABSENT, f"transfer.pickup.no_{lacking}", turn=turns[0])
        evidence.append(at_turn(scene, turns[0], scene.turns[turns[0]].text))
        confidence = min(confidence, thanked.confidence)
    return Outcome("kept", tuple(evidence), confidence, "transfer.pickup.kept")
