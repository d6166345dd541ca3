"""The playbook: a house's own numbers and names, in one YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import ConfigDict, Field, ValidationError

from belwijs.call import Language, Problem, Value
from belwijs.interface import InterfaceLanguage

MAX_BYTES = 1_000_000


class Strict(Value):
    """A value that refuses fields it does not know, so that a typing mistake is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class House(Strict):
    """Who the house is: names as they may be said or misheard."""

    organisation: str | None = Field(default=None, description="the organisation's name")
    spellings: tuple[str, ...] = Field(default=(), description="other ways the name is said or spelled")
    staff: tuple[str, ...] = Field(default=(), description="names of staff, to help the recogniser")
    products: tuple[str, ...] = Field(default=(), description="names of products and services, likewise")
    language: Language | None = Field(default=None, description="language of the calls, where a call does not say it")


class Answer(Strict):
    """How the telephone is answered in this house."""

    name: Literal["full", "first", "last"] = Field(default="full", description="which name the agent gives")
    offer_required: bool = Field(default=False, description="whether the offer of help belongs to the opening")


class Courtesy(Strict):
    """Forms of address."""

    informal_allowed: bool = Field(default=False, description="whether je, du or tu is allowed")


def _seconds(default: float, least: float, most: float, what: str) -> Any:
    return Field(default=default, ge=least, le=most, description=f"{what}, seconds, {least:g}-{most:g}")


class Limits(Strict):
    """The numbers of the norms. Defaults are the catalogue's; every one can be changed."""

    answer_within: Annotated[float, _seconds(20, 1, 600, "answered within")] = 20
    answer_rings: int | None = Field(
        default=None, ge=1, le=60, description="answered within so many rings, instead of seconds"
    )
    hold_counts_from: Annotated[float, _seconds(10, 1, 120, "a silent wait counts from")] = 10
    hold_without_word: Annotated[float, _seconds(60, 5, 600, "longest wait without a word")] = 60
    hold_at_most: Annotated[float, _seconds(120, 10, 3600, "longest single wait")] = 120
    journey_wait: Annotated[
        float, _seconds(120, 10, 3600, "waited in all, after which it must be seen and regretted")
    ] = 120
    journey_transfers: int = Field(
        default=2, ge=1, le=20, description="transfers after which it must be seen and regretted"
    )
    story_from: Annotated[float, _seconds(15, 5, 120, "a customer who talks longer than this tells a story")] = 15
    pause_after_story: Annotated[float, _seconds(3, 0.5, 10, "room left after a story")] = 3
    background_ratio: float = Field(
        default=30, ge=0, le=60, description="agent's voice above the background at least, dB, 0-60"
    )
    background_audible: float = Field(
        default=40, ge=5, le=40, description="a sound further under the agent's voice is not heard, dB, 5-40"
    )
    background_music: Annotated[float, _seconds(2, 0, 600, "music behind the agent at most")] = 2
    background_voices: Annotated[float, _seconds(2, 0, 600, "other people's talk behind the agent at most")] = 2
    background_disturbances: int = Field(
        default=0, ge=0, le=100, description="times typing, notifications or laughter may be heard, each, 0-100"
    )
    afternoon_from: Annotated[float, Field(ge=10, le=14, description="hour at which goedemiddag begins")] = 12
    evening_from: Annotated[float, Field(ge=16, le=20, description="hour at which goedenavond begins")] = 18


class Playbook(Strict):
    """A house's own way of doing; every field has a default."""

    house: House = House()
    answer: Answer = Answer()
    courtesy: Courtesy = Courtesy()
    limits: Limits = Limits()
    interface: InterfaceLanguage = Field(default="nl", description="language of the report: nl or en")
    leave_out: tuple[str, ...] = Field(default=(), description="practices this house does not want to see assessed")
    weights: dict[str, Annotated[float, Field(ge=0, le=10)]] = Field(
        default_factory=dict, description="practice → how heavily it counts when choosing what to work on, 0-10"
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the recogniser should know."""
        own = (self.house.organisation,) if self.house.organisation else ()
        return tuple(dict.fromkeys((*own, *self.house.spellings, *self.house.staff, *self.house.products)))


def _lines(node: yaml.Node, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], int]:
    found = {path: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= _lines(value, (*path, key.value))
            found[(*path, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            found |= _lines(value, (*path, n))
    return found


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _wanted(path: tuple[str | int, ...]) -> str:
    """What the field takes, from its description in the schema."""
    model: Any = Playbook
    info = None
    for step in path:
        fields = getattr(model, "model_fields", {})
        info = fields.get(step)
        if info is None:
            return ""
        model = info.annotation
    return info.description or "" if info else ""


def _known(path: tuple[str | int, ...]) -> str:
    model: Any = Playbook
    for step in path[:-1]:
        info = getattr(model, "model_fields", {}).get(step)
        model = info.annotation if info else None
    return ", ".join(getattr(model, "model_fields", {}))


def read_playbook(text: str, file: str, practices: frozenset[str] = frozenset()) -> Playbook:
    """Read a playbook from YAML text.

    `practices` are the ids that `leave_out` and `weights` may name; empty means that they are not checked.

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
        return Playbook()
    if not isinstance(data, dict):
        raise Problem("a playbook is a list of settings such as 'answer:'", "see docs/playbook.md", file=f"{file}:1")
    lines = _lines(node) if node is not None else {}
    try:
        book = Playbook.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise _problem(first, data, lines, file) from error
    for practice in (*book.leave_out, *book.weights):
        if practices and practice not in practices:
            line = next((n for p, n in lines.items() if p and practice in (p[-1], _at(data, p))), 1)
            raise Problem(f"'{practice}' is not a practice", "`belwijs practices` lists them", file=f"{file}:{line}")
    return book


def _problem(first: Any, data: Any, lines: dict[tuple[str | int, ...], int], file: str) -> Problem:
    path = tuple(first["loc"])
    line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), 1)
    name = ".".join(str(p) for p in path)
    where = f"{file}:{line}"
    if first["type"] == "extra_forbidden":
        return Problem(f"{name} is not a setting", f"known here: {_known(path)}", file=where)
    given = _at(data, path)
    wanted = _wanted(path)
    way_out = f"give {wanted}" if wanted else str(first["msg"])
    return Problem(f"{name} is {given!r}", way_out, file=where)


def load_playbook(path: Path, practices: frozenset[str] = frozenset()) -> Playbook:
    """Read a playbook file.

    Raises:
        Problem: no such file, not UTF-8, too large, or a wrong setting (with its line).
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Problem("this is too large for a playbook", "give a YAML file of at most 1 MB", file=str(path))
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Problem("there is no such playbook", "check the path", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise Problem("this is not UTF-8 text", "save it as UTF-8", file=str(path)) from error
    except OSError as error:
        raise Problem(
            f"this cannot be read ({error.strerror})", "check the path and the rights", file=str(path)
        ) from error
    return read_playbook(text, str(path), practices)
