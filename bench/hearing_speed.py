"""How quick hearing is and how much memory it takes, for bench/hearing.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import speech_calls

SEEDS = (5, 6)
MINUTES = (1, 10, 60, 480)
_GOAL = 100

_BOTH = """
import time, sys
from pathlib import Path
from belwijs.audio.decode import open_recording
from belwijs.call import Call
from belwijs.catalogue.playbook import Playbook
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.stages import STAGES
from belwijs.speech.engines.whisper import load_recogniser

load_recogniser()
call = Call.model_validate({"id": "bench", "participants": [], "turns": []})
material = Material(call, Playbook(), sound=open_recording(Path(sys.argv[1])))
spent = {}
for stage in STAGES:
    if stage.name in ("hear", "transcribe", "measure"):
        start = time.process_time()
        material = stage.run(material, Tools())
        spent[stage.name] = time.process_time() - start
print(spent["hear"] + spent["measure"], spent["transcribe"])
"""

_RUN = """
import os, sys
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import time, resource
from pathlib import Path
from belwijs.audio.decode import open_recording
from belwijs.call import Call
from belwijs.catalogue.playbook import Playbook
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.stages import STAGES

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

people = [{"id": "a", "role": "agent"}, {"id": "c", "role": "customer"}]
call = Call.model_validate({"id": "bench", "participants": people, "turns": []})

def heard(seconds):
    material = Material(call, Playbook(), sound=Again(Path(sys.argv[1]), seconds), channels={"a": 0, "c": 1})
    for stage in STAGES:
        if stage.name in ("hear", "measure"):
            material = stage.run(material, Tools())
    assert any(m.value is not None for m in material.measures)

heard(20.0)
start = time.process_time()
heard(float(sys.argv[2]))
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
    shares = []
    for seed in SEEDS:
        hearing, words = _both(speech_calls.build(work, seed).wav)
        shares.append(f"| {seed} | {hearing:.1f} | {words:.1f} | {100 * hearing / words:.1f} % |")
    return [
        "## Speed and memory of one pass over both channels, with all its figures",
        "",
        "| call | times real time, processor time of one core |",
        "|---|---|",
        *speeds,
        "",
        f"Goal: {_GOAL}. From the file, A-law at 8 kHz, decoding included; the best of {repeats}, each in a process of "
        "its own.",
        "",
        "| minutes | peak memory, MB |",
        "|---|---|",
        *memory,
        "",
        "Goal: under 250 MB from 1 minute to 8 hours.",
        "",
        "| call | hearing and its figures, s | recognition, s | share |",
        "|---|---|---|---|",
        *shares,
        "",
        "Goal: hearing under 10 % of recognition. Processor time of both stages in one process, all threads, models loaded before.",
        "",
    ]


def _run(wav: Path, seconds: float) -> tuple[float, float]:
    """Seconds of processor time, and the peak of memory in MB."""
    return _two(_RUN, wav, seconds)


def _both(wav: Path) -> tuple[float, float]:
    """Seconds of processor time of hearing with its figures, and of recognition, in one run."""
    return _two(_BOTH, wav)


def _two(script: str, *given: object) -> tuple[float, float]:
    """The two figures that a script prints last, run in a process of its own."""
    words = map(str, (sys.executable, "-c", script, *given))
    done = subprocess.run([*words], capture_output=True, text=True, check=True)
    one, other = done.stdout.split()[-2:]
    return float(one), float(other)
