"""`answer.speed`: from the first ring to the answer; a queue before a person answers counts too."""

from __future__ import annotations

from collections.abc import Sequence

from belwijs.catalogue.outcome import Outcome, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.finding import Evidence, Verdict

RING_CYCLE = 5.0  # seconds: 1 s tone and 4 s pause, the Dutch ringing tone


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Kept when answered within the house's limit, in seconds or in rings."""
    answered = scene.turns[scene.agent_turns[0]].start
    before = [e for e in scene.call.events if e.type in ("ring", "queue") and (e.start or 0.0) < answered]
    if not before:
        return unknown("answer.speed.no_ring")
    first = min(e.start or 0.0 for e in before)
    last = max(e.end or 0.0 for e in before)
    value = round(last - first, 1)
    ringing = [e for e in before if e.type == "ring"]
    rings = max(1, int(sum(e.duration for e in ringing) // RING_CYCLE) + 1) if ringing else 0
    limits = scene.playbook.limits
    source = {e.source for e in before}
    confidence = 0.98 if source == {"file"} else 0.9
    seconds = Evidence(
        start=first, end=last, measure="time_to_answer", value=value, unit="s", limit=limits.answer_within
    )
    count = Evidence(
        start=first, end=last, measure="rings", value=float(rings), unit="rings",
        limit=float(limits.answer_rings) if limits.answer_rings else None,
    )  # fmt: skip
    in_time = rings <= limits.answer_rings if limits.answer_rings else value <= limits.answer_within
    slots = {"value": value, "rings": rings, "limit": limits.answer_rings or limits.answer_within}
    verdict: Verdict = "kept" if in_time else "missed"
    return Outcome(verdict, (seconds, count), confidence, f"answer.speed.{verdict}", slots)
