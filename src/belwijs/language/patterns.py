"""Alternatives of a language's forms as one compiled pattern."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=512)
def pattern(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    """One case-insensitive pattern of several alternatives, at word boundaries."""
    return re.compile(r"(?<!\w)(?:" + "|".join(alternatives) + r")(?!\w)", re.IGNORECASE)
