"""What a recogniser writes that nobody said: repetition, subtitle credits, its own prompt; and what it left out.

Whisper learned from subtitles. On faint or odd sound it writes what subtitles end with, falls into a loop, or stops
early. These checks look at words and numbers only, so they serve any recogniser.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import TypeVar

from belwijs.audio.activity import Stretch
from belwijs.call import Word
from belwijs.speech.recogniser import RecognisedWord, Recognition

MOST_COMPRESSION = 2.4
"""Of the text by zlib; above it, a text repeats itself (the limit of openai/whisper's own decoding)."""
FEWEST_CHARACTERS_A_SECOND = 5.0
"""Of speech. Slow Dutch has about 9; half a window left out comes under this."""
ENOUGH_SPEECH = 2.0
"""Seconds from which the number of characters says anything."""
GAP = 0.9
"""Seconds of speech from which a stretch without words is one that was passed over."""
GAP_CHARACTERS_A_SECOND = 4.0
GUESS = -1.0
"""Mean log probability under which a text is a guess (openai/whisper's limit)."""
NO_SPEECH = 0.6
ECHO = 0.05
"""Confidence under which a name that was given is an echo of the prompt."""
SURE_WORD = 0.8
"""Confidence from which even a subtitle's phrase is taken to be said."""

_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        # nl
        "bedankt voor het kijken", "bedankt om te luisteren", "dank u voor het kijken", "tot de volgende keer",
        "vergeet niet te abonneren", "ondertiteld door", "ondertiteling", "ondertitels ingediend door",
        "ondertitels door", "tv gelderland", "muziek", "applaus",
        # en
        "thanks for watching", "thank you for watching", "please subscribe", "subtitles by", "subtitled by",
        "transcribed by", "see you in the next video", "music", "applause",
        # de
        "vielen dank fürs zuschauen", "danke fürs zuschauen", "untertitel", "untertitelung", "bis zum nächsten mal",
        "musik", "applaus",
        # fr
        "merci d avoir regardé", "sous titres", "sous titrage", "abonnez vous", "musique", "applaudissements",
        # any
        "amara org", "amaraorg", "www",
    )
)  # fmt: skip
_AUDIBLE = ("muziek", "music", "musik", "musique", "applaus", "applause", "applaudissements")

_SIGNS = frozenset("€$£%&+")
"""Words without a letter or a digit that somebody may have said; '***' and '-' nobody says."""

W = TypeVar("W", bound=RecognisedWord)


def plain(word: str) -> str:
    """A word in lower case without punctuation around or in it; letters keep their accents."""
    return "".join(c for c in unicodedata.normalize("NFC", word.lower()) if c.isalnum())


def repeats(recognition: Recognition) -> bool:
    """Whether the recogniser fell into a loop."""
    if recognition.broke_off:
        return True
    words = [plain(w.text) for w in recognition.words]
    text = recognition.text.encode()
    if len(text) > 80 and len(text) / len(zlib.compress(text)) > MOST_COMPRESSION:
        return True
    return any(times >= _too_often(size) for _, size, times in _loops(words))


def without_loops(words: Sequence[W]) -> list[W]:
    """The words with every loop cut down to its first round."""
    kept = list(words)
    while True:
        found = next(((a, s, t) for a, s, t in _loops([plain(w.text) for w in kept]) if t >= _too_often(s)), None)
        if found is None:
            return kept
        start, size, times = found
        del kept[start + size : start + size * times]


def sparse(recognition: Recognition, spoken: float) -> bool:
    """Whether there is far too little text for these seconds of speech: the recogniser stopped early."""
    return spoken >= ENOUGH_SPEECH and len(recognition.text) < FEWEST_CHARACTERS_A_SECOND * spoken


