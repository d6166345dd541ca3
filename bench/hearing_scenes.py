"""Scenes of real human speech with known truth, for what bench/hearing.py says of turn-taking and surroundings.

Voices are the Dutch lines of speech_calls.py; music is that of the same game (Debian fillets-ng-data); noise, typing,
notification sounds and laughter are made here. A scene is a pure function of its seed: two channels at 8 kHz through
A-law, as a telephone exchange records them. Even seeds use other clips and other tunes than odd ones, so that what was
chosen on odd seeds is judged on even ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import speech_calls

Floats = NDArray[np.float32]
RATE = speech_calls.RATE
FLOOR_DB = -66.0  # noise of a good line, dBFS
VOICE_DB = -26.0  # mean level of a line of speech while it is spoken, dBFS (ITU-T P.56 nominal)
STEP = RATE // 100

AGENT, CUSTOMER = 0, 1


@dataclass(frozen=True, slots=True)
class Talk:
    """Two speak at once on purpose."""

    kind: str  # backchannel, interruption or collision
    start: float
    end: float
    by: int


@dataclass(slots=True)
class Scene:
    """Clean voices and what lies behind them, kept apart so that truth can be computed; `channels` is the recording."""

    seed: int
    voice: Floats  # (2, n) at VOICE_DB
    talks: list[Talk] = field(default_factory=list)
    behind: Floats | None = None  # (2, n)
    gaps: list[tuple[float, float]] = field(default_factory=list)  # silence between turns, s

    @property
    def seconds(self) -> float:
        return self.voice.shape[1] / RATE

    def speech(self, channel: int) -> NDArray[np.bool_]:
        """Truth at steps of 10 ms: within 30 dB of the loudest speech, pauses under 250 ms closed."""
        return active(self.voice[channel])

    def speech_level(self, channel: int) -> float:
        """Mean level while speaking, dBFS."""
        x = self.voice[channel]
        on = np.repeat(self.speech(channel), STEP)[: len(x)]
        return float(10 * np.log10(np.mean(x[: len(on)][on] ** 2) + 1e-12))

    def channels(self, *, alaw: bool = True) -> Floats:
        """The recording (2, n) at 8 kHz."""
        draw = np.random.default_rng(self.seed + 77_000)
        floor = draw.normal(0, 10 ** (FLOOR_DB / 20), self.voice.shape).astype(np.float32)
        mixed = self.voice + (floor if self.behind is None else self.behind + floor)
        mixed = np.clip(mixed, -1, 1).astype(np.float32)
        return _through_alaw(mixed) if alaw else mixed


def active(clean: Floats, under: float = 30.0) -> NDArray[np.bool_]:
    """Steps of 10 ms in which clean speech is no more than `under` dB below its loud parts (95th percentile)."""
    level = _levels(clean)
    loud = float(np.percentile(level[level > -70], 95)) if (level > -70).any() else 0.0
    on = level > max(loud - under, -60.0)
    for a, b in _runs(~on):
        if b - a < 25 and a > 0 and b < len(on):
            on[a:b] = True
    for a, b in _runs(on):
        if b - a < 4:
            on[a:b] = False
    return on


def _levels(x: Floats) -> Floats:
    whole = x[: len(x) // STEP * STEP].reshape(-1, STEP)
    return np.asarray(10 * np.log10((whole**2).mean(axis=1) + 1e-12), np.float32)


def _runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edge = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edge[::2], edge[1::2], strict=True)]


def _through_alaw(x: Floats) -> Floats:
    code = speech_calls._alaw(x).astype(np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    magnitude = np.where(exponent == 0, mantissa * 2 + 1, (mantissa * 2 + 33) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.float32) / 4096


# Material


@cache
def _lines(speaker: str, half: int) -> tuple[Floats, ...]:
    """Lines of one speaker at 8 kHz, odd or even levels of the game; silence at both ends cut off."""
    found = speech_calls.find_lines(Path(__file__).resolve().parent / "work")
    chosen = [line for n, name in enumerate(sorted(found)) if n % 2 == half for line in found[name]]
    pieces = []
    for line in [c for c in chosen if c.speaker == speaker][:150]:
        voice = speech_calls._telephone(line.sound)
        if len(voice) < RATE:
            continue
        on = active(voice)
        if on.any():
            first, last = np.flatnonzero(on)[[0, -1]]
            piece = voice[first * STEP : (last + 1) * STEP]
            level = np.sqrt(np.mean(piece[np.repeat(active(piece), STEP)[: len(piece)]] ** 2))
            pieces.append((piece * 10 ** (VOICE_DB / 20) / level).astype(np.float32))
    return tuple(pieces)


def voice_of(channel: int, seed: int) -> tuple[Floats, ...]:
    """The lines for one side."""
    return _lines("v" if channel == AGENT else "m", seed % 2)


@cache
def tunes(half: int) -> tuple[Floats, ...]:
    """Pieces of the game's music at 8 kHz, telephone band, each at 0 dBFS mean power; halves do not share a tune."""
    root = speech_calls._recordings(Path(__file__).resolve().parent / "work") / "music"
    if not any(root.glob("*.ogg")):
        root = speech_calls.INSTALLED / "music"
    files = sorted(root.glob("rybky*.ogg"))
    found = []
    for path in [f for n, f in enumerate(files) if n % 2 == half]:
        tune = speech_calls._telephone(path)
        if len(tune) > 20 * RATE:
            found.append((tune / np.sqrt(np.mean(tune**2))).astype(np.float32))
    return tuple(found)


