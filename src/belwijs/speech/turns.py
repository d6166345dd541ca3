"""From the words of each channel to turns: who has the floor, and what is said meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from belwijs.call import Turn, Word

PAUSE = 1.5
"""Seconds of silence after which the same speaker starts a new turn, also when nobody else speaks."""
BREATH = 0.3
"""Seconds between two words from which the other can have taken the floor in between."""
BACKCHANNEL_WORDS = 3
BACKCHANNEL_SECONDS = 1.2
"""What is shorter than these ('ja', 'precies', 'oké ja') and falls inside the other's story does not end that story."""


@dataclass(slots=True)
class _Phrase:
    """Words of one speaker without a breath between them."""

    speaker: int
    words: list[Word] = field(default_factory=list)

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return max(word.end for word in self.words)

    @property
    def brief(self) -> bool:
        return len(self.words) <= BACKCHANNEL_WORDS and self.end - self.start <= BACKCHANNEL_SECONDS


def turns(words: Sequence[Sequence[Word]], speakers: Sequence[str], *, pause: float = PAUSE) -> tuple[Turn, ...]:
    """Turns in order of time; turns of different speakers may overlap.

    A turn ends at a pause, or where the other takes the floor: says something longer than a backchannel that begins
    and ends before the speaker goes on, or that goes on after the speaker stopped. A backchannel is a turn of its own.

    Args:
        words: per channel, its words in order of time.
        speakers: the participant of each channel.
        pause: seconds that end a turn.

    Raises:
        ValueError: there are not as many speakers as channels.
    """
    phrases = [p for n, channel in enumerate(words) for p in _phrases(n, channel)]
    phrases.sort(key=lambda p: (p.start, p.end))
    joined: list[_Phrase] = []
    last: dict[int, _Phrase] = {}
    for phrase in phrases:
        before = last.get(phrase.speaker)
        if before is not None and phrase.start - before.end < pause and not _floor_taken(before, phrase, joined):
            before.words += phrase.words
        else:
            last[phrase.speaker] = phrase
            joined.append(phrase)
    pairs = list(zip(words, speakers, strict=True))
    return tuple(_turn(p, pairs[p.speaker][1]) for p in sorted(joined, key=lambda p: (p.start, p.end)))


def _phrases(speaker: int, words: Sequence[Word]) -> list[_Phrase]:
    phrases: list[_Phrase] = []
    for word in words:
        if phrases and word.start - phrases[-1].end < BREATH:
            phrases[-1].words.append(word)
        else:
            phrases.append(_Phrase(speaker, [word]))
    return phrases


def _floor_taken(before: _Phrase, after: _Phrase, turns_so_far: Sequence[_Phrase]) -> bool:
    """Whether somebody else had the floor between two phrases of one speaker."""
    since = takewhile(lambda other: other.start > before.start, reversed(turns_so_far))
    return any(
        other.speaker != before.speaker and not other.brief and before.end < other.end and other.start < after.start
        for other in since
    )


def _turn(phrase: _Phrase, speaker: str) -> Turn:
    text = " ".join(word.text for word in phrase.words)
    return Turn(speaker=speaker, start=phrase.start, end=phrase.end, text=text, words=tuple(phrase.words))
