"""Lists from spreadsheets, in every way that they come."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Problem
from belwijs.store.sheet import decoded, read_rows

COLUMNS = {"name": ("naam",), "number": ("telefoonnummer", "nummer"), "note": ("opmerking",)}


@pytest.mark.parametrize(
    "text",
    [
        "Naam;Nummer\nDe Wit;020 5550101\n",
        "naam,nummer\r\nDe Wit,020 5550101",
        "\ufeffNAAM\tTelefoon-nummer\nDe Wit\t020 5550101\n\n",
        '"Naam";"nummer"\n"De Wit";"020 5550101"',
        "Naam;iets anders;Nummer\nDe Wit;x;'020 5550101",
    ],
)
def test_the_same_list_in_other_clothes(text: str) -> None:
    (row,) = read_rows(text, COLUMNS, ("name",))
    assert (row.line, row.get("name"), row.get("number")) == (2, "De Wit", "020 5550101")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_survive(coding: str) -> None:
    assert decoded("Zoë;café".encode(coding)) == "Zoë;café"


@pytest.mark.parametrize("text", ["", "\n\n", "foo;bar\n1;2"])
def test_no_list_says_what_is_wrong(text: str) -> None:
    with pytest.raises(Problem) as found:
        read_rows(text, COLUMNS, ("name",))
    assert found.value.way_out


def test_yes_and_no() -> None:
    rows = read_rows("naam;nummer\na;Ja\nb;nee\nc;misschien", {**COLUMNS, "number": ("nummer",)}, ())
    assert [row.yes("number") for row in rows] == [True, False, None]


@given(st.binary(max_size=400))
def test_any_file_is_a_list_or_a_problem(data: bytes) -> None:
    try:
        rows = read_rows(decoded(data), COLUMNS, ())
    except Problem:
        return
    assert all("\x00" not in value for row in rows for value in row.values.values())


CELLS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), st.sampled_from(";,\t"))
def test_what_is_written_is_read_again(pairs: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([("naam", "nummer"), *pairs])
    rows = read_rows(out.getvalue(), COLUMNS, ("name", "number"))
    want = [(a.removeprefix("'"), b.removeprefix("'")) for a, b in pairs]
    assert [(row.get("name"), row.get("number")) for row in rows] == [pair for pair in want if any(pair)]
