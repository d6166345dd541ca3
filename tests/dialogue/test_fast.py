"""The fast profile: the encoder reads only the turns on which words and forms are in doubt."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from belwijs.call import Problem
from belwijs.dialogue.encoder import MODEL
from belwijs.dialogue.encoding import Line
from belwijs.dialogue.fast import CALIBRATION, FastModel, load_fast_model
from belwijs.dialogue.understand import load_act_model, understand
from tests.calls import call

pytestmark = pytest.mark.real

CALL = call(
    "a: Goedemorgen, Bakker Logistiek, u spreekt met Monique Bos.",
    "c: Ik ben het zat, ik wacht nu al drie weken en niemand belt terug!",
    "a: Tja, dat staat zo in de voorwaarden.",
    "c: Nou ja, dan weet ik het ook niet meer.",
    organisation="Bakker Logistiek",
)


def test_it_knows_the_same_labels_and_thresholds_and_says_which_profile_it_is() -> None:
    fast, full = load_fast_model(), load_act_model()
    assert (fast.labels, fast.thresholds) == (full.labels, full.thresholds)
    assert fast.version == f"{full.version}-fast"


def test_what_is_plain_is_found_and_the_same_call_gives_the_same_answer() -> None:
    fast = load_fast_model()
    seen = understand(CALL, fast)
    assert {"greet", "introduce", "organisation"} <= {a.act for a in seen.acts if a.turn == 0}
    assert understand(CALL, fast) == seen


def test_the_encoder_reads_the_turns_in_doubt_only(monkeypatch: pytest.MonkeyPatch) -> None:
    fast, read = load_fast_model(), []
    encoder, given = fast._encoder, fast._encoder.logits

    def spy(lines: list[Line], *rest: object) -> object:
        read.extend(line.text for line in lines)
        return given(lines, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(encoder, "logits", spy)
    sure = fast.confidences(CALL)
    assert sure.shape == (4, len(fast.labels))
    assert np.all((sure >= 0) & (sure <= 1))
    assert len(read) < len(CALL.turns)


def test_a_calibration_of_another_model_is_refused(tmp_path: Path) -> None:
    for file in MODEL.iterdir():
        shutil.copy(file, tmp_path / file.name)
    data = json.loads((tmp_path / CALIBRATION).read_text(encoding="utf-8"))
    _rewrite(tmp_path, json.dumps(data | {"words": "0" * 64}))
    with pytest.raises(Problem, match="calibrated for another model"):
        FastModel(tmp_path)
    _rewrite(tmp_path, "{")
    with pytest.raises(Problem, match="cannot be read"):
        FastModel(tmp_path)


def test_a_damaged_calibration_is_found_by_its_checksum(tmp_path: Path) -> None:
    for file in MODEL.iterdir():
        shutil.copy(file, tmp_path / file.name)
    (tmp_path / CALIBRATION).write_text("{}", encoding="utf-8")
    with pytest.raises(Problem, match="checksum differs"):
        FastModel(tmp_path)


def _rewrite(folder: Path, text: str) -> None:
    """Writes the calibration, and its checksum into the card."""
    (folder / CALIBRATION).write_text(text, encoding="utf-8")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["files"][CALIBRATION] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
