"""Playbook files: read with those of the clients, every mistake named with its line and a way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from belwijs.call import Problem
from belwijs.call.settings import Place, doubled, line_at, nearest, read_settings_text, read_yaml, validated
from belwijs.catalogue.clients import on_top, same_number
from belwijs.catalogue.own import GROUP, NAME
from belwijs.catalogue.playbook import Playbook

FOLDER = "clients"


@dataclass(frozen=True)
class Layer:
    """One playbook file as it was written: its settings and the line of each."""

    file: str
    data: dict[str, Any]
    lines: dict[Place, int]


@dataclass(frozen=True)
class Opened:
    """A playbook file with its clients: what it holds, or every mistake in it."""

    book: Playbook | None
    layers: tuple[Layer, ...] = ()  # the house's own file, then those of the clients in the order of `served`
    mistakes: tuple[Problem, ...] = ()


def read_playbook(text: str, file: str, practices: frozenset[str] = frozenset()) -> Playbook:
    """Read a playbook from YAML text, without clients.

    `practices` are the ids that `leave_out` and `weights` may name besides the file's own; empty means that they are
    not checked.

    Raises:
        Problem: the first thing that is wrong, with file and line, what it is and what it should be.
    """
    opened = examined(text, file, practices)
    if opened.book is None:
        raise opened.mistakes[0]
    return opened.book


def examined(text: str, file: str, practices: frozenset[str], under: Layer | None = None) -> Opened:
    """Every mistake in a playbook's text, or what it holds; `under` is the house's own file where it is a client's."""
    try:
        data, lines = read_yaml(text, file, what="a playbook", first="house", see="docs/playbook.md")
    except Problem as problem:
        return Opened(None, mistakes=(problem,))
    layer = Layer(file, data, lines)
    mistakes = doubled(text, file)
    _, own_mistakes = validated(Playbook, data, lines, file)
    mistakes += own_mistakes
    book: Playbook | None = None
    if not own_mistakes:
        book, more = validated(Playbook, on_top(under.data, data) if under else data, lines, file)
        mistakes += more
    mistakes += _wrong_names(layer, practices, _named(under) if under else set())
    if book is not None and data.get("limits") and book.limits.afternoon_from >= book.limits.evening_from:
        where = f"{file}:{line_at(('limits', 'evening_from'), lines)}"
        mistakes.append(Problem("limits.evening_from is not after limits.afternoon_from", "change one", file=where))
    mistakes.sort(key=_line_of)
    return Opened(None if mistakes else book, (layer,), tuple(mistakes))


def _line_of(problem: Problem) -> int:
    line = (problem.file or "").rpartition(":")[2]
    return int(line) if line.isdigit() else 0


def _named(layer: Layer) -> set[str]:
    """Names of the own practices that a file describes."""
    written = layer.data.get("own")
    return {name for name in written if isinstance(name, str)} if isinstance(written, dict) else set()


def _wrong_names(layer: Layer, practices: frozenset[str], taken_over: set[str]) -> list[Problem]:
    """Names that are no practice or cannot be one, also in a file that has other mistakes."""
    found: list[Problem] = []
    left_out, weights, names = layer.data.get("leave_out"), layer.data.get("weights"), _named(layer)
    own = {f"{GROUP}.{name}" for name in names | taken_over}
    places: list[tuple[Place, str]] = []
    if isinstance(left_out, list):
        places += [(("leave_out", n), p) for n, p in enumerate(left_out) if isinstance(p, str)]
    if isinstance(weights, dict):
        places += [(("weights", p), p) for p in weights if isinstance(p, str)]
    for place, practice in places:
        if practices and practice not in practices | own:
            hint = nearest(practice, practices | own) or "`belwijs practices` lists them"
            where = f"{layer.file}:{line_at(place, layer.lines)}"
            found.append(Problem(f"'{practice}' is not a practice", hint, file=where))
    for name in sorted(names):
        if not NAME.fullmatch(name):
            where = f"{layer.file}:{line_at(('own', name), layer.lines)}"
            reason = f"own.{name} cannot be a name"
            found.append(Problem(reason, "use at most 41 small letters, digits and _, a letter first", file=where))
    return found


def load_playbook(path: Path, practices: frozenset[str] = frozenset()) -> Playbook:
    """Read a playbook file and those of its clients.

    Raises:
        Problem: no such file, not UTF-8, too large, or a wrong setting (with its line).
    """
    opened = open_playbook(path, practices)
    if opened.book is None:
        first, more = opened.mistakes[0], len(opened.mistakes) - 1
        if more:
            way_out = f"{first.way_out} (and {more} more: `belwijs playbook check {path}`)"
            raise Problem(first.reason, way_out, file=first.file)
        raise first
    return opened.book


def open_playbook(path: Path, practices: frozenset[str] = frozenset()) -> Opened:
    """A playbook file with its clients, or every mistake in all of them.

    Raises:
        Problem: the file itself cannot be read.
    """
    own = examined(read_settings_text(path), str(path), practices)
    if not own.layers:
        return own
    layers, mistakes, served = [own.layers[0]], list(own.mistakes), []
    for file, place in _client_files(path, own.layers[0]):
        try:
            text = read_settings_text(file, what="a client's playbook")
        except Problem as problem:
            mistakes.append(Problem(problem.reason, problem.way_out, file=f"{path}:{line_at(place, layers[0].lines)}"))
            continue
        client = examined(text, str(file), practices, under=own.layers[0])
        mistakes += client.mistakes
        if client.layers:
            layers.append(client.layers[0])
        if client.book is not None:
            served.append(client.book)
            mistakes += _cannot_be_chosen(client.book, layers, served)
    if mistakes or own.book is None:
        return Opened(None, tuple(layers), tuple(mistakes))
    return Opened(own.book.serving(served), tuple(layers))


def _client_files(path: Path, layer: Layer) -> list[tuple[Path, Place]]:
    """The files of clients with the place that names them: those listed, else those in the folder `clients/`."""
    listed = layer.data.get("clients")
    if isinstance(listed, list):
        named = [(path.parent / str(name), ("clients", n)) for n, name in enumerate(listed)]
        return [(file, place) for given, place in named for file in _in(given)]
    folder = path.parent / FOLDER
    return [(file, ()) for file in _in(folder)] if folder.is_dir() and path.parent.name != FOLDER else []


def _in(given: Path) -> list[Path]:
    return sorted([*given.glob("*.yaml"), *given.glob("*.yml")]) if given.is_dir() else [given]


def _cannot_be_chosen(client: Playbook, layers: Sequence[Layer], served: Sequence[Playbook]) -> list[Problem]:
    """Nothing says when a client is meant, or another client is called at the same number."""
    layer = layers[-1]
    if not layer.data.get("called") and not (layer.data.get("house") or {}).get("organisation"):
        way_out = "give house.organisation, or the numbers under called"
        return [Problem("nothing says which calls are for this client", way_out, file=f"{layer.file}:1")]
    return [
        Problem(
            f"{number} is also the number of {other.house.organisation or 'another client'}",
            "give every client numbers of its own",
            file=f"{layer.file}:{line_at(('called', n), layer.lines)}",
        )
        for n, number in enumerate(client.called)
        for other in served[:-1]
        if any(same_number(number, taken) for taken in other.called)
    ]
