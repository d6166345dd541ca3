"""Where a channel holds speech: Silero's voice activity on a stream, its edges set by the energy of the signal.

The model is the one that faster-whisper carries (silero_vad_v6.onnx, MIT): 512 new samples at 16 kHz and the 64 before
them give the probability of speech in these 32 ms. On the narrow band of a telephone it is unsure of itself, so a low
threshold counts a frame, a higher one somewhere in the run confirms it, and frames clearly above the noise floor next
to a counted frame belong to it too.
"""

from __future__ import annotations

import importlib.util
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.stream import percentile
from belwijs.call.problem import Problem

RATE = 16_000
FRAME = 512
FRAMES_A_BLOCK = 32
CONTEXT = 64
FRAME_SECONDS = FRAME / RATE
STEPS_A_FRAME = 4
"""Energy is kept in steps of 8 ms, for the edges."""

CONFIRMED = 0.3
COUNTED = 0.1
ABOVE_FLOOR_DB = 12.0
WORTH_ASKING_DB = 5.0
"""Blocks that nowhere rise this far above the noise floor are not shown to the model: it is silence, and cheap."""
QUIETEST_DB = -75.0
LOUDEST_FLOOR_DB = -45.0
"""A floor above this may be somebody who has not stopped speaking yet."""
REACH_FRAMES = 15
"""Half a second: how far energy alone may carry a stretch beyond what the model counted."""
MIN_SILENCE_FRAMES = 5
GAP_FRAMES = 2 * REACH_FRAMES + MIN_SILENCE_FRAMES
"""With so many uncounted frames between them, two counted frames have nothing to say about each other."""
MIN_SPEECH_SECONDS = 0.1
FLOOR_BLOCKS = 20
LONGEST_PENDING_FRAMES = 3750
"""Two minutes: what is settled even when nobody stopped speaking, so that memory stays flat."""

_LEVEL = 0.0125
"""RMS at which the model sees speech, -38 dBFS: telephone speech at its usual -26 dBFS scores markedly lower."""
_DITHER = 0.0005

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a channel, in seconds from the start of the recording."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.end - self.start


def joined(stretches: Iterable[Stretch], gap: float) -> list[Stretch]:
    """The stretches in order, those less than `gap` seconds apart made one."""
    found: list[Stretch] = []
    for s in sorted(stretches, key=lambda s: s.start):
        if found and s.start - found[-1].end < gap:
            found[-1] = Stretch(found[-1].start, max(found[-1].end, s.end))
        else:
            found.append(s)
    return found


