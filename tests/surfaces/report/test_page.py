"""The HTML page: nothing from outside gets out of its place, and everything is there."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.call import Participant, Turn
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Evidence, Finding, Report
from belwijs.interface import INTERFACE_LANGUAGES, InterfaceLanguage, texts
from belwijs.interface.retelling import retold
from belwijs.surfaces.report.page import Entry, Sound, html_page
from tests.surfaces.report.samples import dentist, hostile, long_call, practices, sound

VOID = {"meta", "input", "br", "link", "img", "hr", "source", "path"}


class Page(HTMLParser):
    """A page read back: its elements, the text in them, and what does not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        elif not self.open or self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if name in (attrs.get("class") or "").split()]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(*entries: Entry, language: InterfaceLanguage = "nl") -> Page:
    return Page(html_page(entries, Playbook(interface=language), practices()))


@pytest.fixture(scope="module")
def heard() -> Page:
    return page(Entry(dentist(), sound(dentist())))


@pytest.mark.parametrize("with_sound", [True, False])
def test_nothing_in_a_call_becomes_markup_or_script(with_sound: bool) -> None:
    plain, bad = dentist(), hostile()
    clean = page(Entry(plain, sound(plain) if with_sound else None))
    read = page(Entry(bad, sound(bad) if with_sound else None))
    assert len(read.scripts) == len(clean.scripts) == 2
    assert not read.all("img")
    assert not read.wrong
    assert not any(name.startswith("on") for _, attrs in read.elements for name in attrs)
    assert "{{ 7*7 }}" in read.text
    json.loads(read.scripts[0])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.floats(0, 80), st.integers(-1, 9))
def test_any_words_make_a_sound_page(name: str, said: str, at: float, turn: int) -> None:
    report = Report(
        id=name,
        organisation=said,
        participants=(Participant(id="a", role="agent", name=name or None),),
        turns=(Turn(speaker="a", start=0, end=at, text=said),),
        findings=(Finding(practice=name, verdict="missed", suggestion=said or None,
                          evidence=(Evidence(turn=turn if turn >= 0 else None, quote=said, start=at),)),),
    )  # fmt: skip
    read = page(Entry(report))
    assert not read.wrong
    assert not read.open
    assert len(read.scripts) == 2


def test_nothing_is_fetched_from_anywhere(heard: Page) -> None:
    fetching = ("src", "href", "action", "srcset")
    urls = [v for _, attrs in heard.elements for k, v in attrs.items() if k in fetching and v]
    assert urls
    assert all(u.startswith(("#", "data:audio/wav;base64,")) for u in urls)
    assert not heard.all("link")
    html = html_page([Entry(dentist())], Playbook(), practices())
    assert not re.search(r"https?://|//[a-z]|@import|url\(", re.sub(r"^\s*//.*$", "", html, flags=re.MULTILINE))


def test_the_policy_lets_only_the_pages_own_script_run(heard: Page) -> None:
    policy = next(m["content"] for m in heard.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(heard.scripts[-1].encode()).digest()).decode()
    assert policy is not None
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}';" in policy


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_finding_is_there_with_its_words(language: InterfaceLanguage) -> None:
    report = dentist()
    read = page(Entry(report), language=language)
    known = practices()
    for finding in report.findings:
        assert known[finding.practice].title.in_(language) in read.text
        assert retold(language, finding.reason or "") in read.text
        assert (finding.suggestion or "") in read.text
    assert len(read.with_class("finding")) == sum(f.verdict in ("kept", "missed") for f in report.findings)
    for key in ("report.went_well", "report.work_on", "page.transcript", "page.local", "verdict.missed"):
        assert texts(language)[key] in read.text


def test_both_languages_have_the_same_texts_with_the_same_slots() -> None:
    dutch, english = texts("nl"), texts("en")
    assert set(dutch) == set(english)
    for key in (k for k in dutch if str(k).startswith(("page.", "report."))):
        assert set(re.findall(r"{\w*", dutch[key])) == set(re.findall(r"{\w*", english[key])), key


def test_ids_are_unique_and_every_link_leads_somewhere() -> None:
    one = dentist()
    read = page(Entry(one), Entry(one), Entry(long_call(5)))
    ids = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in read.elements:
        for target in (attrs.get("href") or "").removeprefix("#"), *(attrs.get("aria-labelledby") or "").split():
            assert not target or target in ids


