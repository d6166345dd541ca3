"""Where there is sound, what was measured in it counts, and not the times of turns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from belwijs.audio.activity import Stretch
from belwijs.catalogue.assess import judge
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.outcome import Outcome
from belwijs.catalogue.practice import catalogue
from belwijs.catalogue.scene import Spoken

STORY = " ".join(["verhaal"] * 45)  # 18 s
CALL = f"c: {STORY}\nwait 1\na: clarify | Wat vervelend, hoe lang duurt dat nu al precies zo bij u?"
REPLY = 19.0


def outcome(practice: str, call: str, agent: list[Stretch], customer: list[Stretch]) -> Outcome:
    scene = replace(scene_of(call), spoken=Spoken(tuple(agent), tuple(customer)))
    return judge(scene, catalogue()[practice])


@pytest.mark.parametrize(
    ("story", "reply", "verdict"),
    [((0, 17.0), (19.9, 23), "missed"), ((0, 17.1), (20.0, 23), "missed"), ((0, 17.0), (20.0, 23), "kept")],
)
def test_the_pause_after_a_story_is_measured(
    story: tuple[float, float], reply: tuple[float, float], verdict: str
) -> None:
    found = outcome("listening.pause", CALL, [Stretch(*reply)], [Stretch(*story)])
    assert found.verdict == verdict
    assert (found.evidence[0].start, found.evidence[0].end) == (story[1], reply[0])


def test_sound_that_does_not_fit_the_turns_is_not_used() -> None:
    found = outcome("listening.pause", CALL, [Stretch(40, 44)], [Stretch(0, 12)])
    assert (found.evidence[0].start, found.evidence[0].end) == (18.0, REPLY)


def test_an_interruption_is_heard_though_the_turns_follow_each_other() -> None:
    found = outcome("listening.no_interruption", CALL, [Stretch(17.2, 23)], [Stretch(0, 18)])
    assert found.verdict == "kept", "nobody of ours has a turn there"
    found = outcome("listening.no_interruption", CALL, [Stretch(18.5, 23)], [Stretch(0, 19.2)])
    assert found.verdict == "missed"
    assert (found.evidence[0].turn, found.evidence[0].start, found.evidence[0].value) == (1, 18.5, 0.7)


def test_turns_that_overlap_only_on_paper_are_no_interruption() -> None:
    call = f"c: {STORY}\noverlap 1.5\na: clarify | Wat vervelend, hoe lang duurt dat nu al precies zo bij u?"
    assert judge(scene_of(call), catalogue()["listening.no_interruption"]).verdict == "missed"
    found = outcome("listening.no_interruption", call, [Stretch(17.1, 23)], [Stretch(0, 16.9)])
    assert found.verdict == "kept"


def test_a_listening_signal_is_no_interruption() -> None:
    call = f"c: {STORY}\noverlap 1.5\na: backchannel | Hm, ja."
    found = outcome("listening.no_interruption", call, [Stretch(16.5, 17.8)], [Stretch(0, 17.0)])
    assert found.verdict == "kept"


CONSULT = """
c: Krijg ik korting als ik er tien neem?
a: hold_announce | Dat vraag ik even aan mijn collega.
{event}
a: solve | Tien procent.
"""


@pytest.mark.parametrize(
    ("behind", "verdict"), [((8.0, 12.0), "missed"), ((8.0, 8.2), "kept"), ((8.0, 8.7), "unknown")]
)
def test_a_talk_outside_a_hold_is_looked_for_in_the_sound(behind: tuple[float, float], verdict: str) -> None:
    scene = scene_of(CONSULT.format(event="consult +14"))
    heard = replace(scene, spoken=Spoken((Stretch(2.8, 5.0),), (Stretch(0, 2.4),), (Stretch(*behind),)))
    assert judge(heard, catalogue()["hold.private"]).verdict == verdict
    assert judge(scene, catalogue()["hold.private"]).verdict == "unknown"


def test_a_hand_over_the_receiver_is_heard_where_no_event_was_given() -> None:
    scene = scene_of(CONSULT.format(event="wait 14"))
    assert judge(scene, catalogue()["hold.private"]).verdict == "not_applicable"
    heard = replace(scene, spoken=Spoken((Stretch(3.5, 5.9),), (Stretch(0, 3.2),), (Stretch(9, 11), Stretch(12, 15))))
    found = judge(heard, catalogue()["hold.private"])
    assert found.verdict == "missed"
    assert (found.evidence[0].start, found.evidence[0].end, found.evidence[0].value) == (9, 15, 5.0)
