"""No call makes a check of listening, complaints or aggression crash, whatever was seen in its turns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.call import Aggression, Call, Event, Participant, Turn, TurnAct
from belwijs.catalogue.assess import judge
from belwijs.catalogue.escalation import incidents
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice, catalogue
from belwijs.catalogue.scene import Scene

GROUPS = ("listening", "complaint", "aggression")
SPEAKERS = ("a1", "c1", "c2", "k1")
AGENT_ACTS = (
    "backchannel", "summarise", "clarify", "acknowledge_content", "acknowledge_feeling", "solve", "defend", "snap",
    "set_limit", "announce_end", "hold_announce",
)  # fmt: skip
CUSTOMER_ACTS = ("complain", "emotional", "calm_again")
times = st.floats(0, 200, allow_nan=False).map(lambda s: round(s, 1))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A call of any turns, overlapping or not, in any order, with any acts."""
    turns, acts, aggression = [], [], []
    for n in range(draw(st.integers(0, 8))):
        start, length = draw(times), draw(st.floats(0, 40).map(lambda s: round(s, 1)))
        speaker = draw(st.sampled_from(SPEAKERS))
        text = draw(st.sampled_from(("", "Ja.", "Het lekt?")))
        turns.append(Turn(speaker=speaker, start=start, end=start + length, text=text))
        for act in draw(st.lists(st.sampled_from(AGENT_ACTS if speaker[0] in "ak" else CUSTOMER_ACTS), max_size=3)):
            acts.append(TurnAct.model_validate({"turn": n, "act": act, "confidence": draw(st.floats(0.05, 1))}))
        if draw(st.booleans()):
            level = draw(st.sampled_from(("expressive", "instrumental")))
            target = draw(st.sampled_from(("self", "organisation", "you")))
            aggression.append(Aggression(turn=n, level=level, target=target, confidence=draw(st.floats(0.02, 1))))
    events = [Event(type="hold", start=s, end=s + 15) for s in draw(st.lists(times, max_size=2))]
    roles = (("a1", "agent"), ("c1", "customer"), ("c2", "customer"), ("k1", "colleague"))
    people = [Participant.model_validate({"id": i, "role": r}) for i, r in roles]
    call = Call(id="any", participants=tuple(people), turns=tuple(turns), events=tuple(events))
    half = len(acts) // 2
    return Scene(
        call, Playbook(), tuple(acts[:half]), (), tuple(aggression[::2]), tuple(acts[half:]),
        faint_aggression=tuple(aggression[1::2]),
    )  # fmt: skip


@pytest.mark.parametrize("practice", [p for p in catalogue().values() if p.group in GROUPS], ids=lambda p: p.id)
@settings(deadline=None, max_examples=40)
@given(scene=scenes())
def test_every_practice_has_a_verdict_on_any_call(practice: Practice, scene: Scene) -> None:
    outcome = judge(scene, practice)
    assert outcome.verdict in ("kept", "missed", "not_applicable", "unknown")
    assert 0 <= outcome.confidence <= 1
    if outcome.verdict == "missed":
        assert outcome.evidence


@settings(deadline=None, max_examples=60)
@given(scene=scenes())
def test_incidents_and_steps_point_at_turns(scene: Scene) -> None:
    for step in scene.escalation:
        assert all(scene.roles[n] == "agent" for n in step.reply)
        assert (step.fits is None) == (not step.reply)
    assert [i.turn for i in incidents(scene)] == [s.turn for s in scene.escalation if s.is_threat]
