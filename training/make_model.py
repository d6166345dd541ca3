"""Rebuilds src/belwijs/dialogue/model from the training dialogues: `make model`.

    python -m venv .venv-training && .venv-training/bin/pip install -r training/requirements.txt -e .
    .venv-training/bin/python training/make_model.py

An hour on two cores that do little else. Seeds are pinned, and drawn with the names of the runs, so keep those; the
figures of a rebuild stay within half a point.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
STEPS = (
    ("compile.py", "--check"),
    ("train.py", "--name", "main6", "--epochs", "5"),
    ("train.py", "--name", "second6", "--from", "main6", "--epochs", "2", "--rate", "1.5e-4"),
    ("soup.py", "--name", "mean6", "--of", "main6", "second6"),
    ("ngrams.py",),
    ("export.py", "--name", "mean6"),
    ("stream.py",),
    ("sentences.py",),
    ("fast.py",),
    ("examples.py",),
)


def main() -> None:
    """Runs the steps one after the other; stops at the first that fails."""
    for script, *options in STEPS:
        started = time.time()
        subprocess.run([sys.executable, str(HERE / script), *options], check=True)
        print(f"{script}: {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
