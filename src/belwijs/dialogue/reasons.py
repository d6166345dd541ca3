"""The words an act rests on: what every part of a turn adds to a label, gathered into a few stretches of words.

The confidence of a label is a sum of what the encoder, the model over wordings and the forms of the language say (its
logit). Each of them says it of places in the text; here these shares are laid over the words. What the encoder says of
a turn as a whole is in no word and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belwijs.dialogue.ngrams import Spot

LOOK = 15.0  # bound of a token's weight before exp, as in the network
MOST = 3  # stretches of words named for one act
TELLING = 0.3  # share of the strongest word's weight from which a word is named
SHORT = 3  # letters of a word that two stretches are joined over
_WORD = re.compile(r"\S+")
_EDGE = ".,;:!?…\"'“”‘’„()[]-–—"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a turn; `share` is their part of all that speaks for the label in the turn's words, 0-1."""

    start: int
    end: int
    share: float


def pointed(
    offsets: Sequence[tuple[int, int]], look: NDArray[np.float32], tell: NDArray[np.float32], weight: float = 1.0
) -> list[Spot]:
    """What each token of a turn adds to the logit of one label.

    Args:
        offsets: where each token stands in the text; (0, 0) for tokens that are no words.
        look, tell: (tokens,): how much a token counts for the label and what it says of it.
        weight: of the encoder's logit in the confidence.
    """
    counts = np.exp(np.clip(look.astype(np.float64), -LOOK, LOOK))
    adds = weight * counts * tell / max(float(counts.sum()), 1e-9)
    return [Spot(a, b, float(w)) for (a, b), w in zip(offsets, adds, strict=True) if b > a]


def stretches(text: str, spots: Iterable[Spot], most: int = MOST) -> tuple[Stretch, ...]:
    """The words that speak most for a label, the strongest stretch first; none where no word speaks for it.

    A spot's weight goes to the words that it overlaps, by the number of letters. Words that say TELLING or more of what
    the strongest word says are named; neighbours make one stretch, also over one short word.
    """
    words = [m.span() for m in _WORD.finditer(text) if any(c.isalnum() for c in m.group())]
    weights = _shared(words, spots)
    total = float(weights[weights > 0].sum())
    if total <= 0:
        return ()
    chosen = [n for n, w in enumerate(weights) if w >= TELLING * weights.max()]
    runs: list[list[int]] = []
    for n in chosen:
        between = words[runs[-1][-1] + 1 : n] if runs else []
        if runs and (not between or (len(between) == 1 and between[0][1] - between[0][0] <= SHORT)):
            runs[-1].append(n)
        else:
            runs.append([n])
    found = []
    for run in runs:
        inside = weights[run[0] : run[-1] + 1]
        start, end = _trimmed(text, words[run[0]][0], words[run[-1]][1])
        found.append(Stretch(start, end, round(min(1.0, float(inside[inside > 0].sum()) / total), 3)))
    return tuple(sorted(found, key=lambda s: (-s.share, s.start))[:most])


def _shared(words: Sequence[tuple[int, int]], spots: Iterable[Spot]) -> NDArray[np.float64]:
    weights = np.zeros(len(words))
    for spot in spots:
        here = [(n, min(b, spot.end) - max(a, spot.start)) for n, (a, b) in enumerate(words)]
        here = [(n, letters) for n, letters in here if letters > 0]
        whole = sum(letters for _, letters in here)
        for n, letters in here:
            weights[n] += spot.weight * letters / whole
    return weights


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
