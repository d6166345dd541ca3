"""The playbook by which calls are judged: what was set in the browser, else the house's file, with the clients' own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import Layer, examined, load_playbook
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
    if text is None and file is not None and not clients:
        return InEffect(load_playbook(file, frozenset(catalogue())))
    return combined(house_text(session, file), clients)


def house_text(session: Session, file: Path | None) -> str:
    """The text of the house's playbook: as set in the browser, else of the file, else nothing.

    Raises:
        Problem: the file cannot be read.
    """
    text = playbook_text(session)
    if text is not None or file is None:
        return text or ""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("the playbook cannot be read", "give a UTF-8 text file", file=str(file)) from error


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
