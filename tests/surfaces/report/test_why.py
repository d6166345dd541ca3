"""The reasons of acts on the terminal and on the page."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from belwijs.catalogue.playbook import House, Playbook
from belwijs.finding import Reason, ReasonTurn, ReasonWords, Report, report_head
from belwijs.interface import texts
from belwijs.surfaces.report.page import Entry, html_page
from belwijs.surfaces.report.why import print_whys, whys_of
from tests.calls import call


def explained(**changes: object) -> Report:
    made = call("a: Goedemorgen, met Jo.", "c: Die <b>lift</b> doet het weer niet!", "a: Dat is vervelend voor u.")
    reasons = (
        Reason(
            turn=2,
            label="acknowledge_feeling",
            confidence=0.91,
            words=(ReasonWords(start=7, end=16, text="vervelend", share=0.7),),
            context=(ReasonTurn(turn=1, without=0.4),),
            examples=("Wat vervelend, <i>zeg</i>.",),
        ),
        Reason(turn=2, label="solve", confidence=0.95),
        Reason(turn=1, label="agg=expressive/you", confidence=0.3),
    )
    return Report.model_validate({**report_head(made), "reasons": reasons, **changes})


def printed(report: Report, language: str) -> str:
    console = Console(record=True, width=100, file=io.StringIO())
    print_whys(report, console, language)  # type: ignore[arg-type]
    return console.export_text()


def test_the_surest_act_of_a_turn_comes_first() -> None:
    whys = whys_of(explained(), "en")
    assert list(whys) == [1, 2]
    assert [w.percent for w in whys[2]] == [95, 91]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("nl", ("begrip voor hoe het voelt (91 %)", "“vervelend” 70 %", "zonder die beurt 40 %", "een belediging")),
        ("en", ("understanding for how it feels (91 %)", "without that turn 40 %", "the turn as a whole")),
    ],
)
def test_reasons_read_well_on_the_terminal(language: str, parts: tuple[str, ...]) -> None:
    said = printed(explained(), language)
    for part in parts:
        assert part in said


def test_nothing_is_printed_where_nothing_was_asked() -> None:
    assert printed(explained(reasons=None), "nl") == ""
    assert printed(explained(reasons=()), "nl") == ""


def test_an_act_can_be_opened_on_the_page() -> None:
    page = html_page([Entry(explained())], Playbook(), {})
    assert page.count('<details class="why"') == 2
    assert "Waarom: een oplossing" in page
    assert 'href="#c1-t1"' in page
    assert "&lt;i&gt;zeg&lt;/i&gt;" in page
    assert "<i>zeg" not in page


def test_a_page_without_reasons_has_none() -> None:
    assert 'class="why"' not in html_page([Entry(explained(reasons=None))], Playbook(house=House()), {})


def test_reasons_are_in_the_json_only_where_asked_for() -> None:
    assert "reasons" not in explained(reasons=None).model_dump(mode="json", exclude_none=True)
    assert explained().model_dump(mode="json")["reasons"][0]["words"][0]["text"] == "vervelend"


def test_every_label_of_the_model_has_a_name_in_both_languages() -> None:
    from belwijs.surfaces.cli.labelling import CELLS, CUSTOMER_ACTS, OBJECTIONS, AGENT_ACTS  # noqa: I001

    for language in ("nl", "en"):
        known = texts(language)  # type: ignore[arg-type]
        assert [x for x in (*AGENT_ACTS, *CUSTOMER_ACTS, *CELLS, *OBJECTIONS) if f"act.{x}" not in known] == []
