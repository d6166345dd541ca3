"""The caller card: who may know what of the calls that went before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from belwijs.store import callbacks, callers
from belwijs.store.callbacks import NewNote
from belwijs.store.callers import Card
from belwijs.store.database import Database
from belwijs.store.schema import Call, Client, Document, ExchangeRecord, FindingRow, Person
from belwijs.store.scope import Scope

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
NUMBER = "+31205550101"
REPORT = {
    "participants": [{"id": "a", "role": "agent"}, {"id": "c", "role": "customer"}],
    "turns": [
        {"speaker": "a", "text": "Goedemorgen, Bakker, u spreekt met Monique de Wit."},
        {"speaker": "c", "text": "Goedemorgen."},
        {"speaker": "c", "text": "Mijn rekening van oktober klopt niet."},
    ],
}


@pytest.fixture
def work(databases: Database) -> Iterator[Session]:
    with databases.write() as session:
        yield session


def _person(work: Session, name: str) -> int:
    person = Person(name=name, aliases=[])
    work.add(person)
    work.flush()
    return person.id


def _call(work: Session, person_id: int, days: int, client_id: int | None = None) -> int:
    caller = callers.caller_for(work, NUMBER, "NL")
    assert caller is not None
    at = NOW - timedelta(days=days)
    call = Call(
        name=f"c{days}-{client_id}", source="upload", state="ready", started_at=at, added_at=at, person_id=person_id,
        caller_id=caller.id, client_id=client_id,
    )  # fmt: skip
    work.add(call)
    work.flush()
    work.add(Document(call_id=call.id, document=REPORT, made_at=at))
    work.add(
        FindingRow(
            call_id=call.id, practice="callback.promise", verdict="missed", quote="Hij belt u zeker vanmiddag.",
            person_id=person_id, started_at=at,
        )
    )  # fmt: skip
    work.flush()
    return call.id


def _card(work: Session, scope: Scope, client_id: int | None = None, number: str = "020-555 01 01") -> Card:
    return callers.card(work, scope, number, client_id, "NL", NOW)


def test_an_unknown_number_has_an_empty_card(work: Session) -> None:
    card = _card(work, Scope())
    assert (card.number, card.caller_id, card.earlier, card.promises) == (NUMBER, None, (), ())
    assert _card(work, Scope(), number="anoniem").number == ""


def test_everybody_sees_that_there_was_a_call_and_readers_what_it_was_about(work: Session) -> None:
    monique, rene = _person(work, "Monique"), _person(work, "René")
    made = _call(work, monique, 3)
    own, other = _card(work, Scope(people=frozenset({monique}))), _card(work, Scope(people=frozenset({rene})))
    assert [(e.who, e.about, e.call_id) for e in own.earlier] == [
        ("Monique", "Mijn rekening van oktober klopt niet.", made)
    ]
    assert [(e.who, e.about, e.call_id) for e in other.earlier] == [("Monique", "", None)]
    assert [(p.kind, p.about) for p in own.promises] == [("overpromise", "Hij belt u zeker vanmiddag.")]
    assert other.promises == ()


def test_a_promise_of_long_ago_is_no_open_promise(work: Session) -> None:
    monique = _person(work, "Monique")
    _call(work, monique, 40)
    assert _card(work, Scope(people=frozenset({monique}))).promises == ()


def test_open_notes_and_calls_that_nobody_answered_are_there(work: Session) -> None:
    callbacks.take(work, NewNote("De Wit", NUMBER, "de rekening", NOW + timedelta(hours=1)), None, "NL", NOW)
    at = NOW - timedelta(hours=1)
    work.add(ExchangeRecord(key="x", started_at=at, outcome="abandoned", number=NUMBER))
    work.flush()
    card = _card(work, Scope())
    assert [(p.kind, p.about) for p in card.promises] == [("callback", "de rekening")]
    assert [(e.answered, e.at) for e in card.earlier] == [(False, at)]
    assert card.name == "De Wit"


def test_a_client_sees_nothing_of_another_client(work: Session) -> None:
    baker, notary = Client(name="Bakker", numbers=["0205559999"]), Client(name="Notaris", numbers=[])
    work.add_all([baker, notary])
    work.flush()
    monique = _person(work, "Monique")
    callers.describe(work, NUMBER, "NL", "De Wit", "Bakker", "komt morgen tekenen")
    _call(work, monique, 2, baker.id)
    scope = Scope(people=frozenset({monique}))
    assert len(_card(work, scope, baker.id).earlier) == 1
    other = _card(work, scope, notary.id)
    assert (other.name, other.note, other.earlier, other.promises) == ("", "", (), ())


def test_the_number_called_says_for_whom(work: Session) -> None:
    baker = Client(name="Bakker", numbers=["020-5559999"], greeting="Bakker, goedemorgen", instructions="Niet storen")
    work.add(baker)
    work.flush()
    found = callers.called(work, "+31 20 555 9999", "NL")
    assert found is not None
    assert (found.name, found.greeting) == ("Bakker", "Bakker, goedemorgen")
    assert callers.called(work, "+31 20 555 9998", "NL") is None
    assert callers.called(work, "", "NL") is None


@pytest.mark.parametrize("document", [{}, {"turns": [{}], "participants": [{}]}, {"turns": None}])
def test_a_report_whose_words_are_gone_is_about_nothing(document: dict[str, object]) -> None:
    assert callers.subject_of(document) == ""
