"""The trained encoder: an ONNX network that gives one logit per label for every turn of a window.

This is the only module of the dialogue stage that touches a model runtime.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Direction, Perspective, Problem
from belwijs.dialogue.encoding import (
    CONTEXT_TURNS,
    FIRST_TOKENS,
    HEAD,
    LAST_TOKENS,
    SIGHT,
    SPECIAL_TOKENS,
    Line,
    Window,
    inputs,
    pooled,
    sight,
    strides,
    windows,
)
from belwijs.dialogue.ngrams import WordModel

MODEL = Path(__file__).parent / "model"
_BEGIN = 0  # number of <s>
_AXES = {"k": 3, "v": 2}  # along which keys and values hold one token after the other
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


@dataclass(frozen=True)
class Reading:
    """How the network came to the labels of one turn of t tokens.

    Attributes:
        logits: (labels,).
        offsets: where each token stands in the turn's text, (0, 0) for the role and what happened before.
        look, tell: (t, labels): how much a token counts for a label and what it says of it.
        hidden: (turns, labels): by how much each logit falls when one of the turns before is hidden, the nearest first.
    """

    logits: NDArray[np.float32]
    offsets: tuple[tuple[int, int], ...]
    look: NDArray[np.float32]
    tell: NDArray[np.float32]
    hidden: NDArray[np.float32]


@dataclass(frozen=True)
class Memory:
    """What was read of a window: its tokens and the turn of each; and every layer's keys and values of those that a
    next turn may see, with the turn of each of these.
    """

    ids: tuple[int, ...] = ()
    turns: tuple[int, ...] = ()
    seen: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    layers: dict[str, NDArray[np.float32]] = field(default_factory=dict)


class Encoder:
    """The network and its tokenizer, ready to read windows. One thread by default, so that the same words always
    give the same numbers.
    """

    def __init__(self, folder: Path = MODEL, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        self.card = read_card(folder)
        try:
            self._session = opened(folder / "encoder.onnx", threads)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception:
            raise Problem(
                "the act recogniser's model cannot be loaded by this onnxruntime", _WAY_OUT, file=str(folder)
            ) from None
        self._remembered = remembered_by(self._session)
        if not self._remembered:
            raise Problem("the act recogniser's model cannot follow a call", _WAY_OUT, file=str(folder))
        size = self._tokenizer.get_vocab_size()
        self._special = {token: size + i for i, token in enumerate(SPECIAL_TOKENS)}

    def _encode(self, text: str) -> list[int]:
        numbers: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return numbers

    def logits(self, lines: Sequence[Line], direction: Direction, perspective: Perspective) -> NDArray[np.float32]:
        """One row per turn, one column per label of the card."""
        rows = [np.zeros((0, len(self.card.labels)), np.float32)]
        for window in self.windows(lines, direction, perspective):
            found, _ = self.read_on(window, Memory(), more=False)
            rows.append(found[window.first - window.start :])
        return np.concatenate(rows)

    def windows(
        self,
        lines: Sequence[Line],
        direction: Direction,
        perspective: Perspective,
        tokens: dict[str, list[int]] | None = None,
    ) -> list[Window]:
        """The windows in which these lines are read; `tokens` keeps those of texts for a next time."""
        known = {} if tokens is None else tokens

        def encode(text: str) -> list[int]:
            if text not in known:
                known[text] = self._encode(text)
            return known[text]

        return windows(lines, direction, perspective, encode, self._special, _BEGIN)

    def read_on(self, window: Window, memory: Memory, more: bool = True) -> tuple[NDArray[np.float32], Memory]:
        """The logits of the turns of a window that come after what is in memory, and the memory after them (what was
        in memory, if there is no `more` to come).
        """
        return read_on(self._session, self._remembered, window, memory, more)

    def mean(self, lines: Sequence[Line], direction: Direction, perspective: Perspective) -> NDArray[np.float32]:
        """One row per turn: the mean of its words' tokens one layer under the top, which is what it means.

        Raises:
            Problem: the model is too old to give it.
        """
        if "mean" not in {output.name for output in self._session.get_outputs()}:
            raise Problem("the act recogniser's model is too old to compare sentences by meaning", _WAY_OUT)
        rows: list[NDArray[np.float32]] = []
        for window in self.windows(lines, direction, perspective):
            ids, bias, pool, marker = inputs(window.ids, window.turns, window.markers)
            pool = np.where(marker > 0, np.float32(0), pool)
            pool /= np.maximum(pool.sum(2, keepdims=True), np.float32(1e-9))
            (found,) = self._session.run(["mean"], {"ids": ids, "bias": bias, "pool": pool, "marker": marker})
            rows.append(found[0, window.first - window.start :])
        return np.concatenate(rows)

    def readings(self, lines: Sequence[Line], direction: Direction, perspective: Perspective) -> list[Reading]:
        """One for each turn. Each window is read as it is, and once for each distance at which a turn is hidden,
        up to CONTEXT_TURNS.
        """
        found: list[Reading] = []
        for window in self.windows(lines, direction, perspective):
            ids, bias, pool, marker = inputs(window.ids, window.turns, window.markers)
            turns = np.asarray(window.turns)
            apart = turns[:, None] - turns[None, :]
            away = [(apart == d) & (turns[None, :] >= 0) for d in range(1, CONTEXT_TURNS + 1)]
            biases = np.concatenate([bias, *(np.where(a, np.float32(-1e4), bias) for a in away)])
            many = len(biases)
            fed = {"ids": np.repeat(ids, many, 0), "bias": biases}
            fed |= {"pool": np.repeat(pool, many, 0), "marker": np.repeat(marker, many, 0)}
            logits, look, tell = self._session.run(["logits", "look", "tell"], fed)
            for n in range(window.first, window.last):
                mine = np.flatnonzero(turns == n)
                row = n - window.start
                falls = (logits[:1, row] - logits[1:, row])[:n]
                offsets = self._offsets(lines[n].text, len(mine))
                found.append(Reading(logits[0, row], offsets, look[0, mine], tell[0, mine], falls))
        return found

    def _offsets(self, text: str, tokens: int) -> tuple[tuple[int, int], ...]:
        """Where the last of so many tokens of a turn stand in its words, cut as `windows` cuts them."""
        every = self._tokenizer.encode(text, add_special_tokens=False).offsets
        kept = every if len(every) <= FIRST_TOKENS + LAST_TOKENS else [*every[:FIRST_TOKENS], *every[-LAST_TOKENS:]]
        return (*[(0, 0)] * (tokens - len(kept)), *((int(a), int(b)) for a, b in kept))


def opened(file: Path, threads: int = 1) -> Any:
    """A network, ready to run on the processor. The normalisation fused with the sum before it is left out: on
    a processor it takes four times as long as the two apart.
    """
    onnxruntime: Any = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


def remembered_by(session: Any) -> list[str]:
    """Names of the keys and values that a network gives, layer by layer."""
    return [output.name for output in session.get_outputs() if re.fullmatch(r"[kv]\d+", output.name)]


def read_on(
    session: Any, remembered: Sequence[str], window: Window, memory: Memory, more: bool
) -> tuple[NDArray[np.float32], Memory]:
    """What Encoder.read_on does, of a network that is loaded; calibration is fitted on the same."""
    rows = []
    for begin, end in strides(window, len(memory.ids)):
        own = np.asarray(window.turns[begin:end], np.int64)
        every = np.concatenate([memory.seen, own])
        pool, marker = pooled(own, [m - begin for m in window.markers if begin <= m < end])
        fed = {"ids": np.asarray(window.ids[begin:end], np.int64)[None], "bias": sight(own, every)}
        fed |= {"pool": pool, "marker": marker, "offset": np.array([begin], np.int64)}
        fed |= {f"past_{name}": past for name, past in memory.layers.items()}
        wanted = remembered if more or end < len(window.ids) else ()
        logits, *fresh = session.run(["logits", *wanted], fed)
        rows.append(logits[0])
        if wanted:
            head = int((every == HEAD).sum())
            far = max(head, int((every <= own[-1] - SIGHT).sum()))
            layers = {
                name: _kept(memory.layers.get(name), new, _AXES[name[0]], head, far)
                for name, new in zip(wanted, fresh, strict=True)
            }
            seen = np.concatenate([every[:head], every[far:]])
            memory = Memory(window.ids[:end], window.turns[:end], seen, layers)
    return np.concatenate(rows), memory


def _kept(
    past: NDArray[np.float32] | None, fresh: NDArray[np.float32], axis: int, head: int, far: int
) -> NDArray[np.float32]:
    """Keys or values of what was read before and now, without those of the tokens from `head` to `far`."""
    ahead = (slice(None),) * axis
    whole = [fresh] if past is None else [past, fresh]
    old = whole[0].shape[axis]
    parts = [whole[0][(*ahead, slice(0, head))], whole[0][(*ahead, slice(far, None))]]
    parts += [part[(*ahead, slice(max(0, far - old), None))] for part in whole[1:]]
    return np.concatenate(parts, axis)
