"""Finding by a few letters: beginnings of words, then anywhere in a name, then with a typing error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_EXACT, _BEGINS, _NUMBER, _ELSEWHERE, _INSIDE, _TYPO, _TYPO_ELSEWHERE = 100, 80, 75, 50, 40, 30, 20
_TWO_ERRORS_FROM = 8  # letters: longer words may have two typing errors
_ONE_ERROR_FROM = 4
LONGEST = 60  # characters of what is typed that count


def words_of(text: str) -> tuple[str, ...]:
    """Words in small letters without accents; ij and y are one sound, as callers say them."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return tuple(re.findall(r"[^\W_]+", bare.replace("ij", "y")))


@dataclass(frozen=True, slots=True)
class Target:
    """What can be found: words of the name, words of what they do, digits of their numbers."""

    name: tuple[str, ...]
    does: tuple[str, ...]
    digits: tuple[str, ...] = ()


def score(query: Sequence[str], target: Target, errors: bool) -> int:
    """How well a target answers what was typed; 0 where some word of it is nowhere.

    Args:
        query: words of what was typed.
        errors: whether a small typing error may be looked past.
    """
    total = 0
    for word in query:
        best = _exactly(word, target) or (_nearly(word, target) if errors else 0)
        if not best:
            return 0
        total += best
    return total


def _exactly(word: str, target: Target) -> int:
    if word in target.name:
        return _EXACT
    if any(name.startswith(word) for name in target.name):
        return _BEGINS
    if word.isdigit() and len(word) > 1 and any(word.lstrip("0") in number for number in target.digits):
        return _NUMBER
    if any(does.startswith(word) for does in target.does):
        return _ELSEWHERE
    if len(word) > 2 and any(word in name for name in (*target.name, *target.does)):
        return _INSIDE
    return 0


def _nearly(word: str, target: Target) -> int:
    allowed = 2 if len(word) >= _TWO_ERRORS_FROM else 1 if len(word) >= _ONE_ERROR_FROM else 0
    if not allowed:
        return 0
    if any(begins_nearly(word, name, allowed) for name in target.name):
        return _TYPO
    return _TYPO_ELSEWHERE if any(begins_nearly(word, does, allowed) for does in target.does) else 0


def begins_nearly(typed: str, word: str, allowed: int) -> bool:
    """Whether `word` begins with `typed`, but for at most `allowed` letters added, left out, changed or swapped."""
    if len(typed) - len(word) > allowed:
        return False
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(word, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return False
    return min(row) <= allowed
