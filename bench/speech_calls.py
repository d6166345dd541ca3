"""Two-speaker telephone calls of real human Dutch speech, for bench/speech.py.

Source: the Debian packages fillets-ng-data-nl (the Dutch voice actors of the game Fish Fillets NG, GPL-2+) and
fillets-ng-data (what they say, in Lua scripts). Nothing of them is part of this repository: they are installed with apt
or unpacked under bench/work/, and the calls are built there. The same seed gives the same call.
"""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

PACKAGES = ("fillets-ng-data", "fillets-ng-data-nl")
INSTALLED = Path("/usr/share/games/fillets-ng")
RATE = 8000
SECONDS = 300.0
SPEAKERS = {"v": 0, "m": 1}
"""Speaker letter in a line's name → channel: the big fish is the agent, the small one the customer."""

_LINE = re.compile(r'dialogId\("(?P<id>[^"]+)".*?\)\s*dialogStr\("(?P<text>(?:[^"\\]|\\.)*)"\)', re.DOTALL)


class NoRecordingsError(Exception):
    """The recordings cannot be had on this machine; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One recorded line: who says it, the sound file and its text."""

    speaker: str
    sound: Path
    text: str


@dataclass(frozen=True, slots=True)
class BenchCall:
    """A call on disk: the recording, and per channel the reference text in order."""

    wav: Path
    reference: tuple[str, ...]
    utterances: int


def find_lines(work: Path) -> dict[str, list[Line]]:
    """The lines of the two fish per level, in the order of the game; levels without both speakers are left out.

    Raises:
        NoRecordingsError: the packages are neither installed nor can they be fetched with apt.
    """
    root = _recordings(work)
    levels: dict[str, list[Line]] = {}
    for script in sorted((root / "script").glob("*/dialogs_nl.lua")):
        level = script.parent.name
        lines = []
        for found in _LINE.finditer(script.read_text(encoding="utf-8", errors="replace")):
            sound = root / "sound" / level / "nl" / f"{found['id']}.ogg"
            speaker = next((s for s in SPEAKERS if f"-{s}-" in found["id"]), None)
            if speaker and sound.exists():
                lines.append(Line(speaker, sound, found["text"].replace('\\"', '"')))
        if {line.speaker for line in lines} == set(SPEAKERS):
            levels[level] = lines
    if not levels:
        raise NoRecordingsError(f"no Dutch lines found under {root}")
    return levels


def build(work: Path, seed: int) -> BenchCall:
    """The call of this seed, built once and kept under `work`."""
    wav, text = work / f"call-{seed}.wav", work / f"call-{seed}.json"
    if not (wav.exists() and text.exists()):
        channels, reference, utterances = _compose(find_lines(work), seed)
        text.write_text(json.dumps({"reference": reference, "utterances": utterances}, ensure_ascii=False))
        _write_alaw(wav, channels)
    kept = json.loads(text.read_text())
    return BenchCall(wav, tuple(kept["reference"]), kept["utterances"])


def _compose(levels: dict[str, list[Line]], seed: int) -> tuple[Samples, list[str], int]:
    """Lines of randomly ordered levels, one after the other with pauses of -0.6 to 1.6 s (below 0: both speak)."""
    draw = np.random.default_rng(seed)
    channels = np.zeros((len(SPEAKERS), int(SECONDS * RATE)), dtype=np.float32)
    said: list[list[str]] = [[] for _ in SPEAKERS]
    at, utterances, previous = 1.0, 0, ""
    names = sorted(levels)
    for name in (names[i] for i in draw.permutation(len(names))):
        for line in levels[name]:
            voice = _telephone(line.sound)
            if not len(voice):  # a few sound files are empty
                continue
            pause = draw.uniform(0.2, 1.6) if line.speaker == previous else draw.uniform(-0.6, 1.2)
            start = int(max(at + pause, 0.0) * RATE)
            if start + len(voice) > channels.shape[1] - RATE // 2:
                break
            channels[SPEAKERS[line.speaker], start : start + len(voice)] += voice
            said[SPEAKERS[line.speaker]].append(line.text)
            at, previous, utterances = (start + len(voice)) / RATE, line.speaker, utterances + 1
        else:
            continue
        break
    channels += draw.normal(0, 10 ** (-62 / 20), channels.shape).astype(np.float32)
    return channels, [" ".join(texts) for texts in said], utterances


def _telephone(sound: Path) -> Samples:
    """One line at 8 kHz, 300-3400 Hz (Butterworth, 4th and 8th order, -3 dB there), at -26 dBFS."""
    import av
    import soxr

    with av.open(str(sound)) as container:
        rate = container.streams.audio[0].rate
        frames = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)]
    if not frames:
        return np.zeros(0, dtype=np.float32)
    wide = np.concatenate(frames)
    narrow = soxr.resample(wide.astype(np.float32), rate, RATE)
    spectrum = np.fft.rfft(narrow)
    hertz = np.fft.rfftfreq(len(narrow), 1 / RATE)
    spectrum *= (1 + (300 / np.maximum(hertz, 1)) ** 8) ** -0.5 * (1 + (hertz / 3400) ** 16) ** -0.5
    voice = np.fft.irfft(spectrum, len(narrow))
    level = np.sqrt(np.mean(voice**2)) + 1e-9
    return np.asarray(np.clip(voice * 10 ** (-26 / 20) / level, -1, 1), dtype=np.float32)


def _write_alaw(path: Path, channels: Samples) -> None:
    """A WAV file of A-law bytes (ITU-T G.711, WAVE format 6)."""
    data = _alaw(np.ascontiguousarray(channels.T)).tobytes()
    n = channels.shape[0]
    head = struct.pack("<HHIIHHH", 6, n, RATE, RATE * n, n, 8, 0)
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def _alaw(samples: Samples) -> NDArray[np.uint8]:
    """G.711 A-law: sign, 3 bits of exponent, 4 of mantissa of the 13-bit sample, even bits inverted."""
    value = np.clip(np.round(samples * 4096), -4096, 4095).astype(np.int32)
    magnitude = np.where(value >= 0, value, -value - 1)
    exponent = np.clip(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int32) - 4, 0, 7)
    mantissa = (magnitude >> np.maximum(exponent, 1)) & 0x0F
    code = (exponent << 4) | mantissa | np.where(value >= 0, 0x80, 0)
    return (code ^ 0x55).astype(np.uint8)


def _recordings(work: Path) -> Path:
    """Where the packages' files lie; fetched with apt and unpacked under `work` when they are not installed."""
    unpacked = work / "fillets" / INSTALLED.relative_to("/")
    for root in (INSTALLED, unpacked):
        if (root / "script").is_dir() and any((root / "sound").glob("*/nl/*.ogg")):
            return root
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise NoRecordingsError(f"the Debian packages {' and '.join(PACKAGES)} are needed; this machine has no apt")
    work.mkdir(parents=True, exist_ok=True)
    fetched = subprocess.run(["apt-get", "download", *PACKAGES], cwd=work, capture_output=True, text=True, check=False)
    if fetched.returncode:
        raise NoRecordingsError(
            f"apt could not fetch {' and '.join(PACKAGES)}; run 'apt-get update && apt-get install "
            f"{' '.join(PACKAGES)}' as root, then run the bench again"
        )
    for package in PACKAGES:
        archive = next(work.glob(f"{package}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(archive), str(work / "fillets")], check=True)
    return unpacked
