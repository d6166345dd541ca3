"""Which channel is the agent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from belwijs.audio.activity import Stretch
from belwijs.audio.channels import by_turns, who_is_who
from belwijs.audio.foreground import Foreground
from belwijs.audio.heard import Heard
from belwijs.audio.hearing import Hearing

RING = Heard("ring", 0, 6, 0.9, 2, ((0, 1), (5, 6)))


def hearing(
    first: list[tuple[float, float]], second: list[tuple[float, float]], ring: Heard | None = None, mono: bool = False
) -> Hearing:
    speech = tuple(tuple(Stretch(a, b) for a, b in c) for c in (first, second))
    flat = np.zeros(1, np.float32)
    return Hearing(60, speech, ((ring,) if ring else (), ()), (flat, flat), (), mono)


def test_who_answers_the_ringing_is_the_agent_of_an_inbound_call() -> None:
    roles = who_is_who(hearing([(11, 14)], [(8, 10)], RING), "inbound")
    assert roles is not None
    assert (roles.agent, roles.customer) == (1, 0)
    assert roles.confidence > 0.9
    assert roles.reason == "channel 1 answers the ringing and was taken for the agent"


def test_who_answers_is_the_customer_of_an_outbound_call() -> None:
    roles = who_is_who(hearing([(11, 14)], [(8, 10)], RING), "outbound")
    assert roles is not None
    assert (roles.agent, roles.customer) == (0, 1)
    assert roles.reason == "channel 1 answers the ringing and was taken for the customer"


def test_who_speaks_during_the_ringing_has_not_answered() -> None:
    roles = who_is_who(hearing([(2, 3), (11, 14)], [(8, 10)], RING), "inbound")
    assert roles is not None
    assert roles.agent == 1


def test_without_ringing_the_first_to_speak_less_surely() -> None:
    roles = who_is_who(hearing([(0.4, 3)], [(3.2, 5)]), "inbound")
    assert roles is not None
    assert roles.agent == 0
    assert 0.6 < roles.confidence < 0.9
    together = who_is_who(hearing([(0.4, 3)], [(0.5, 5)]), "inbound")
    assert together is not None
    assert together.confidence < 0.6


def test_a_cough_is_no_answer_and_ringing_later_is_a_transfer() -> None:
    late = Heard("ring", 30, 36, 0.9, 2, ((30, 31), (35, 36)))
    roles = who_is_who(hearing([(0.1, 0.3), (4, 6), (50, 55)], [(1, 3), (40, 44)], late), "inbound")
    assert roles is not None
    assert roles.agent == 1
    assert "speaks first" in roles.reason


def test_one_side_or_nobody_is_a_guess() -> None:
    one = who_is_who(hearing([], [(1, 3)]), "inbound")
    assert one is not None
    assert (one.agent, one.confidence) == (1, 0.6)
    nobody = who_is_who(hearing([], []), "inbound")
    assert nobody is not None
    assert nobody.confidence == 0.5


def test_mono_has_no_channels_to_tell_apart() -> None:
    assert who_is_who(hearing([(1, 2)], [], mono=True), "inbound") is None


def fronts(first: list[tuple[float, float]], second: list[tuple[float, float]]) -> Hearing:
    found = hearing(first, second)
    return replace(found, foregrounds=tuple(Foreground(own, (), ()) for own in found.speech))


def test_turns_with_times_tell_the_channels() -> None:
    agent, customer = [Stretch(0, 4), Stretch(11, 16)], [Stretch(5, 10)]
    roles = by_turns(fronts([(5.2, 9.8)], [(0.1, 3.9), (11, 15)]), agent, customer)
    assert roles is not None
    assert (roles.agent, roles.customer) == (1, 0)
    assert roles.confidence > 0.9


def test_turns_that_fit_both_ways_tell_nothing() -> None:
    assert by_turns(fronts([(0, 10)], [(0, 10)]), [Stretch(0, 5)], [Stretch(5, 10)]) is None
    assert by_turns(fronts([(0, 1)], [(2, 3)]), [Stretch(0, 1)], [Stretch(2, 3)]) is None, "too little"
    assert by_turns(hearing([(0, 9)], [(9, 18)]), [Stretch(0, 9)], [Stretch(9, 18)]) is None
