"""Busy tones and key presses are told of, and never which keys."""

from __future__ import annotations

import numpy as np

from belwijs.audio.hearing import Hearing, listen
from belwijs.audio.signals import signals
from belwijs.audio.stream import Samples
from belwijs.interface import note
from tests.audio.sounds import FakeSound, Scripted, line, silence, tone

NUMBER = ((697, 1209), (770, 1336), (852, 1477), (941, 1336))


def hear(*channels: Samples) -> Hearing:
    return listen(FakeSound(*channels), finder=Scripted)


def keys() -> Samples:
    return np.concatenate([np.concatenate([tone(*pair, seconds=0.12), silence(0.1)]) for pair in NUMBER])


def test_a_busy_tone_is_told_of_once_for_both_channels() -> None:
    busy = np.concatenate([silence(2), *[np.concatenate([tone(425, seconds=0.5), silence(0.5)])] * 8])
    (said,) = signals(hear(line(busy), line(busy, seed=4)))
    assert said == "a busy tone is heard from 2.0 to 9.5 s"
    assert note("nl", said) == "Er klinkt een bezettoon van 2.0 tot 9.5 s."


def test_keys_are_told_of_in_rows_without_which_they_are() -> None:
    both = line(np.concatenate([silence(1), keys(), silence(9), keys(), silence(1)]))
    first, second = signals(hear(both, line(silence(13), seed=4)))
    assert first == "keys are pressed from 1.0 to 1.8 s (4); which ones is not kept"
    assert second.startswith("keys are pressed from 10.9")
    assert note("nl", first).startswith("Er worden toetsen ingedrukt van 1.0 tot 1.8 s (4)")


def test_talk_alone_has_no_signals() -> None:
    assert signals(hear(line(silence(3)))) == ()
