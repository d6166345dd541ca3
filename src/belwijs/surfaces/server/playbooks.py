"""The playbook by which calls are judged: what was set in the browser, else the house's file, with the clients' own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.call.settings import read_settings_text
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import FOLDER, Layer, examined, load_playbook
from belwijs.catalogue.practice import catalogue
from belwijs.store.house import ClientPlaybook, client_playbooks, playbook_text

HOUSE_FILE = "playbook.yaml"
RING_SECONDS = 5.0
"""One ring with its silence in most of Europe (1 s and 4 s; ITU-T E.180): a limit in rings as seconds."""


@dataclass(frozen=True)
class InEffect:
    """The house's playbook with its clients, and which of the texts could not be used."""

    book: Playbook
    of_client: dict[int, Playbook] = field(default_factory=dict)
    mistakes: tuple[Problem, ...] = ()

    def for_client(self, client_id: int | None) -> Playbook:
        """The playbook of a client; the house's own for nobody in particular."""
        return self.book if client_id is None else self.of_client.get(client_id, self.book)


def in_effect(session: Session, file: Path | None) -> InEffect:
    """The playbook as it counts now; a text that is wrong is named in `mistakes` and left aside.

    Raises:
        Problem: the house's file is used, and it is wrong.
    """
    text = playbook_text(session)
    clients = client_playbooks(session)
    if text is not None or file is None:
        return combined(text or "", clients)
    book = _loaded(file, _stamps(file))
    if not clients:
        return InEffect(book)
    mixed = combined(house_text(session, file), clients)
    return replace(mixed, book=mixed.book.serving((*mixed.book.served, *book.served)))


def house_text(session: Session, file: Path | None) -> str:
    """The text of the house's playbook: as set in the browser, else of the file, else nothing.

    Raises:
        Problem: the file cannot be read.
    """
    text = playbook_text(session)
    if text is not None or file is None:
        return text or ""
    return read_settings_text(file)


@lru_cache(maxsize=16)
def combined(text: str, clients: tuple[ClientPlaybook, ...]) -> InEffect:
    """A house's text with those of its clients on top; numbers and name of a client count without its saying so."""
    own = examined(text, HOUSE_FILE, frozenset(catalogue()))
    mistakes = list(own.mistakes)
    house = own.book or Playbook()
    layer = own.layers[0] if own.layers and own.book is not None else None
    books: dict[int, Playbook] = {}
    for client in clients:
        opened = examined(client.text, client_file(client), frozenset(catalogue()), under=layer)
        mistakes += opened.mistakes
        if opened.book is not None:
            books[client.id] = _named(opened.book, opened.layers[0], client)
        else:
            books[client.id] = _named(house, Layer("", {}, {}), client)
    return InEffect(house.serving(tuple(books.values())), books, tuple(mistakes))


@lru_cache(maxsize=4)
def _loaded(file: Path, stamps: tuple[tuple[str, int], ...]) -> Playbook:
    """The house's file with its clients; read again when one of them has changed (`stamps`)."""
    return load_playbook(file, frozenset(catalogue()))


def _stamps(file: Path) -> tuple[tuple[str, int], ...]:
    files = [file, *sorted((file.parent / FOLDER).glob("*.y*ml"))]
    return tuple((str(one), one.stat().st_mtime_ns if one.exists() else 0) for one in files)


def client_file(client: ClientPlaybook) -> str:
    """The name under which mistakes in a client's text are told."""
    return f"{client.name}.yaml"


def _named(book: Playbook, layer: Layer, client: ClientPlaybook) -> Playbook:
    """The client's own name and numbers where its text gives none; the house's name is not the client's."""
    changes: dict[str, object] = {"called": tuple(dict.fromkeys((*client.numbers, *(layer.data.get("called") or ()))))}
    given = layer.data.get("house") or {}
    if "organisation" not in given:
        own = {name: getattr(book.house, name) if name in given else () for name in ("spellings", "products")}
        changes["house"] = book.house.model_copy(update={"organisation": client.name, **own})
    return book.model_copy(update={**changes, "clients": ()}).serving(())


def answer_seconds(book: Playbook) -> float:
    """Seconds within which this playbook wants the telephone answered."""
    rings = book.limits.answer_rings
    return rings * RING_SECONDS if rings else book.limits.answer_within
