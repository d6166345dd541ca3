"""`chat.grammar`: the classic errors of written Dutch, by the rules of `language/grammar.py`."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.writing import put_right
from belwijs.language.grammar import LANGUAGES, slips

SURE = 0.85  # one rule fired; the rules leave out what may be right


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed at the first error; every one is evidence, the first message with one is put right."""
    if scene.language not in LANGUAGES:
        return unknown("chat.grammar.language")
    turns = [n for o in occasions for n in o.at]
    found = [(n, slip) for n in turns for slip in slips(scene.turns[n].text)]
    if not found:
        return Outcome("kept", (), 0.8, "chat.grammar.kept")
    first = found[0][0]
    better = put_right(scene, first)
    evidence = tuple(at_turn(scene, n, slip.words, slip.better) for n, slip in found)
    slots = {"times": len(found), "rule": found[0][1].rule}
    return Outcome("missed", evidence, SURE, "chat.grammar.missed", slots, first, found[0][1].rule, better)
