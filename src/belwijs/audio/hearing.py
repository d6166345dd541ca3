"""One pass over a recording: who speaks when, what else is heard, how loud it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from belwijs.audio.activity import SpeechFinder, Stretch
from belwijs.audio.blips import Blip
from belwijs.audio.condition import between_channels, twins
from belwijs.audio.decode import Sound
from belwijs.audio.foreground import Foreground, foregrounds
from belwijs.audio.heard import Heard
from belwijs.audio.held import Held
from belwijs.audio.melodies import melodies
from belwijs.audio.stream import RATE, Samples
from belwijs.audio.tones import ToneFinder
from belwijs.audio.track import STEP, Track, Tracker
from belwijs.audio.voice import VoiceMeter, VoiceTrack, line_notes

ENVELOPE_STEP = 0.05
"""Seconds between two points of `Hearing.envelope`."""

RADIO_DB = 14.0
"""Music this far under the voices plays in the room of one of them."""

_STEP_SAMPLES = int(ENVELOPE_STEP * RATE)
_SILENT = 10 ** (-60 / 20)  # peak of full scale under which a channel carries nothing
_FAINT = 10 ** (-40 / 20)  # peak under which speech, if there is any, may be too soft to be found
_STANDS_OUT = 10.0  # a peak so many times the usual one is more than the noise of the line
_ALIKE = 0.002  # share of power not explained by the other channel, under which two channels are the same sound
_SHORTEST_REST = 0.15  # seconds of speech worth keeping beside a tone
_TONE_EDGE = 0.03  # seconds by which a tone's edges may be misjudged
_MUSIC_EDGE = 0.5  # seconds by which an edge of music may be misjudged
_STANDS_OUT_DB = 3.5  # by which talk over music is louder than the music; what the model takes for talk is not
_SHORTEST_MUSIC = 3.0  # seconds between talk
_MOST_TALK = 0.4  # share of a piece of music that may hold talk

Progress = Callable[[float, float | None], None]
"""Called with the seconds done and, where known, the seconds in all."""


class Finder(Protocol):
    """Finds speech in one channel as the sound comes in (`SpeechFinder`, or a fake)."""

    def feed(self, samples: Samples) -> list[Stretch]:
        """Take mono float32 at 16 kHz; give the stretches that are settled."""

    def finish(self) -> list[Stretch]:
        """Give what was still open."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one pass over a recording heard; tuples hold one entry a channel, one in all when `mono`."""

    duration: float  # seconds decoded
    speech: tuple[tuple[Stretch, ...], ...]  # tones, music and the leak of the other channel taken out
    heard: tuple[tuple[Heard, ...], ...]
    envelope: tuple[NDArray[np.float32], ...]  # peak of full scale per `ENVELOPE_STEP`
    notes: tuple[str, ...]
    mono: bool  # both speakers are in one channel
    tracks: tuple[Track, ...] = ()
    foregrounds: tuple[Foreground, ...] = ()  # whose the speech is: the speaker's own, or of somebody further off
    held: tuple[Held, ...] = ()
    blips: tuple[tuple[Blip, ...], ...] = ()
    voices: tuple[VoiceTrack, ...] = ()  # pitch and levels

    @property
    def silent(self) -> bool:
        """Whether nobody was heard to speak."""
        return not any(self.speech)


def listen(
    recording: Sound, progress: Progress | None = None, *, finder: Callable[[], Finder] = SpeechFinder
) -> Hearing:
    """Hear a recording once from start to end, with memory that grows only with what is found.

    Args:
        recording: one or two channels.
        progress: called after every chunk.
        finder: makes a finder of speech for each channel.

    Raises:
        Problem: the recording can no longer be decoded.
    """
    ears = [_Ear(finder()) for _ in range(recording.channels)]
    likeness = _Likeness()
    samples = 0
    with ThreadPoolExecutor(len(ears)) as pool:  # numpy and the model let go of the interpreter: a core a channel
        for chunk in recording.chunks():
            list(pool.map(_Ear.feed, ears, chunk))
            if len(ears) > 1:
                likeness.feed(chunk)
            samples += chunk.shape[1]
            if progress is not None:
                progress(samples / RATE, recording.duration)
    for ear in ears:
        ear.finish()
    tracks = [ear.tracker.finish() for ear in ears]
    same = len(ears) > 1 and (likeness.same or twins(*tracks))
    kept = ears[:1] if same else ears
    tracks = tracks[: len(kept)]
    _hear_melodies(kept, tracks)
    speech = [without(ear.speech, ear.heard) for ear in kept]
    voices = [ear.voice.finish() for ear in kept]
    found = foregrounds(tracks, speech)
    notes = [*recording.notes, *_notes(ears, same)]
    notes += between_channels(tracks, found)
    for n, parts in enumerate(zip(tracks, voices, speech, (ear.heard for ear in kept), strict=True)):
        notes += line_notes(n, *parts)
    return Hearing(
        duration=samples / RATE,
        speech=tuple(tuple(without_leak(s, f.leaked)) for s, f in zip(speech, found, strict=True)),
        heard=tuple(tuple(ear.heard) for ear in kept),
        envelope=tuple(np.frombuffer(ear.envelope, np.float32) for ear in kept),
        notes=tuple(notes),
        mono=len(kept) == 1,
        tracks=tuple(tracks),
        foregrounds=found,
        held=tuple(ear.tones.held for ear in kept),
        blips=tuple(ear.tones.blips for ear in kept),
        voices=tuple(voices),
    )


