"""`callback.details`: name, number and subject are taken or confirmed before a callback."""

from __future__ import annotations

import re
from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.absence import ABSENCE
from belwijs.language.patterns import pattern

DIGITS = 6  # spoken or written digits in one turn that make a telephone number
DIGITS_NAMED = 4  # enough where the turn says that it is a telephone number
STORY_WORDS = 6  # words in one customer turn from which the subject is taken to be told
WORD = re.compile(r"\w+")


def number_turn(scene: Scene) -> int | None:
    """The turn in which a telephone number is given, read back or pointed at ("op dit nummer").

    Digits that answer a question for another number (customer number, postcode, date) are none.
    """
    forms = ABSENCE[scene.language]
    asked, other = pattern(forms.number_asked), pattern(forms.other_number)
    before = ""
    for n, turn in enumerate(scene.turns):
        words = [w.lower() for w in WORD.findall(other.sub(" ", turn.text))]
        digits = sum(len(w) for w in words if w.isdigit()) + sum(w in forms.number_words for w in words)
        telephone = asked.search(other.sub(" ", turn.text))
        another = any(other.search(t) and not asked.search(other.sub(" ", t)) for t in (before, turn.text))
        if digits >= DIGITS_NAMED and (telephone or (digits >= DIGITS and not another)):
            return n
        before = turn.text
    for n in scene.agent_turns:
        if asked.search(other.sub(" ", scene.turns[n].text)):
            return n
    return None


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed at the first of the three that is not there."""
    turn = occasions[-1].turn
    name = scene.find(range(len(scene.turns)), ("give_identity", "ask_identity"))
    number = number_turn(scene)
    told = any(len(WORD.findall(scene.turns[n].text)) >= STORY_WORDS for n in scene.customer_turns)
    lacking = "name" if not name else "number" if number is None else "subject" if not told else None
    if lacking:
        return Outcome("missed", (at_turn(scene, turn),), ABSENT, f"callback.details.no_{lacking}", turn=turn)
    assert number is not None
    return Outcome("kept", (at_turn(scene, number, scene.turns[number].text),), 0.85, "callback.details.kept")
