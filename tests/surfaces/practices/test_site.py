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
from belwijs.interface import INTERFACE_LANGUAGES, InterfaceLanguage, text
from belwijs.surfaces.cli import commands  # noqa: F401  (registers the commands)
from belwijs.surfaces.cli.main import app
from belwijs.surfaces.practices.content import page_of
from belwijs.surfaces.practices.happenings import happening
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


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_fact_of_a_sentence_has_an_example(language: InterfaceLanguage) -> None:
    for practice in catalogue().values():
        said = [s for _, sentences in page_of(practice, language).says for s in sentences]
        assert not [s for s in said if "[" in s or "{" in s], practice.id


@pytest.mark.parametrize(
    ("raw", "nl", "en"),
    [
        ("hold +52", "in de wacht, 52 s", "on hold, 52 s"),
        ("ring 0-19.5", "de telefoon gaat over, 19,5 s", "the telephone rings, 19.5 s"),
        ("ring 0-9", "de telefoon gaat over, 9 s", "the telephone rings, 9 s"),
        ("transfer + blind noanswer", "doorverbonden, er wordt niet opgenomen", "put through, nobody answers"),
        ("overlap 1.5", "de volgende begint 1,5 s te vroeg", "the next one begins 1.5 s too early"),
        ("measure pitch mono", "", ""),
    ],
)
def test_what_happens_is_told_in_words(raw: str, nl: str, en: str) -> None:
    told = happening(raw, "nl"), happening(raw, "en")
    assert told == (nl, en) if nl else all(raw not in t for t in told)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_shows_the_notation_of_examples(language: InterfaceLanguage) -> None:
    lines = [line for p in catalogue().values() for e in page_of(p, language).examples for line in e.lines]
    raw = re.compile(r"(hold|ring|queue|consult|wait|measure|direction|perspective|medium|attempt|overlap) [+\d\w]")
    left = {line.said for line in lines if line.side == "event" and raw.match(line.said)}
    assert left == {line for line in left if line.startswith("attempt ") and language == "en"}


def test_the_page_gives_a_sentence_for_each_case(site: dict[str, str]) -> None:
    for pid, practice in catalogue().items():
        for language in INTERFACE_LANGUAGES:
            page = unescape(site[f"{language}/{pid}.html"])
            for case in practice.suggestion_for:
                assert f"<dt>{text(language, f'case.{pid}.{case}')}</dt>" in page
    assert "Ik beëindig nu dit gesprek en ik meld het." in unescape(site["nl/aggression.response.html"])
