"""Settings that a house writes in YAML, read into strict values: what is wrong is named with its line and a way out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import ConfigDict, ValidationError

from belwijs.call.model import Value
from belwijs.call.problem import Problem

MAX_BYTES = 1_000_000

Place = tuple[str | int, ...]


class Strict(Value):
    """A value that refuses fields it does not know, so that a typing mistake is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


S = TypeVar("S", bound=Strict)


@dataclass(frozen=True)
class Settings(Generic[S]):
    """What was read, and on which line each setting stands."""

    values: S
    data: dict[str, Any]
    lines: dict[Place, int]

    def line_of(self, word: str) -> int:
        """The first line that has this word as a key or a value; 1 when there is none."""
        return next((n for place, n in self.lines.items() if place and word in (place[-1], _at(self.data, place))), 1)


def read_settings(kind: type[S], text: str, file: str, *, what: str = "a playbook", see: str) -> Settings[S]:
    """Read YAML text into a value; an empty text has all defaults.

    `what` names the kind of file in messages, `see` is where it is explained.

    Raises:
        Problem: what is wrong, with file and line, what it is and what it should be.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else file
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise Problem(f"this is no YAML: {problem}", "mind the indentation and the colons", file=where) from error
    if data is None:
        data = {}
    if not isinstance(data, dict):
        first = next(iter(kind.model_fields))
        raise Problem(f"{what} is a list of settings such as '{first}:'", f"see {see}", file=f"{file}:1")
    lines = _lines(node) if node is not None else {}
    try:
        return Settings(kind.model_validate(data), data, lines)
    except ValidationError as error:
        raise _problem(kind, error.errors()[0], data, lines, file) from error


def read_settings_text(path: Path, *, what: str = "a playbook") -> str:
    """The text of a settings file.

    Raises:
        Problem: no such file, not UTF-8, or too large.
    """
    noun = what.removeprefix("a ")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Problem(f"this is too large for {what}", "give a YAML file of at most 1 MB", file=str(path))
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Problem(f"there is no such {noun}", "check the path", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise Problem("this is not UTF-8 text", "save it as UTF-8", file=str(path)) from error
    except OSError as error:
        raise Problem(
            f"this cannot be read ({error.strerror})", "check the path and the rights", file=str(path)
        ) from error


def _lines(node: yaml.Node, path: Place = ()) -> dict[Place, int]:
    found = {path: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= _lines(value, (*path, key.value))
            found[(*path, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            found |= _lines(value, (*path, n))
    return found


def _at(data: Any, path: Place) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _wanted(kind: Any, path: Place) -> str:
    """What the field takes, from its description in the schema."""
    info = None
    for step in path:
        fields = getattr(kind, "model_fields", {})
        info = fields.get(step)
        if info is None:
            return ""
        kind = info.annotation
    return info.description or "" if info else ""


def _known(kind: Any, path: Place) -> str:
    for step in path[:-1]:
        info = getattr(kind, "model_fields", {}).get(step)
        kind = info.annotation if info else None
    return ", ".join(getattr(kind, "model_fields", {}))


def _problem(kind: type[Strict], first: Any, data: Any, lines: dict[Place, int], file: str) -> Problem:
    path = tuple(first["loc"])
    line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), 1)
    name = ".".join(str(p) for p in path)
    where = f"{file}:{line}"
    if first["type"] == "extra_forbidden":
        return Problem(f"{name} is not a setting", f"known here: {_known(kind, path)}", file=where)
    wanted = _wanted(kind, path)
    way_out = f"give {wanted}" if wanted else str(first["msg"])
    if first["type"] == "missing":
        return Problem(f"{name} is not there", way_out, file=where)
    return Problem(f"{name} is {_at(data, path)!r}", way_out, file=where)
