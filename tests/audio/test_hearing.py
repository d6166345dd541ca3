"""One pass over a recording: who speaks, what else is heard, and what is odd about the channels."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from belwijs.audio.activity import Stretch
from belwijs.audio.heard import Heard
from belwijs.audio.hearing import ENVELOPE_STEP, Hearing, believable, listen, without
from belwijs.audio.line import events
from belwijs.audio.stream import RATE, Samples
from tests.audio.sounds import FakeSound, LoudFinder, Scripted, line, melody, silence, tone, voice


def hear(*channels: Samples) -> Hearing:
    return listen(FakeSound(*channels), finder=LoudFinder)


RING = np.concatenate([tone(425, seconds=1), silence(4), tone(425, seconds=1), silence(3)])


def test_a_call_that_is_answered() -> None:
    agent = line(np.concatenate([silence(9), voice(4), silence(5)]))
    customer = line(np.concatenate([RING, silence(5), voice(4, pitch=200)]))
    hearing = hear(agent, customer)
    assert hearing.duration == pytest.approx(18)
    assert not hearing.mono
    assert not hearing.silent
    assert hearing.notes == ()
    assert [h.kind for h in hearing.heard[1]] == ["ring"]
    assert min(s.start for s in hearing.speech[1]) > 13.9, "the ringing is taken out of the speech"
    (ring,) = events(hearing)
    assert (ring.type, ring.source) == ("ring", "audio")
    assert ring.start == pytest.approx(0, abs=0.05)
    assert ring.end == pytest.approx(9, abs=0.2), "until the first words"


def test_ringing_that_nobody_answers_ends_with_its_last_burst() -> None:
    (ring,) = events(hear(line(np.concatenate([RING, silence(12), voice(2)]))))
    assert ring.end == pytest.approx(6, abs=0.05)


def test_music_is_a_hold_after_talk_and_a_queue_before_it() -> None:
    talk = Stretch(1, 9)
    hold = listen(FakeSound(line(np.concatenate([voice(10), melody(20), silence(3)]))), finder=lambda: Scripted(talk))
    assert [e.type for e in events(hold)] == ["hold"]
    assert hold.speech == ((talk,),)
    queue = listen(FakeSound(line(np.concatenate([melody(20), silence(3)]))), finder=Scripted)
    assert [e.type for e in events(queue)] == ["queue"]


def test_the_envelope_draws_both_channels() -> None:
    loud = np.concatenate([silence(1), tone(300, seconds=1, level=0.5), silence(0.52)])
    hearing = hear(line(loud), line(tone(500, seconds=2.52, level=0.1), seed=3))
    assert [len(e) for e in hearing.envelope] == [51, 51]
    assert hearing.envelope[0].dtype == np.float32
    assert hearing.envelope[0][30] == pytest.approx(0.5, abs=0.01)
    assert hearing.envelope[0][:19].max() < 0.01
    assert hearing.duration == pytest.approx(50.4 * ENVELOPE_STEP)


def test_progress_counts_to_the_end() -> None:
    seen: list[tuple[float, float | None]] = []
    listen(FakeSound(line(silence(25))), lambda done, total: seen.append((done, total)), finder=LoudFinder)
    assert seen == [(10, 25), (20, 25), (25, 25)]


def test_silence_and_dead_channels_are_said() -> None:
    assert hear(silence(3), silence(3)).notes == ("the recording is silent: nothing can be heard on it",)
    dead = hear(silence(5), line(voice(5)))
    assert dead.notes == ("channel 0 is silent: only one side of the call was recorded",)
    assert not dead.mono
    assert hear(line(silence(5)), line(silence(5), seed=5)).notes == ("nobody is heard to speak",)
    faint = hear(line(0.01 * voice(2), noise=1e-6), line(silence(5), noise=1e-6))
    assert faint.notes[0].startswith("nobody is heard to speak; the recording is very soft, its peak stands at -4")
    assert listen(FakeSound(line(melody(20))), finder=Scripted).notes == ("only music is heard, nobody speaks",)


def test_twice_the_same_channel_is_mono() -> None:
    sound = line(voice(5))
    hearing = hear(sound, 0.5 * sound)
    assert hearing.mono
    assert len(hearing.speech) == len(hearing.heard) == len(hearing.envelope) == 1
    assert hearing.notes == ("both channels hold the same sound; the recording was treated as mono",)
    assert not hear(line(voice(5)), line(voice(5, seed=9))).mono


def test_notes_of_the_recording_come_along_with_those_made_while_decoding() -> None:
    class BreaksOff(FakeSound):
        def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
            yield from super().chunks(seconds)
            self.notes = ("breaks off",)

    assert listen(BreaksOff(line(voice(3))), finder=LoudFinder).notes == ("breaks off",)


def test_tones_are_cut_out_and_music_takes_whole_stretches() -> None:
    beep, music = Heard("tone", 2, 3, 0.9), Heard("music", 10, 20, 0.9)
    kept = without([Stretch(1, 4), Stretch(2.1, 2.9), Stretch(8, 11), Stretch(12, 15), Stretch(9, 19)], [beep, music])
    assert kept == [Stretch(1, 1.97), Stretch(3.03, 4), Stretch(8, 11), Stretch(9, 10.5)]


def test_ringing_takes_only_its_bursts_out() -> None:
    ring = Heard("ring", 0, 6, 0.9, 2, ((0, 1), (5, 6)))
    assert without([Stretch(2, 4)], [ring]) == [Stretch(2, 4)]


def test_music_full_of_talk_is_not_believed_and_tones_in_music_are_notes() -> None:
    music, note = Heard("music", 0, 10, 0.9), Heard("tone", 4, 5, 0.9)
    assert believable([note, music], []) == [music]
    assert believable([note, music], [Stretch(0, 5)]) == [note]


def test_eight_hours_are_heard_piece_by_piece() -> None:
    """The chunks of a long recording are never kept."""

    class Chunk(np.ndarray):  # type: ignore[type-arg]  # an array that can be watched
        pass

    class Long:
        path, channels, sample_rate, duration, notes = Path("long.wav"), 1, 8000, 8 * 3600.0, ()

        def chunks(self, seconds: float = 10.0) -> Iterator[Samples]:
            given: list[weakref.ref[Chunk]] = []
            for _ in range(2880):
                chunk = np.zeros((1, 1600), np.float32).view(Chunk)  # a tenth of a second stands for ten
                given = [ref for ref in given if ref() is not None]
                assert len(given) < 4
                given.append(weakref.ref(chunk))
                yield chunk

    assert listen(Long(), finder=Scripted).duration == pytest.approx(288)


@pytest.mark.real
def test_with_the_real_finder_music_and_tones_give_no_speech() -> None:
    sound = np.concatenate([RING, melody(15), tone(425, seconds=2), silence(1)])
    assert listen(FakeSound(line(sound))).silent
    assert RATE == 16_000
