"""Log-mel spectrogram as Whisper was trained on: 80 or 128 Slaney mel bands, 25 ms windows every 10 ms.

Follows openai/whisper audio.py: Hann window of 400, hop 160, log10, clipped 8 below the clip's maximum, (x + 4) / 4.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 16_000
HOP = 160
SIZE = 400


def log_mel(samples: Floats, bands: int = 80) -> Floats:
    """Shape (bands, len(samples) // 160) of mono float32 samples at 16 kHz."""
    padded = np.pad(samples, SIZE // 2, mode="reflect" if len(samples) > SIZE // 2 else "constant")
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP][: len(samples) // HOP]
    spectrum = np.fft.rfft(frames * _hann(), axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    mel = np.log10(np.maximum(_filters(bands) @ power.T, 1e-10))
    mel = np.maximum(mel, mel.max(initial=-10.0) - 8.0)
    return np.asarray((mel + 4.0) / 4.0, dtype=np.float32)


@cache
def _hann() -> Floats:
    return np.hanning(SIZE + 1)[:-1].astype(np.float32)


@cache
def _filters(bands: int) -> Floats:
    """Triangles on the Slaney mel scale (linear to 1 kHz, logarithmic above), of equal area (librosa's default)."""
    mels = np.linspace(0.0, 15.0 + np.log(8.0) / (np.log(6.4) / 27.0), bands + 2)
    hertz = np.where(mels < 15.0, mels * 200.0 / 3, 1000.0 * np.exp(np.log(6.4) / 27.0 * (mels - 15.0)))
    bins = np.fft.rfftfreq(SIZE, 1 / RATE)
    width = np.diff(hertz)
    slopes = hertz[:, None] - bins[None, :]
    triangles = np.maximum(0.0, np.minimum(-slopes[:-2] / width[:-1, None], slopes[2:] / width[1:, None]))
    return np.asarray(triangles * (2.0 / (hertz[2:] - hertz[:-2]))[:, None], dtype=np.float32)
