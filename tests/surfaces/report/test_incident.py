"""An incident on the page, on the terminal and in JSON."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from belwijs.catalogue.escalation import incidents
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report, report_head
from belwijs.interface import InterfaceLanguage
from belwijs.surfaces.report.incident import incident_view
from belwijs.surfaces.report.page import Entry, html_page
from belwijs.surfaces.report.terminal import print_report
from tests.surfaces.report.samples import practices

CALL = """
time 10:15
organisation Reisbureau Zon
agent Sanne Vos
a: solve | Het geld komt volgende week.
c: emotional agg=instrumental/you | Ik weet waar je <woont>, denk daar maar aan.
a: announce_end | Dat is een bedreiging. Ik beëindig dit gesprek en ik meld het.
"""


def _report(text: str = CALL) -> Report:
    scene = scene_of(text)
    found = {"escalation": scene.escalation, "incidents": incidents(scene)}
    return Report.model_validate(report_head(scene.call) | found)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Incident: bedreiging of chantage", "het gesprek beëindigen", "10:15", "Gemeld door")),
        ("en", ("Incident: a threat or blackmail", "end the call", "10:15", "Reported by")),
    ],
)
def test_an_incident_has_a_page_of_its_own(language: InterfaceLanguage, words: tuple[str, ...]) -> None:
    page = html_page([Entry(_report())], Playbook(interface=language), practices())
    for said in (*words, "Sanne Vos", "&lt;woont&gt;", "Dat is een bedreiging.", 'class="incident"', 'href="#c1-i1"'):
        assert said in page


def test_without_an_incident_there_is_no_such_page() -> None:
    page = html_page([Entry(_report("a: Dag.\nc: Dag."))], Playbook(), practices())
    assert 'class="incident"' not in page


def test_nobody_answered_the_threat() -> None:
    report = _report("a: Nee.\nc: agg=instrumental/you | Ik krijg u nog wel.")
    page = html_page([Entry(report)], Playbook(), practices())
    assert "heeft er niet meer op geantwoord" in page


def test_the_terminal_names_it_first() -> None:
    out = io.StringIO()
    print_report(_report(), Console(file=out, width=100, color_system=None), Playbook(), practices())
    lines = out.getvalue().splitlines()
    assert any(line.startswith("! Incident: bedreiging of chantage 0:02") for line in lines[:6])
    assert "Antwoord van de medewerker: het gesprek beëindigen" in out.getvalue()


def test_json_holds_the_record() -> None:
    (incident,) = json.loads(_report().model_dump_json())["incidents"]
    assert (incident["turn"], incident["level"], incident["target"]) == (1, "instrumental", "you")
    assert (incident["asked"], incident["made"], incident["reply"]) == ("exclude", ["exclude"], [2])
    assert (incident["ended"], incident["at"]) == (True, "2026-03-02T10:15:02+01:00")


def test_the_list_of_several_calls_marks_the_one_with_an_incident() -> None:
    calm = _report(CALL.replace("agg=instrumental/you ", ""))
    page = html_page([Entry(calm), Entry(_report())], Playbook(interface="nl"), practices())
    index = page[page.index('<ol class="index">') : page.index("</nav>")]
    assert index.count("Incident: bedreiging of chantage") == 1
    assert 'href="#c2-i1"' in index


def test_certainty_is_said_once() -> None:
    view = incident_view(_report().incidents[0], _report(), "nl")
    assert dict(view.facts)["Zekerheid"].endswith(" %")
    assert "zekerheid" not in dict(view.facts)["Zekerheid"]
