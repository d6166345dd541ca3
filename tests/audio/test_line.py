"""Holds told from radios, their edges, and events that do not agree with the sound."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.activity import Stretch
from belwijs.audio.hearing import Hearing, listen
from belwijs.audio.line import contradictions, events
from belwijs.audio.stream import RATE, Samples
from belwijs.call import Event
from tests.audio.sounds import FakeSound, Scripted, line, melody, spoken, tone

AGENT = [Stretch(1, 8), Stretch(45, 52)]
CUSTOMER = [Stretch(9, 18), Stretch(53, 60)]


def heard(music: float | None, level: float = 1.0, *, talk: list[Stretch] | None = None) -> Hearing:
    """A call with music behind the agent's channel from second `music` for 20 s."""
    agent, customer = spoken(62, AGENT, 120), [*CUSTOMER, *(talk or [])]
    customer.sort(key=lambda s: s.start)
    if music is not None:
        agent[int(music * RATE) : int((music + 20) * RATE)] += level * melody(20)
    finders = iter([Scripted(*AGENT), Scripted(*customer)])
    return listen(FakeSound(line(agent), line(spoken(62, customer, 200), seed=3)), finder=lambda: next(finders))


@pytest.mark.parametrize("start", [20.0, 20.37, 22.81])
def test_the_edges_of_a_hold_are_those_of_its_music(start: float) -> None:
    (hold,) = events(heard(start))
    assert (hold.type, hold.source) == ("hold", "audio")
    assert hold.start == pytest.approx(start, abs=0.05)
    assert hold.end == pytest.approx(start + 20, abs=0.05)


def tune(level: float, sounds: float = 0.75) -> Samples:
    """20 s of thin notes, one every 1.25 s, each of which sounds for so many seconds."""
    notes = [261.63, 523.25, 392.0, 659.26, 329.63]
    rest = round((1.25 - sounds) * RATE)
    parts = [np.pad(tone(f, 2 * f, seconds=sounds), (0, rest)) for f in notes * 4]
    return level * np.concatenate(parts)[: 20 * RATE]


@pytest.mark.parametrize(("level", "is_hold"), [(0.5, True), (0.05, False)])
def test_plucked_notes_are_a_hold_when_they_are_as_loud_as_the_voices(level: float, is_hold: bool) -> None:
    agent = spoken(62, AGENT, 120)
    agent[20 * RATE : 40 * RATE] += tune(level)
    finders = iter([Scripted(*AGENT), Scripted(*CUSTOMER)])
    sound = FakeSound(line(agent), line(spoken(62, CUSTOMER, 200), seed=3))
    found = events(listen(sound, finder=lambda: next(finders)))
    assert [e.type for e in found] == ["hold"] * is_hold
    for hold in found:
        assert hold.start == pytest.approx(20, abs=2), "a rest beside its first note may be taken for its edge"
        assert hold.end == pytest.approx(40, abs=2)


@pytest.mark.parametrize(("talk", "kept"), [(3.0, True), (0.0, False)])
def test_talk_over_music_is_kept_when_it_is_louder_and_not_when_it_is_the_music(talk: float, kept: bool) -> None:
    agent, word = spoken(62, AGENT, 120), Stretch(29, 30.2)
    agent[20 * RATE : 40 * RATE] += tune(0.5, 1.25)
    agent[29 * RATE : int(30.2 * RATE)] += talk * spoken(1.2, [Stretch(0, 1.2)], 120)
    finders = iter([Scripted(AGENT[0], word, AGENT[1]), Scripted(*CUSTOMER)])
    sound = FakeSound(line(agent), line(spoken(62, CUSTOMER, 200), seed=3))
    hearing = listen(sound, finder=lambda: next(finders))
    assert any(h.kind == "music" for h in hearing.heard[0])
    assert (word in hearing.speech[0]) == kept


@pytest.mark.parametrize(("word", "holds"), [(None, 1), (Stretch(30, 31), 2)])
def test_a_pause_in_the_music_ends_a_hold_only_when_somebody_speaks_in_it(word: Stretch | None, holds: int) -> None:
    agent = spoken(62, AGENT, 120)
    agent[18 * RATE : 40 * RATE] += melody(22)
    agent[27 * RATE : 33 * RATE] = 0
    said = [AGENT[0], *([word] if word else []), AGENT[1]]
    finders = iter([Scripted(*said), Scripted(*CUSTOMER)])
    sound = FakeSound(line(agent), line(spoken(62, CUSTOMER, 200), seed=3))
    found = [e for e in events(listen(sound, finder=lambda: next(finders))) if e.type == "hold"]
    assert len(found) == holds


def test_music_far_under_the_voices_is_no_hold() -> None:
    hearing = heard(20, 10 ** (-18 / 20))
    assert any(h.kind == "music" for h in hearing.heard[0]), "it is heard as music"
    assert events(hearing) == ()


def test_a_radio_that_is_heard_under_ringing_is_no_queue() -> None:
    agent, customer = [Stretch(16, 24)], [Stretch(25, 33)]
    ours, theirs = spoken(35, agent, 120), spoken(35, customer, 200)
    ours += 10 ** (-18 / 20) * melody(35)
    for start in (0, 5, 10):
        for channel in (ours, theirs):
            channel[start * RATE : (start + 1) * RATE] += tone(425, seconds=1)
    finders = iter([Scripted(*agent), Scripted(*customer)])
    hearing = listen(FakeSound(line(ours), line(theirs, seed=3)), finder=lambda: next(finders))
    assert any(h.kind == "music" for h in hearing.heard[0]), "it is heard as music"
    assert [e.type for e in events(hearing)] == ["ring"]


def test_music_with_talk_over_it_is_no_hold() -> None:
    assert events(heard(20, talk=[Stretch(22, 26), Stretch(28, 33)])) == ()


def test_given_events_that_the_sound_bears_out_need_no_note() -> None:
    hearing = heard(22)
    given = (Event(type="hold", start=20, end=44),)
    assert contradictions(given, events(hearing), hearing) == ()
    assert contradictions((), events(hearing), hearing) == (), "nothing was said of holds"


def test_music_outside_the_holds_of_the_file_is_said() -> None:
    hearing = heard(22)
    (note,) = contradictions((Event(type="hold", start=52, end=60),), events(hearing), hearing)
    assert note.startswith("hold music is heard from 22.0 to 42.0 s")


def test_talk_within_a_hold_of_the_file_is_said() -> None:
    hearing = heard(None)
    (note,) = contradictions((Event(type="hold", start=2, end=18),), (), hearing)
    assert "both sides are heard talking in it" in note


def test_times_have_no_tail_of_digits() -> None:
    ringing = [tone(425, seconds=1), np.zeros(4 * RATE, np.float32)] * 2
    sound = np.concatenate([*ringing, spoken(5, [Stretch(1, 4)], 120)])
    spoken_from = 10 + 0.1 + 0.2  # 10.299999999999999 in binary
    (ring,) = events(listen(FakeSound(line(sound)), finder=lambda: Scripted(Stretch(spoken_from, 14))))
    assert (ring.type, len(str(ring.end))) == ("ring", 4)


def test_tiny_recordings_have_no_events() -> None:
    assert events(listen(FakeSound(np.zeros(10, np.float32)), finder=lambda: Scripted())) == ()
