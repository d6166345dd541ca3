"""Whose speech it is: the speaker's own, the other side's leak, somebody further off."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.activity import Stretch, runs
from belwijs.audio.foreground import Foreground, foregrounds, mask
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.track import STEP, Track, Tracker
from tests.audio.sounds import line, silence, voice


def track(samples: Samples, *sizes: int) -> Track:
    meter, at, n = Tracker(), 0, 0
    while at < len(samples):
        size = sizes[n % len(sizes)] if sizes else len(samples)
        meter.feed(samples[at : at + size])
        at, n = at + size, n + 1
    return meter.finish()


def whose(agent: Samples, customer: Samples, *speech: list[Stretch]) -> tuple[Foreground, ...]:
    return foregrounds([track(line(agent)), track(line(customer, seed=2))], speech)


def spoken(found: Foreground) -> list[tuple[float, float]]:
    return [(pytest.approx(s.start, abs=0.25), pytest.approx(s.end, abs=0.25)) for s in found.own]


AGENT = np.concatenate([voice(5), silence(15)])
CUSTOMER = np.concatenate([silence(6), voice(12, pitch=210, seed=4), silence(2)])


def test_levels_do_not_depend_on_the_pieces_nor_on_dc() -> None:
    whole, pieces = track(AGENT), track(AGENT, 160, 7, 1000)
    assert np.array_equal(whole.whole, pieces.whole)
    assert np.array_equal(whole.treble, pieces.treble)
    assert len(whole) == 2000
    assert whole.level(0, 450).max() == pytest.approx(track(AGENT + np.float32(0.2)).level(0, 450).max(), abs=0.1)
    assert whole.level(1000, 1100).max() == -100
    assert len(track(silence(0))) == 0


def test_each_in_a_channel_of_their_own() -> None:
    agent, customer = whose(AGENT, CUSTOMER, [Stretch(0, 5)], [Stretch(6, 18)])
    assert spoken(agent)[0][0] == 0
    assert sum(s.duration for s in agent.own) == pytest.approx(5, abs=0.4)
    assert sum(s.duration for s in customer.own) == pytest.approx(12, abs=0.4)
    assert agent.leak is customer.leak is None
    assert agent.behind == customer.behind == ()


@pytest.mark.parametrize("lag", [0.0, 0.02, 0.2])
@pytest.mark.parametrize("loss", [15, 25])
def test_the_other_side_leaking_in_is_not_speech(lag: float, loss: float) -> None:
    shift = round(lag * RATE)
    leak = np.pad(CUSTOMER, (shift, 0))[: len(CUSTOMER)] * 10 ** (-loss / 20)
    agent, customer = whose(AGENT + leak, CUSTOMER, [Stretch(0, 5), Stretch(6, 18)], [Stretch(6, 18)])
    assert agent.leak is not None
    assert agent.leak.loss == pytest.approx(loss, abs=1.5)
    assert agent.leak.lag == pytest.approx(lag, abs=0.02)
    assert sum(s.duration for s in agent.own) == pytest.approx(5, abs=0.5)
    assert sum(s.duration for s in agent.leaked) > 8
    assert customer.leak is None
    assert sum(s.duration for s in customer.own) == pytest.approx(12, abs=0.4)


def test_somebody_further_off_is_not_the_speaker() -> None:
    colleague = np.concatenate([silence(7), voice(6, pitch=160, seed=9, level=0.1 * 10 ** (-18 / 20)), silence(7)])
    (found,) = foregrounds([track(line(AGENT + colleague))], [[Stretch(0, 5), Stretch(7, 13)]])
    assert sum(s.duration for s in found.own) == pytest.approx(5, abs=0.4)
    assert sum(s.duration for s in found.behind) == pytest.approx(6, abs=0.4)


def test_a_soft_short_word_is_still_the_speakers_own() -> None:
    word = np.concatenate([silence(10), voice(0.5, level=0.1 * 10 ** (-7 / 20)), silence(9.5)])
    (found,) = foregrounds([track(line(AGENT + word))], [[Stretch(0, 5), Stretch(10, 10.5)]])
    assert any(9.9 < s.start < 10.2 for s in found.own)


def test_nothing_in_nothing_out() -> None:
    assert foregrounds([], []) == ()
    (found,) = foregrounds([track(silence(0))], [[]])
    assert (found.own, found.level) == ((), None)
    (found,) = foregrounds([track(silence(2))], [[]])
    assert found.own == ()


def test_masks_and_runs_are_each_others_inverse() -> None:
    on = mask([Stretch(0.1, 0.2), Stretch(0.5, 0.7)], 5, 65)
    assert [(a * STEP, b * STEP) for a, b in runs(on)] == [(pytest.approx(0.05), pytest.approx(0.15)), (0.45, 0.6)]
