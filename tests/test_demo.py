"""The demo calls that come with the package: sound files, words and sound that go together."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from belwijs.audio.decode import open_recording
from belwijs.audio.stream import RATE
from belwijs.call.model import Call
from belwijs.call.read import read_call_file
from belwijs.demo import demo_calls

NAMES = ["demo-complaint", "demo-reception", "demo-transfer"]
CALLS = pytest.mark.parametrize("path", demo_calls(), ids=lambda p: p.stem)


def _level(sound: np.ndarray, start: float, end: float) -> float:
    """Root mean square between two times, in dB of full scale."""
    piece = sound[int(start * RATE) : int(end * RATE)]
    return float(10 * np.log10(np.mean(piece.astype(np.float64) ** 2) + 1e-12))


def _heard(path: Path) -> tuple[Call, np.ndarray]:
    source = read_call_file(path)[0]
    where = source.audio[0].path
    assert where is not None
    recording = open_recording(where)
    return source.call, np.concatenate(list(recording.chunks()), axis=1)


def test_there_are_three_small_ones() -> None:
    assert [p.stem for p in demo_calls()] == NAMES
    folder = demo_calls()[0].parent
    assert sum(f.stat().st_size for f in folder.iterdir()) < 1_500_000


@CALLS
def test_says_who_when_and_that_the_voices_are_artificial(path: Path) -> None:
    call = read_call_file(path)[0].call
    assert call.id == path.stem
    assert call.gold is None
    assert call.language == "nl"
    assert call.organisation
    assert all(p.name for p in call.participants)
    assert call.started_at is not None
    assert call.started_at.utcoffset() is not None
    assert any("artificial" in note for note in call.notes)
    assert "gold" not in json.loads(path.read_text(encoding="utf-8"))


@CALLS
def test_turns_are_in_order_and_within_the_recording(path: Path) -> None:
    call, sound = _heard(path)
    starts = [t.start for t in call.turns]
    assert starts == sorted(starts)
    assert 60 <= sound.shape[1] / RATE <= 110
    assert call.duration <= sound.shape[1] / RATE
    assert {"ring", "hangup"} <= {e.type for e in call.events}


@CALLS
def test_every_turn_is_heard_on_its_own_channel_only(path: Path) -> None:
    call, sound = _heard(path)
    assert call.audio is not None
    assert call.audio.channels is not None
    assert sound.shape[0] == 2
    for turn in call.turns:
        own = call.audio.channels[turn.speaker]
        assert _level(sound[own], turn.start, turn.end) > -30
        assert _level(sound[1 - own], turn.start + 0.1, turn.end - 0.1) < -50


@CALLS
def test_it_rings_until_the_answer_and_a_silent_hold_is_silent(path: Path) -> None:
    call, sound = _heard(path)
    ring = next(e for e in call.events if e.type == "ring")
    assert ring.start == 0
    assert _level(sound[0], 0.1, 0.9) > -30
    assert ring.end is not None
    assert ring.end < call.turns[0].start < ring.end + 1
    consulted = any(e.type == "consult" for e in call.events)
    for hold in (e for e in call.events if e.type == "hold"):
        assert hold.start is not None
        assert hold.end is not None
        assert _level(sound[1], hold.start + 0.2, hold.end - 0.2) < -50
        assert consulted or _level(sound[0], hold.start + 0.2, hold.end - 0.2) < -50


def test_they_show_what_they_are_for() -> None:
    complaint, reception, transfer = (read_call_file(p)[0].call for p in demo_calls())
    assert next(e for e in complaint.events if e.type == "ring").end == 23
    assert next(e for e in reception.events if e.type == "hold").duration == pytest.approx(18, abs=0.1)
    consult = next(e for e in transfer.events if e.type == "consult")
    moved = next(e for e in transfer.events if e.type == "transfer")
    assert (consult.with_, moved.to, moved.kind, moved.answered) == ("k1", "k1", "warm", True)
    first_after = next(t for t in transfer.turns if t.start > (moved.start or 0))
    assert first_after.speaker == "k1"
