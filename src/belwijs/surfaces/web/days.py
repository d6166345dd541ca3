"""Days and moments in a call that were typed or chosen in a form."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,5}(?:[.,][0-9]{1,3})?)")


def seconds_of(written: str) -> float | None:
    """Seconds from "75", "1:15" or "1:15,5"; None where it is none of these."""
    match = _CLOCK.fullmatch(written.strip())
    return None if match is None else int(match[1] or 0) * 60 + float(match[2].replace(",", "."))


def start_of_day(written: str, zone: ZoneInfo, *, days: int = 0) -> datetime | None:
    """The beginning of a day on the house's clock; None where there is none that can be read.

    Args:
        written: YYYY-MM-DD, as the browser's own field for a day gives it; may be anything.
        zone: of the house.
        days: later than the day that is written; 1 for its end.
    """
    try:
        day = date.fromisoformat(written) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), zone) if 1900 <= day.year < 9000 else None
