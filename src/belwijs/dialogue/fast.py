"""The fast profile: words and forms first, the encoder only for turns on which they are in doubt.

The encoder then reads an abridged call: the turns in doubt, one after the other, with a calibration of its own. The
turns between them cost more time than they brought. What the profile costs in F1 stands in docs/model-card.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call, Problem, Role
from belwijs.dialogue.encoding import lines_of
from belwijs.dialogue.understand import TrainedModel, any_of_them, columns_of, legal_for, weighed

CALIBRATION = "fast.json"
DOUBT = 0.7  # expected number of wrong labels from which a turn is in doubt
AGGRESSIVE = 0.15  # confidence from which any aggression is looked at: words alone see it badly


class FastModel(TrainedModel):
    """A TrainedModel that reads most turns without the encoder. Its confidences are calibrated apart, and moved so that
    the thresholds of the full model hold for them.
    """

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        """Loads the model that ships with belwijs, or the one in `folder`.

        Raises:
            Problem: the model is missing or damaged, or its calibration without the encoder belongs to another.
        """
        from belwijs.dialogue.encoder import MODEL

        super().__init__(folder, threads)
        self.version = f"{self.version}-fast"
        self._alone, self._abridged = _read(folder or MODEL, self.labels)

    def confidences(self, call: Call) -> NDArray[np.float32]:
        """Calibrated confidences, see ActModel."""
        forms, words = self._forms(call), self._words.logits([turn.text for turn in call.turns])
        sure = weighed(self._alone, words, forms)
        asked = self._in_doubt(sure, call)
        if asked.size:
            lines = lines_of(call)
            logits = self._encoder.logits([lines[n] for n in asked], call.direction, call.perspective)
            sure[asked] = weighed(self._abridged, logits, words[asked], forms[asked])
        return sure

    def _in_doubt(self, sure: NDArray[np.float32], call: Call) -> NDArray[np.int64]:
        """Numbers of the turns in which the encoder is likely to find something else than words and forms alone."""
        roles: Sequence[Role] = [call.role_of(turn.speaker) for turn in call.turns]
        return in_doubt(np.where(legal_for(roles, self.labels), sure, np.float32(0)), self.labels)


def in_doubt(sure: NDArray[np.float32], labels: tuple[str, ...]) -> NDArray[np.int64]:
    """Numbers of the turns that the encoder is asked about.

    Args:
        sure: confidences from words and forms alone (turns, labels), 0 where the role cannot have the label.
    """
    aggression = list(columns_of(labels, "agg="))
    wrong = np.minimum(sure, 1 - sure).sum(1)
    return np.flatnonzero((wrong >= DOUBT) | (any_of_them(sure[:, aggression]) >= AGGRESSIVE))


@cache
def load_fast_model() -> FastModel:
    """The model that ships with belwijs in its fast profile, loaded once in this process.

    Raises:
        Problem: its files are missing or damaged.
    """
    return FastModel()


def _read(folder: Path, labels: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Per label the weights of the words, of the form, and the offset (labels, 3), when the encoder is not asked; and
    the same with the encoder's weight before them (labels, 4), when it read the turn in an abridged call.
    """
    file = folder / CALIBRATION
    try:
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if data["words"] != hashlib.sha256((folder / "words.npz").read_bytes()).hexdigest():
            raise Problem(
                "the fast profile was calibrated for another model", "run training/fast.py, or leave --fast out",
                file=str(file),
            )  # fmt: skip
        alone, abridged = (
            np.array([data[part][label] for label in labels], np.float32) for part in ("calibration", "abridged")
        )
        return alone, abridged
    except (OSError, ValueError, KeyError, TypeError):
        raise Problem(
            "the calibration of the fast profile cannot be read", "install belwijs again, or leave --fast out",
            file=str(file),
        ) from None  # fmt: skip
