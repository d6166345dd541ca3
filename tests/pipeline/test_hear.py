"""From sound to turns: whose channel is whose, and what a mono mix costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from belwijs.audio.activity import Stretch
from belwijs.audio.foreground import Foreground
from belwijs.audio.heard import Heard
from belwijs.audio.hearing import Hearing
from belwijs.call import Call, Language, Participant, Turn
from belwijs.catalogue.playbook import Playbook
from belwijs.pipeline import hear as stage
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.stages import MONO, judge
from belwijs.speech.recogniser import RecognisedWord, Recognition

RATE = 16_000


class Quiet:
    """A recording of 20 s with nothing on it; what is heard on it is made up by the test."""

    path = Path("call.wav")
    channels = 2
    sample_rate = 8000
    duration = 20.0
    notes: tuple[str, ...] = ()

    def chunks(self, seconds: float = 10.0) -> Iterator[NDArray[np.float32]]:
        for _ in range(2):
            yield np.zeros((self.channels, 10 * RATE), np.float32)


class Echo:
    """A recogniser that hears one greeting in everything."""

    name = "echo"
    version = "1"
    languages: frozenset[Language] = frozenset({"nl"})
    word_times = True
    biasing = False
    detects_language = False
    window = 20.0
    batch = 4
    workers = 1

    def language_of(self, clips: Sequence[NDArray[np.float32]]) -> Mapping[Language, float]:
        return {}

    def recognise(
        self,
        clips: Sequence[NDArray[np.float32]],
        *,
        language: Language,
        names: Sequence[str] = (),
        thorough: bool = False,
    ) -> list[Recognition]:
        words = tuple(RecognisedWord(0.5 + n, 0.9 + n, w, 0.9) for n, w in enumerate(["goedemiddag", "daar"]))
        return [Recognition(words, mean_log_probability=-0.2) for _ in clips]


def heard(*speech: tuple[Stretch, ...]) -> Hearing:
    return Hearing(
        duration=20.0,
        speech=speech,
        heard=tuple(() for _ in speech),
        envelope=tuple(np.zeros(400, np.float32) for _ in speech),
        notes=(),
        mono=len(speech) == 1,
    )


def material(**changes: object) -> Material:
    people = (Participant(id="a1", role="agent"), Participant(id="c1", role="customer"))
    return Material(Call(id="x", language="nl", participants=people), Playbook(), sound=Quiet()).with_(**changes)


def test_who_answers_is_the_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    hearing = heard((Stretch(8.0, 12.0),), (Stretch(1.0, 4.0),))
    monkeypatch.setattr(stage, "listen", lambda *_: hearing)
    done = stage.hear(material(), Tools())
    assert done.channels == {"a1": 1, "c1": 0}
    assert any("--agent-channel" in note for note in done.notes)


def test_whose_silence_is_whose_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "listen", lambda *_: heard((), ()))
    found = stage.hear(material(), Tools())
    assert found.channels == {"a1": 0, "c1": 1}
    assert not any("taken for the agent" in note for note in found.notes)


def test_given_channels_are_not_questioned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "listen", lambda *_: heard((Stretch(8.0, 12.0),), (Stretch(1.0, 4.0),)))
    assert stage.hear(material(channels={"a1": 0, "c1": 1}), Tools()).channels == {"a1": 0, "c1": 1}


def transcribed(**changes: object) -> Material:
    """With a transcript in which the agent speaks first."""
    said = (Turn(speaker="a1", start=1, end=6, text="Dag."), Turn(speaker="c1", start=7, end=12, text="Dag."))
    ready = material(**changes)
    return ready.with_(call=ready.call.with_(turns=said))


def apart(*own: tuple[Stretch, ...]) -> Hearing:
    return replace(heard(*own), foregrounds=tuple(Foreground(o, (), (), level=-26.0) for o in own))


def test_a_transcript_tells_the_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "listen", lambda *_: apart((Stretch(7.1, 12.0),), (Stretch(1.0, 6.0),)))
    done = stage.hear(transcribed(), Tools())
    assert done.channels == {"a1": 1, "c1": 0}
    assert done.notes == ()


def test_channels_that_were_swapped_are_put_right_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "listen", lambda *_: apart((Stretch(7.1, 12.0),), (Stretch(1.0, 6.0),)))
    done = stage.hear(transcribed(channels={"a1": 0, "c1": 1}), Tools())
    assert done.channels == {"a1": 1, "c1": 0}
    assert any("wrong way round" in note for note in done.notes)
    assert stage.hear(transcribed(channels={"a1": 1, "c1": 0}), Tools()).notes == ()


def test_the_sound_may_doubt_the_channels_given(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Heard("ring", 0, 6, 0.9, 2, ((0, 1), (5, 6)))
    answered = replace(heard((Stretch(11.0, 14.0),), (Stretch(8.0, 10.0),)), heard=((ring,), ()))
    monkeypatch.setattr(stage, "listen", lambda *_: answered)
    done = stage.hear(material(channels={"a1": 0, "c1": 1}), Tools())
    assert done.channels == {"a1": 0, "c1": 1}, "what was given is kept"
    assert any("channel 1 answers the ringing" in note for note in done.notes)


def test_words_become_turns_of_their_side() -> None:
    ready = material(channels={"a1": 1, "c1": 0}, hearing=heard((Stretch(8.0, 12.0),), (Stretch(1.0, 4.0),)))
    done = stage.transcribe(ready, Tools(recogniser=Echo))
    assert {t.speaker for t in done.call.turns} == {"a1", "c1"}
    first = min(done.call.turns, key=lambda t: t.start)
    assert first.speaker == "a1"
    assert first.words
    assert done.made_by["speech"].startswith("echo")


def test_silence_needs_no_recogniser() -> None:
    done = stage.transcribe(material(hearing=heard((), ())), Tools(recogniser=lambda: pytest.fail("was loaded")))
    assert done.call.turns == ()


def test_a_mix_is_less_sure() -> None:
    mixed = judge(material(hearing=heard((Stretch(1.0, 4.0),))), Tools())
    apart = judge(material(hearing=heard((Stretch(1.0, 4.0),), ())), Tools())
    for one, two in zip(mixed.findings, apart.findings, strict=True):
        assert one.confidence == round(two.confidence * MONO, 3)
