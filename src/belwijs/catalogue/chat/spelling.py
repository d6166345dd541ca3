"""`chat.spelling`: words that are in no dictionary, while a near neighbour is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.spelling import Misspelling, speller

WORD = re.compile(r"[^\W\d_]+")
ONE, MORE = 0.75, 0.9  # confidence with one misspelled word, which may be a name, and with more


def known_words(scene: Scene) -> frozenset[str]:
    """Words that are right here, whatever a dictionary says: names, terms of the house, what the customer wrote."""
    call, house = scene.call, scene.playbook
    names = [p.name for p in call.participants if p.name] + [call.organisation or "", *house.names, *house.house.words]
    theirs = [scene.turns[n].text for n in range(len(scene.turns)) if scene.roles[n] == "customer"]
    return frozenset(w.lower() for text in (*names, *theirs) for w in WORD.findall(text)) | frozenset(
        word.lower() for word in house.house.words
    )


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed at the first misspelled word; every one is evidence, the first message with one is put right."""
    spelled = speller(scene.language)
    if spelled is None:
        return unknown("chat.spelling.language")
    turns = [n for o in occasions for n in o.at]
    found = list(spelled.mistakes([scene.turns[n].text for n in turns], known_words(scene)))
    if not found:
        return Outcome("kept", (), 0.85, "chat.spelling.kept")
    first = turns[found[0].text]
    better = _corrected(scene.turns[first].text, [m for m in found if m.text == found[0].text])
    evidence = tuple(at_turn(scene, turns[m.text], m.word, m.better) for m in found)
    sure = ONE if len(found) == 1 else MORE
    return Outcome(
        "missed", evidence, sure, "chat.spelling.missed", {"times": len(found)}, first, better=better
    )  # fmt: skip


def _corrected(text: str, mistakes: Sequence[Misspelling]) -> str:
    for mistake in sorted(mistakes, key=lambda m: -m.start):
        text = text[: mistake.start] + mistake.better + text[mistake.start + len(mistake.word) :]
    return text
