"""Settings that a house writes in YAML, read into strict values: what is wrong is named with its line and a way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

import yaml
from pydantic import ConfigDict, ValidationError

from belwijs.call.model import Value
from belwijs.call.problem import Problem

MAX_BYTES = 1_000_000
MAX_NODES, MAX_DEPTH = 100_000, 50

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
    data, lines = read_yaml(text, file, what=what, first=next(iter(kind.model_fields)), see=see)
    values, problems = validated(kind, data, lines, file)
    if values is None:
        raise problems[0]
    return Settings(values, data, lines)


def read_yaml(text: str, file: str, *, what: str, first: str, see: str) -> tuple[dict[str, Any], dict[Place, int]]:
    """YAML text as a mapping, and the line of everything in it.

    Raises:
        Problem: it is no YAML, or no mapping.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else file
        problem = getattr(error, "problem", None) or "it cannot be read"
        if "'\\t'" in problem:
            raise Problem("this is no YAML: a tab stands here", "indent with spaces", file=where) from error
        way_out = "mind the indentation and the colons, and put sentences between double quotes"
        raise Problem(f"this is no YAML: {problem}", way_out, file=where) from error
    if node is not None and _is_endless(node):
        reason = f"{what} refers to itself, or grows beyond measure"
        raise Problem(reason, "write out what & and * stand for", file=f"{file}:1")
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise Problem(f"{what} is made of settings such as '{first}:'", f"see {see}", file=f"{file}:1")
    return data, _lines(node) if node is not None else {}


def _is_endless(node: yaml.Node) -> bool:
    """Whether a document with its references written out is deeper or larger than any that people write."""
    waiting, seen = [(node, 0)], 0
    while waiting:
        here, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES or depth > MAX_DEPTH:
            return True
        if isinstance(here, yaml.MappingNode):
            waiting += [(value, depth + 1) for _, value in here.value]
        elif isinstance(here, yaml.SequenceNode):
            waiting += [(value, depth + 1) for value in here.value]
    return False


def doubled(text: str, file: str) -> list[Problem]:
    """Settings that stand twice in YAML text, of which only the last would count."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return list(_doubled(node, file)) if node is not None else []


def _doubled(node: yaml.Node, file: str) -> Iterable[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubled(item, file)
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                where = f"{file}:{line}"
                yield Problem(f"{key.value} stands here and on line {seen[key.value]}", "keep one of them", file=where)
            seen[key.value] = line
            yield from _doubled(value, file)


def validated(
    kind: type[S], data: dict[str, Any], lines: dict[Place, int], file: str
) -> tuple[S | None, list[Problem]]:
    """The value, or every mistake in what was read, in the order of their lines."""
    try:
        return kind.model_validate(data), []
    except ValidationError as error:
        found: dict[Place, Problem] = {}
        for one in error.errors():
            place = _inside(tuple(one["loc"]), data)
            found.setdefault(place, _problem(kind, {**one, "loc": place}, data, lines, file))
        return None, [problem for _, problem in sorted(found.items(), key=lambda f: line_at(f[0], lines))]


def _inside(place: Place, data: Any) -> Place:
    """The part of a place that stands in the file; pydantic adds the branch of a choice that it tried."""
    kept: list[str | int] = []
    for step in place:
        if kept and not isinstance(_at(data, tuple(kept)), (dict, list)):
            break
        kept.append(step)
    return tuple(kept)


def line_at(place: Place, lines: dict[Place, int]) -> int:
    """The line of a place, or of the nearest thing around it that stands in the file."""
    return next((lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines), 1)


def nearest(word: str, known: Iterable[str]) -> str:
    """'did you mean …?' with the nearest of what is known; empty when nothing is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.55)
    return f"did you mean {near[0]}?" if near else ""


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


def _inner(annotation: Any, step: str | int) -> Any:
    """What stands inside a setting: the model of a section, of an item, of a named entry."""
    if hasattr(annotation, "model_fields"):
        info = annotation.model_fields.get(step)
        return info.annotation if info else None
    parts = [a for a in get_args(annotation) if a is not Ellipsis]
    return next((a for a in parts if hasattr(a, "model_fields")), None)


def _wanted(kind: Any, path: Place) -> str:
    """What the field takes, from its description in the schema; of an item, what the list takes."""
    described = ""
    for step in path:
        info = getattr(kind, "model_fields", {}).get(step)
        if info is not None:
            described = info.description or ""
        elif not isinstance(step, int) and hasattr(kind, "model_fields"):
            return ""
        kind = _inner(kind, step)
    return described


def _known(kind: Any, path: Place) -> list[str]:
    for step in path[:-1]:
        kind = _inner(kind, step)
    return list(getattr(kind, "model_fields", {}))


def _problem(kind: type[Strict], first: Any, data: Any, lines: dict[Place, int], file: str) -> Problem:
    path = tuple(first["loc"])
    name = ".".join(str(p) for p in path)
    where = f"{file}:{line_at(path, lines)}"
    if first["type"] == "extra_forbidden":
        known = _known(kind, path)
        hint = nearest(str(path[-1]), known)
        return Problem(f"{name} is not a setting", hint or f"known here: {', '.join(known)}", file=where)
    wanted = _wanted(kind, path)
    way_out = f"give {wanted}" if wanted else str(first["msg"])
    if not wanted and first["type"] in ("model_type", "model_attributes_type", "dict_type"):
        way_out = "put settings under it, or leave it out"
    if first["type"] == "missing":
        return Problem(f"{name} is not there", way_out, file=where)
    given = _at(data, path)
    if first["type"] == "string_type" and isinstance(given, dict):
        return Problem(f"{name} is read as a setting, for its colon", "put the sentence in double quotes", file=where)
    if first["type"] == "string_type" and isinstance(given, (bool, int, float)):
        return Problem(f"{name} is read as {given!r}, not as text", "put it in double quotes", file=where)
    if given is None:
        return Problem(f"{name} is empty", way_out, file=where)
    return Problem(f"{name} is {given!r}", way_out, file=where)
