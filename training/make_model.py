"""Rebuilds src/belwijs/dialogue/model from the training dialogues: `make model`.

    python -m venv .venv-training && .venv-training/bin/pip install -r training/requirements.txt -e .
    .venv-training/bin/python training/make_model.py

Close to two hours on two cores that do little else. Seeds are pinned, and drawn with the names of the runs, so keep
those; how near the figures of a rebuild come is not measured (docs/model-card.md).
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
FIRST_FIVE = ("--without", "sixth")  # rounds of texts
THINNER = ("--drop", "3", "--frozen", "3", "--learn")  # the layer that is missed least
STEPS = (
    ("compile.py", "--check"),
    ("train.py", "--name", "main7", "--epochs", "3", *FIRST_FIVE),
    ("train.py", "--name", "second7", "--from", "main7", "--epochs", "2", "--rate", "1.5e-4", *FIRST_FIVE),
    ("soup.py", "--name", "mean7", "--of", "main7", "second7"),
    ("train.py", "--name", "thin8", "--from", "mean7", "--epochs", "1", "--rate", "2e-4", *THINNER, *FIRST_FIVE),
    ("train.py", "--name", "main8", "--from", "thin8", "--epochs", "2", "--rate", "2e-4", "--frozen", "4"),
    ("ngrams.py",),
    ("export.py", "--name", "main8"),
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
