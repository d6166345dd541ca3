"""Voices as vectors: the GE2E voice encoder (Wan, Wang, Papir, Lopez Moreno, ICASSP 2018) as Resemblyzer trained it.

The weights come from the PyPI package resemblyzer 0.1.4 (Apache-2.0), converted by tools/convert_voice_encoder.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.stream import RATE, Samples
from belwijs.call.problem import Problem

MEL_STEP = 160
"""Samples between two mel frames: 10 ms."""

_CHECKSUM = "a52eacda3e78d112d9e982b1a0eb3a5375d689ff91dce4fb9748129a624c0426"
_FRAME, _MELS = 400, 40
_LOUDNESS = 10 ** (-30 / 20)  # RMS of full scale to which softer speech is raised, as in training
_BATCH = 64


def mel_frames(samples: Samples) -> Samples:
    """Mel spectrogram (frames, 40) of mono float32 at 16 kHz, as the encoder was trained on.

    Power, not its logarithm; 25 ms Hann windows every 10 ms, centred; Slaney's mel scale with filters of unit area.
    """
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    if 0 < rms < _LOUDNESS:
        samples = samples * np.float32(_LOUDNESS / rms)
    padded = np.pad(samples, _FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::MEL_STEP]
    window = np.hanning(_FRAME + 1)[:-1].astype(np.float32)
    spectrum = np.fft.rfft(frames * window, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    return np.asarray(power @ _filters().T, np.float32)


def embed(windows: Sequence[Samples]) -> Samples:
    """Unit vectors (n, 256), one a window of mel frames (frames, 40); like voices have a large inner product.

    Raises:
        Problem: the model's file is missing or is not the one that was shipped.
    """
    session = _session()
    found = np.zeros((len(windows), 256), np.float32)
    by_length: dict[int, list[int]] = {}
    for n, window in enumerate(windows):
        by_length.setdefault(len(window), []).append(n)
    for numbers in by_length.values():
        for at in range(0, len(numbers), _BATCH):
            part = numbers[at : at + _BATCH]
            mels = np.stack([windows[n] for n in part], axis=1)
            found[part] = session.run(None, {"mels": np.ascontiguousarray(mels, np.float32)})[0]
    return np.nan_to_num(found)


@cache
def _session() -> Any:
    import onnxruntime

    file = resources.files("belwijs.audio") / "voice_model" / "voice_encoder.onnx"
    way_out = "install Belwijs again: pip install --force-reinstall belwijs"
    try:
        weights = file.read_bytes()
    except OSError as e:
        raise Problem("the voice encoder is missing from this installation", way_out) from e
    if hashlib.sha256(weights).hexdigest() != _CHECKSUM:
        raise Problem("the voice encoder of this installation is damaged", way_out)
    options: Any = onnxruntime.SessionOptions()  # type: ignore[attr-defined]
    options.log_severity_level = 4
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(  # type: ignore[attr-defined]
        weights, options, providers=["CPUExecutionProvider"]
    )


@cache
def _filters() -> NDArray[np.float32]:
    """Triangular mel filters (40, 201) up to 8 kHz, as librosa builds them."""
    edges = _from_mel(np.linspace(0.0, float(_to_mel(np.array(RATE / 2))), _MELS + 2))
    bins = np.linspace(0, RATE / 2, _FRAME // 2 + 1)
    width = np.diff(edges)
    slopes = edges[:, None] - bins
    rising, falling = -slopes[:-2] / width[:-1, None], slopes[2:] / width[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    return (np.maximum(0, np.minimum(rising, falling)) * area[:, None]).astype(np.float32)


_LINEAR_HZ, _HZ_A_MEL = 1000.0, 200.0 / 3  # Slaney: linear up to 1 kHz, then a factor 6.4 in 27 mels
_LOG_STEP = float(np.log(6.4) / 27)


def _to_mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _LINEAR_HZ / _HZ_A_MEL + np.log(np.maximum(hertz, _LINEAR_HZ) / _LINEAR_HZ) / _LOG_STEP
    return np.where(hertz < _LINEAR_HZ, hertz / _HZ_A_MEL, above)


def _from_mel(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    knee = _LINEAR_HZ / _HZ_A_MEL
    return np.where(mel < knee, mel * _HZ_A_MEL, _LINEAR_HZ * np.exp(_LOG_STEP * (np.maximum(mel, knee) - knee)))
