"""Pitch, level, pace and clarity beside their references, for bench/hearing.py.

The calls of speech_calls.py (seeds 5 to 7; settings were chosen on 1 to 4), lines of the same actors that were not
looked at, rooms and gains made here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

import speech_calls
from belwijs.audio.activity import Stretch
from belwijs.audio.decode import open_recording
from belwijs.audio.level import LevelMeter, active_level, clipped_seconds
from belwijs.audio.pitch import PitchTracker
from belwijs.audio.rate import SYLLABLES_A_NUCLEUS, nuclei_in
from belwijs.audio.track import Tracker
from belwijs.audio.voice import VoiceMeter, clarity_measures, pitch_measures
from belwijs.catalogue.playbook import Limits
from belwijs.language.syllables import syllables
from hearing_scenes import active

Floats = NDArray[np.float32]
SEEDS = (5, 6, 7)
RATE = 16_000
_SEMITONE = 12.0
_SEEN_LINES = 250
"""Lines that SYLLABLES_A_NUCLEUS was chosen on; the bench takes others."""


def sections(work: Path, repeats: int) -> list[str]:
    """Markdown of every measurement."""
    channels = {
        (seed, n): channel
        for seed in SEEDS
        for n, channel in enumerate(_whole(speech_calls.build(work, seed).wav))
    }
    return [
        *_pitch(channels, repeats),
        *_spread(channels),
        *_level(channels),
        *_clipping(channels),
        *_pace(work),
        *_clarity(work),
    ]


def _whole(wav: Path) -> Floats:
    return np.concatenate(list(open_recording(wav).chunks()), axis=1)


def _halved(sound: Floats) -> Floats:
    return np.asarray(soxr.resample(sound, RATE, RATE // 2), np.float32)


# Pitch


def _belwijs(sound: Floats) -> Floats:
    tracker, found = PitchTracker(), []
    for at in range(0, len(sound), 10 * RATE):
        found.append(tracker.feed(sound[at : at + 10 * RATE]).hertz)
    return np.concatenate([*found, tracker.finish().hertz])


def _praat(sound: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times and pitch of Praat's autocorrelation method with its standard settings, 75-500 Hz, every 10 ms."""
    import parselmouth

    pitch = parselmouth.Sound(_halved(sound).astype(np.float64), RATE // 2).to_pitch_ac(
        0.01, 75, 15, False, 0.03, 0.45, 0.01, 0.35, 0.14, 500
    )
    return pitch.xs(), pitch.selected_array["frequency"]


