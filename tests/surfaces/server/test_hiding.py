"""What is taken out of a report is nowhere in it any more, and the sound is silent there and nowhere else."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from belwijs.audio.decode import open_recording
from belwijs.call import Participant, Turn, TurnAct, Word
from belwijs.finding import Evidence, Finding, Incident, Report
from belwijs.surfaces.server.hiding import MASK, flat, keys_pressed, silence, without_people, without_stretch
from belwijs.surfaces.server.vault import Vault
from tests.audio.sounds import silence as quiet
from tests.audio.sounds import tone

SAID = "u spreekt met Monique Bos op nul zes twaalf vierendertig"


def _turn(text: str, start: float, speaker: str = "a1") -> Turn:
    words = tuple(
        Word(start=start + n * 0.5, end=start + n * 0.5 + 0.4, text=(" " if n else "") + word)
        for n, word in enumerate(text.split())
    )
    return Turn(speaker=speaker, start=start, end=words[-1].end, text=text, words=words)


def _report() -> Report:
    return Report(
        id="call",
        participants=(
            Participant(id="a1", role="agent", name="Monique Bos"),
            Participant(id="c1", role="customer", name="Johan de Wit"),
        ),
        turns=(_turn("goedemorgen", 0.0), _turn(SAID, 2.0), _turn("johan zegt dat het klopt", 10.0, "c1")),
        acts=(TurnAct(turn=1, act="introduce", words="Monique Bos"),),
        findings=(
            Finding(
                practice="greeting.name",
                verdict="kept",
                evidence=(Evidence(turn=1, quote=SAID), Evidence(turn=0, quote="goedemorgen")),
                suggestion="Zeg: u spreekt met Monique Bos.",
            ),
        ),
        incidents=(
            Incident(
                turn=1, start=2.0, end=6.0, speaker="c1", words=SAID, level="expressive", target="self", asked="limit"
            ),
        ),
    )


def test_no_name_or_number_is_left_in_any_field() -> None:
    hidden = without_people(_report())
    everything = hidden.report.model_copy(update={"participants": ()}).model_dump_json().lower()
    assert not any(word in everything for word in ("monique", "bos", "johan", "vierendertig", "twaalf"))
    assert hidden.report.turns[1].text == "u spreekt met [name] op [number]"
    assert [w.text for w in hidden.report.turns[1].words] == ["u", " spreekt", " met", " [name]", " op", " [number]"]
    assert [p.name for p in hidden.report.participants] == ["Monique Bos", "[name]"]


def test_the_spans_are_those_of_the_words() -> None:
    spans = without_people(_report()).spans
    inside = [w for turn in _report().turns for w in turn.words if any(a < w.start and w.end < b for a, b in spans)]
    assert [w.text.strip() for w in inside] == ["Monique", "Bos", "nul", "zes", "twaalf", "vierendertig", "johan"]


def test_without_times_of_words_there_is_room() -> None:
    report = _report()
    bare = report.model_copy(update={"turns": tuple(t.model_copy(update={"words": ()}) for t in report.turns)})
    spans = without_people(bare).spans
    assert all(a < b for a, b in spans)
    assert spans[0][0] < 3.5
    assert spans[0][1] > 4.4


def test_a_stretch_is_gone_from_words_quotes_and_acts() -> None:
    hidden = without_stretch(_report(), 3.4, 4.45)
    everything = hidden.report.model_dump_json(exclude={"participants"})
    assert "Monique" not in everything
    assert "Bos" not in everything
    assert hidden.report.turns[1].text == f"u spreekt met {MASK} op nul zes twaalf vierendertig"
    assert hidden.report.findings[0].evidence[1].quote == "goedemorgen", "what lies outside stays"
    assert hidden.report.turns[0] == _report().turns[0]


def test_the_drawing_is_flat_there() -> None:
    points = np.ones((2, 200), np.float16)
    made = flat(points.tobytes(), 2, [(1.0, 2.0)])
    assert made is not None
    left = np.frombuffer(made, np.float16).reshape(2, 200)
    assert left[:, 20:40].max() == 0
    assert left[:, :20].min() == left[:, 40:].min() == 1
    assert flat(None, 2, [(0, 1)]) is None


def _record(path: Path, sound: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((sound * 20_000).astype("<i2").tobytes())


@pytest.mark.parametrize("keys", [(), (b"k" * 32,)])
def test_the_sound_is_silent_there_and_nowhere_else(tmp_path: Path, keys: tuple[bytes, ...]) -> None:
    source = tmp_path / "call.wav"
    _record(source, np.sin(np.arange(16_000 * 6) * 2 * np.pi * 300 / 16_000))
    vault = Vault(tmp_path / "audio", keys)
    stored = vault.write("1/call.wav", [source.read_bytes()])
    made, media_type = silence(vault, stored.path, "1/masked", [(2.0, 3.0)])
    assert media_type.startswith("audio/")
    plain = tmp_path / "masked.mp3"
    plain.write_bytes(b"".join(vault.part(made.path)))
    heard = np.concatenate(list(open_recording(plain).chunks()), axis=1)[0]
    loud = [float(np.abs(heard[int(s * 16_000) : int((s + 0.4) * 16_000)]).max()) for s in (1.0, 2.3, 4.0)]
    assert loud[0] > 0.3
    assert loud[1] < 0.01
    assert loud[2] > 0.3


def test_keys_that_are_pressed_are_found(tmp_path: Path) -> None:
    source = tmp_path / "keys.wav"
    _record(source, np.concatenate([quiet(1), tone(770, 1336, seconds=0.2), quiet(1)]))
    spans = keys_pressed(open_recording(source))
    assert len(spans) == 1
    assert spans[0][0] < 1.02
    assert spans[0][1] > 1.18
