"""Short clear notes, and voices that are none."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.blips import Blip
from belwijs.audio.stream import Samples
from belwijs.audio.tones import ToneFinder
from tests.audio.sounds import line, silence, tone, voice


def blips(samples: Samples, *sizes: int) -> tuple[Blip, ...]:
    finder, at, n = ToneFinder(), 0, 0
    while at < len(samples):
        size = sizes[n % len(sizes)] if sizes else len(samples)
        finder.feed(samples[at : at + size])
        at, n = at + size, n + 1
    finder.finish()
    return finder.blips


def chime() -> Samples:
    fade = np.exp(-np.arange(4800) / 2000).astype(np.float32)
    return np.concatenate([tone(880, seconds=0.3, level=0.05) * fade, tone(1174, seconds=0.3, level=0.05) * fade])


def test_a_chime_is_two_notes() -> None:
    found = blips(line(np.concatenate([silence(1), chime(), silence(1)])))
    assert [round(b.hertz) for b in found] == [pytest.approx(880, abs=5), pytest.approx(1174, abs=5)]
    assert found[0].start == pytest.approx(1, abs=0.04)
    assert found[1].end == pytest.approx(1.6, abs=0.1)


def test_pieces_do_not_change_the_outcome() -> None:
    sound = line(np.concatenate([silence(0.7), chime(), silence(0.3), chime(), voice(2), chime()]))
    assert len(blips(sound)) == 6
    assert blips(sound, 320) == blips(sound, 5000, 1, 33) == blips(sound)


def test_a_voice_gives_none() -> None:
    assert blips(line(voice(20))) == ()


def test_a_tone_that_never_ends_is_one_note() -> None:
    (found,) = blips(line(tone(1000, seconds=20)), 16_000)
    assert found.end == pytest.approx(20, abs=14)
