"""The practices as a site of static pages in Dutch and English: nothing is fetched, it works from a folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from belwijs.call import Problem
from belwijs.catalogue.practice import Practice
from belwijs.interface import INTERFACE_LANGUAGES, InterfaceLanguage, text
from belwijs.surfaces.practices.content import Page, page_of
from belwijs.surfaces.report.wording import SYMBOLS

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def site_files(practices: Mapping[str, Practice]) -> dict[str, str]:
    """Path within the site → content of every file of it."""
    found = {"style.css": _asset("site.css"), "search.js": _asset("search.js"), "index.html": _door()}
    for language in INTERFACE_LANGUAGES:
        pages = [page_of(p, language) for p in practices.values()]
        found[f"{language}/index.html"] = _render("index.html.j2", language, "index.html", groups=_groups(pages))
        for n, page in enumerate(pages):
            near = (pages[n - 1] if n else None, pages[n + 1] if n + 1 < len(pages) else None)
            name = f"{page.id}.html"
            found[f"{language}/{name}"] = _render(
                "practice.html.j2", language, name, page=page, before=near[0], after=near[1]
            )
    return found


def write_site(folder: Path, practices: Mapping[str, Practice]) -> int:
    """Write the site into a folder, making it where it is not there; the number of files.

    Raises:
        Problem: the folder cannot be made or written.
    """
    made = site_files(practices)
    try:
        for language in INTERFACE_LANGUAGES:
            (folder / language).mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        said = f"the site cannot be written there ({(error.strerror or 'failed').lower()})"
        raise Problem(said, "choose another folder", file=str(folder)) from None
    return len(made)


def _door() -> str:
    """The first page: it goes on to the Dutch one, and names both."""
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Belwijs</title>'
        '<meta http-equiv="refresh" content="0; url=nl/index.html"></head>'
        '<body><p><a href="nl/index.html">Nederlands</a> · <a lang="en" href="en/index.html">English</a></p>'
        "</body></html>"
    )


def _groups(pages: list[Page]) -> list[tuple[str, str, list[Page]]]:
    names = dict.fromkeys((p.group, p.group_name) for p in pages)
    return [(group, name, [p for p in pages if p.group == group]) for group, name in names]


def _render(template: str, language: InterfaceLanguage, name: str, **values: object) -> str:
    def t(key: str, **slots: object) -> str:
        return text(language, key, **slots)

    other = next(code for code in INTERFACE_LANGUAGES if code != language)
    return _environment().get_template(template).render(
        t=t, language=language, other=other, name=name, symbols=SYMBOLS, **values
    )
