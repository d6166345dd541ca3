"""What is wrong is told in the language of whoever looks, on every page; other systems get it in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from belwijs.call import Problem
from belwijs.surfaces.server.reasons import sentence, told
from tests.surfaces.office import Office, office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def test_a_kept_reason_is_told_with_its_way_out() -> None:
    kept = "has no sound track; give a file that holds sound"
    assert sentence("nl", kept) == "Bevat geen geluid; geef een bestand met geluid."
    assert sentence("en", kept) == "Has no sound track; give a file that holds sound."


def test_a_reason_with_a_semicolon_of_its_own() -> None:
    kept = "has 3 channels; a call has one or two; choose two of them, counted from 0, for instance --channels 0,1"
    way_out = "kies er twee, geteld vanaf 0, bijvoorbeeld --channels 0,1"
    assert told("nl", kept) == f"heeft 3 kanalen; een gesprek heeft er één of twee; {way_out}"


def test_a_problem_is_told_without_the_name_of_our_file() -> None:
    assert told("nl", Problem("is empty", "send it again", file="/srv/secret.wav")) == "is leeg; stuur het opnieuw"


@pytest.mark.parametrize(
    ("language", "dutch", "english"), [("nl", True, False), ("en", False, True)], ids=["Dutch", "English"]
)
def test_mistakes_in_a_playbook(house: Office, language: str, dutch: bool, english: bool) -> None:
    browser = house.as_("lead", language=language)
    wrong = "limits:\n  hold_at_most: long\n"
    shown = browser.send_form("/playbook", of="house", content=wrong, was="0", do="check").text
    assert ("geef hoelang iemand hoogstens aan één stuk wacht" in shown) is dutch
    assert ("give longest single wait" in shown) is english
    assert '<span lang="en">' not in shown


@pytest.mark.parametrize(
    ("language", "says"),
    [("nl", "Dit ging niet: het token heeft geen naam; zeg welk systeem het krijgt."),
     ("en", "This did not work: the token has no name; say which system gets it.")],
)  # fmt: skip
def test_a_form_that_makes_no_sense(house: Office, language: str, says: str) -> None:
    assert says in house.as_("admin", language=language).send_form("/tokens", name="", scopes="calls:read").text


def test_the_desk_says_what_is_missing(house: Office) -> None:
    form = {"number": "0205550101", "subject": "factuur", "due": "today", "name": ""}
    shown = house.as_("agent").send_form("/desk/callback", **form).text
    assert "De naam ontbreekt; vraag de beller om de naam." in shown