def test_the_index_names_every_call_and_a_single_call_has_none() -> None:
    several = page(Entry(dentist()), Entry(long_call(5)))
    assert len(several.with_class("index")) == 1
    assert "2 gesprekken" in several.text
    assert len(several.with_class("call")) == 2
    assert not page(Entry(dentist())).with_class("index")


def test_times_for_the_script_are_those_of_the_report(heard: Page) -> None:
    report = dentist()
    data = json.loads(heard.scripts[0])
    assert len(data["turns"]) == len(report.turns)
    assert data["turns"][0][:2] == [12.8, 18.6]
    first, count = data["turns"][1][2:]
    assert data["words"][first] == [report.turns[1].words[0].start, report.turns[1].words[0].end]
    assert count == len(report.turns[1].words)
    assert [s[0] for s in data["spots"]] == sorted(s[0] for s in data["spots"])
    assert len(heard.with_class("w")) >= sum(len(t.words) for t in report.turns)


def test_without_sound_there_is_no_player_but_times_lead_to_the_text() -> None:
    read = page(Entry(dentist()))
    assert not read.all("audio")
    assert not [b for b in read.all("button") if "data-at" in b]
    assert {"#c1-t0", "#c1-t6", "#c1-t7"} <= {a["href"] for a in read.with_class("time") if "href" in a}
    assert texts("nl")["page.no_sound"] in read.text


def test_verdicts_are_told_by_sign_and_word_not_by_colour_alone(heard: Page) -> None:
    assert "✗ gemist: Bedanken voor het wachten" in heard.text
    for mark in (m for m in heard.with_class("mark") if "missed" in (m["class"] or "")):
        assert (mark["aria-label"] or "").startswith("gemist, ")


def test_the_words_of_evidence_are_marked_and_lead_to_the_finding(heard: Page) -> None:
    assert "Klein momentje" in {re.sub(r"\W+$", "", t) for t in _marked(dentist())}
    refs = [a for a in heard.with_class("ref") if "missed" in (a["class"] or "")]
    assert "gemist: Geen verkleinwoorden om te wachten" in {a["aria-label"] for a in refs}


def _marked(report: Report) -> list[str]:
    html = html_page([Entry(report)], Playbook(), practices())
    return [re.sub(r"<[^>]+>", "", m) for m in re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)]


def test_listening_sounds_are_short_lines_but_short_answers_are_not(heard: Page) -> None:
    assert len(heard.with_class("short")) == 1
    said = ("Bij wie bent u verzekerd?", "Zilveren Kruis.", "Ja, precies.", "…")
    turns = tuple(Turn(speaker="a", start=n, end=n + 1, text=t) for n, t in enumerate(said))
    read = page(Entry(Report(id="x", participants=(Participant(id="a", role="agent"),), turns=turns)))
    assert [a["id"] for a in read.with_class("short")] == ["c1-t2"]


@pytest.mark.parametrize(
    "report",
    [
        Report(id="leeg"),
        Report(id="x", findings=(Finding(practice="voice.pace", verdict="unknown"),)),
        Report(id="y", participants=(Participant(id="a", role="agent"),),
               turns=(Turn(speaker="a", start=0, end=0, text=""),)),
    ],
)  # fmt: skip
def test_a_report_with_next_to_nothing_in_it_makes_a_page(report: Report) -> None:
    read = page(Entry(report))
    assert not read.wrong
    assert not read.with_class("plot")


def test_an_odd_envelope_is_drawn_within_its_lane() -> None:
    odd = (np.array([0, np.nan, np.inf, -1, 9, 0.5], np.float32), np.zeros(0, np.float32))
    read = page(Entry(dentist(), Sound("text/html", b"x", odd, 0.05, ("één",))))
    figures = [float(n) for p in read.all("path") for n in re.findall(r"-?[\d.]+", p["d"] or "")]
    assert figures
    assert min(figures) >= 0
    assert max(figures) <= 100
    assert (read.all("audio")[0]["src"] or "").startswith("data:application/octet-stream;")


def test_the_same_calls_make_the_same_page() -> None:
    entries = [Entry(dentist(), sound(dentist())), Entry(long_call(3))]
    assert html_page(entries, Playbook(), practices()) == html_page(entries, Playbook(), practices())
