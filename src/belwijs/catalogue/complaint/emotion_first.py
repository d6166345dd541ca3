"""`complaint.emotion_first`: understanding for what happened and for how it feels, before explanation or solution."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.call import TurnAct
from belwijs.catalogue.outcome import ABSENT, Outcome, here, shown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.catalogue.telling import content_understood

SURE = 0.5  # confidence from which an explanation or solution came too soon


def _too_soon(scene: Scene, turns: Sequence[int], acts: Sequence[str]) -> TurnAct | None:
    """The first explanation, defence or solution; one that is rather a summary is none."""
    for n in turns:
        seen = scene.find((n,), acts)
        if seen and seen.confidence >= SURE and scene.likely(n, "summarise") < seen.confidence:
            return seen
    return None


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed when a kind of understanding is absent, or comes after the first explanation, defence or solution."""
    rule = practice.check
    assert rule is not None
    occasion = occasions[0]
    content = content_understood(scene, occasion.after)
    feeling = scene.find_first(occasion.after, ("acknowledge_feeling",))
    soon = _too_soon(scene, occasion.after, rule.acts)
    if content is None and feeling is None:
        return Outcome("missed", (here(scene, occasion),), ABSENT, "complaint.emotion_first.none", turn=occasion.turn)
    place = occasion.after.index
    if soon is not None:
        late = [a for a in (content, feeling) if a is None or place(a.turn) > place(soon.turn)]
        if late:
            evidence = (shown(scene, soon), *(shown(scene, a) for a in late if a is not None))
            return Outcome("missed", evidence, soon.confidence, "complaint.emotion_first.late", turn=soon.turn)
    if content is None or feeling is None:
        missing = "content" if content is None else "feeling"
        why = f"complaint.emotion_first.no_{missing}"
        return Outcome("missed", (here(scene, occasion),), ABSENT, why, turn=occasion.turn)
    sure = max(0.5, min(content.confidence, feeling.confidence))
    return Outcome("kept", (shown(scene, content), shown(scene, feeling)), sure, "complaint.emotion_first.kept")
