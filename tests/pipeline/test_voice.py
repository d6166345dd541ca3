"""Figures of the agent's voice from sound, from words, from both; and of a mix, less sure."""

from __future__ import annotations

import numpy as np
import pytest

from belwijs.audio.hearing import Hearing, listen
from belwijs.audio.stream import RATE, Samples
from belwijs.call import Call, Participant, Turn, Word
from belwijs.call.model import UNTIMED
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Measure
from belwijs.pipeline.analyse import analyse
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.measure import measure
from belwijs.pipeline.stages import judge
from belwijs.pipeline.voice import voices
from tests.audio.sounds import FakeSound, LoudFinder, line, silence
from tests.audio.test_rate import syllables
from tests.calls import call
from tests.pipeline.test_analyse import Knows

PEOPLE = (Participant(id="a1", role="agent"), Participant(id="c1", role="customer"))


def hearing(*channels: Samples) -> Hearing:
    return listen(FakeSound(*channels), finder=LoudFinder)


def agent_and_customer() -> tuple[Samples, Samples]:
    """The agent opens at 6 syllables a second and goes on at 4; the customer says something between."""
    agent = np.concatenate([silence(1), syllables(6, 3), silence(4), syllables(4, 14), silence(2)])
    customer = np.concatenate([silence(4.5), syllables(5, 3)])
    return line(agent), line(np.concatenate([customer, silence(len(agent) / RATE - 7.5)]), seed=4)


def material(heard: Hearing | None, *turns: Turn, **changes: object) -> Material:
    spoken = Call(id="x", language="nl", participants=PEOPLE, turns=turns)
    sides = {"a1": 0, "c1": 1}
    return Material(spoken, Playbook(), hearing=heard, channels=sides).with_(**changes)


def figures(found: tuple[Measure, ...]) -> dict[str, Measure]:
    return {m.name if m.side == "agent" else f"{m.side} {m.name}": m for m in found}


def value(found: dict[str, Measure], name: str) -> float:
    amount = found[name].value
    assert amount is not None, name
    return amount


def test_everything_of_the_agent_and_only_the_line_of_the_customer() -> None:
    found = figures(voices(material(hearing(*agent_and_customer()))))
    assert {n for n in found if n.startswith("customer")} == {"customer speech_level", "customer clipping"}
    assert {"speech_level", "clipping", "pitch", "pitch_sd", "fade", "treble", "pace", "opening_hurry"} <= found.keys()
    assert value(found, "pitch") == pytest.approx(150, abs=2)
    assert value(found, "pitch_sd") < 0.3
    assert value(found, "opening_hurry") == pytest.approx(50, abs=15)
    assert found["opening_pace"].start == pytest.approx(1, abs=0.2)


def test_words_are_counted_where_there_are_any_and_are_surer() -> None:
    opening = Turn(speaker="a1", start=1, end=4, text="Goedemiddag, Bakker, u spreekt met Anna Bos.")
    answer = Turn(speaker="a1", start=8, end=22, text="Ik zoek het voor u op. " * 9)
    heard = hearing(*agent_and_customer())
    said = figures(voices(material(heard, opening, answer)))
    assert value(said, "pace") == pytest.approx((12 + 54) / 17, abs=0.4)
    assert value(said, "opening_pace") == pytest.approx(12 / 3, abs=0.4)
    assert value(said, "opening_hurry") == pytest.approx(4, abs=10)
    assert said["pace"].confidence > figures(voices(material(heard)))["pace"].confidence


def test_what_a_colleague_says_on_the_line_of_the_agent_is_not_the_agents() -> None:
    heard = hearing(*agent_and_customer())
    people = (*PEOPLE, Participant(id="k1", role="colleague"))
    theirs = Turn(speaker="k1", start=7.5, end=22.5, text="Met René.")
    passed_on = Call(id="x", language="nl", participants=people, turns=(theirs,))
    found = figures(voices(material(heard).with_(call=passed_on)))
    assert found["pitch_sd"].why == "too_little"
    assert found["pitch_sd"].seconds == pytest.approx(3, abs=0.3)


def test_a_mix_gives_melody_and_pace_less_sure_and_no_level() -> None:
    mix = hearing(agent_and_customer()[0])
    assert mix.mono
    told = [Turn(speaker="a1", start=1, end=22, text="Ik zoek het voor u op. " * 10)]
    found = figures(voices(material(mix, *told, channels=None)))
    apart = figures(voices(material(hearing(*agent_and_customer()), *told)))
    for name in ("pitch_sd", "pace"):
        assert found[name].value is not None
        assert found[name].confidence < apart[name].confidence
    assert {found[n].why for n in ("speech_level", "clipping", "fade", "treble")} == {"mono"}
    untold = figures(voices(material(mix, channels=None)))
    assert {m.why for m in untold.values()} == {"mono"}


def test_nobody_knows_whose_channel_it_is() -> None:
    found = figures(voices(material(hearing(*agent_and_customer()), channels=None)))
    assert {m.why for m in found.values()} == {"no_channel"}


def spread(text: str, start: float, rate: float) -> Turn:
    words = text.split()
    times = [Word(start=start + n / rate, end=start + (n + 1) / rate, text=w) for n, w in enumerate(words)]
    return Turn(speaker="a1", start=start, end=times[-1].end, text=text, words=tuple(times))


def test_words_with_times_give_a_pace_without_a_recording() -> None:
    said = spread("nu ga ik dat voor u doen en dan " * 8, 2, 4)
    done = measure(material(None, said), Tools())
    assert {m.name for m in done.measures} == {"pace", "speaking_rate"}
    assert done.measures[0].value == 4
    finding = {f.practice: f for f in judge(done, Tools()).findings}
    assert finding["voice.pace"].verdict == "kept"
    assert finding["voice.pace"].evidence[0].unit == "syll/s"
    assert finding["voice.level"].verdict == "unknown"
    assert not measure(material(None, said).with_(call=Call(id="x", participants=PEOPLE)), Tools()).measures


def test_estimated_times_give_no_pace() -> None:
    said = spread("nu ga ik dat voor u doen en dan " * 8, 2, 4)
    guessed = Call(id="x", language="nl", participants=PEOPLE, turns=(said,), notes=(UNTIMED,))
    assert voices(material(None).with_(call=guessed)) == ()


def test_a_call_of_words_says_that_there_is_no_recording() -> None:
    report = analyse(call("a: Goedemiddag.", "c: Dag."), tools=Tools(acts=Knows))
    for practice in ("voice.pace", "voice.variation", "voice.level", "voice.clarity"):
        assert report.finding(practice).verdict == "unknown"
        assert report.finding(practice).reason == "Er is geen opname om dit in te meten."
    assert report.measures == ()


def test_measures_are_in_the_report_and_the_evidence() -> None:
    from belwijs.pipeline.analyse import report_of

    ready = judge(measure(material(hearing(*agent_and_customer())), Tools()), Tools())
    report = report_of(ready)
    flat = report.finding("voice.variation")
    assert flat.verdict == "missed"
    assert flat.evidence[0].measure == "pitch_sd"
    assert flat.evidence[0].limit == 1.5
    assert flat.suggestion
    assert any(m.name == "pitch_sd" for m in report.measures)
