"""The pages of the practices: complete, in both languages, with links that lead somewhere and nothing from outside."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from typer.testing import CliRunner

from belwijs.catalogue.practice import catalogue
from belwijs.surfaces.cli import commands  # noqa: F401  (registers the commands)
from belwijs.surfaces.cli.main import app
from belwijs.surfaces.practices.content import page_of
from belwijs.surfaces.practices.site import site_files

VOID = {"meta", "link", "input", "br"}


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return site_files(catalogue())


class _Read(HTMLParser):
    """Links, ids, and whether every element is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [v for k, v in attrs if k in ("href", "src") and v]
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_every_practice_has_its_page_in_both_languages(site: dict[str, str]) -> None:
    for pid, practice in catalogue().items():
        for language in ("nl", "en"):
            page = site[f"{language}/{pid}.html"]
            assert f'lang="{language}"' in page
            assert practice.what.in_("nl" if language == "nl" else "en") in unescape(page)
            assert f'href="{pid}.html"' in site[f"{language}/index.html"]


def test_links_lead_somewhere_and_nothing_comes_from_outside(site: dict[str, str]) -> None:
    for name, content in site.items():
        if not name.endswith(".html"):
            continue
        read = _Read()
        read.feed(content)
        assert read.wrong == [], name
        assert len(set(read.ids)) == len(read.ids), name
        for link in read.links:
            path, _, anchor = link.partition("#")
            target = normpath(join(dirname(name), path)) if path else name
            assert target in site, (name, link)
            assert not anchor or f'id="{anchor}"' in site[target], (name, link)
    assert not any("://" in content for content in site.values())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_how_it_is_checked_is_in_words_and_no_slot_is_left_open(language: str) -> None:
    for practice in catalogue().values():
        page = page_of(practice, "nl" if language == "nl" else "en")
        assert not practice.built or page.check, practice.id
        assert not [s for _, options in page.says for s in options if re.search(r"[{}]", s)], practice.id
        assert f"  {practice.id}: " in page.change


def test_a_limit_that_only_the_code_names_is_found_too() -> None:
    assert [s.name for s in page_of(catalogue()["answer.offer"], "en").settings] == ["answer.offer_required"]
    assert "limits.hold_without_word" in [s.name for s in page_of(catalogue()["hold.update"], "en").settings]


def test_the_commands_write_the_site_and_show_the_same_page(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["practices", "--site", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "site" / "nl" / "hold.reason.html").is_file()
    shown = CliRunner().invoke(app, ["explain", "hold.update"])
    assert "limits" in shown.stdout
    assert "Zeg bijvoorbeeld" in shown.stdout


def test_a_site_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(app, ["practices", "--site", str(tmp_path / "file")])
    assert done.exit_code == 2
    assert "de site is daar niet te schrijven" in done.output