def _pyin(sound: Floats) -> Any:
    import librosa

    return librosa.pyin(_halved(sound), fmin=75, fmax=500, sr=RATE // 2, frame_length=512, hop_length=80)


def _pitch(channels: dict[tuple[int, int], Floats], repeats: int) -> list[str]:
    rows, ratios, seconds = [], [], 0.0
    for (seed, n), sound in channels.items():
        own = _belwijs(sound)
        times, reference = _praat(sound)
        at = np.clip(np.round(times / 0.01 - 0.5).astype(int), 0, len(own) - 1)
        mine = own[at]
        both = (mine > 0) & (reference > 0)
        off = _SEMITONE * np.abs(np.log2(mine[both] / reference[both]))
        spoken = active(_halved(sound))
        inside = spoken[np.clip(at, 0, len(spoken) - 1)]
        wrong = (mine > 0) != (reference > 0)
        rows.append(
            f"| {seed}, {n} | {np.median(off):.4f} | {np.percentile(off, 95):.2f} | {100 * np.mean(off > 2.4):.1f} "
            f"| {100 * wrong.mean():.1f} | {100 * wrong[inside].mean():.1f} |"
        )
        seconds += len(sound) / RATE
    timed: dict[str, list[float]] = {}
    some = next(iter(channels.values()))[: 60 * RATE]
    todo: dict[str, Callable[[], object]] = {
        "Belwijs": lambda: [_belwijs(s) for s in channels.values()],
        "Praat": lambda: [_praat(s) for s in channels.values()],
        "librosa pyin": lambda: _pyin(some),
        "Belwijs, same minute": lambda: _belwijs(some),
    }
    for _ in range(repeats):
        for name, run in todo.items():
            timed.setdefault(name, []).append(_cpu(run))
    best = {name: min(times) for name, times in timed.items()}
    ratios = [
        f"- Belwijs takes {best['Belwijs'] / seconds:.5f} of real time on one core, Praat {best['Praat'] / seconds:.5f}: "
        f"{best['Praat'] / best['Belwijs']:.1f} times as quick (goal: no slower).",
        f"- On one minute, librosa's pyin takes {best['librosa pyin'] / best['Belwijs, same minute']:.0f} times as long "
        "as Belwijs (goal: 20).",
    ]
    return [
        "## Pitch against Praat",
        "",
        "| call, channel | median deviation, semitones | 95th percentile | over 2.4 semitones, % | voicing differs, % of all frames | % of the frames in speech |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        "Goals: median under 0.3 semitone, voicing under 10 %. Deviation over frames that both call voiced. Praat 75-500 Hz, 10 ms, "
        "autocorrelation, standard settings, on the same sound at 8 kHz. Where voicing differs, Belwijs mostly has a voice and Praat "
        "none: Praat counts as silence what is 30 dB under the loudest moment of the whole file, which a stream does not know yet. "
        "In speech: within 30 dB of the loud parts, pauses under 250 ms closed.",
        "",
        *ratios,
        f"- Processor time of this process, the best of {repeats}, interleaved.",
        "",
    ]


def _cpu(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _spread(channels: dict[tuple[int, int], Floats]) -> list[str]:
    """`pitch_sd` beside the same figure made of Praat's track."""
    rows = []
    for (seed, n), sound in channels.items():
        meter = VoiceMeter()
        meter.feed(sound)
        spoken = active(_halved(sound))
        edges = np.flatnonzero(np.diff(np.concatenate([[0], spoken.astype(np.int8), [0]])))
        speech = [Stretch(float(a) / 100, float(b) / 100) for a, b in edges.reshape(-1, 2)]
        own = {m.name: m.value for m in pitch_measures(meter.finish(), speech)}
        times, hertz = _praat(sound)
        inside = spoken[np.clip((times * 100).astype(int), 0, len(spoken) - 1)]
        said = hertz[(hertz > 0) & inside]
        low, high = np.percentile(said, [25, 75])
        said = said[(said >= 0.75 * low) & (said <= 1.5 * high)]
        rows.append(f"| {seed}, {n} | {own['pitch_sd']} | {np.std(_SEMITONE * np.log2(said)):.1f} |")
    return [
        "### Movement of the pitch",
        "",
        "| call, channel | `pitch_sd`, semitones | of Praat's track |",
        "|---|---|---|",
        *rows,
        "",
    ]


# Level


def _defined(sound: Floats) -> float:
    """Active speech level as ITU-T P.56 defines it, sample by sample at 16 kHz."""
    g, hangover = np.exp(-1 / (RATE * 0.03)), round(0.2 * RATE)
    p = q = 0.0
    envelope = np.empty(len(sound))
    for i, magnitude in enumerate(np.abs(sound.astype(np.float64)).tolist()):
        p = g * p + (1 - g) * magnitude
        q = g * q + (1 - g) * p
        envelope[i] = q
    energy, number, before = float((sound.astype(np.float64) ** 2).sum()), np.arange(len(sound)), (0.0, 0.0)
    for j in range(1, 16):
        threshold = 2.0 ** (j - 16)
        last = np.maximum.accumulate(np.where(envelope >= threshold, number, -(10**9)))
        level = 10 * np.log10(energy / max(1, int((number - last <= hangover).sum())))
        over = level - 20 * np.log10(threshold)
        if over <= 15.9:
            return float(before[0] + (before[1] - 15.9) / (before[1] - over) * (level - before[0]))
        before = (level, over)
    raise ValueError("no level")


def _level(channels: dict[tuple[int, int], Floats]) -> list[str]:
    worst, cases = 0.0, 0
    for sound in channels.values():
        for gain in (1.0, 0.03, 4.0):
            part = np.clip(gain * sound[: 60 * RATE], -1, 1).astype(np.float32)
            meter = LevelMeter()
            meter.feed(part)
            found = active_level(meter.finish())
            assert found is not None
            worst, cases = max(worst, abs(found.level - _defined(part))), cases + 1
    return [
        "## Level against ITU-T P.56",
        "",
        f"Largest difference from the definition computed sample by sample: {worst:.3f} dB in {cases} cases (6 channels of 60 s at "
        "gains of -30, 0 and +12 dB, clipped). Goal: 0.5 dB.",
        "",
    ]


def _clipping(channels: dict[tuple[int, int], Floats]) -> list[str]:
    rows = []
    for gain in (1.0, 2.0, 4.0, 8.0):
        said = true = hit = seconds = 0
        for sound in channels.values():
            narrow = np.clip(gain * _halved(sound), -1, 1)
            count = len(narrow) // 8000
            flat = (np.abs(narrow[: count * 8000].reshape(count, -1)) >= 1).mean(axis=1) > 0.001
            meter = LevelMeter()
            meter.feed(np.asarray(soxr.resample(narrow.astype(np.float32), 8000, RATE), np.float32))
            found = clipped_seconds(meter.finish())
            found = found[found < count]
            said, true, hit = said + len(found), true + int(flat.sum()), hit + int(flat[found].sum())
            seconds += count
        rows.append(f"| {20 * np.log10(gain):+.0f} dB | {seconds} | {true} | {said} | {hit} |")
    return [
        "## Cut off peaks",
        "",
        "| gain | seconds | with over 0.1 % of the samples cut off | found | of these right |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "Cut off at 8 kHz, then resampled as the intake does. A ceiling under full scale (cut off first, softened later) is not found.",
        "",
    ]


# Pace


def _pace(work: Path) -> list[str]:
    """The pace from the sound beside that of the text, in groups of ten lines of one actor: half a minute of speech."""
    levels = speech_calls.find_lines(work)
    lines = [line for name in sorted(levels) for line in levels[name]]
    unseen = [lines[i] for i in np.random.default_rng(1).permutation(len(lines))[_SEEN_LINES : _SEEN_LINES + 400]]
    rows = []
    for speaker in speech_calls.SPEAKERS:
        own = [line for line in unseen if line.speaker == speaker]
        off, true_rates = [], []
        for first in range(0, len(own) - 9, 10):
            counted = true = lasted = 0.0
            for line in own[first : first + 10]:
                voice = speech_calls._telephone(line.sound)
                if len(voice) < 4000:
                    continue
                sound = _line(voice, 0.3)
                tracker, pitch = Tracker(), PitchTracker()
                tracker.feed(sound)
                voiced = np.concatenate([pitch.feed(sound).hertz, pitch.finish().hertz]) > 0
                spoken = active(_halved(sound))
                edges = np.flatnonzero(np.diff(np.concatenate([[0], spoken.astype(np.int8), [0]]))).reshape(-1, 2)
                speech = [Stretch(float(a) / 100, float(b) / 100) for a, b in edges]
                counted += SYLLABLES_A_NUCLEUS * len(nuclei_in(speech, tracker.finish().level(), voiced))
                true += syllables(line.text, "nl")
                lasted += sum(s.duration for s in speech)
            off.append(100 * (counted / true - 1))
            true_rates.append(true / lasted)
        rows.append(
            f"| {speaker} | {len(off)} | {np.mean(true_rates):.2f} | {np.mean(off):+.1f} | {np.mean(np.abs(off)):.1f} | {np.max(np.abs(off)):.1f} |"
        )
    return [
        "## Pace from the sound against the words",
        "",
        "| actor | groups of ten lines | syllables a second in the text | mean difference, % | mean absolute | largest |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        "Where the words are known, they are counted instead.",
        "",
    ]


def _line(voice: Floats, around: float) -> Floats:
    """A voice at 16 kHz with silence around it and the faint noise of a line."""
    padded = np.pad(voice, int(around * 8000))
    noise = np.random.default_rng(0).normal(0, 10 ** (-62 / 20), len(padded))
    return np.asarray(soxr.resample((padded + noise).astype(np.float32), 8000, RATE), np.float32)


# Clarity

_ROOMS = {
    "close to the microphone": None,
    "room of 0.3 s, direct sound 10 dB over the room": (0.3, 10.0),
    "0.3 s, 3 dB over": (0.3, 3.0),
    "0.5 s, 3 dB over": (0.5, 3.0),
    "0.5 s, 3 dB under": (0.5, -3.0),
    "0.8 s, 0 dB": (0.8, 0.0),
    "close, noise 20 dB under": "noise",
    "close, low-pass of 12 dB an octave from 1.2 kHz": "dull",
}


def _clarity(work: Path) -> list[str]:
    levels = speech_calls.find_lines(work)
    lines = [line for name in sorted(levels) for line in levels[name]]
    draw = np.random.default_rng(1234)
    limits = Limits()
    rows = []
    for name, room in _ROOMS.items():
        fades, trebles = [], []
        for trial in range(12):
            pool = [line for line in lines if line.speaker == "vm"[trial % 2]]
            picked = [speech_calls._telephone(pool[i].sound) for i in draw.permutation(len(pool))[:12]]
            dry = np.concatenate([np.pad(v, (0, 4000)) for v in picked])
            sound = _line(_in(room, dry, draw), 0.1)
            track, meter = Tracker(), VoiceMeter()
            track.feed(sound)
            meter.feed(sound)
            found = {
                m.name: m.value
                for m in clarity_measures(track.finish(), meter.finish(), _stretches(active(_halved(_line(dry, 0.1)))))
            }
            fades.append(found["fade"] or 0.0)
            trebles.append(found["treble"] or 0.0)
        missed = np.mean((np.array(fades) < limits.fade_at_least) | (np.array(trebles) < limits.treble_at_least))
        rows.append(
            f"| {name} | {np.mean(fades):.0f} ({min(fades):.0f}-{max(fades):.0f}) "
            f"| {np.mean(trebles):.0f} ({min(trebles):.0f} to {max(trebles):.0f}) | {100 * missed:.0f} |"
        )
    return [
        "## Clarity in rooms that were made up",
        "",
        "| microphone | `fade`, dB/s (range of 12) | `treble`, dB | beyond a limit, % |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Limits {limits.fade_at_least:g} dB/s and {limits.treble_at_least:g} dB. Two actors in a studio; a slow or soft-spoken voice may fade more slowly of "
        "itself, which is not known. No recording of a real distant microphone was at hand.",
        "",
    ]


def _stretches(spoken: NDArray[np.bool_]) -> list[Stretch]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], spoken.astype(np.int8), [0]]))).reshape(-1, 2)
    return [Stretch(float(a) / 100, float(b) / 100) for a, b in edges]


def _in(room: object, dry: Floats, draw: np.random.Generator) -> Floats:
    if isinstance(room, tuple):
        seconds, direct = room
        n = int(1.2 * seconds * 8000)
        tail = draw.standard_normal(n) * 10 ** (-3 * np.arange(n) / (8000 * seconds))
        tail[:16] = 0
        tail *= 10 ** (-direct / 20) / np.sqrt((tail**2).sum())
        tail[0] = 1
        size = len(dry) + n
        return np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[: len(dry)].astype(np.float32)
    if room == "noise":
        return (dry + draw.normal(0, 10 ** (-46 / 20), len(dry))).astype(np.float32)
    if room == "dull":
        spectrum = np.fft.rfft(dry) / np.sqrt(1 + (np.fft.rfftfreq(len(dry), 1 / 8000) / 1200) ** 4)
        return np.fft.irfft(spectrum, len(dry)).astype(np.float32)
    return dry
