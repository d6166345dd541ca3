"""Handbook: a page for each practice, from the same files as the site of practices, and searching them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice, catalogue
from belwijs.interface import InterfaceLanguage
from belwijs.surfaces.practices.content import Page, page_of
from belwijs.surfaces.report.wording import SYMBOLS
from belwijs.surfaces.server.context import House, HouseNow, NotFound, needs
from belwijs.surfaces.server.playbooks import in_effect
from belwijs.surfaces.server.rights import Viewer
from belwijs.surfaces.web.render import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Viewer, Depends(needs("handbook"))]


@router.get("/handbook")
def contents(
    request: Request, house: HouseNow, who: Reader, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """All practices by group; with words, those whose page holds every one of them."""
    book = _book(house, who)
    practices = _practices(book)
    words = _plain(q).split()
    own = tuple(p.id for p in practices.values() if p.id not in catalogue())
    pages = [p for p, searched in _pages(who.language) if all(w in searched for w in words)]
    own_pages = [page_of(practices[name], who.language) for name in own]
    pages += [p for p in own_pages if all(w in _searched(p) for w in words)]
    names = dict.fromkeys((p.group, p.group_name) for p in pages)
    groups = [(group, name, [p for p in pages if p.group == group]) for group, name in names]
    left_out = frozenset(book.leave_out)
    return page(request, "handbook/contents.html.j2", groups=groups, q=q, found=len(pages), left_out=left_out)


@router.get("/handbook/{practice}")
def one(request: Request, house: HouseNow, who: Reader, practice: str) -> Response:
    """A practice's page."""
    book = _book(house, who)
    practices = _practices(book)
    if practice not in practices:
        raise NotFound
    order = list(practices)
    here = order.index(practice)
    near = [practices[order[n]] if 0 <= n < len(order) else None for n in (here - 1, here + 1)]
    shown = page_of(practices[practice], who.language)
    return page(
        request,
        "handbook/practice.html.j2",
        page=shown,
        symbols=SYMBOLS,
        titles=[(p.id, p.title.in_(who.language)) if p else None for p in near],
        is_left_out=practice in book.leave_out,
        settings=[(s, _now(book, s.name, s.default)) for s in shown.settings],
    )


def _book(house: House, who: Viewer) -> Playbook:
    with house.database.read() as work:
        return in_effect(work, house.settings.playbook).for_client(who.client_id)


def _practices(book: Playbook) -> Mapping[str, Practice]:
    """The catalogue with the practices of the house, in the order of the catalogue."""
    return book.practices


@lru_cache(maxsize=4)
def _pages(language: InterfaceLanguage) -> tuple[tuple[Page, str], ...]:
    """The catalogue's pages, each with what is searched; made once, as the catalogue does not change."""
    pages = [page_of(practice, language) for practice in catalogue().values()]
    return tuple((p, _searched(p)) for p in pages)


def _searched(shown: Page) -> str:
    says = (sentence for _, sentences in shown.says for sentence in sentences)
    told = (said for _, said in shown.sections)
    return _plain(" ".join((shown.id, shown.group_name, shown.title, *told, *says)))


def _plain(said: str) -> str:
    """Small letters without accents, so that `één` finds `een`."""
    letters = unicodedata.normalize("NFKD", said.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def _now(book: Playbook, name: str, default: str) -> str | None:
    """The value that counts in this house, where it is not the default."""
    section, _, setting = name.partition(".")
    value = getattr(getattr(book, section), setting)
    standard = getattr(getattr(Playbook(), section), setting)
    if value == standard:
        return None
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
