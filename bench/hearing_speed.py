"""How quick hearing is and how much memory it takes, for bench/hearing.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import speech_calls

SEEDS = (5, 6)
MINUTES = (1, 10, 60)
_GOAL = 100

_RUN = """
import os, sys
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import time, resource
from pathlib import Path
import numpy as np
from belwijs.audio.decode import open_recording
from belwijs.audio.hearing import listen

class Again:
    path, channels, sample_rate, notes = Path("again.wav"), 2, 8000, ()
    def __init__(self, wav, seconds):
        self.recording, self.duration = open_recording(wav), seconds
    def chunks(self, seconds=10.0):
        left = int(self.duration / seconds)
        while left > 0:
            for chunk in self.recording.chunks(seconds):
                if left <= 0:
                    return
                yield chunk
                left -= 1

sound = Again(Path(sys.argv[1]), float(sys.argv[2]))
listen(Again(Path(sys.argv[1]), 20.0))
start = time.process_time()
listen(sound)
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def sections(work: Path, repeats: int) -> list[str]:
    """Markdown: times real time, and peak memory by length."""
    speeds = []
    for seed in SEEDS:
        wav = speech_calls.build(work, seed).wav
        best = min(_run(wav, speech_calls.SECONDS)[0] for _ in range(repeats))
        speeds.append(f"| {seed} | {speech_calls.SECONDS / best:.0f} |")
    wav = speech_calls.build(work, SEEDS[0]).wav
    memory = [f"| {minutes} | {_run(wav, 60.0 * minutes)[1]:.0f} |" for minutes in MINUTES]
    return [
        "## Speed and memory of one pass over both channels",
        "",
        "| call | times real time, processor time of one core |",
        "|---|---|",
        *speeds,
        "",
        f"Goal: {_GOAL}. From the file, A-law at 8 kHz, decoding included; the best of {repeats}, each in a process of its own. Other work ran on "
        "the same cores, which share their caches.",
        "",
        "| minutes | peak memory, MB |",
        "|---|---|",
        *memory,
        "",
        "Goal: under 250 MB from 1 minute to 8 hours.",
        "",
    ]


def _run(wav: Path, seconds: float) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(wav), str(seconds)], capture_output=True, text=True, check=True
    )
    cpu, memory = done.stdout.split()[-2:]
    return float(cpu), float(memory)
