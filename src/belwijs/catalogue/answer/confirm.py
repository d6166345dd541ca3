"""`answer.confirm`: asked "spreek ik met X?", the agent gives more than a bare yes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, at_turn, not_applicable
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

BARE = re.compile(
    r"\W*(?:(?:ja+|jazeker|jawel|klopt|dat klopt|inderdaad|zeker|hoor|daar spreekt u mee|mhm|hm|"
    r"yes|yeah|yep|that's right|correct|genau|richtig|stimmt|jawohl|oui|tout à fait|c'est ça|exact)\W*)+",
    re.IGNORECASE,
)


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when one of the answers was a bare yes."""
    for occasion in occasions:
        assert occasion.turn is not None
        answers = [n for n in scene.ours if scene.turns[n].start > scene.turns[occasion.turn].start]
        if not answers:
            continue
        answer = answers[0]
        evidence = (at_turn(scene, answer, scene.turns[answer].text),)
        if BARE.fullmatch(scene.turns[answer].text):
            return Outcome("missed", evidence, 0.9 * occasion.confidence, "answer.confirm.missed", turn=answer)
        return Outcome("kept", evidence, 0.85 * occasion.confidence, "answer.confirm.kept")
    return not_applicable("no.act")
