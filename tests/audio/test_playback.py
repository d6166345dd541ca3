"""A recording as a small file for the report."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from belwijs.audio.decode import open_recording
from belwijs.audio.playback import encode_for_web
from belwijs.call import Problem
from tests.audio.sounds import FakeSound, silence, tone


def test_both_channels_come_back_in_time_and_small(tmp_path: Path) -> None:
    left = np.concatenate([silence(5), tone(500, seconds=7)])
    data, media_type = encode_for_web(FakeSound(left, tone(900, seconds=12)))
    assert media_type == "audio/mpeg"
    assert len(data) < 12 * 4_500
    path = tmp_path / "x.mp3"
    path.write_bytes(data)
    recording = open_recording(path)
    samples = np.concatenate(list(recording.chunks()), axis=1)
    assert samples.shape == pytest.approx((2, 12 * 16_000), abs=900)
    starts = np.abs(samples[0]) > 0.1
    assert starts.argmax() / 16_000 == pytest.approx(5, abs=0.03)


def test_it_can_stop_early_and_be_mono(tmp_path: Path) -> None:
    data, _ = encode_for_web(FakeSound(tone(500, seconds=30)), until=12.5)
    (tmp_path / "x.mp3").write_bytes(data)
    recording = open_recording(tmp_path / "x.mp3")
    assert recording.channels == 1
    assert recording.duration == pytest.approx(12.5, abs=0.06)


def test_without_mp3_it_is_aac_and_without_that_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av, "codecs_available", {"aac"})
    assert encode_for_web(FakeSound(tone(500, seconds=1)))[1] == "audio/aac"
    monkeypatch.setattr(av, "codecs_available", set())
    with pytest.raises(Problem, match="can encode neither"):
        encode_for_web(FakeSound(tone(500, seconds=1)))
