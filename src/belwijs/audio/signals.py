"""What the exchange or a keypad let hear: busy tones and key presses, for the reader of the report."""

from __future__ import annotations

from belwijs.audio.hearing import Hearing

_TOGETHER = 5.0  # seconds between two keys of one number, or two stretches of one busy tone


def signals(hearing: Hearing) -> tuple[str, ...]:
    """A sentence for each busy tone and each row of keys, in order of time; which keys were pressed is not kept."""
    found: list[tuple[float, str]] = []
    for start, end, _ in _rows(hearing, "busy"):
        found.append((start, f"a busy tone is heard from {start:.1f} to {end:.1f} s"))
    for start, end, count in _rows(hearing, "dtmf"):
        found.append((start, f"keys are pressed from {start:.1f} to {end:.1f} s ({count}); which ones is not kept"))
    return tuple(said for _, said in sorted(found))


def _rows(hearing: Hearing, kind: str) -> list[tuple[float, float, int]]:
    """Start, end and number of sounds that follow each other closely; one that both channels hold counts once."""
    rows: list[tuple[float, float, int]] = []
    for start, end in sorted((h.start, h.end) for channel in hearing.heard for h in channel if h.kind == kind):
        if not rows or start > rows[-1][1] + _TOGETHER:
            rows.append((start, end, 1))
            continue
        first, last, count = rows[-1]
        rows[-1] = (first, max(last, end), count + (start >= last))
    return rows
