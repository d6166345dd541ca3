"""The directory: found while typing, with presence and stand-ins, and read from lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import directory
from belwijs.store.database import Database
from belwijs.store.directory import COLUMNS, Wanted
from belwijs.store.matching import Target, begins_nearly, score, words_of
from belwijs.store.schema import Client
from belwijs.store.sheet import read_rows

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
LIST = """naam;soort;afdeling;doet;telefoon;vervanger
Monique de Wit;;Facturen;rekeningen, betalingsregelingen en aanmaningen;201;René van der Zaag
René van der Zaag;;Facturen;incasso;202;
Technische Dienst;afdeling;;lekkages, verwarming, storingen;020 555 01 10;
Youssef el Idrissi;;Technische Dienst;monteur;06 12345678;Niemand
"""


@pytest.fixture
def work(databases: Database) -> Iterator[Session]:
    with databases.write() as session:
        yield session


@pytest.fixture
def filled(work: Session) -> Session:
    directory.import_rows(work, read_rows(LIST, COLUMNS, ("name",)), None, "NL")
    return work


def _names(work: Session, typed: str, client_id: int | None = None) -> list[str]:
    return [entry.name for entry in directory.find(work, typed, client_id, NOW)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mon", "Monique de Wit"), ("wit", "Monique de Wit"), ("monqiue", "Monique de Wit"),
        ("RENE", "René van der Zaag"),
        ("zaag ren", "René van der Zaag"), ("aanm", "Monique de Wit"), ("lekage", "Technische Dienst"),
        ("verwarmnig", "Technische Dienst"), ("facturen", "Facturen"), ("202", "René van der Zaag"),
        ("0612", "Youssef el Idrissi"), ("ydrissi", "Youssef el Idrissi"),
    ],
)  # fmt: skip
def test_found_while_typing(filled: Session, typed: str, first: str) -> None:
    assert _names(filled, typed)[0] == first


def test_nonsense_finds_nobody(filled: Session) -> None:
    assert _names(filled, "qqqq") == []
    assert _names(filled, "monique qqqq") == []


def test_a_list_makes_departments_and_names_what_it_leaves_out(work: Session) -> None:
    done = directory.import_rows(work, read_rows(LIST, COLUMNS, ("name",)), None, "NL")
    assert (done.added, done.changed) == (4, 0)
    assert done.left_out == [(5, "desk.import.no_stand_in")]
    again = directory.import_rows(work, read_rows("naam;doet\nmonique DE WIT;zorg", COLUMNS, ("name",)), None, "NL")
    assert (again.added, again.changed) == (0, 1)
    (entry,) = directory.find(work, "monique", None, NOW)
    assert (entry.does, entry.numbers, entry.department) == ("zorg", ("201",), "Facturen")
    assert entry.stand_in is not None
    assert entry.stand_in.name == "René van der Zaag"


def test_who_should_be_back_is_there(filled: Session) -> None:
    (entry,) = directory.find(filled, "monique", None, NOW)
    directory.set_presence(filled, entry.id, None, "away", NOW + timedelta(hours=1))
    before = directory.entry(filled, entry.id, None, NOW)
    after = directory.entry(filled, entry.id, None, NOW + timedelta(hours=1))
    assert before is not None
    assert after is not None
    assert (before.presence, after.presence) == ("away", "in")


def test_a_client_sees_its_own_directory_only(filled: Session) -> None:
    baker, notary = Client(name="Bakker", numbers=[]), Client(name="Notaris", numbers=[])
    filled.add_all([baker, notary])
    filled.flush()
    made = directory.keep(filled, Wanted("Monique Bakker"), baker.id, "NL")
    assert _names(filled, "monique", baker.id) == ["Monique Bakker"]
    assert _names(filled, "monique", notary.id) == []
    assert directory.entry(filled, made, notary.id, NOW) is None
    assert not directory.set_presence(filled, made, notary.id, "off", None)
    assert not directory.remove(filled, made, notary.id)
    other = directory.keep(filled, Wanted("Anna"), notary.id, "NL")
    with pytest.raises(Problem):
        directory.keep(filled, Wanted("Bram", stand_in_id=made), notary.id, "NL")
    with pytest.raises(Problem):
        directory.keep(filled, Wanted("Bram"), notary.id, "NL", made)
    with pytest.raises(Problem):
        directory.keep(filled, Wanted("Anna", stand_in_id=other), notary.id, "NL", other)


def test_a_stand_in_who_leaves_leaves_nothing_behind(filled: Session) -> None:
    (deputy,) = directory.find(filled, "zaag", None, NOW)
    directory.remove(filled, deputy.id, None)
    filled.flush()
    filled.expire_all()
    (entry,) = directory.find(filled, "monique", None, NOW)
    assert entry.stand_in is None


WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12)


@given(WORD, st.data())
def test_one_letter_wrong_is_still_found(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    other = data.draw(st.sampled_from("abcxyz"))
    for typed in (word[:at] + word[at + 1 :], word[:at] + other + word[at:], word[:at] + other + word[at + 1 :]):
        assert begins_nearly(typed, word, 1)


@given(WORD, WORD)
def test_a_beginning_is_found_and_counts_above_an_error(word: str, other: str) -> None:
    target = Target((word,), (other,))
    assert score((word[:3],), target, errors=False) > 0
    assert score((word,), target, errors=True) >= score((word[:4],), target, errors=True)


@given(st.text(max_size=80))
def test_anything_can_be_typed(typed: str) -> None:
    score(words_of(typed), Target(("monique",), ("facturen",), ("201",)), errors=True)
