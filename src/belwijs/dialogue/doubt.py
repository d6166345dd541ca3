"""Turns of which less can be said than a model thinks: in a language that it never learned, of a single word, or
without the words that an act has."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from belwijs.language.bearing import SOMEBODY_CALLS, THANKS, YOU_CALL

FOREIGN_WORDS = 5  # words that a turn needs before its language can be doubted: names are not known words either
KNOWN = 0.3  # share of known words under which a turn is in another language
FOREIGN_LETTERS = 4  # letters of another script that make a turn one of another language
LEFT = 0.15  # of a confidence in such a turn
_LAST_LATIN = 0x24F  # end of Latin Extended-B in Unicode
_WORD = re.compile(r"[^\W\d_]+")

# Said with names as much as with words, so an unknown word says little against them.
NAMING = frozenset({"greet", "organisation", "introduce", "give_identity", "leave_name", "ask_confirm"})
# By what they are (docs/labelling.md) these take more than one word; in the training texts they never have fewer.
WORDY = frozenset(
    {
        "summarise", "acknowledge_content", "defend", "blame", "brief_colleague", "set_limit", "announce_end",
        "overpromise", "offer_callback", "lead_on", "announce_transfer", "ask_callback", "leave_name",
        "agg=instrumental/self", "agg=instrumental/organisation", "agg=instrumental/you",
    }
)  # fmt: skip


def foreign(text: str, vocabulary: Collection[str]) -> bool:
    """Whether a turn is in a language that the words of `vocabulary` (lower case) do not come from."""
    words = _WORD.findall(text.lower())
    other = sum(letter.isalpha() and ord(letter) > _LAST_LATIN for letter in text)
    if other >= FOREIGN_LETTERS and 2 * other > sum(map(len, words)):
        return True
    return len(words) >= FOREIGN_WORDS and sum(w in vocabulary for w in words) < KNOWN * len(words)


def doubted(
    sure: NDArray[np.float32], labels: Sequence[str], texts: Sequence[str], vocabulary: Collection[str]
) -> NDArray[np.float32]:
    """The confidences (turns, labels), lowered where the turn does not bear them."""
    sure = sure.copy()
    meant = np.array([label not in NAMING for label in labels])
    wordy = np.array([label in WORDY for label in labels])
    thanks, callback = (np.array([label == name for label in labels]) for name in ("hold_thanks", "offer_callback"))
    for row, text in enumerate(texts):
        if vocabulary and foreign(text, vocabulary):
            sure[row, meant] *= LEFT
        elif len(text.split()) == 1:
            sure[row, wordy] *= LEFT
        if not THANKS.search(text):
            sure[row, thanks] *= LEFT
        if YOU_CALL.search(text) and not SOMEBODY_CALLS.search(text):
            sure[row, callback] *= LEFT
    return sure
