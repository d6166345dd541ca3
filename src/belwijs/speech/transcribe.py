"""From a recording and where it holds speech to words with times, by any recogniser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import islice

from belwijs.audio.activity import Stretch
from belwijs.audio.decode import Sound
from belwijs.call import Language, Word
from belwijs.speech import guards
from belwijs.speech.recogniser import RATE, RecognisedWord, Recogniser, Recognition, Samples
from belwijs.speech.windows import Window, cut, plan, snap

ROUND_SECONDS = 600.0
"""Sound that is held at once (some 40 MB): windows are sorted by length and spread over the workers per round."""
CONTEXT = 8.0
"""Seconds heard again around a stretch that was passed over; alone it would be understood badly."""
DETECT_CLIPS = 4
"""Windows over which the language is detected, the longest of the first round."""
FAMILIAR = 0.5
"""Probability of all the house's languages together under which the call may be in another one."""
CLEAR = 0.4
"""Probability of one language that is enough all the same."""

Speech = Sequence[Sequence[Stretch]]
_Heard = tuple[Window, Samples]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in a recording."""

    words: tuple[tuple[Word, ...], ...]
    """Per channel, in order of time, in seconds from the start of the recording."""
    language: Language
    language_confidence: float | None
    """0-1 where the language was detected; None where it was given or nothing was said."""
    notes: tuple[str, ...]
    made_by: str
    """The recogniser and its version."""


def transcribe(
    recording: Sound,
    speech: Speech,
    *,
    recogniser: Recogniser,
    language: Language | None,
    names: Sequence[str] = (),
    duration: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Transcript:
    """Recognises the speech of every channel in one streamed pass; memory does not grow with the recording.

    Args:
        recording: the sound.
        speech: per channel, its stretches of speech (`Hearing.speech`); channels beyond it are not listened to.
        recogniser: what turns sound into words.
        language: what is spoken; None detects it.
        names: proper names that are likely to be said, the likeliest first.
        duration: seconds of the recording, where known; the last stretch's surroundings end there.
        progress: called with the share of the speech that is done, 0-1.
    """
    end = max((s.end for channel in speech for s in channel), default=0.0)
    windows = [w for n, channel in enumerate(speech) for w in plan(n, channel, duration or end, recogniser.window)]
    total = sum(w.duration for w in windows) or 1.0
    found: list[list[Word]] = [[] for _ in speech]
    confidence: float | None = None
    notes: list[str] = []
    done = 0.0
    with ThreadPoolExecutor(recogniser.workers) as pool:
        for heard in _rounds(cut(recording, windows)):
            if language is None:
                language, confidence, note = _detect(heard, recogniser)
                notes += [note] if note else []
            for window, words in _Round(recogniser, language, names, pool).run(heard):
                found[window.channel] += words
            done += sum(w.duration for w, _ in heard)
            if progress is not None:
                progress(min(done / total, 1.0))
    if language is None:
        notes.append("no speech was found, so the language could not be detected; Dutch is assumed")
    elif language not in recogniser.languages:
        notes.append(f"{recogniser.name} does not know the language {language}; its words may be wrong")
    return Transcript(
        tuple(tuple(sorted(words, key=lambda w: (w.start, w.end))) for words in found),
        language or "nl",
        confidence,
        tuple(notes),
        f"{recogniser.name} ({recogniser.version})",
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """Recognition of the windows that are held at once."""

    recogniser: Recogniser
    language: Language
    names: Sequence[str]
    pool: ThreadPoolExecutor

    def run(self, heard: Sequence[_Heard]) -> list[tuple[Window, list[Word]]]:
        """The words of each window: in batches of like length, the longest first, shared out over the workers.

        What went wrong at first is tried again window by window, by whichever worker is free. Which windows are heard
        together never depends on who was first, so the words do not either.
        """
        order = sorted(heard, key=lambda h: -len(h[1]))
        rounds = -(-len(order) // (self.recogniser.workers * self.recogniser.batch)) or 1
        shares = _shares([len(samples) for _, samples in order], self.recogniser.workers * rounds)
        batches = [order[share.start : share.stop] for share in shares]
        first = {self.pool.submit(self._recognise, batch, self.names): batch for batch in batches}
        made = [
            self.pool.submit(self._checked, window, samples, recognition)
            for done in as_completed(first)
            for (window, samples), recognition in zip(first[done], done.result(), strict=True)
        ]
        return [done.result() for done in made]

    def _checked(self, window: Window, samples: Samples, first: Recognition) -> tuple[Window, list[Word]]:
        """The words of a window; where the first try went wrong, those of a more thorough one."""
        words = self._kept(window, first)
        leaked = guards.leaked(first, self.names)
        if leaked or _doubtful(first, window):
            parts = _split(window, samples)
            again = self._recognise(parts, () if leaked else self.names, thorough=True)
            retried = [word for (part, _), r in zip(parts, again, strict=True) for word in self._kept(part, r)]
            if leaked or guards.repeats(first) or _length(retried) >= 0.8 * _length(words):
                words = retried
        return window, self._gaps_filled(window, samples, words)

    def _gaps_filled(self, window: Window, samples: Samples, words: list[Word]) -> list[Word]:
        """The words with those in stretches of speech that were passed over, heard again with their surroundings."""
        gaps = guards.gaps(words, window.speech)
        parts = [window.around(gap, CONTEXT) for gap in gaps]
        clips = [(part, window.samples_of(part, samples)) for part in parts]
        for gap, part, again in zip(gaps, parts, self._recognise(clips, self.names, thorough=True), strict=True):
            found = [w for w in self._kept(part, again) if gap.start <= (w.start + w.end) / 2 <= gap.end]
            inside = [w for w in words if gap.start <= (w.start + w.end) / 2 <= gap.end]
            if not guards.repeats(again) and _length(found) > _length(inside):
                words = [w for w in words if w not in inside] + found
        return words

    def _recognise(
        self, heard: Sequence[_Heard], names: Sequence[str], *, thorough: bool = False
    ) -> list[Recognition]:
        clips, most = [samples for _, samples in heard], self.recogniser.batch
        return [
            recognition
            for at in range(0, len(clips), most)
            for recognition in self.recogniser.recognise(
                clips[at : at + most], language=self.language, names=names, thorough=thorough
            )
        ]

    def _kept(self, window: Window, recognition: Recognition) -> list[Word]:
        """Words in call time, without what nobody said."""
        if guards.unheard(recognition) or guards.leaked(recognition, self.names):
            return []
        words = guards.without_echoes(guards.without_loops(recognition.words), self.names)
        words = guards.without_credits(words, window.spoken)
        return [_in_call(word, window) for word in words]


def _shares(sizes: Sequence[int], parts: int) -> list[range]:
    """Where to cut a list so that each part has about the same sum; no part is empty."""
    shares: list[range] = []
    total, start, passed = sum(sizes), 0, 0
    for n, size in enumerate(sizes):
        passed += size
        following = sizes[n + 1] if n + 1 < len(sizes) else 0
        full = passed + following / 2 >= total * (len(shares) + 1) / parts
        if n + 1 == len(sizes) or (full and len(shares) < parts - 1):
            shares.append(range(start, n + 1))
            start = n + 1
    return shares


def _doubtful(recognition: Recognition, window: Window) -> bool:
    """Whether it is worth trying again: a loop, words left out, or a guess."""
    return (
        guards.repeats(recognition)
        or guards.sparse(recognition, window.spoken)
        or recognition.mean_log_probability < guards.GUESS
    )


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _in_call(word: RecognisedWord, window: Window) -> Word:
    start, end = snap(window.call_time(word.start), window.call_time(word.end), window.speech)
    start = round(max(start, 0.0), 3)
    confidence = round(min(max(word.confidence, 0.0), 1.0), 3)
    return Word(start=start, end=max(round(end, 3), start), text=word.text, confidence=confidence)


def _rounds(heard: Iterator[_Heard]) -> Iterator[list[_Heard]]:
    """Windows in groups of ROUND_SECONDS of sound."""
    while True:
        held: list[_Heard] = []
        seconds = 0.0
        while seconds < ROUND_SECONDS:
            following = next(heard, None)
            if following is None:
                break
            held.append(following)
            seconds += following[0].duration
        if not held:
            return
        yield held


def _split(window: Window, samples: Samples) -> list[_Heard]:
    """The window's halves with their samples."""
    parts, at = [], 0
    for part in window.halves():
        size = round(part.duration * RATE)
        parts.append((part, samples[at : at + size]))
        at += size
    return parts


def _detect(heard: Sequence[_Heard], recogniser: Recogniser) -> tuple[Language, float | None, str | None]:
    """The language of the longest windows together, its share of the house's languages, and a note when in doubt."""
    if not recogniser.detects_language:
        return "nl", None, f"{recogniser.name} cannot detect the language; Dutch is assumed"
    longest = sorted(heard, key=lambda h: -h[0].spoken)
    heard_of = recogniser.language_of([samples for _, samples in islice(longest, DETECT_CLIPS)])
    best = max(heard_of, key=lambda language: heard_of[language])
    known = sum(heard_of.values())
    note = None
    if known < FAMILIAR:
        if heard_of[best] < CLEAR:
            best = "nl"  # most houses' own; an artificial voice or a bad line sounds like no language at all
        note = (
            f"the language of the call is not clear; it was read as '{best}' (`house: language` in the playbook, or "
            "--language, says which it is)"
        )
    return best, round(heard_of[best] / known, 3) if known else None, note