def tune(seconds: float, seed: int) -> Floats:
    """Some music of mean power 1."""
    draw = np.random.default_rng(seed)
    pieces = tunes(seed % 2)
    piece = pieces[int(draw.integers(len(pieces)))]
    at = int(draw.integers(max(1, len(piece) - int(seconds * RATE))))
    cut = np.resize(np.roll(piece, -at), int(seconds * RATE))
    return np.asarray(cut / np.sqrt(np.mean(cut**2) + 1e-12), np.float32)


def coloured(n: int, seed: int, slope: float = -1.0) -> Floats:
    """Noise of mean power 1 in the telephone band, power falling with frequency to the power `slope`."""
    draw = np.random.default_rng(seed)
    spectrum = np.fft.rfft(draw.standard_normal(n))
    hertz = np.fft.rfftfreq(n, 1 / RATE)
    shape = np.maximum(hertz, 50) ** (slope / 2)
    shape *= (1 + (300 / np.maximum(hertz, 1)) ** 8) ** -0.5 * (1 + (hertz / 3400) ** 16) ** -0.5
    noise = np.fft.irfft(spectrum * shape, n)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)), np.float32)


def talk_behind(seconds: float, seed: int, voices: int = 1) -> Floats:
    """Colleagues talking across the room: lines one after the other, muffled, their mean level while speaking 1."""
    draw = np.random.default_rng(seed + 5)
    total = np.zeros(int(seconds * RATE), np.float32)
    for _ in range(voices):
        lines = voice_of(int(draw.integers(2)), seed)
        at = int(draw.uniform(0, 2) * RATE)
        while True:
            line = lines[int(draw.integers(len(lines)))]
            if at + len(line) > len(total):
                break
            total[at : at + len(line)] += line
            at += len(line) + int(draw.uniform(0.3, 2.0) * RATE)
    room = draw.standard_normal(int(0.25 * RATE)) * np.exp(-np.arange(int(0.25 * RATE)) / (0.06 * RATE))
    room[0] += 4
    size = len(total) + len(room)
    wet = np.fft.irfft(np.fft.rfft(total, size) * np.fft.rfft(room, size), size)[: len(total)].astype(np.float32)
    on = np.repeat(active(wet), STEP)
    return np.asarray(wet / np.sqrt(np.mean(wet[: len(on)][on] ** 2) + 1e-12), np.float32)


def typing(seconds: float, seed: int) -> tuple[Floats, list[tuple[float, float]]]:
    """Bursts of keystrokes, peak of a stroke about 1, and where the bursts are."""
    draw = np.random.default_rng(seed)
    x = np.zeros(int(seconds * RATE), np.float32)
    bursts = []
    at = draw.uniform(0.5, 2)
    while at < seconds - 3:
        start = at
        for _ in range(int(draw.integers(6, 20))):
            for gap, loud in ((0.0, 1.0), (draw.uniform(0.06, 0.12), 0.45)):
                place = int((at + gap) * RATE)
                n = int(draw.uniform(0.006, 0.02) * RATE)
                body = draw.standard_normal(n) * np.exp(-np.arange(n) / (0.004 * RATE))
                ring = np.sin(2 * np.pi * draw.uniform(1200, 2800) * np.arange(n) / RATE) * np.exp(
                    -np.arange(n) / (0.006 * RATE)
                )
                if place + n < len(x):
                    x[place : place + n] += (loud * draw.uniform(0.5, 1) * (0.4 * body + 0.6 * ring)).astype(np.float32)
            at += draw.uniform(0.11, 0.28)
        bursts.append((start, at))
        at += draw.uniform(1, 5)
    return x, bursts


