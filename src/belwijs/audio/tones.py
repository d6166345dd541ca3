"""Tones on the line, streamed: ringing, busy, key presses, beeps, and hold music.

Frames of 32 ms every 16 ms. A frame is tonal when nearly all its power stands around one frequency, a key press
when it stands around one low and one high frequency of ITU-T Q.23.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.blips import Blip, BlipFinder
from belwijs.audio.cadence import Burst, CadenceReader
from belwijs.audio.heard import Heard
from belwijs.audio.held import Held
from belwijs.audio.music import MusicFinder
from belwijs.audio.stream import AT_ONCE, RATE, Samples

_FRAME, _HOP, _FFT = 512, 256, 1024
_STEP = _HOP / RATE  # seconds
_BIN_HZ = RATE / _FFT
_WINDOW = np.hanning(_FRAME).astype(np.float32)
_FULL_SCALE = float((_WINDOW.sum() / 2) ** 2)  # power of a full-scale sine in its peak bin
_FLOOR_DB = -55.0  # dBFS under which nothing is called a tone
_NOTHING = 0.5 * 10 ** ((_FLOOR_DB - 1) / 10)  # power of a sine under that floor: frames with less are not looked at
_PURE = 0.85  # share of a frame's power that stands around the tone
_LOW_BIN, _HIGH_BIN = int(200 / _BIN_HZ), int(3600 / _BIN_HZ)
_REACH = 5  # bins either side of a peak: the main lobe of the window, and the second tone of 400+450 Hz
_JUMP_HZ = 14.0  # more than this from one frame to the next ends a burst
_SHORTEST_BURST = 0.12  # seconds

_KEYS_LOW = np.array([697.0, 770.0, 852.0, 941.0])
_KEYS_HIGH = np.array([1209.0, 1336.0, 1477.0, 1633.0])
_KEY_OFF = 0.02  # Q.24: off by more than 1.8-3.5 % is no key press
_KEY_PURE = 0.85
_KEY_TWIST_DB = 8.0
_KEY_FRAMES = 3  # about 50 ms; Q.24 asks 40 ms of a receiver
_REACH_KEY = 4


@dataclass(slots=True)
class _Run:
    """A tone that is still sounding: first and last frame, and sums over its frames."""

    first: int
    last: int
    hertz: list[float] = field(default_factory=list)
    level: list[float] = field(default_factory=list)

    def burst(self) -> Burst:
        """The finished tone; edges are left out of its steadiness, since half a frame of them is silence."""
        inner = slice(1, -1) if len(self.hertz) > 4 else slice(None)
        hertz, level = np.array(self.hertz[inner]), np.array(self.level[inner])
        return Burst(
            start=_middle(self.first) - _STEP / 2,
            end=_middle(self.last) + _STEP / 2,
            hertz=float(hertz.mean()),
            drift=float(hertz.std()),
            swell=float(level.std()),
            level=float(level.mean()),
        )


class ToneFinder:
    """Finds tones in one channel; feed it the sound in order, in pieces of any length."""

    _LONGEST_RUN = int(30 / _STEP)  # frames; a longer tone is cut, so that memory stays bounded

    def __init__(self) -> None:
        self._tail: Samples = np.zeros(0, np.float32)
        self._frames = 0  # frames seen so far
        self._run: _Run | None = None
        self._key, self._held = -1, 0  # key now held down (-1: none), and for how many frames
        self._cadence = CadenceReader()
        self._music = MusicFinder()
        self._blips = BlipFinder()

    @property
    def blips(self) -> tuple[Blip, ...]:
        """Short clear notes heard so far, of which notification sounds are made."""
        return self._blips.found

    @property
    def held(self) -> Held:
        """Lines of the spectrum that stood still, frame by frame."""
        return self._music.held.finish()

    def feed(self, samples: Samples) -> list[Heard]:
        """Take the next samples (mono float32 at 16 kHz); give what has become certain, in no promised order."""
        settled = self._music.feed(samples)
        joined = np.concatenate([self._tail, samples])
        count = max(0, (len(joined) - _FRAME) // _HOP + 1)
        self._tail = joined[count * _HOP :]
        if not count:
            return settled
        sounds, power = _spectra(joined, count)
        settled += self._tones(count, sounds, power) + self._keys(count, sounds, power)
        self._frames += count
        if self._run is None:
            settled += self._cadence.until(_middle(self._frames))
        return settled

    def finish(self) -> list[Heard]:
        """The sound is over; give what was still open."""
        return [
            *self._end_key(self._frames),
            *self._end_run(),
            *self._cadence.finish(),
            *self._music.finish(),
        ]

    def _tones(self, count: int, sounds: NDArray[np.intp], power: NDArray[np.float32]) -> list[Heard]:
        """Follow single tones through frames of which some sound."""
        hertz, level, share = np.zeros((3, count))
        hertz[sounds], level[sounds], share[sounds] = _peaks(power)
        self._blips.feed(hertz, level, share, self._frames)
        settled: list[Heard] = []
        for i in np.flatnonzero((share > _PURE) & (level > _FLOOR_DB)):
            n, f = self._frames + int(i), float(hertz[i])
            run = self._run
            goes_on = (
                run is not None
                and n - run.last <= 2
                and abs(f - run.hertz[-1]) < _JUMP_HZ
                and len(run.hertz) < self._LONGEST_RUN
            )
            if not goes_on:
                settled += self._end_run()
                run = self._run = _Run(n, n)
            assert run is not None
            run.last = n
            run.hertz.append(f)
            run.level.append(float(level[i]))
        if self._run is not None and self._frames + count - self._run.last > 2:
            settled += self._end_run()
        return settled

    def _end_run(self) -> list[Heard]:
        run, self._run = self._run, None
        if run is None or (run.last - run.first + 1) * _STEP < _SHORTEST_BURST:
            return []
        return self._cadence.add(run.burst())

    def _keys(self, count: int, sounds: NDArray[np.intp], power: NDArray[np.float32]) -> list[Heard]:
        """Follow key presses through frames of which some sound."""
        keys = np.full(count, -1)
        keys[sounds] = _which_key(power)
        settled: list[Heard] = []
        for i, key in enumerate(keys.tolist()):
            if key == self._key:
                self._held += 1
            else:
                settled += self._end_key(self._frames + i)
                self._key, self._held = key, 1
        return settled

    def _end_key(self, now: int) -> list[Heard]:
        """The key held until frame `now` as a key press; which key it was goes no further."""
        first, pressed = now - self._held, self._key >= 0 and self._held >= _KEY_FRAMES
        self._key, self._held = -1, 0
        return [Heard("dtmf", _middle(first) - _STEP / 2, _middle(now) - _STEP / 2, 0.95)] if pressed else []


def _middle(frame: int) -> float:
    """Seconds at the middle of a frame."""
    return frame * _STEP + _FRAME / RATE / 2


def _spectra(samples: Samples, count: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Which of overlapping frames sound, and the power spectra (frames, bins up to 3.6 kHz) of these."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[: count * _HOP : _HOP]
    halves = samples[: (count + 1) * _HOP].reshape(-1, _HOP)
    energy = np.einsum("ij,ij->i", halves, halves)
    sounds = np.flatnonzero(energy[:-1] + energy[1:] > _NOTHING * _FRAME)
    power = np.empty((len(sounds), _HIGH_BIN), np.float32)
    padded = np.zeros((AT_ONCE, _FFT), np.float32)
    for first in range(0, len(sounds), AT_ONCE):
        part = sounds[first : first + AT_ONCE]
        np.multiply(frames[part], _WINDOW, out=padded[: len(part), :_FRAME])
        spectrum = np.fft.rfft(padded[: len(part)], axis=1)[:, :_HIGH_BIN]
        power[first : first + AT_ONCE] = spectrum.real**2 + spectrum.imag**2 + np.float32(1e-12)
    return sounds, power


def _peaks(power: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """Per frame: the frequency (Hz) that holds most power, its level (dBFS), its share of all power."""
    band = power[:, _LOW_BIN:]
    peak = np.clip(band.argmax(axis=1), _REACH, band.shape[1] - _REACH - 1)
    around = np.take_along_axis(band, peak[:, None] + np.arange(-_REACH, _REACH + 1), axis=1)
    held = around.sum(axis=1)
    offset = (around * np.arange(-_REACH, _REACH + 1)).sum(axis=1) / held
    hertz = (peak + offset + _LOW_BIN) * _BIN_HZ
    level = 10 * np.log10(around.max(axis=1) / _FULL_SCALE)
    return hertz, level, held / band.sum(axis=1)


def _which_key(power: NDArray[np.float32]) -> NDArray[np.intp]:
    """Per frame the key that sounds, -1 for none (ITU-T Q.23, Q.24)."""
    low, low_hertz = _strongest(power, 640, 1010)
    high, high_hertz = _strongest(power, 1140, 1720)
    off_low = np.abs(low_hertz[:, None] / _KEYS_LOW - 1)
    off_high = np.abs(high_hertz[:, None] / _KEYS_HIGH - 1)
    twist = np.abs(10 * np.log10(low / high))
    share = (low + high) / power[:, _LOW_BIN:].sum(axis=1)
    loud = 10 * np.log10((low + high) / _FULL_SCALE) > _FLOOR_DB + 10
    pressed = (
        (off_low.min(axis=1) < _KEY_OFF)
        & (off_high.min(axis=1) < _KEY_OFF)
        & (twist < _KEY_TWIST_DB)
        & (share > _KEY_PURE)
        & loud
    )
    return np.where(pressed, off_low.argmin(axis=1) * 4 + off_high.argmin(axis=1), -1)


def _strongest(power: NDArray[np.float32], lowest: float, highest: float) -> tuple[NDArray[np.float32], ...]:
    """Per frame, the power around the strongest peak between two frequencies (Hz), and where it stands (Hz)."""
    from_bin = int(lowest / _BIN_HZ)
    peak = power[:, from_bin : int(highest / _BIN_HZ)].argmax(axis=1) + from_bin
    reach = np.arange(-_REACH_KEY, _REACH_KEY + 1)
    around = np.take_along_axis(power, peak[:, None] + reach, axis=1)
    held = around.sum(axis=1)
    return held, (peak + (around * reach).sum(axis=1) / held) * _BIN_HZ
