"""How a house sets a second judge: a small YAML file, explained in docs/second-judge.md."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from belwijs.call import Problem
from belwijs.call.settings import Strict, read_settings, read_settings_text

if TYPE_CHECKING:
    from belwijs.surfaces.second_judge.judge import RemoteJudge

WHAT = "a second judge's file"
SEE = "docs/second-judge.md"
_KEYS = ("api_key", "key", "token", "password")


class SecondJudgeSettings(Strict):
    """Where the judge is, which it is, when it is asked and how long it may take. The first two are required."""

    address: str = Field(description="the address before /chat/completions, such as http://127.0.0.1:8080/v1")
    model: str = Field(min_length=1, max_length=200, description="the model's name as the server knows it")
    api_key_env: str | None = Field(
        default=None, pattern=r"^[A-Za-z_]\w*$", description="the name of an environment variable that holds the key"
    )
    under: float = Field(default=0.7, ge=0.5, le=1, description="the confidence under which it is asked, 0.5-1")
    trust: float = Field(default=0.85, ge=0.5, le=1, description="the confidence that its yes gives a label, 0.5-1")
    most_turns: int = Field(default=20, ge=1, le=1000, description="the most turns of a call it is asked about, 1-1000")
    context_turns: int = Field(default=8, ge=0, le=50, description="how many turns before it are sent along, 0-50")
    timeout: float = Field(default=20, ge=0.1, le=600, description="seconds for one answer, 0.1-600")
    most_seconds: float = Field(default=120, ge=1, le=3600, description="seconds for all answers of a call, 1-3600")
    retries: int = Field(default=2, ge=0, le=10, description="how often it is tried again, 0-10")
    wait: float = Field(default=0.5, ge=0, le=60, description="seconds before the first retry, doubled each time, 0-60")
    most_tokens: int = Field(default=300, ge=20, le=32_000, description="the longest answer in tokens, 20-32000")
    redact: bool = Field(default=True, description="true or false: take out names and numbers first")
    allow_outside: bool = Field(
        default=False, description="true or false: whether words may go to an address outside the house"
    )
    ca_file: str | None = Field(default=None, description="a file with the house's own certificate authority (PEM)")


def read_second_judge(text: str, file: str) -> SecondJudgeSettings:
    """The settings in a YAML text.

    Raises:
        Problem: what is wrong, with file and line.
    """
    try:
        return read_settings(SecondJudgeSettings, text, file, what=WHAT, see=SEE).values
    except Problem as problem:
        if any(problem.reason == f"{name} is not a setting" for name in _KEYS):
            raise Problem(
                "a key does not belong in this file",
                "put it in an environment variable and name that with api_key_env",
                file=problem.file,
            ) from None
        raise


def load_second_judge(path: Path, names: Iterable[str] = ()) -> RemoteJudge:
    """The judge that a settings file describes, ready to be asked; nothing is sent yet.

    `names` are those of staff, taken out when the judge redacts.

    Raises:
        Problem: the file is wrong, its key is not in the environment, or its address is not in the house.
    """
    from belwijs.surfaces.second_judge.address import place_of
    from belwijs.surfaces.second_judge.judge import RemoteJudge

    settings = read_second_judge(read_settings_text(path, what=WHAT), str(path))
    key = None
    if settings.api_key_env:
        key = os.environ.get(settings.api_key_env, "").strip()
        if not key or not key.isascii() or not key.isprintable():
            raise Problem(
                f"the environment variable {settings.api_key_env} holds no key", "set it, or leave api_key_env out",
                file=str(path),
            )  # fmt: skip
    if settings.ca_file and not (path.parent / settings.ca_file).is_file():
        raise Problem("ca_file is not there", "give a path from the folder of this file", file=str(path))
    authority = str(path.parent / settings.ca_file) if settings.ca_file else None
    try:
        place = place_of(settings.address, outside=settings.allow_outside, authority=authority)
    except Problem as problem:
        raise problem.at(str(path)) from None
    return RemoteJudge(settings, place, key, tuple(names))