def chimes(seconds: float, seed: int) -> tuple[Floats, list[tuple[float, float]]]:
    """Notification sounds of one to three notes, peak about 1, and where they are."""
    draw = np.random.default_rng(seed)
    x = np.zeros(int(seconds * RATE), np.float32)
    places = []
    at = draw.uniform(1, 4)
    while at < seconds - 3:
        start = at
        base = draw.uniform(500, 1500)
        for _ in range(int(draw.integers(1, 4))):
            n = int(draw.uniform(0.15, 0.5) * RATE)
            t = np.arange(n) / RATE
            note = np.sin(2 * np.pi * base * t) + 0.3 * np.sin(2 * np.pi * 2.0 * base * t)
            note *= np.exp(-t / draw.uniform(0.08, 0.3)) * np.minimum(1, t / 0.004)
            place = int(at * RATE)
            x[place : place + n] += (0.75 * note).astype(np.float32)
            at += n / RATE * draw.uniform(0.6, 1)
            base *= draw.choice([0.75, 0.8, 1.25, 1.335, 1.5])
        places.append((start, at))
        at += draw.uniform(5, 12)
    return x, places


def laughter(seconds: float, seed: int) -> tuple[Floats, list[tuple[float, float]]]:
    """Laughter made of aspirated syllables at four to six a second, falling in pitch and level (Bachorowski, Smoski and
    Owren, "The acoustic features of human laughter", 2001); mean level 1 while it sounds."""
    draw = np.random.default_rng(seed)
    x = np.zeros(int(seconds * RATE), np.float32)
    places = []
    at = draw.uniform(1, 4)
    while at < seconds - 4:
        start, pitch, loud = at, draw.uniform(180, 420), 1.0
        rate = draw.uniform(4, 6)
        formants = draw.uniform(500, 800), draw.uniform(1300, 1900)
        for _ in range(int(draw.integers(4, 12))):
            n = int(draw.uniform(0.08, 0.12) * RATE)
            f = pitch * np.linspace(1.05, 0.9, n)
            phase = 2 * np.pi * np.cumsum(f) / RATE
            weights = [sum(np.exp(-(((k * pitch - g) / 200) ** 2)) for g in formants) + 0.03 for k in range(1, 9)]
            voiced = sum(w * np.sin(k * phase) for k, w in enumerate(weights, 1) if k * pitch < 3400)
            breath = coloured(n, int(draw.integers(1 << 30)), 0.0)
            syllable = (voiced / (np.std(voiced) + 1e-9) + 0.4 * breath) * np.hanning(n)
            h = coloured(int(0.05 * RATE), int(draw.integers(1 << 30)), 0.0) * 0.2
            place = int(at * RATE)
            x[place : place + n] += (loud * syllable).astype(np.float32)
            x[place + n : place + n + len(h)] += (loud * h).astype(np.float32)
            at += 1 / (rate * draw.uniform(0.95, 1.05))
            pitch, loud = pitch * draw.uniform(0.94, 1.0), loud * 0.93
        places.append((start, at))
        at += draw.uniform(4, 9)
    return (x / 0.6).astype(np.float32), places


# Dialogues


def dialogue(seed: int, seconds: float = 120.0, *, overlaps: bool = False, stories: bool = False) -> Scene:
    """Lines in turns with pauses of 0.25 to 1.4 s; with `overlaps`, somebody comes in on purpose every few turns."""
    draw = np.random.default_rng(seed)
    voice = np.zeros((2, int(seconds * RATE)), np.float32)
    lines = [list(voice_of(c, seed)) for c in (AGENT, CUSTOMER)]
    for pool in lines:
        draw.shuffle(pool)  # type: ignore[arg-type]
    scene = Scene(seed, voice)
    at, side = 0.8, AGENT
    while True:
        turn = [lines[side][int(draw.integers(len(lines[side])))] for _ in range(int(draw.integers(1, 4)))]
        joined = np.concatenate([np.pad(t, (0, int(draw.uniform(0.05, 0.2) * RATE))) for t in turn])
        if int(at * RATE) + len(joined) + 12 * RATE > voice.shape[1]:
            break
        kind = str(draw.choice(["none", "backchannel", "interruption", "collision"])) if overlaps else "none"
        place = _PLACE[kind]
        at, side = place(scene, at, side, joined, lines[1 - side], draw)
    return scene


def _put(scene: Scene, channel: int, at: float, sound: Floats) -> float:
    start = int(at * RATE)
    scene.voice[channel, start : start + len(sound)] += sound[: scene.voice.shape[1] - start]
    return at + len(sound) / RATE


