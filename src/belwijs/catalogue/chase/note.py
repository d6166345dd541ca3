"""`chase.note`: no message in the first attempts; after that one with the name, and no request to call back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from belwijs.call import Language
from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, shown, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.patterns import pattern
from belwijs.language.selling import SELLING

SILENT_ATTEMPTS = 3  # attempts without a message


@lru_cache
def _said(language: Language) -> re.Pattern[str]:
    forms = SELLING[language]
    number = "(?P<n>" + "|".join(forms.attempt) + ")"
    return pattern(tuple(form.replace("{n}", number) for form in forms.attempt_said[:1]))


def attempt_of(scene: Scene) -> int | None:
    """Which attempt this is: as the call file says, else as the agent says ("dit is de vierde keer dat ik bel")."""
    given = [e.number for e in scene.call.events if e.type == "attempt" and e.number]
    if given:
        return given[-1]
    for n in scene.agent_turns:
        if hit := _said(scene.language).search(scene.turns[n].text):
            return SELLING[scene.language].attempt[hit["n"].lower()]
    return None


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when a message was left too soon, or none when it was time, or one that asks for a call back."""
    number = attempt_of(scene)
    if number is None:
        return unknown("chase.note.unknown")
    occasion = occasions[0]
    left = scene.find(occasion.at, ("leave_name",))
    asked = scene.find(occasion.at, ("ask_callback",))
    slots = {"number": number, "limit": SILENT_ATTEMPTS}
    if number <= SILENT_ATTEMPTS:
        if message := left or asked:
            return Outcome(
                "missed", (shown(scene, message),), message.confidence, "chase.note.early", slots, message.turn
            )
        return Outcome("kept", (at_turn(scene, occasion.turn),), ABSENT, "chase.note.none", slots)
    if asked:
        return Outcome("missed", (shown(scene, asked),), asked.confidence, "chase.note.asked", slots, asked.turn)
    if left:
        return Outcome("kept", (shown(scene, left),), left.confidence, "chase.note.left", slots)
    last = occasion.at[-1]
    return Outcome("missed", (at_turn(scene, last),), ABSENT, "chase.note.late", slots, last)
