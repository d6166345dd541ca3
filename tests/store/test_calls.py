"""Finding calls and reading one: by what they are about, and only as far as somebody may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belwijs.store import calls
from belwijs.store import words as searching
from belwijs.store.calls import Query
from belwijs.store.database import Database
from belwijs.store.schema import Client, Review, Spoken
from belwijs.store.scope import Scope
from tests.store.calls import MONDAY, call, person


def ids(page: calls.Page) -> list[int]:
    return [row.id for row in page.rows]


def test_an_agent_finds_own_calls_only_and_a_coach_those_of_the_coached(databases: Database) -> None:
    with databases.write() as work:
        anna, bram = person(work, "Anna"), person(work, "Bram")
        first, second = call(work, anna), call(work, bram, at=1)
        assert ids(calls.find(work, Scope(people=frozenset({anna})), Query())) == [first]
        assert ids(calls.find(work, Scope(people=frozenset({anna, bram})), Query())) == [second, first]
        assert calls.one(work, Scope(people=frozenset({anna})), second) is None
        assert calls.sound(work, Scope(people=frozenset({anna})), second) is None


def test_a_lead_knows_of_the_teams_calls_without_caller_name_or_verdict(databases: Database) -> None:
    with databases.write() as work:
        anna = person(work, "Anna", team="noord")
        made = call(work, anna, team="noord", number="+31205550101", name="06-12345678.wav", has_incident=True)
        call(work, anna, team="zuid", at=1)
        lead = Scope(people=frozenset({999}), team="noord")
        page = calls.find(work, lead, Query())
        assert ids(page) == [made]
        row = page.rows[0]
        assert (row.readable, row.name, row.caller) == (False, "", "")
        assert (row.kept, row.missed, row.has_incident) == (0, 0, False)
        one = calls.one(work, lead, made)
        assert one is not None
        assert (one.report, one.envelope, one.number, one.caller_id, one.recording) == (None, None, "", None, None)


@pytest.mark.parametrize(
    "query",
    [
        Query(practice="answer.offer_help"), Query(verdict="missed"), Query(words="monteur"), Query(number="5550101"),
        Query(incident=True), Query(reviews=True),
    ],
)  # fmt: skip
def test_what_may_not_be_read_cannot_be_searched_for(databases: Database, query: Query) -> None:
    with databases.write() as work:
        anna = person(work, "Anna", team="noord")
        made = call(work, anna, team="noord", number="+31205550101", has_incident=True)
        work.add(Review(call_id=made, practice="answer.greeting", kind="disagree", verdict="missed", at=MONDAY))
        work.flush()
        assert ids(calls.find(work, Scope(people=frozenset({anna})), query)) == [made]
        assert ids(calls.find(work, Scope(team="noord"), query)) == []
        assert ids(calls.find(work, Scope(everything=True), query)) == []


def test_a_client_reads_its_own_calls_and_no_verdict_on_anybody(databases: Database) -> None:
    with databases.write() as work:
        work.add_all([Client(id=1, name="Bakker", numbers=[]), Client(id=2, name="Smid", numbers=[])])
        work.flush()
        anna = person(work, "Anna")
        own, other = call(work, anna, client_id=1), call(work, anna, client_id=2, at=1)
        scope = Scope(everything=True, people=frozenset({77}), client_id=1, reads_client=True)
        page = calls.find(work, scope, Query())
        assert ids(page) == [own]
        assert page.rows[0].readable
        assert not page.rows[0].judged
        one = calls.one(work, scope, own)
        assert one is not None
        assert one.report is not None
        assert one.report.turns
        assert not one.report.findings
        assert calls.one(work, scope, other) is None
        assert ids(calls.find(work, scope, Query(verdict="missed"))) == []
        assert ids(calls.find(work, scope, Query(words="monteur"))) == [own]


def test_a_list_is_paged_by_key_both_ways_and_moments_may_be_equal(databases: Database) -> None:
    with databases.write() as work:
        anna = person(work, "Anna")
        made = [call(work, anna, at=n // 3) for n in range(10)]
        scope = Scope(people=frozenset({anna}))
        wanted = sorted(made, reverse=True)
        first = calls.find(work, scope, Query(), limit=4)
        assert (ids(first), first.newer) == (wanted[:4], None)
        second = calls.find(work, scope, Query(), before=first.older, limit=4)
        third = calls.find(work, scope, Query(), before=second.older, limit=4)
        assert (ids(second), ids(third), third.older) == (wanted[4:8], wanted[8:], None)
        back = calls.find(work, scope, Query(), after=third.newer, limit=4)
        assert ids(back) == wanted[4:8]
        assert back.newer is not None
        assert ids(calls.find(work, scope, Query(), after=back.newer, limit=4)) == wanted[:4]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("monteur", True), ("MONTEUR", True), ("cafe", True), ("café", True), ("monteurs", False), ("mont", True),
        ("mo", False), ("monteur fiets", False), ('"niet geweest"', True), ('"geweest niet"', False),
        ("geweest niet", True), ('"', False), ("'); drop table call; --", False), ("...", False), ("wil'", True),
    ],
)  # fmt: skip
def test_words_are_found_alike_in_both_databases(
    databases: Database, words: str, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with databases.write() as work:
        anna = person(work, "Anna")
        made = call(work, anna)
        scope = Scope(people=frozenset({anna}))
        for often in (1000, 0):  # by the index, and call by call
            monkeypatch.setattr(searching, "_OFTEN", often)
            assert ids(calls.find(work, scope, Query(words=words))) == ([made] if found else [])


def test_words_that_fall_in_many_calls_are_found_call_by_call(
    databases: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with databases.write() as work:
        anna, bram = person(work, "Anna"), person(work, "Bram")
        made = [call(work, anna, at=n, words="de monteur" if n % 2 else "de rekening") for n in range(6)]
        call(work, bram, at=9, words="de monteur")
        for often in (1, 1000):
            monkeypatch.setattr(searching, "_OFTEN", often)
            found = calls.find(work, Scope(people=frozenset({anna})), Query(words="monteur"), limit=2)
            assert ids(found) == [made[5], made[3]]
            assert found.older is not None
            last = calls.find(work, Scope(people=frozenset({anna})), Query(words="monteur"), before=found.older)
            assert ids(last) == [made[1]]


def test_words_that_are_gone_are_found_no_more(databases: Database) -> None:
    with databases.write() as work:
        anna = person(work, "Anna")
        made = call(work, anna)
        scope = Scope(people=frozenset({anna}))
        spoken = work.get_one(Spoken, made)
        spoken.words = "iets anders"
        work.flush()
        assert ids(calls.find(work, scope, Query(words="monteur"))) == []
        assert ids(calls.find(work, scope, Query(words="anders"))) == [made]
        work.delete(spoken)
        work.flush()
        assert ids(calls.find(work, scope, Query(words="anders"))) == []


@given(words=st.text(max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_can_be_looked_for(databases: Database, words: str) -> None:
    with databases.read() as work:
        assert calls.find(work, Scope(people=frozenset({1})), Query(words=words.replace("\0", ""))).rows == ()


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("020 555 01 01", True), ("+31205550101", True), ("0031 20 555 0101", True), ("0101", True), ("101", False),
        ("%", False),
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(databases: Database, number: str, found: bool) -> None:
    with databases.write() as work:
        anna = person(work, "Anna")
        made = call(work, anna, number="+31205550101")
        page = calls.find(work, Scope(people=frozenset({anna})), Query(number=number))
        assert ids(page) == ([made] if found else [])


def test_practice_verdict_person_and_dates_narrow_together(databases: Database) -> None:
    with databases.write() as work:
        anna, bram = person(work, "Anna"), person(work, "Bram")
        early = call(work, anna, verdicts={"hold.reason": "missed"})
        late = call(work, anna, at=24, verdicts={"hold.reason": "kept"})
        other = call(work, bram, at=25, verdicts={"hold.reason": "unknown"})
        scope = Scope(people=frozenset({anna, bram}))

        def found(**given: object) -> list[int]:
            return ids(calls.find(work, scope, Query(**given)))  # type: ignore[arg-type]

        assert found(practice="hold.reason") == [late, early]
        assert found(practice="hold.reason", verdict="missed") == [early]
        assert found(practice="hold.reason", verdict="unknown") == [other]
        assert found(verdict="kept") == [late]
        assert found(person_id=bram) == [other]
        assert found(since=MONDAY + timedelta(hours=1), until=MONDAY + timedelta(hours=25)) == [late]


def test_saved_filters_are_ones_own(databases: Database) -> None:
    with databases.write() as work:
        anna, bram = person(work, "Anna"), person(work, "Bram")
        calls.save(work, anna, "Gemist", "verdict=missed")
        calls.save(work, anna, "Gemist", "verdict=missed&words=a")
        work.flush()
        (held,) = calls.saved(work, anna)
        assert held[1:] == ("Gemist", "verdict=missed&words=a")
        assert calls.saved(work, bram) == ()
        assert not calls.forget(work, bram, held[0])
        assert calls.forget(work, anna, held[0])


def test_people_to_choose_from_are_those_one_may_know_of(databases: Database) -> None:
    with databases.write() as work:
        anna, bram = person(work, "Anna", team="noord"), person(work, "Bram", team="zuid")
        names = lambda scope: [p.name for p in calls.people(work, scope)]  # noqa: E731
        assert names(Scope(people=frozenset({anna}))) == ["Anna"]
        assert names(Scope(people=frozenset({bram}), team="noord")) == ["Anna", "Bram"]
        assert names(Scope(everything=True)) == ["Anna", "Bram"]
