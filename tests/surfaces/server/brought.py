"""What tests bring into a house: small call files and recordings."""

from __future__ import annotations

import io
import json
import wave
from pathlib import Path
from typing import Any

import numpy as np

from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.intake import About, Came, take_in
from belwijs.surfaces.server.spool import Spooled, spooled


def call_file(number: int = 1, **changes: Any) -> bytes:
    """A call of four turns as our JSON; each number is another call."""
    made: dict[str, Any] = {
        "id": f"call-{number}",
        "started_at": "2026-11-23T09:05:00",
        "direction": "inbound",
        "language": "nl",
        "called": "+31205550101",
        "participants": [
            {"id": "a1", "role": "agent", "name": "Monique Bos"},
            {"id": "c1", "role": "customer", "name": "Jan de Wit"},
        ],
        "turns": [
            {"speaker": "a1", "start": 1, "end": 4, "text": "Goedemorgen, De Linde, met Monique Bos, wat kan ik doen?"},
            {"speaker": "c1", "start": 4.5, "end": 7, "text": f"Dag, met Jan de Wit, over factuur {number}."},
            {"speaker": "a1", "start": 7.5, "end": 9, "text": "Ik kijk het voor u na."},
            {"speaker": "c1", "start": 9.5, "end": 10, "text": "Dank u wel."},
        ],
        **changes,
    }  # fmt: skip
    return json.dumps(made).encode()


def sound(seconds: float = 1.0, channels: int = 2, pitch: float = 440.0) -> bytes:
    """A WAV file with a tone in it."""
    times = np.arange(int(8000 * seconds)) / 8000
    tone = (np.sin(2 * np.pi * pitch * times) * 8000).astype(np.int16)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(np.repeat(tone[:, None], channels, axis=1).tobytes())
    return file.getvalue()


def spool(house: House, data: bytes) -> Spooled:
    """The bytes as they lie in the house when they have come in."""
    return spooled(house.settings, [data])


def bring(house: House, data: bytes, name: str, **about: Any) -> list[Came]:
    """Bring a file into the house."""
    return take_in(house, spool(house, data), name, About(**about))


def left_over(folder: Path) -> list[str]:
    """Names of the files under a folder."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file())
