"""The trained encoder: an ONNX network that gives one logit per label for every turn of a window.

This is the only module of the dialogue stage that touches a model runtime.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Direction, Perspective, Problem
from belwijs.dialogue.encoding import SPECIAL_TOKENS, Line, inputs, windows
from belwijs.dialogue.ngrams import WordModel

MODEL = Path(__file__).parent / "model"
_BEGIN = 0  # number of <s>
_WAY_OUT = "install belwijs again, or rebuild the model with `make model`"


@dataclass(frozen=True)
class Card:
    """What stands beside the network: `labels` in the order of its outputs, how to turn logits into confidences,
    and where it came from.
    """

    version: str
    labels: tuple[str, ...]
    calibration: dict[str, tuple[float, float, float, float]]
    thresholds: dict[str, float]


def read_card(folder: Path = MODEL) -> Card:
    """The card of the model in a folder, after checking that its files are the ones it names.

    Raises:
        Problem: a file is missing, is not what the card says, or the card cannot be read.
    """
    try:
        data: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        for name, checksum in data["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != checksum:
                raise Problem(
                    "the file of the act recogniser is damaged: its checksum differs from its card",
                    _WAY_OUT,
                    file=str(folder / name),
                )
        return Card(
            data["version"],
            tuple(data["labels"]),
            {label: (float(a), float(b), float(c), float(d)) for label, (a, b, c, d) in data["calibration"].items()},
            {label: float(t) for label, t in data["thresholds"].items()},
        )
    except FileNotFoundError as error:
        raise Problem("the act recogniser's model is not there", _WAY_OUT, file=str(error.filename)) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Problem("the act recogniser's card cannot be read", _WAY_OUT, file=str(folder / "card.json")) from None


def read_words(folder: Path = MODEL) -> WordModel:
    """The linear model over words that belongs to the encoder; read_card has checked the file.

    Raises:
        Problem: it cannot be read.
    """
    try:
        return WordModel.load(folder / "words.npz")
    except (OSError, ValueError, KeyError):
        raise Problem(
            "the act recogniser's word model cannot be read", _WAY_OUT, file=str(folder / "words.npz")
        ) from None


class Encoder:
    """The network and its tokenizer, ready to read windows. One thread by default, so that the same words always
    give the same numbers.
    """

    def __init__(self, folder: Path = MODEL, threads: int = 1) -> None:
        onnxruntime: Any = import_module("onnxruntime")
        from tokenizers import Tokenizer

        self.card = read_card(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception:
            raise Problem(
                "the act recogniser's model cannot be loaded by this onnxruntime", _WAY_OUT, file=str(folder)
            ) from None
        size = self._tokenizer.get_vocab_size()
        self._special = {token: size + i for i, token in enumerate(SPECIAL_TOKENS)}

    def _encode(self, text: str) -> list[int]:
        numbers: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return numbers

    def logits(self, lines: Sequence[Line], direction: Direction, perspective: Perspective) -> NDArray[np.float32]:
        """One row per turn, one column per label of the card."""
        rows = [np.zeros((0, len(self.card.labels)), np.float32)]
        for window in windows(lines, direction, perspective, self._encode, self._special, _BEGIN):
            ids, bias, pool, marker = inputs(window.ids, window.turns, window.markers)
            (found,) = self._session.run(["logits"], {"ids": ids, "bias": bias, "pool": pool, "marker": marker})
            rows.append(found[0, window.first - window.start :])
        return np.concatenate(rows)
