"""What is heard on the line, measured on real human speech whose truth is known.

    python bench/hearing.py [--parts voice,turns,surroundings,speed] [--repeats 3]

Each part is a module `hearing_<part>.py` with a function `sections(work, repeats) -> list[str]` that gives Markdown.
Praat (praat-parselmouth, GPL) and librosa are only used here, beside Belwijs in the same run: pip install
praat-parselmouth librosa. Writes bench/hearing.md; with --parts only those sections are made anew.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import sys
from datetime import date
from pathlib import Path

import one_core  # noqa: F401
import speech_calls

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
PARTS = ("voice", "turns", "surroundings", "speed")


def main() -> int:
    """Runs the parts, prints the page and writes it to bench/hearing.md."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parts", default=",".join(PARTS))
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    WORK.mkdir(exist_ok=True)
    page = HERE / "hearing.md"
    new: dict[str, str] = {}
    for part in given.parts.split(","):
        try:
            made = importlib.import_module(f"hearing_{part}").sections(WORK, given.repeats)
        except speech_calls.NoRecordingsError as missing:
            print(f"bench/hearing.py: {missing}", file=sys.stderr)
            return 1
        ran = (
            f"`python bench/hearing.py --parts {part} --repeats {given.repeats}`, {date.today()}, {platform.machine()}, "
            f"Python {platform.python_version()}, load at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
        )
        new[part] = "\n".join([*made, ran, ""])
    kept = (_kept(page.read_text()) if page.exists() else {}) | new
    marked = [f"<!-- {part} -->\n{kept[part]}" for part in PARTS if part in kept]
    text = "\n".join(["# Hearing the line, measured", "", *marked])
    print(text)
    page.write_text(text)
    return 0


def _kept(text: str) -> dict[str, str]:
    """The sections of a page by part."""
    pieces = re.split(r"<!-- (\w+) -->\n", text)[1:]
    return {name: body.rstrip("\n") + "\n" for name, body in zip(pieces[::2], pieces[1::2], strict=True)}


if __name__ == "__main__":
    sys.exit(main())
