"""The chase list: ever other moments, no message before the fourth, an answer with its reason, and who said never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import callers, enlisting, prospects
from belwijs.store.chase import Outcome, bar, next_moment
from belwijs.store.database import Database
from belwijs.store.enlisting import COLUMNS, Wanted
from belwijs.store.hours import Hours
from belwijs.store.prospects import Report
from belwijs.store.schema import Caller, Client, Person, Prospect
from belwijs.store.sheet import Imported, read_rows

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday, eleven in the morning
HOURS = Hours()
COMPANY = Wanted("Jan Bos", "020 555 01 01", "Bos BV", "de nieuwe dakgoot", is_consumer=False)


@pytest.fixture
def work(databases: Database) -> Iterator[Session]:
    with databases.write() as session:
        yield session


@pytest.fixture
def me(work: Session) -> int:
    person = Person(name="Ron Kist", aliases=[])
    work.add(person)
    work.flush()
    return person.id


def _add(work: Session, wanted: Wanted = COMPANY, now: datetime = NOW) -> int:
    return enlisting.add(work, wanted, "NL", HOURS, now)


def _import(work: Session, text: str, common: Wanted) -> Imported:
    return enlisting.import_rows(work, read_rows(text, COLUMNS, ("number",)), common, "NL", HOURS, NOW)


def test_the_next_attempt_is_on_another_day_at_another_hour(work: Session, me: int) -> None:
    made, now = _add(work), NOW
    moments = []
    for _ in range(5):
        moments.append(now.astimezone(HOURS.zone))
        now = prospects.attempt(work, made, None, me, Report("no_answer"), HOURS, now)
    assert len({m.weekday() for m in moments}) == 5
    assert len({m.hour for m in moments}) == 5
    assert {m.hour < 13 for m in moments[:2]} == {True, False}
    assert all(HOURS.is_open(m) for m in moments)


def test_an_agreed_moment_counts_above_the_plan(work: Session, me: int) -> None:
    agreed = NOW + timedelta(days=9)
    assert prospects.attempt(work, _add(work), None, me, Report("gatekeeper", agreed_at=agreed), HOURS, NOW) == agreed
    with pytest.raises(Problem):
        prospects.attempt(work, 1, None, me, Report("gatekeeper", agreed_at=NOW), HOURS, NOW)


def test_no_message_before_the_fourth_attempt(work: Session, me: int) -> None:
    made, now = _add(work), NOW
    for number in range(1, 5):
        found = prospects.one(work, made, None)
        assert found is not None
        assert found.may_leave_message == (number == 4)
        report = Report("voicemail", left_message=True)
        if number < 4:
            with pytest.raises(Problem):
                prospects.attempt(work, made, None, me, report, HOURS, now)
            report = Report("voicemail")
        now = prospects.attempt(work, made, None, me, report, HOURS, now)
    assert [t.left_message for t in prospects.tries(work, made)] == [True, False, False, False]


def test_closed_only_with_an_answer_and_its_reason(work: Session) -> None:
    made = _add(work)
    with pytest.raises(Problem):
        prospects.answered(work, made, None, "no", "  ", NOW)
    with pytest.raises(Problem):
        prospects.answered(work, made, None, "later", "na de zomer", NOW)
    later = NOW + timedelta(days=60)
    prospects.answered(work, made, None, "later", "na de zomer", NOW, later)
    work.flush()
    found = prospects.one(work, made, None)
    assert found is not None
    assert (found.next_at, found.closed_at) == (later, None)
    prospects.answered(work, made, None, "no", "contract tot 2028", NOW)
    work.flush()
    assert prospects.open_list(work, None) == []
    with pytest.raises(Problem):
        prospects.answered(work, made, None, "yes", "toch", NOW)


@pytest.mark.parametrize(
    ("consumer", "basis", "day", "why"),
    [
        (False, "", date(2026, 11, 24), None), (True, "consent", date(2026, 11, 24), None),
        (True, "exempt", date(2026, 11, 24), None), (True, "", date(2026, 11, 24), "no_basis"),
        (True, "customer", date(2026, 6, 30), None), (True, "customer", date(2026, 7, 1), "no_basis"),
        (None, "consent", date(2026, 11, 24), "unknown"),
    ],
)  # fmt: skip
def test_who_may_be_called(consumer: bool | None, basis: str, day: date, why: str | None) -> None:
    assert bar(False, consumer, basis, day) == why
    assert bar(True, consumer, basis, day) == "objected"


def test_an_objection_holds_for_good(work: Session, me: int) -> None:
    made = _add(work)
    callers.object_to_calls(work, "0031 20 5550101", "NL", NOW)
    work.flush()
    closed = prospects.one(work, made, None)
    assert closed is not None
    assert (closed.answer, closed.objected) == ("no", True)
    done = _import(work, "naam;telefoon\nJan Bos;(020) 555 0101\nPiet;0612345678", Wanted("", "", is_consumer=False))
    assert (done.added, done.left_out) == (1, [(2, "desk.import.objected")])
    with pytest.raises(Problem):
        _add(work)
    work.delete(work.query(Caller).filter(Caller.number == "+31205550101").one())
    work.flush()
    with pytest.raises(Problem):
        _add(work)


def test_a_list_names_what_it_leaves_out(work: Session) -> None:
    text = (
        "Bedrijf,Naam,Telefoon,Consument,Toestemming\n"
        "Bos BV,Jan,020 5550101,nee,\n,Eva,06 12345678,ja,\n,Ada,06 12345679,ja,ja\n"
        ",Ton,geen,nee,\nBos BV,Jan,+31205550101,nee,\n"
    )
    done = _import(work, text, Wanted("", "", list_name="herfst"))
    assert done.added == 2
    assert done.left_out == [(3, "desk.import.no_basis"), (5, "desk.import.no_number"), (6, "desk.import.twice")]
    assert prospects.lists(work, None) == ["herfst"]


def test_who_may_not_be_called_is_never_the_next(work: Session, me: int) -> None:
    unknown = _add(work, replace(COMPANY, number="0612345678", is_consumer=None))
    company = _add(work)
    found = prospects.next_one(work, None, me, HOURS, NOW)
    assert found is not None
    assert found.id == company
    with pytest.raises(Problem):
        prospects.attempt(work, unknown, None, me, Report("no_answer"), HOURS, NOW)
    prospects.settle_basis(work, unknown, None, True, "consent", NOW)
    work.flush()
    prospects.attempt(work, unknown, None, me, Report("no_answer"), HOURS, NOW)


def test_outside_office_hours_only_who_agreed_to_it_is_next(work: Session, me: int) -> None:
    overdue, agreed = _add(work), _add(work, replace(COMPANY, number="0205550177"))
    evening = HOURS.at(NOW.date(), 19, 30)
    work.get_one(Prospect, agreed).next_at = HOURS.at(NOW.date(), 19)
    work.flush()
    found = prospects.next_one(work, None, me, HOURS, evening)
    assert (found.id if found else None) == agreed
    work.get_one(Prospect, agreed).closed_at = NOW
    work.flush()
    assert prospects.next_one(work, None, me, HOURS, evening) is None
    during = prospects.next_one(work, None, me, HOURS, NOW)
    assert (during.id if during else None) == overdue


def test_another_clients_prospects_are_not_there(work: Session, me: int) -> None:
    baker, notary = Client(name="Bakker", numbers=[]), Client(name="Notaris", numbers=[])
    work.add_all([baker, notary])
    work.flush()
    made = _add(work, replace(COMPANY, client_id=baker.id))
    assert prospects.one(work, made, notary.id) is None
    assert prospects.open_list(work, notary.id) == []
    assert prospects.next_one(work, notary.id, me, HOURS, NOW) is None
    with pytest.raises(Problem):
        prospects.attempt(work, made, notary.id, me, Report("reached"), HOURS, NOW)
    with pytest.raises(Problem):
        prospects.answered(work, made, notary.id, "yes", "graag", NOW)


def test_a_run_of_refusals_ends_with_somebody_who_listens(work: Session, me: int) -> None:
    made = [_add(work, replace(COMPANY, number=f"02055501{n:02d}")) for n in range(6)]

    def talk(n: int, outcome: Outcome) -> int:
        moment = NOW + timedelta(minutes=n)
        prospects.attempt(work, made[n], None, me, Report(outcome), HOURS, moment)
        work.flush()
        return prospects.refusals_in_a_row(work, me, moment)

    runs = [talk(n, o) for n, o in enumerate(("refused", "no_answer", "refused", "refused", "reached", "refused"))]
    assert runs == [1, 1, 2, 3, 0, 1]
    assert prospects.refusals_in_a_row(work, me, NOW + timedelta(days=1)) == 0


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=9), MOMENTS, st.integers(6, 12), st.integers(14, 22))
def test_next_is_open_later_and_different(minutes: list[int], now: datetime, opens: int, closes: int) -> None:
    hours = Hours(opens, closes)
    failed = [now - timedelta(minutes=m) for m in minutes]
    found = next_moment(failed, now, hours)
    assert found > now
    assert hours.is_open(found)
    local, tried = found.astimezone(hours.zone), [f.astimezone(hours.zone) for f in failed]
    if len({t.hour for t in tried}) < closes - opens - 1:
        assert local.hour not in {t.hour for t in tried}
    if len({t.weekday() for t in tried}) < 3:
        assert local.weekday() not in {t.weekday() for t in tried}


@given(MOMENTS, MOMENTS)
def test_a_house_that_is_hardly_open_still_gets_a_moment(failed: datetime, now: datetime) -> None:
    assert next_moment([failed], now, Hours(9, 10, frozenset({2}))) > now
    assert next_moment([failed], now, Hours(days=frozenset())) > now