def gaps(words: Sequence[Word], speech: Sequence[Stretch]) -> list[Stretch]:
    """The stretches of speech that were passed over: far too little text whose middle lies in them."""
    found = []
    for stretch in speech:
        inside = (w.text for w in words if stretch.start <= (w.start + w.end) / 2 <= stretch.end)
        if stretch.duration >= GAP and sum(len(t) + 1 for t in inside) < GAP_CHARACTERS_A_SECOND * stretch.duration:
            found.append(stretch)
    return found


def unheard(recognition: Recognition) -> bool:
    """Whether the recogniser itself doubts that there was speech, and guessed."""
    return recognition.no_speech > NO_SPEECH and recognition.mean_log_probability < GUESS


def without_credits(words: Sequence[W], spoken: float) -> list[W]:
    """The words without subtitle phrases for which the evidence is weak, and without bare punctuation.

    A phrase goes when it was written with little confidence, or when it is all there is and the speech is too short to
    have held it.
    """
    plains = [plain(w.text) for w in words]
    drop: set[int] = set()
    for phrase in _PHRASES:
        size = len(phrase)
        for at in range(len(plains) - size + 1):
            if tuple(plains[at : at + size]) != phrase or not _stands_alone(words, at, at + size, phrase):
                continue
            confidence = sum(w.confidence for w in words[at : at + size]) / size
            alone = size >= len(words) - 1 and sum(map(len, plains)) > 25 * spoken
            if confidence < SURE_WORD or alone or phrase[0] in _AUDIBLE:
                drop |= set(range(at, _sentence_end(words, at + size)))
    return [w for n, w in enumerate(words) if n not in drop and (plains[n] or w.text in _SIGNS)]


def leaked(recognition: Recognition, names: Sequence[str]) -> bool:
    """Whether the text is mostly the names that were given: three or more in the order given, and little else."""
    said = [plain(p) for w in recognition.words for p in re.split(r"[\s'’-]+", w.text) if plain(p)]
    given = [plain(p) for name in names for p in re.split(r"[\s'’-]+", name) if plain(p)]
    if len(said) < 3 or len(given) < 3:
        return False
    runs = {tuple(given[n : n + 3]) for n in range(len(given) - 2)}
    covered: set[int] = set()
    for n in range(len(said) - 2):
        if tuple(said[n : n + 3]) in runs:
            covered |= {n, n + 1, n + 2}
    return len(names) > 1 and len(covered) >= 0.6 * len(said) and recognition.mean_log_probability < GUESS / 2


def without_echoes(words: Sequence[W], names: Sequence[str]) -> list[W]:
    """The words without parts of the given names that were written with next to no confidence."""
    given = {plain(part) for name in names for part in name.split()}
    return [w for w in words if w.confidence >= ECHO or plain(w.text) not in given]


def _stands_alone(words: Sequence[RecognisedWord], start: int, end: int, phrase: tuple[str, ...]) -> bool:
    """Music and applause are also ordinary words: there, only a sentence of its own counts."""
    if phrase[0] not in _AUDIBLE:
        return True
    begins = start == 0 or words[start - 1].text.rstrip()[-1:] in ".!?"
    return begins and _sentence_end(words, end) == end


def _sentence_end(words: Sequence[RecognisedWord], end: int) -> int:
    """Index after the sentence that runs on at `end`."""
    while end < len(words) and words[end - 1].text.rstrip()[-1:] not in ".!?":
        end += 1
    return end


def _too_often(size: int) -> int:
    """Rounds from which a phrase of so many words is a loop; short ones are really said ('nee nee nee nee')."""
    return 6 if size == 1 else 4 if size <= 3 else 3


def _loops(words: Sequence[str]) -> list[tuple[int, int, int]]:
    """(start, words, rounds) of phrases of up to 20 words that are followed by themselves."""
    found = []
    for size in range(1, min(20, len(words) // 2) + 1):
        at = 0
        while at + 2 * size <= len(words):
            times = 1
            while words[at : at + size] == words[at + times * size : at + (times + 1) * size]:
                times += 1
            if times > 1:
                found.append((at, size, times))
            at += size * (times - 1) + 1 if times > 1 else 1
    return found