def _plain(
    scene: Scene, at: float, side: int, sound: Floats, others: list[Floats], draw: np.random.Generator
) -> tuple[float, int]:
    end = _put(scene, side, at, sound)
    gap = draw.uniform(0.25, 1.4)
    scene.gaps.append((end, end + gap))
    return end + gap, 1 - side


def _cut(sound: Floats, seconds: float) -> Floats:
    """The beginning of a sound, faded out over 30 ms."""
    piece = sound[: int(seconds * RATE)].copy()
    fade = min(len(piece), int(0.03 * RATE))
    piece[len(piece) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return piece


def _spoken_from(sound: Floats, after: float, lasting: float) -> float | None:
    """A moment after `after` seconds from which speech goes on for `lasting` seconds."""
    on = active(sound)
    need = int(lasting * 100)
    for n in range(int(after * 100), len(on) - need - 30):
        if on[max(0, n - 40) : n + need].all():
            return n / 100
    return None


def _short_word(lines: list[Floats], draw: np.random.Generator) -> Floats:
    """A short word: the beginning of a line up to its first pause, 0.2 to 0.7 s."""
    for _ in range(50):
        line = lines[int(draw.integers(len(lines)))]
        level = _levels(line)
        for n in range(20, min(70, len(level))):
            if level[n : n + 4].max() < -44 and level[:n].max() > -30:
                return _cut(line, n / 100 + 0.03)
    return _cut(lines[0], 0.4)


def _backchannel(
    scene: Scene, at: float, side: int, sound: Floats, others: list[Floats], draw: np.random.Generator
) -> tuple[float, int]:
    word = _short_word(others, draw)
    when = _spoken_from(sound, draw.uniform(0.6, 2.0), len(word) / RATE + 0.5)
    if when is not None:
        start = at + when
        end = _put(scene, 1 - side, start, word)
        scene.talks.append(Talk("backchannel", start, end, 1 - side))
    return _plain(scene, at, side, sound, others, draw)


def _interruption(
    scene: Scene, at: float, side: int, sound: Floats, others: list[Floats], draw: np.random.Generator
) -> tuple[float, int]:
    over = draw.uniform(0.5, 1.1)
    when = _spoken_from(sound, draw.uniform(0.6, 2.5), over)
    if when is None:
        return _plain(scene, at, side, sound, others, draw)
    end = _put(scene, side, at, _cut(sound, when + over))
    longer = [o for o in others if _spoken_from(o, 0.4, 1.2) is not None]
    answer = longer[int(draw.integers(len(longer)))]
    scene.talks.append(Talk("interruption", at + when, end, 1 - side))
    return _plain(scene, at + when, 1 - side, answer, others, draw)


def _collision(
    scene: Scene, at: float, side: int, sound: Floats, others: list[Floats], draw: np.random.Generator
) -> tuple[float, int]:
    """After a silence both begin; the other gives way after 0.5 to 1.2 s, or `side` does."""
    at += 0.4
    lag = draw.uniform(0.0, 0.25)
    other = _cut(others[int(draw.integers(len(others)))], draw.uniform(0.6, 1.2))
    if len(sound) < 2 * RATE or not active(other)[5:-5].all():
        return _plain(scene, at, side, sound, others, draw)
    end = _put(scene, 1 - side, at + lag, other)
    scene.talks.append(Talk("collision", at + lag, end, 1 - side))
    return _plain(scene, at, side, sound, others, draw)


_PLACE: dict[str, Callable[..., tuple[float, int]]] = {
    "none": _plain,
    "backchannel": _backchannel,
    "interruption": _interruption,
    "collision": _collision,
}


def with_behind(scene: Scene, sound: Floats, under_db: float, channel: int = AGENT) -> Scene:
    """The scene with a sound of mean power 1 behind one channel, `under_db` below its voice."""
    behind = np.zeros_like(scene.voice) if scene.behind is None else scene.behind.copy()
    level = scene.speech_level(channel)
    n = min(len(sound), behind.shape[1])
    behind[channel, :n] += sound[:n] * np.float32(10 ** ((level - under_db) / 20))
    return Scene(scene.seed, scene.voice, scene.talks, behind, scene.gaps)


def with_crosstalk(scene: Scene, under_db: float, delay: float, into: int = AGENT) -> Scene:
    """The other side leaking into one channel."""
    behind = np.zeros_like(scene.voice) if scene.behind is None else scene.behind.copy()
    shift = int(delay * RATE)
    leak = scene.voice[1 - into] * np.float32(10 ** (-under_db / 20))
    behind[into, shift:] += leak[: leak.shape[0] - shift]
    return Scene(scene.seed, scene.voice, scene.talks, behind, scene.gaps)
