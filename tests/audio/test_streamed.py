"""Heard 20 ms at a time as the live surface gives it, a call is the same as when it is heard in one piece."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from belwijs.audio.activity import Stretch
from belwijs.audio.hearing import Hearing, listen
from belwijs.audio.line import events
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.surroundings import surroundings
from belwijs.audio.track import Tracker
from tests.audio.sounds import FakeSound, Scripted, line, melody, silence, tone, voice


class Pieces(FakeSound):
    """A recording that comes in pieces of so many seconds."""

    def __init__(self, seconds: float, *channels: Samples) -> None:
        super().__init__(*channels)
        self._seconds = seconds

    def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
        return super().chunks(self._seconds)


AGENT, CUSTOMER = [Stretch(6, 10), Stretch(24, 28)], [Stretch(11, 15), Stretch(28.5, 33)]


def call() -> tuple[Samples, Samples]:
    """Ringing, an answer, hold music, a chime and typing behind the agent, the customer leaking in."""
    agent, customer = silence(36), silence(36)
    customer[: 6 * RATE] = np.concatenate([tone(425, seconds=1), silence(4), tone(425, seconds=1)])
    for side, where, pitch in ((agent, AGENT, 120.0), (customer, CUSTOMER, 210.0)):
        for n, s in enumerate(where):
            part = voice(s.duration, pitch=pitch, seed=n)
            side[int(s.start * RATE) : int(s.start * RATE) + len(part)] += part
    agent[int(15.5 * RATE) : int(23.5 * RATE)] += melody(8)
    agent[29 * RATE : 29 * RATE + int(0.3 * RATE)] += tone(880, seconds=0.3, level=0.02)
    strokes = np.random.default_rng(2).standard_normal((12, 160)) * 0.02 * np.exp(-np.arange(160) / 60)
    for n, stroke in enumerate(strokes):
        at = int((30 + 0.17 * n) * RATE)
        agent[at : at + 160] += stroke.astype(np.float32)
    return line(agent + 0.05 * customer), line(customer, seed=3)


def heard(seconds: float) -> Hearing:
    finders = iter([Scripted(*AGENT), Scripted(*CUSTOMER)])
    return listen(Pieces(seconds, *call()), finder=lambda: next(finders))


@pytest.mark.parametrize("seconds", [0.02, 0.333])
def test_pieces_do_not_change_what_is_heard(seconds: float) -> None:
    whole, pieces = heard(60), heard(seconds)
    assert pieces.speech == whole.speech
    assert pieces.heard == whole.heard
    assert pieces.foregrounds == whole.foregrounds
    assert pieces.notes == whole.notes
    assert events(pieces) == events(whole)
    for n in (0, 1):
        assert surroundings(pieces, n) == surroundings(whole, n)
        assert np.array_equal(pieces.tracks[n].whole, whole.tracks[n].whole)
        assert np.array_equal(pieces.held[n].short, whole.held[n].short)
        for a, b in zip(pieces.blips[n], whole.blips[n], strict=True):
            assert a == pytest.approx(b)
    assert {e.type for e in events(whole)} == {"ring", "hold"}


def test_what_is_kept_of_an_hour_is_little() -> None:
    tracker = Tracker()
    minute = line(silence(60))
    tracemalloc.start()
    for _ in range(60):
        tracker.feed(minute)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 3_000_000, "1.5 MB an hour of one channel"
