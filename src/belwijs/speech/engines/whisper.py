"""Whisper by CTranslate2, the engine of faster-whisper, for many short windows on a CPU.

Two things make it quick. A window is encoded at its own length (the encoder's cost grows faster than the length;
Whisper's fixed 30 seconds are mostly padding), and one thread a worker with as many workers as cores beats one worker
with all of them. The measurements stand in docs/decisions/0002-speech-recognition.md and bench/speech.md.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Language, Problem
from belwijs.speech.engines.mel import HOP, RATE, log_mel
from belwijs.speech.engines.tokens import Tokens
from belwijs.speech.engines.weights import Weights, find_weights
from belwijs.speech.recogniser import RecognisedWord, Recogniser, Recognition, Samples

WINDOW_SECONDS = 15.0
TAIL_FRAMES = 100
"""A second of nothing after the last sample: with less the decoder does not know that it is done, and repeats."""
MOST_FRAMES = 3000
BEAMS = 2
THOROUGH_BEAMS = 3
TOKENS_A_SECOND = 8
"""Faster than anybody speaks (quick Dutch: 6); a text that gets there repeats itself."""
MOST_WORKERS = 4
LANGUAGES: frozenset[Language] = frozenset(("nl", "en", "de", "fr"))
_FRAME_SECONDS = 0.02  # of the encoder's output
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD = (-3, 2**25), (-1, 2**31 - 1), (-2, 2**26)  # of mallopt, bytes


@dataclass(frozen=True, slots=True)
class _Written:
    tokens: list[int]
    mean: float
    no_speech: float
    broke_off: bool


class Whisper:
    """A multilingual Whisper model; see `Recogniser` for what its fields and methods mean."""

    languages = LANGUAGES
    word_times = True
    biasing = True
    detects_language = True
    window = WINDOW_SECONDS
    batch = 16

    def __init__(self, weights: Weights, *, workers: int | None = None) -> None:
        """Loads the model.

        Args:
            weights: from `find_weights`.
            workers: calls that run side by side; None for one a core, at most MOST_WORKERS.

        Raises:
            Problem: the weights are no Whisper model of many languages.
        """
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.workers = workers or min(cores, MOST_WORKERS)
        self.name = weights.name
        self.version = f"{weights.version}, ctranslate2 {_engine_version()}"
        self._tokens = Tokens(weights.read("tokenizer.json"))
        _keep_buffers()
        self._model = _load(weights, self.workers, max(1, cores // self.workers))
        if not self._model.is_multilingual:
            raise Problem("the model knows English only", "give a multilingual Whisper model")

    def language_of(self, clips: Sequence[Samples]) -> Mapping[Language, float]:
        """Mean probability of each language over the clips."""
        sums: dict[Language, float] = dict.fromkeys(sorted(LANGUAGES), 0.0)
        for clip in clips:
            heard = dict(self._model.detect_language(self._encode([clip]))[0])
            for language in sums:
                sums[language] += heard.get(f"<|{language}|>", 0.0) / len(clips)
        return sums

    def recognise(
        self, clips: Sequence[Samples], *, language: Language, names: Sequence[str] = (), thorough: bool = False
    ) -> list[Recognition]:
        """The words of each clip; `thorough` searches wider and forbids a phrase to come back at once."""
        if not clips:
            return []
        encoded = self._encode(clips)
        prompt = self._tokens.prompt(language, names)
        most = int(max(len(c) for c in clips) / RATE * TOKENS_A_SECOND) + 10
        results = self._model.generate(
            encoded,
            [prompt] * len(clips),
            beam_size=THOROUGH_BEAMS if thorough else BEAMS,
            no_repeat_ngram_size=5 if thorough else 0,
            max_length=min(len(prompt) + most, 448),
            return_scores=True,
            return_no_speech_prob=True,
        )
        most = min(most, 448 - len(prompt))
        written = []
        for result in results:
            tokens = [t for t in result.sequences_ids[0] if t < self._tokens.end]
            written.append(_Written(tokens, result.scores[0], result.no_speech_prob, len(tokens) >= most - 1))
        words = self._timed(encoded, written, clips, language)
        return [
            Recognition(tuple(spoken), w.mean, w.no_speech, w.broke_off)
            for w, spoken in zip(written, words, strict=True)
        ]

    def _encode(self, clips: Sequence[Samples]) -> Any:
        """The encoder's output (clips, frames / 2, width), each clip encoded by itself: quicker than together."""
        mels = [log_mel(clip, self._model.n_mels) for clip in clips]
        frames = min(max(m.shape[1] for m in mels) + TAIL_FRAMES, MOST_FRAMES)
        frames += frames % 2
        outputs = []
        for mel in mels:
            mel = np.pad(mel[:, :frames], ((0, 0), (0, max(frames - mel.shape[1], 0))))
            outputs.append(np.array(self._model.encode(_view(mel[None]))))
        return _view(np.concatenate(outputs))

    def _timed(
        self, encoded: Any, written: Sequence[_Written], clips: Sequence[Samples], language: Language
    ) -> list[list[RecognisedWord]]:
        """Words with times from the alignment of cross-attention with the text (Whisper's own way)."""
        outputs = np.array(encoded)
        words: list[list[RecognisedWord]] = [[] for _ in written]
        for n, w in enumerate(written):
            if not w.tokens:
                continue
            (aligned,) = self._model.align(  # one by one: quicker than together
                _view(outputs[n : n + 1]),
                self._tokens.start(language),
                [w.tokens],
                [min(len(clips[n]) // HOP, MOST_FRAMES)],
            )
            times = _token_times(aligned.alignments)
            for text, a, b in self._tokens.words(w.tokens):
                start, end = float(times[min(a, len(times) - 1)]), float(times[min(b, len(times) - 1)])
                sure = float(np.mean(aligned.text_token_probs[a:b]))
                words[n].append(RecognisedWord(start, max(end, start), text, sure))
        return words


def load_recogniser(model: str | None = None, *, workers: int | None = None) -> Recogniser:
    """The default recogniser: Whisper.

    Args:
        model: None for the weights that ship in packages; a directory; or a name on the model hub.
        workers: how many windows at once; None for one a core.

    Raises:
        Problem: weights missing, damaged or of another kind.
    """
    return Whisper(find_weights(model), workers=workers)


def _load(weights: Weights, workers: int, threads: int) -> Any:
    from ctranslate2 import models

    engine: Any = models
    try:
        return engine.Whisper(
            str(weights.directory or weights.name),
            device="cpu",
            compute_type="int8",
            inter_threads=workers,
            intra_threads=threads,
            files=dict(weights.files) if weights.directory is None else None,
        )
    except (RuntimeError, ValueError, MemoryError) as error:
        raise Problem(
            "the speech recognition model could not be loaded",
            "give a Whisper model converted for CTranslate2, and see that there is 1 GB of free memory",
            file=str(weights.directory) if weights.directory else None,
        ) from error


def _keep_buffers() -> None:
    """Has glibc keep the engine's buffers, up to 32 MB each; asking the kernel anew costs a tenth of the time."""
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        for option, size in (_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD):
            library.mallopt(option, size)


def _view(values: Samples) -> Any:
    from ctranslate2 import StorageView  # type: ignore[attr-defined, unused-ignore]

    return StorageView.from_array(np.ascontiguousarray(values))


def _token_times(alignments: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """Seconds at which each token starts, and last the end of the text, from pairs of (token, encoder frame)."""
    pairs = np.asarray(alignments)
    jumps = np.concatenate([[True], np.diff(pairs[:, 0]) > 0])
    return np.asarray(pairs[jumps, 1] * _FRAME_SECONDS, dtype=np.float64)


def _engine_version() -> str:
    from importlib.metadata import version

    return version("ctranslate2")
