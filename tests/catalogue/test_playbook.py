"""Playbooks: mistakes by line, clients on top of the house, practices of the house itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Problem
from belwijs.catalogue.clients import any_name, on_top, same_number
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.playbook_file import examined, load_playbook, open_playbook, read_playbook
from belwijs.catalogue.practice import catalogue

IDS = frozenset(catalogue())
OWN = """
own:
  klantnummer:
    title: Vraagt het klantnummer
    says:
      - Wat is uw klantnummer?
      - Mag ik uw klantnummer?
      - Heeft u uw klantnummer?
"""


def mistakes(text: str) -> list[str]:
    return [m.line() for m in examined(text, "h.yaml", IDS).mistakes]


def test_every_mistake_is_named_with_its_line_and_a_way_out() -> None:
    found = mistakes("limits:\n  hold_at_most: long\n  hold_atmost: 5\nwieghts: {}\n")
    assert found == [
        "h.yaml:2: limits.hold_at_most is 'long'; give longest single wait, seconds, 10-3600",
        "h.yaml:3: limits.hold_atmost is not a setting; did you mean hold_at_most?",
        "h.yaml:4: wieghts is not a setting; did you mean weights?",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("leave_out: [hold.reasn]", "h.yaml:1: 'hold.reasn' is not a practice; did you mean hold.reason?"),
        ("answer: {name: first}\nanswer: {name: last}", "h.yaml:2: answer stands here and on line 1; keep one of them"),
        ("house:\n  organisation: 1234", "h.yaml:2: house.organisation is read as 1234, not as text"),
        ("own:\n  x:\n    title: Noemt\n    says: [a b, c d, {e: f}]", "for its colon; put the sentence in double"),
        ("own:\n  Een Twee:\n    title: Noemt\n    says: [a b, c d, e f]", "h.yaml:2: own.Een Twee cannot be a name"),
        ("limits: {afternoon_from: 14, evening_from: 16}\nhouse: [", "this is no YAML"),
        ("weights: {own.y: 2}" + OWN, "'own.y' is not a practice"),
        ("limits: {hold_at_most: long}\nweights: {hold.reson: 3}", "h.yaml:2: 'hold.reson' is not a practice"),
        ("interface: fr\nleave_out: [hold.reasn]", "h.yaml:2: 'hold.reasn' is not a practice; did you mean"),
        ("interface: fr\nown: {Een!: {title: Noemt, says: [a b, c d, e f]}}", "own.Een! cannot be a name"),
        ("interface: fr\nweights: 3\nleave_out: {a: 1}\nown: [1]", "h.yaml:2: weights is 3"),
        ("limits:", "h.yaml:1: limits is empty; put settings under it, or leave it out"),
        ("house:\n\torganisation: x", "h.yaml:2: this is no YAML: a tab stands here; indent with spaces"),
        ("answer: {name: voornaam}", "give which name the agent gives: full, first or last"),
    ],
)
def test_mistakes(text: str, said: str) -> None:
    assert any(said in line for line in mistakes(text)), mistakes(text)


def test_what_is_right_has_no_mistakes() -> None:
    assert mistakes(OWN + "leave_out: [own.klantnummer, hold.reason]\nweights: {own.klantnummer: 2}") == []


@given(st.text(max_size=80))
def test_no_text_makes_a_traceback(text: str) -> None:
    opened = examined(text, "h.yaml", IDS)
    assert (opened.book is None) == bool(opened.mistakes)


def test_own_practices_stand_among_the_others() -> None:
    book = read_playbook(OWN, "h.yaml", IDS)
    practice = book.practices["own.klantnummer"]
    assert practice.title.nl == "Vraagt het klantnummer"
    assert practice.check is not None
    assert practice.check.kind == "means"
    assert list(book.practices)[: len(IDS)] == list(catalogue())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+31 20 555 01 01", "0205550101", True),
        ("0031205550101", "tel:+31-20-5550101", True),
        ("sip:+31205550101@exchange.example", "020-5550101", True),
        ("+31 (0)20 5550101", "020 5550101", True),
        ("020 555 01 01", "020 555 01 02", False),
        ("14020", "14020", True),
        ("14020", "0314020", False),
        ("", "", False),
    ],
)
def test_numbers_are_the_same_however_written(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same


def test_names_are_the_same_but_for_capitals_and_accents() -> None:
    assert any_name("bakker-logistiek", ["Bakker Logistiek"])
    assert not any_name(None, ["Bakker Logistiek"])
    assert not any_name("", [""])


def test_a_client_takes_over_what_it_does_not_say() -> None:
    names = {"organisation": "Noord", "spellings": ["No"], "staff": ["Monique"]}
    house = {"house": names, "limits": {"hold_at_most": 90}}
    made = on_top(house, {"house": {"organisation": "Bakker"}, "limits": {"answer_within": 15}})
    assert made["house"] == {"organisation": "Bakker", "staff": ["Monique"]}
    assert made["limits"] == {"hold_at_most": 90, "answer_within": 15}


def _house(folder: Path) -> Path:
    (folder / "clients").mkdir()
    (folder / "house.yaml").write_text("house: {organisation: Noord}\nlimits: {hold_at_most: 90}\n", encoding="utf-8")
    (folder / "clients" / "bakker.yaml").write_text(
        'house: {organisation: Bakker Logistiek}\ncalled: ["020 555 01 01"]\nanswer: {name: first}\n', encoding="utf-8"
    )
    (folder / "clients" / "vos.yaml").write_text("house: {organisation: Tandarts Vos}\n", encoding="utf-8")
    return folder / "house.yaml"


def test_the_client_is_chosen_by_number_then_by_name(tmp_path: Path) -> None:
    book = load_playbook(_house(tmp_path), IDS)
    assert book.for_whom("+31205550101", "Tandarts Vos").house.organisation == "Bakker Logistiek"
    vos = book.for_whom(None, "tandarts vos")
    assert (vos.house.organisation, vos.limits.hold_at_most, vos.answer.name) == ("Tandarts Vos", 90, "full")
    assert book.for_whom("0201234567", None) is book
    assert book.speaking("en").for_whom(None, "Tandarts Vos").interface == "en"


def test_mistakes_of_clients_are_found_too(tmp_path: Path) -> None:
    house = _house(tmp_path)
    (tmp_path / "clients" / "vos.yaml").write_text("called: []\nlimits: {hold_at_most: x}", encoding="utf-8")
    (tmp_path / "clients" / "wit.yaml").write_text("answer: {name: last}\n", encoding="utf-8")
    (tmp_path / "clients" / "zon.yaml").write_text('called: ["020-5550101"]\n', encoding="utf-8")
    said = " ".join(m.line() for m in open_playbook(house, IDS).mistakes)
    assert "vos.yaml:2: limits.hold_at_most is 'x'" in said
    assert "wit.yaml:1: nothing says which calls are for this client" in said
    assert "zon.yaml:1: 020-5550101 is also the number of Bakker Logistiek" in said
    with pytest.raises(Problem, match="more"):
        load_playbook(house, IDS)


def test_listed_clients_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text("house: {}\nclients:\n  - a.yaml\n", encoding="utf-8")
    assert [m.line() for m in open_playbook(tmp_path / "house.yaml", IDS).mistakes] == [
        f"{tmp_path}/house.yaml:3: there is no such client's playbook; check the path"
    ]


def test_without_a_playbook_there_are_no_clients() -> None:
    book = Playbook()
    assert book.for_whom("020", "Noord") is book
    assert book.practices is catalogue()
