"""`transfer.journey`: who was passed on twice or waited long hears that this is seen and regretted."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, here
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence
from belwijs.language.absence import ABSENCE
from belwijs.language.patterns import pattern


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when one turn after the wait regrets it and names the wait or the passing on; thanks are not enough."""
    forms = ABSENCE[scene.language]
    regret, way = pattern(forms.regret), pattern(forms.long_way)
    limits = scene.playbook.limits
    occasion = occasions[0]
    waited = Evidence(
        start=occasion.start,
        end=occasion.end,
        measure="waited_in_all",
        value=round(scene.waited, 1),
        unit="s",
        limit=limits.journey_wait,
    )
    passed_on = len([t for t in scene.transfers if t.answered]) >= limits.journey_transfers
    case = "both" if passed_on and scene.waited > limits.journey_wait else "passed_on" if passed_on else "waited"
    slots = {"waited": round(scene.waited), "transfers": len([t for t in scene.transfers if t.answered])}
    for n in occasion.at:
        text = scene.turns[n].text
        if regret.search(text) and way.search(text):
            return Outcome("kept", (waited, at_turn(scene, n, text)), 0.85, "transfer.journey.kept", slots)
    lacking = (waited, here(scene, occasion))
    return Outcome("missed", lacking, ABSENT, "transfer.journey.missed", slots, occasion.turn, case)
