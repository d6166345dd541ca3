"""Speech recognition side by side: faster-whisper's default, its Batched pipeline, and Belwijs.

    python bench/speech.py [--repeats 3] [--seeds 5,6,7,8]

The same weights (the Whisper base that ships in packages, int8), the same two-channel calls of 300 s of real human
Dutch (speech_calls.py), the same word error rate. Every run is a process of its own, so that peak memory is its own;
runs are interleaved (A B C A B C ...) so that what else the machine does falls on all of them. Timed is the way from
the file to the words; loading the weights is not. Only ratios mean something. Writes bench/speech.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import speech_calls

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
MODEL = WORK / "whisper-base"
VARIANTS = {
    "default": "faster-whisper, default (beam 5, one channel after the other)",
    "batched": "faster-whisper, BatchedInferencePipeline (batch 8, beam 1, a thread a channel)",
    "belwijs": "Belwijs (listening for speech, tones and music; words with times)",
}
QUICK = ("batched", "belwijs")
"""What is repeated; the default takes some eight times as long and runs once a call."""
SEEDS = (5, 6, 7, 8)
"""Of the calls; the settings were chosen on seeds 1 to 4."""


def main() -> int:
    """Runs everything, prints the table and writes it to bench/speech.md."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    options.add_argument("--one", nargs=2, metavar=("VARIANT", "SEED"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(run_one(given.one[0], int(given.one[1]))))
        return 0
    seeds = [int(seed) for seed in given.seeds.split(",")]
    WORK.mkdir(exist_ok=True)
    try:
        calls = {seed: speech_calls.build(WORK, seed) for seed in seeds}
    except speech_calls.NoRecordingsError as missing:
        print(f"bench/speech.py: {missing}", file=sys.stderr)
        return 1
    unpack_model()
    runs: dict[tuple[str, int], list[dict[str, Any]]] = {(v, s): [] for v in VARIANTS for s in seeds}
    for repeat in range(given.repeats):
        for seed in seeds:
            for variant in VARIANTS if repeat == 0 else QUICK:
                runs[variant, seed].append(in_process(variant, seed))
                print(variant, seed, f"{runs[variant, seed][-1]['seconds']:.1f} s", file=sys.stderr)
    page = report(runs, calls, given.repeats)
    print(page)
    (HERE / "speech.md").write_text(page)
    return 0


def unpack_model() -> None:
    """The bundled weights as a directory, which faster-whisper wants."""
    from belwijs.speech.engines.weights import find_weights

    MODEL.mkdir(parents=True, exist_ok=True)
    for name, content in find_weights().files.items():
        if not (MODEL / name).exists():
            (MODEL / name).write_bytes(content)