@dataclass(slots=True)
class _Ear:
    """Everything that listens to one channel."""

    finder: Finder
    tones: ToneFinder = field(default_factory=ToneFinder)
    tracker: Tracker = field(default_factory=Tracker)
    voice: VoiceMeter = field(default_factory=VoiceMeter)
    speech: list[Stretch] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    envelope: bytearray = field(default_factory=bytearray)  # of float32: a list of numbers takes eight times as much
    rest: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    peak: float = 0.0

    def feed(self, samples: Samples) -> None:
        self.speech += self.finder.feed(samples)
        self.heard += self.tones.feed(samples)
        self.tracker.feed(samples)
        self.voice.feed(samples)
        level = np.abs(np.concatenate([self.rest, samples]))
        whole = len(level) - len(level) % _STEP_SAMPLES
        self.rest = level[whole:]
        self._draw(level[:whole].reshape(-1, _STEP_SAMPLES).max(axis=1) if whole else level[:0])

    def finish(self) -> None:
        self.speech += self.finder.finish()
        self.heard += self.tones.finish()
        self.heard = believable(self.heard, self.speech)
        if len(self.rest):
            self._draw(self.rest.max(keepdims=True))

    def _draw(self, peaks: Samples) -> None:
        self.envelope += peaks.tobytes()
        self.peak = max(self.peak, float(peaks.max(initial=0.0)))


def _hear_melodies(ears: Sequence[_Ear], tracks: Sequence[Track]) -> None:
    """Adds the music that only the whole recording tells: about as loud as the voices, so not a radio beside one."""
    least = max(_power(track, ear.speech) for ear, track in zip(ears, tracks, strict=True)) * 10 ** (-RADIO_DB / 10)
    for ear, track in zip(ears, tracks, strict=True):
        found = melodies(ear.tones.held, ear.speech, ear.heard)
        loud = [part for music in found for part in _apart(music, ear.speech, track, least)]
        ear.heard = believable(_united([*ear.heard, *loud]), ear.speech)


def _apart(music: Heard, speech: Sequence[Stretch], track: Track, least: float) -> list[Heard]:
    """The parts of music of at least this power that nobody talks over; what is no louder than the music is no talk."""
    over = [
        Stretch(max(s.start, music.start), min(s.end, music.end))
        for s in speech
        if s.end > music.start and s.start < music.end
    ]
    whole = Stretch(music.start, music.end)
    power = _power(track, _pieces(whole, [(s.start, s.end) for s in over], 0.0))
    if power < least:
        return []
    talk = [(s.start, s.end) for s in over if _power(track, [s]) > power * 10 ** (_STANDS_OUT_DB / 10)]
    return [Heard("music", p.start, p.end, music.confidence) for p in _pieces(whole, talk, _SHORTEST_MUSIC)]


def _power(track: Track, where: Sequence[Stretch]) -> float:
    """Mean power of these parts of a channel; 0 of nothing."""
    levels = [track.level(round(s.start / STEP), round(s.end / STEP)) for s in where]
    steps = sum(map(len, levels))
    return sum(float((10 ** (level / 10)).sum()) for level in levels) / steps if steps else 0.0


def _united(heard: Sequence[Heard]) -> list[Heard]:
    """What was heard, pieces of music that overlap made one."""
    found = [h for h in heard if h.kind != "music"]
    music: list[Heard] = []
    for h in sorted((h for h in heard if h.kind == "music"), key=lambda h: h.start):
        if music and h.start <= music[-1].end:
            last = music.pop()
            h = Heard("music", last.start, max(last.end, h.end), max(last.confidence, h.confidence))
        music.append(h)
    return [*found, *music]


