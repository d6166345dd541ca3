"""`transfer.pickup`: whoever takes over shows to know who is on the line and about what, and thanks for waiting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.address import ADDRESS
from belwijs.language.common import COMMON_WORDS

KNOWS = ("summarise", "acknowledge_content", "acknowledge_feeling")
GREETING_WORDS = 5  # a customer turn of at most so many words is a greeting or a name, not a story
WORD = re.compile(r"[^\W\d_]{5,}")
SHARED_WORDS = 2  # words of the customer's own story that come back show that the matter is known


def _matter(scene: Scene, turns: Iterable[int]) -> set[str]:
    """Longer words of these turns, without names and without what everybody says on the telephone."""
    names = {w.lower() for p in scene.call.participants for w in WORD.findall(p.name or "")}
    found: set[str] = set()
    for n in turns:
        text = scene.turns[n].text
        names |= {w.lower() for _, name in ADDRESS[scene.language].titled.findall(text) for w in WORD.findall(name)}
        found |= {w.lower() for w in WORD.findall(text)}
    return found - names - COMMON_WORDS[scene.language]


def _knows_matter(scene: Scene, turns: Sequence[int], at: float) -> bool:
    if scene.find(turns, KNOWS):
        return True
    told = _matter(scene, (n for n in scene.customer_turns if scene.turns[n].start < at))
    return len(told & _matter(scene, turns)) >= SHARED_WORDS


def _first_words(scene: Scene, turns: Sequence[int]) -> tuple[int, ...]:
    """The turns of the taker-over until the customer has told something: what comes later may be known from that."""
    told = [
        scene.turns[n].start
        for n in scene.customer_turns
        if scene.turns[n].start > scene.turns[turns[0]].start and len(scene.turns[n].text.split()) > GREETING_WORDS
    ]
    return tuple(n for n in turns if scene.turns[n].start < min(told, default=float("inf")))


def _named(scene: Scene, text: str) -> bool:
    names = (p.name.split()[-1].lower() for p in scene.call.participants if p.role == "customer" and p.name)
    return bool(ADDRESS[scene.language].titled.search(text)) or any(name in text.lower() for name in names)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when the name, the matter or the thanks is not there in the first words of the one who takes over."""
    confidence = 0.85
    evidence = []
    for occasion in occasions:
        if not occasion.takeover:
            return unknown("transfer.pickup.unheard")
        turns = _first_words(scene, occasion.takeover)
        first = at_turn(scene, turns[0], scene.turns[turns[0]].text)
        thanked = scene.find(turns, ("hold_thanks",))
        matter = _knows_matter(scene, turns, occasion.start)
        named = _named(scene, " ".join(scene.turns[n].text for n in turns)) or scene.find(turns, KNOWS)
        if not (thanked and matter and named):
            lacking = "thanks" if not thanked else "matter" if not matter else "name"
            shown = (here(scene, occasion), first)
            return Outcome("missed", shown, ABSENT, f"transfer.pickup.no_{lacking}", turn=turns[0])
        evidence.append(first)
        confidence = min(confidence, thanked.confidence)
    return Outcome("kept", tuple(evidence), confidence, "transfer.pickup.kept")
