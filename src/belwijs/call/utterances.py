"""What other formats hold of a talk, before it is known who is who: utterances with a speaker label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from belwijs.call.model import Word

WORDS_PER_SECOND = 2.5  # of running speech, where a file gives no times; 150 words a minute
_JOIN = 1.5  # seconds of silence in which a speaker keeps the floor; longer pauses part two turns
_HANDOVER = 0.7  # seconds of silence after which, without any names, another speaker is the better guess
_ENDINGS = (".", "?", "!", "…")


@dataclass(frozen=True)
class Utterance:
    """A stretch of talk; `speaker` is the label in the file, None where it names nobody; times in seconds."""

    speaker: str | None
    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class TimedToken:
    """A word as a recogniser wrote it; times in seconds, None where it gave none (whisperX gives numbers none)."""

    text: str
    start: float | None
    end: float | None
    confidence: float | None = None


def interpolate(tokens: Sequence[TimedToken], start: float, end: float) -> tuple[Word, ...]:
    """Words with times: where a word has none, words without times share the room between their neighbours evenly.

    Times that run backwards count as none. `start` and `end` (seconds) bound the words at both sides.
    """
    known: list[tuple[float, float] | None] = []
    at = start
    for token in tokens:
        if token.start is not None and token.end is not None and at <= token.start <= token.end:
            known.append((token.start, token.end))
            at = token.start  # not its end: neighbouring words often overlap by milliseconds
        else:
            known.append(None)
    words: list[Word] = []
    n = 0
    while n < len(tokens):
        times = known[n]
        if times is not None:
            words.append(_word(tokens[n], *times))
            n += 1
            continue
        last = n
        while last < len(tokens) and known[last] is None:
            last += 1
        left = words[-1].end if words else start
        following = known[last] if last < len(tokens) else None
        right = max(left, following[0] if following else end)
        each = (right - left) / (last - n)
        for k in range(n, last):
            words.append(_word(tokens[k], left + (k - n) * each, left + (k - n + 1) * each))
        n = last
    return tuple(words)


def _word(token: TimedToken, start: float, end: float) -> Word:
    return Word(start=round(start, 3), end=round(max(start, end), 3), text=token.text, confidence=token.confidence)


def in_order(utterances: Sequence[Utterance]) -> list[Utterance]:
    """In order of time, what begins together in the order of the file."""
    return sorted(utterances, key=lambda u: u.start)


def join(utterances: Sequence[Utterance]) -> list[Utterance]:
    """Turns: what one speaker says on end, with pauses of at most 1.5 s, becomes one utterance."""
    groups: list[list[Utterance]] = []
    for u in utterances:
        if groups and groups[-1][0].speaker == u.speaker and u.start - groups[-1][-1].end <= _JOIN:
            groups[-1].append(u)
        else:
            groups.append([u])
    return [_joined(g) for g in groups]


def _joined(group: Sequence[Utterance]) -> Utterance:
    words: tuple[Word, ...] = ()
    if all(u.words or not u.text for u in group):  # half a list of words would be taken for the whole
        words = tuple(w for u in group for w in u.words)
    text = " ".join(u.text for u in group if u.text)
    return Utterance(group[0].speaker, group[0].start, max(u.end for u in group), text, words)


def share_out(utterances: Sequence[Utterance]) -> tuple[list[Utterance], bool]:
    """Gives everything a speaker; True when nobody was named and it is a guess who says what.

    Where some utterances have a name, those without go on with the speaker before them, as subtitles name a speaker
    at a change. Where none has, the speaker changes after the end of a sentence or a pause.
    """
    if any(u.speaker is not None for u in utterances):
        current = next(u.speaker for u in utterances if u.speaker is not None)
        named = []
        for u in utterances:
            current = u.speaker if u.speaker is not None else current
            named.append(replace(u, speaker=current))
        return named, False
    shared: list[Utterance] = []
    speaker = 0
    for n, u in enumerate(utterances):
        before = utterances[n - 1] if n else None
        if before and (before.text.endswith(_ENDINGS) or u.start - before.end >= _HANDOVER):
            speaker = 1 - speaker
        shared.append(replace(u, speaker=f"Speaker {speaker + 1}"))
    return shared, bool(utterances)