class SpeechFinder:
    """Finds speech in one channel, fed in pieces of any size; the pieces do not change the outcome."""

    def __init__(self) -> None:
        self._session = _silero()
        self._waiting: Floats = np.zeros(0, dtype=np.float32)
        self._before: Floats = np.zeros(CONTEXT, dtype=np.float32)
        self._state = _still()
        self._floors: deque[float] = deque(maxlen=FLOOR_BLOCKS)
        self._loudest = 0.05
        self._first = 0  # frame number of the first pending frame
        self._fed = 0  # samples
        self._score: Floats = np.zeros(0, dtype=np.float32)
        self._loud: Floats = np.zeros((0, STEPS_A_FRAME), dtype=np.float32)  # dB above the floor of its time

    def feed(self, samples: Floats) -> list[Stretch]:
        """Takes in mono float32 samples at 16 kHz; gives the stretches that later samples cannot change."""
        self._fed += len(samples)
        self._waiting = np.concatenate([self._waiting, samples.astype(np.float32, copy=False)])
        size = FRAME * FRAMES_A_BLOCK
        whole = len(self._waiting) // size
        found: list[Stretch] = []
        for n in range(whole):
            self._block(self._waiting[n * size : (n + 1) * size])
            if settled := self._settled_frames():
                found += self._settle(settled)
        self._waiting = self._waiting[whole * size :].copy()
        return found

    def finish(self) -> list[Stretch]:
        """The stretches still open when the recording ends."""
        left = len(self._waiting)
        if left:
            self._block(np.pad(self._waiting, (0, -left % FRAME)))
            self._waiting = np.zeros(0, dtype=np.float32)
        return self._settle(len(self._score))

    def _block(self, samples: Floats) -> None:
        """Scores up to FRAMES_A_BLOCK frames and adds them to what is pending."""
        samples = samples - samples.mean()  # a recorder's DC offset is no sound
        frames = samples.reshape(-1, FRAME)
        steps = frames.reshape(len(frames), STEPS_A_FRAME, -1)
        power = np.einsum("ijk,ijk->ij", steps, steps) / np.float32(steps.shape[2])
        level = 10 * np.log10(power + 1e-12)
        smooth = 10 * np.log10(power.mean(axis=1) + 1e-12)
        self._floors.append(min(max(percentile(smooth, 10), QUIETEST_DB), LOUDEST_FLOOR_DB))
        floor = min(self._floors)
        loud = (level - floor).astype(np.float32)
        if float(smooth.max()) < floor + WORTH_ASKING_DB:
            score: Floats = np.zeros(len(frames), dtype=np.float32)
            self._state = _still()
        else:
            score = self._ask(frames, float(np.sqrt(power.mean(axis=1).max())))
        self._before = frames[-1, -CONTEXT:].copy()
        self._score = np.concatenate([self._score, score])
        self._loud = np.concatenate([self._loud, loud])

    def _ask(self, frames: Floats, loudest: float) -> Floats:
        """The model's probability of speech in each frame."""
        self._loudest = max(loudest, self._loudest * 0.97, 1e-4)  # halves in some twenty seconds
        gain = min(max(_LEVEL * 4 / self._loudest, 0.05), 8.0)
        whole = np.concatenate([self._before, frames.ravel()]) * gain + _noise()[: CONTEXT + frames.size]
        shown = np.lib.stride_tricks.sliding_window_view(whole, CONTEXT + FRAME)[::FRAME]
        score, *state = self._session.run(
            None, {"input": np.ascontiguousarray(shown, dtype=np.float32), "h": self._state[0], "c": self._state[1]}
        )
        self._state = (state[0], state[1])
        return np.asarray(score, dtype=np.float32).reshape(-1)

    def _settled_frames(self) -> int:
        """How many pending frames later ones cannot change: up to the middle of the last long gap in the score."""
        counted = np.flatnonzero(self._score > COUNTED)
        ends = np.concatenate([[-1], counted, [len(self._score)]])
        wide = np.flatnonzero(np.diff(ends) > GAP_FRAMES)
        if len(wide):
            return int(ends[wide[-1] + 1]) - REACH_FRAMES
        return len(self._score) if len(self._score) > LONGEST_PENDING_FRAMES else 0

    def _settle(self, frames: int) -> list[Stretch]:
        """The stretches in the first pending frames, which are then forgotten."""
        found = [self._edges(a, b) for a, b in runs(_speaking(self._score[:frames], self._loud[:frames].mean(axis=1)))]
        self._first += frames
        self._score, self._loud = self._score[frames:].copy(), self._loud[frames:].copy()
        end = self._fed / RATE
        return [Stretch(a, min(b, end)) for a, b in found if min(b, end) - a >= MIN_SPEECH_SECONDS]

    def _edges(self, a: int, b: int) -> tuple[float, float]:
        """Seconds where frames a up to b start and end, quiet steps of at most three frames left off."""
        steps = self._loud[a:b].ravel() > ABOVE_FLOOR_DB / 2
        most = min(3 * STEPS_A_FRAME, len(steps) // 3)
        lead = int(np.argmax(steps[:most])) if steps[:most].any() else most
        tail = int(np.argmax(steps[::-1][:most])) if steps[::-1][:most].any() else most
        if not steps.any():
            lead = tail = 0
        step = FRAME_SECONDS / STEPS_A_FRAME
        return (self._first + a) * FRAME_SECONDS + lead * step, (self._first + b) * FRAME_SECONDS - tail * step


def _speaking(score: Floats, loud: Floats) -> NDArray[np.bool_]:
    """Which frames are speech: counted by the model, carried on by energy, confirmed somewhere in the run."""
    counted = score > COUNTED
    if not counted.any():
        return counted
    near = np.convolve(counted, np.ones(2 * REACH_FRAMES + 1))[REACH_FRAMES : REACH_FRAMES + len(counted)] > 0.5
    on = counted | (near & (loud > ABOVE_FLOOR_DB))
    for a, b in runs(on):
        if score[a:b].max() < CONFIRMED:
            on[a:b] = False
    for (_, end), (start, _) in zip(runs(on), runs(on)[1:], strict=False):
        if start - end < MIN_SILENCE_FRAMES:
            on[end:start] = True
    return on


def runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open index ranges in which `on` is true."""
    padded = np.zeros(len(on) + 2, np.bool_)  # np.diff with its own padding takes four times as long
    padded[1:-1] = on
    edge = np.flatnonzero(padded[1:] != padded[:-1])
    return [(int(a), int(b)) for a, b in zip(edge[::2], edge[1::2], strict=True)]


def _still() -> tuple[Floats, Floats]:
    return np.zeros((1, 1, 128), dtype=np.float32), np.zeros((1, 1, 128), dtype=np.float32)


@cache
def _noise() -> Floats:
    """The same faint noise under every block: digital silence and an empty upper band unsettle the model."""
    draw = np.random.default_rng(0).standard_normal(CONTEXT + FRAME * FRAMES_A_BLOCK)
    return (draw * _DITHER).astype(np.float32)


@cache
def _silero() -> Any:
    """The model, loaded once a process.

    Raises:
        Problem: faster-whisper is not installed whole.
    """
    import onnxruntime

    runtime: Any = onnxruntime
    found = importlib.util.find_spec("faster_whisper")
    root = Path(found.origin).parent if found and found.origin else Path()
    path = root / "assets" / "silero_vad_v6.onnx"
    if not path.is_file():
        raise Problem(
            "the voice activity model is missing from faster-whisper",
            "reinstall it: pip install --force-reinstall 'faster-whisper==1.2.1'",
        )
    options = runtime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return runtime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
