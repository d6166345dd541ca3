"""The model's card: what lies in its folder, with the checksums by which loading knows a damaged file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def name_in_card(folder: Path, *names: str) -> None:
    """Writes the checksums of files of the model into its card."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    for name in names:
        card["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