def in_process(variant: str, seed: int) -> dict[str, Any]:
    """One run in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", variant, str(seed)]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=offline)
    if done.returncode:
        raise SystemExit(f"bench/speech.py: {variant} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run_one(variant: str, seed: int) -> dict[str, Any]:
    """Texts per channel, seconds, CPU seconds and peak memory of one variant on one call."""
    wav = WORK / f"call-{seed}.wav"
    recognise = {"default": default, "batched": batched, "belwijs": belwijs}[variant]
    ready = recognise(wav)
    wall, cpu = time.perf_counter(), time.process_time()
    texts = ready()
    return {
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "texts": texts,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def default(wav: Path) -> Any:
    """faster-whisper as it comes: WhisperModel.transcribe with its defaults, the language given."""
    from faster_whisper import WhisperModel, decode_audio

    model = WhisperModel(str(MODEL), device="cpu", compute_type="int8")

    def run() -> list[str]:
        channels = decode_audio(str(wav), split_stereo=True)
        return [" ".join(s.text for s in model.transcribe(c, language="nl")[0]) for c in channels]

    return run


def batched(wav: Path) -> Any:
    """BatchedInferencePipeline at its quickest: both channels at once, one thread each, no word times."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel, decode_audio

    model = WhisperModel(str(MODEL), device="cpu", compute_type="int8", cpu_threads=1, num_workers=2)

    def run() -> list[str]:
        channels = decode_audio(str(wav), split_stereo=True)
        texts = ["", ""]

        def one(n: int) -> None:
            pipeline = BatchedInferencePipeline(model)
            segments, _ = pipeline.transcribe(channels[n], language="nl", batch_size=8, beam_size=1)
            texts[n] = " ".join(s.text for s in segments)

        threads = [threading.Thread(target=one, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return texts

    return run


def belwijs(wav: Path) -> Any:
    """Belwijs as `analyse` runs it: one pass to listen, one for the words."""
    from belwijs.audio.decode import open_recording
    from belwijs.audio.hearing import listen
    from belwijs.speech import transcribe
    from belwijs.speech.engines.whisper import load_recogniser

    recogniser = load_recogniser(workers=2)

    def run() -> list[str]:
        recording = open_recording(wav)
        hearing = listen(recording)
        made = transcribe(
            recording, hearing.speech, recogniser=recogniser, language="nl", duration=hearing.duration
        )
        return [" ".join(word.text for word in channel) for channel in made.words]

    return run


def normalised(text: str) -> list[str]:
    """Words for the error rate: lower case, accents and apostrophes off, split at what is no letter or digit."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    bare = bare.replace("’", "").replace("'", "")
    return "".join(c if c.isascii() and c.isalnum() else " " for c in bare).split()


def errors(reference: Sequence[str], said: Sequence[str]) -> int:
    """Fewest substitutions, deletions and insertions from one to the other (Levenshtein)."""
    row = list(range(len(said) + 1))
    for i, expected in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, word in enumerate(said, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (expected != word))
    return row[-1]


def error_rate(reference: Sequence[str], texts: Sequence[str]) -> float:
    """Word error rate over the channels together."""
    pairs = [(normalised(r), normalised(t)) for r, t in zip(reference, texts, strict=True)]
    return sum(errors(r, t) for r, t in pairs) / sum(len(r) for r, _ in pairs)


def _pooled(
    runs: dict[tuple[str, int], list[dict[str, Any]]], calls: dict[int, speech_calls.BenchCall], variant: str
) -> float:
    """Word error rate over all calls; it tells more than any one of them."""
    reference = [r for call in calls.values() for r in call.reference]
    return error_rate(reference, [t for seed in calls for t in runs[variant, seed][0]["texts"]])


def _together(
    runs: dict[tuple[str, int], list[dict[str, Any]]], calls: dict[int, speech_calls.BenchCall]
) -> str:
    """The quick variants' time over all calls, as ratios against the default's."""
    sums = {
        variant: sum(statistics.median(r["seconds"] for r in runs[variant, seed]) for seed in calls)
        for variant in VARIANTS
    }
    return "; ".join(f"{variant} {sums[variant] / sums['default']:.3f}" for variant in QUICK)


def report(
    runs: dict[tuple[str, int], list[dict[str, Any]]], calls: dict[int, speech_calls.BenchCall], repeats: int
) -> str:
    """The page: a table a call, then how it was measured."""
    lines = ["# Speech recognition, measured", ""]
    for seed, call in calls.items():
        words = sum(len(normalised(r)) for r in call.reference)
        base = statistics.median(r["seconds"] for r in runs["default", seed])
        digest = hashlib.sha256(call.wav.read_bytes()).hexdigest()[:12]
        lines += [
            f"Call {seed} ({call.utterances} utterances, {words} words, sha256 {digest}):",
            "",
            "| | time, of the default's | spread | processor time, of the default's | word error rate | peak MB |",
            "|---|---|---|---|---|---|",
        ]
        base_cpu = statistics.median(r["cpu"] for r in runs["default", seed])
        for variant, name in VARIANTS.items():
            made = runs[variant, seed]
            seconds = [r["seconds"] for r in made]
            spread = f"{min(seconds) / base:.3f}-{max(seconds) / base:.3f}"
            lines.append(
                f"| {name} | {statistics.median(seconds) / base:.3f} | {spread} "
                f"| {statistics.median(r['cpu'] for r in made) / base_cpu:.3f} "
                f"| {error_rate(call.reference, made[0]['texts']):.3f} | {max(r['peak_mb'] for r in made):.0f} |"
            )
        lines.append("")
    rates = {variant: _pooled(runs, calls, variant) for variant in VARIANTS}
    pooled = "; ".join(f"{variant} {rate:.3f}" for variant, rate in rates.items())
    lines += [
        f"Word error rate over all calls together: {pooled}.",
        f"Time over all calls together (sum of the medians), of the default's: {_together(runs, calls)}.",
        "",
        f"`python bench/speech.py --repeats {repeats} --seeds {','.join(map(str, calls))}`, {date.today()}, "
        f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, load at the end {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}.",
        "",
        "Median of the runs, interleaved, every run its own process; the default, which takes minutes, runs once a "
        "call; each ratio is against the first row on that call. From file to words, weights already loaded; only the last row "
        "has word times. The word error rate is high because the lines are short, acted and narrowband; it ranks, it "
        "does not say what a real call gives. Normalisation: lower case, accents and apostrophes off, split at "
        "everything else. Settings were chosen on the calls of seeds 1 to 4.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
