"""A turn cut into pieces: which words sound when, and which words a finding rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from belwijs.call import Turn
from belwijs.finding import Verdict

_WITHIN = 60  # characters beyond the last word within which the next one is looked for


@dataclass(frozen=True, slots=True)
class Ref:
    """A sign in the transcript that leads to a finding."""

    verdict: Verdict
    title: str
    finding: str  # anchor


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn's text; `word` counts the turn's words that have times."""

    text: str
    word: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that the same findings rest on; `ends` are those whose words stop here."""

    pieces: tuple[Piece, ...]
    refs: tuple[Ref, ...]
    ends: tuple[Ref, ...]

    @property
    def verdict(self) -> Verdict | None:
        """Missed when any of its findings is."""
        if not self.refs:
            return None
        return "missed" if any(r.verdict == "missed" for r in self.refs) else self.refs[0].verdict


def places_of_words(turn: Turn) -> list[tuple[int, int] | None]:
    """Where each word of a turn stands in its text; None for a word that is not found near the one before."""
    found: list[tuple[int, int] | None] = []
    cursor = 0
    for word in turn.words:
        wanted = word.text.strip()
        pattern = re.compile(re.escape(wanted), re.IGNORECASE)
        hit = pattern.search(turn.text, cursor, cursor + _WITHIN + len(wanted)) if wanted else None
        found.append(hit.span() if hit else None)
        cursor = hit.end() if hit else cursor
    return found


def place_of_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, whatever its punctuation and capitals; None when it is not in it."""
    tokens = re.findall(r"\w+", quote)
    if not tokens:
        return None
    hit = re.search(r"(?<!\w)" + r"\W+".join(map(re.escape, tokens)) + r"(?!\w)[.,!?…]*", text, re.IGNORECASE)
    return hit.span() if hit else None


def cut(turn: Turn, quotes: Sequence[tuple[str, Ref]]) -> tuple[tuple[Stretch, ...], tuple[Ref, ...]]:
    """A turn's text in stretches, and the references whose quote is not in the text (they belong to the whole turn)."""
    words = places_of_words(turn)
    placed: list[tuple[int, int, Ref]] = []
    left: list[Ref] = []
    for quote, ref in quotes:
        place = place_of_quote(quote, turn.text)
        if place:
            placed.append((*place, ref))
        else:
            left.append(ref)
    edges = {0, len(turn.text)} | {e for w in words if w for e in w} | {e for a, b, _ in placed for e in (a, b)}
    bounds = sorted(edges)
    stretches: list[Stretch] = []
    pieces: list[Piece] = []
    for start, end in pairwise(bounds):
        word = next((n for n, w in enumerate(words) if w and w[0] <= start and end <= w[1]), None)
        pieces.append(Piece(turn.text[start:end], word))
        here = tuple(r for a, b, r in placed if a <= start and end <= b)
        ends = tuple(r for _, b, r in placed if b == end)
        next_here = tuple(r for a, b, r in placed if a <= end < b)
        if ends or next_here != here or end == len(turn.text):
            stretches.append(Stretch(tuple(pieces), here, ends))
            pieces = []
    return tuple(stretches), tuple(left)
