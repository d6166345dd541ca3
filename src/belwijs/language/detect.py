"""Which of the four languages a text is in, by its most common words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from belwijs.call import Language

COMMON: Mapping[Language, frozenset[str]] = MappingProxyType(
    {
        "nl": frozenset(
            "de het een en ik je u dat is niet van ik wat voor met op maar dan nog even ook heeft hebt naar goed mijn bij er".split()
        ),
        "en": frozenset(
            "the a and i you that is not of what for with on but then my your have it to are we can this do was".split()
        ),
        "de": frozenset(
            "der die das ein eine und ich sie es ist nicht von was für mit auf aber dann noch auch haben mein bei zu wir".split()
        ),
        "fr": frozenset(
            "le la les un une et je vous que est pas de pour avec sur mais mon votre avez à au en ce il elle des du c'est".split()
        ),
    }
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST = 3  # common words that must be seen before a guess is worth anything


def detect(texts: Iterable[str]) -> tuple[Language, float] | None:
    """The likeliest language and its share of the common words seen (0-1); None when there are too few to tell."""
    counts: Counter[Language] = Counter()
    for line in texts:
        for word in WORD.findall(line.lower()):
            for language, common in COMMON.items():
                if word in common:
                    counts[language] += 1
    if sum(counts.values()) < FEWEST:
        return None
    language, most = counts.most_common(1)[0]
    return language, most / sum(counts.values())
