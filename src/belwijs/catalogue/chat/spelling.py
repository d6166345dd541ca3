"""`chat.spelling`: words that are in no dictionary, while a near neighbour is."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.writing import known_words, put_right
from belwijs.language.spelling import speller

ONE, MORE = 0.75, 0.9  # confidence with one misspelled word, which may be a name, and with more


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
    evidence = tuple(at_turn(scene, turns[m.text], m.word, m.better) for m in found)
    sure = ONE if len(found) == 1 else MORE
    better = put_right(scene, first)
    return Outcome("missed", evidence, sure, "chat.spelling.missed", {"times": len(found)}, first, better=better)