@dataclass(slots=True)
class _Likeness:
    """Whether two channels are one sound, whatever their levels: 1 - r² over the whole recording."""

    aa: float = 0.0
    bb: float = 0.0
    ab: float = 0.0

    def feed(self, chunk: Samples) -> None:
        a, b = chunk[0], chunk[1]
        self.aa += float(a @ a)
        self.bb += float(b @ b)
        self.ab += float(a @ b)

    @property
    def same(self) -> bool:
        return self.aa * self.bb > 0 and 1 - self.ab**2 / (self.aa * self.bb) < _ALIKE


def without(stretches: Iterable[Stretch], heard: Sequence[Heard]) -> list[Stretch]:
    """Stretches of speech with other sounds taken out.

    Tones are cut out of a stretch to the hundredth of a second, and what is left must be worth keeping. The edges of
    music are not known so well: a stretch loses what lies well within music when that is most of it, and otherwise
    stays whole.
    """
    music = [h for h in heard if h.kind == "music"]
    cuts = [
        (start - _TONE_EDGE, end + _TONE_EDGE) for h in heard if h.kind != "music" for start, end in h.sounding
    ]
    kept: list[Stretch] = []
    for stretch in stretches:
        if music and _overlap(stretch, music) > 0.5 * (stretch.end - stretch.start):
            kept += _pieces(stretch, [(m.start + _MUSIC_EDGE, m.end - _MUSIC_EDGE) for m in music], 2 * _MUSIC_EDGE)
        else:
            kept += _pieces(stretch, cuts, _SHORTEST_REST)
    return kept


def without_leak(stretches: Iterable[Stretch], leaked: Sequence[Stretch]) -> list[Stretch]:
    """Stretches of speech without the leak of the other channel, so that nobody's words are written down twice."""
    cuts = [(s.start, s.end) for s in leaked if s.duration >= _SHORTEST_REST]
    return [piece for s in stretches for piece in _pieces(s, cuts, 2 * _SHORTEST_REST)]


def _pieces(stretch: Stretch, cuts: Sequence[tuple[float, float]], shortest: float) -> list[Stretch]:
    """What cuts leave of a stretch; a stretch that no cut touches stays, however short."""
    pieces = [stretch]
    for start, end in cuts:
        pieces = [p for piece in pieces for p in _cut_out(piece, start, end)]
    return pieces if pieces == [stretch] else [p for p in pieces if p.end - p.start >= shortest]


def believable(heard: Sequence[Heard], speech: Sequence[Stretch]) -> list[Heard]:
    """What remains when kinds contradict each other, in order of time.

    Music in which somebody talks most of the time is a voice over a hum, or over music: losing words is worse than
    missing music, so it goes. Tones within music are notes of it.
    """
    music = [
        h for h in heard if h.kind == "music" and sum(_overlap(s, [h]) for s in speech) < _MOST_TALK * (h.end - h.start)
    ]
    tones = [h for h in heard if h.kind != "music" and not any(m.start < h.start and h.end < m.end for m in music)]
    return sorted([*music, *tones], key=lambda h: h.start)


def _overlap(stretch: Stretch, heard: Sequence[Heard]) -> float:
    """Seconds of a stretch that lie within what was heard."""
    return sum(max(0.0, min(stretch.end, h.end) - max(stretch.start, h.start)) for h in heard)


def _cut_out(piece: Stretch, start: float, end: float) -> list[Stretch]:
    if end <= piece.start or start >= piece.end:
        return [piece]
    before = [Stretch(piece.start, start)] if start > piece.start else []
    return before + ([Stretch(end, piece.end)] if end < piece.end else [])


def _notes(ears: Sequence[_Ear], same: bool) -> list[str]:
    """What is odd about the channels, for the reader of the report."""
    if all(ear.peak < _SILENT for ear in ears):
        return ["the recording is silent: nothing can be heard on it"]
    if not any(without(ear.speech, ear.heard) for ear in ears):
        music = any(h.kind == "music" for ear in ears for h in ear.heard)
        if music:
            return ["only music is heard, nobody speaks"]
        peak, usual = max((ear.peak, float(np.median(np.frombuffer(ear.envelope, np.float32)))) for ear in ears)
        soft = f"; the recording is very soft, its peak stands at {20 * np.log10(peak):.0f} dBFS"
        return ["nobody is heard to speak" + (soft if _STANDS_OUT * usual < peak < _FAINT else "")]
    if same:
        return ["both channels hold the same sound; the recording was treated as mono"]
    return [
        f"channel {n} is silent: only one side of the call was recorded"
        for n, ear in enumerate(ears)
        if ear.peak < _SILENT
    ]
