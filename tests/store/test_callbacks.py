"""Callback notes: taken down, due, reminded of, done, and whether the promise was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import callbacks, directory
from belwijs.store.callbacks import NewNote
from belwijs.store.database import Database
from belwijs.store.hours import Hours
from belwijs.store.schema import Caller, Client, Person

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
NOTE = NewNote("Anna de Wit", "020-555 01 01", "de rekening van oktober", NOW + timedelta(hours=2), "Bakker")
HOURS = Hours()


@pytest.fixture
def work(databases: Database) -> Iterator[Session]:
    with databases.write() as session:
        yield session


def _take(work: Session, note: NewNote = NOTE, person_id: int | None = None) -> int:
    return callbacks.take(work, note, person_id, "NL", NOW)


def test_a_note_tells_who_is_calling_from_now_on(work: Session) -> None:
    _take(work)
    (note,) = callbacks.due(work, None)
    assert (note.number, note.subject, note.kept) == ("+31205550101", "de rekening van oktober", None)
    caller = work.query(Caller).one()
    assert (caller.name, caller.organisation) == ("Anna de Wit", "Bakker")


@pytest.mark.parametrize("gap", [{"name": " "}, {"number": "anoniem"}, {"subject": ""}, {"due_at": NOW}])
def test_what_a_callback_needs_must_be_there(work: Session, gap: dict[str, object]) -> None:
    with pytest.raises(Problem):
        _take(work, replace(NOTE, **gap))  # type: ignore[arg-type]


def test_done_in_time_is_kept_and_too_late_is_not(work: Session) -> None:
    in_time, late, never = _take(work), _take(work), _take(work)
    assert callbacks.done(work, in_time, None, "gesproken", NOW + timedelta(hours=1))
    assert callbacks.done(work, late, None, "", NOW + timedelta(hours=3))
    assert not callbacks.done(work, late, None, "", NOW + timedelta(hours=4))
    work.flush()
    first, second = callbacks.one(work, in_time, None), callbacks.one(work, late, None)
    assert first is not None
    assert second is not None
    assert (first.kept, second.kept) == (True, False)
    assert [note.id for note in callbacks.due(work, None)] == [never]
    assert callbacks.kept(work, None, NOW + timedelta(hours=5)) == callbacks.Kept(due=3, kept=1)
    assert callbacks.kept(work, None, NOW + timedelta(hours=1, minutes=1)) == callbacks.Kept(due=1, kept=1)


def test_calling_somebody_who_is_not_there_keeps_the_promise_and_the_note(work: Session) -> None:
    made = _take(work)
    callbacks.mark_reminded(work, made, NOW)
    assert callbacks.unreached(work, made, None, HOURS, NOW + timedelta(hours=1))
    work.flush()
    (note,) = callbacks.due(work, None)
    assert note.due_at == NOW + timedelta(hours=3)
    assert note.promised_at == NOW + timedelta(hours=2)
    assert note.kept
    assert callbacks.to_remind(work, NOW + timedelta(hours=3)) == [made]


def test_nobody_is_reminded_twice(work: Session) -> None:
    made = _take(work)
    assert callbacks.to_remind(work, NOW) == []
    assert callbacks.to_remind(work, NOW + timedelta(hours=1, minutes=50)) == [made]
    assert callbacks.mark_reminded(work, made, NOW + timedelta(hours=1, minutes=50))
    work.flush()
    assert not callbacks.mark_reminded(work, made, NOW + timedelta(hours=1, minutes=51))
    assert callbacks.to_remind(work, NOW + timedelta(hours=5)) == []


def test_dropping_wants_a_reason(work: Session) -> None:
    made = _take(work)
    with pytest.raises(Problem):
        callbacks.drop(work, made, None, " ", NOW)
    assert callbacks.drop(work, made, None, "heeft zelf al gebeld", NOW)


def test_a_client_sees_its_own_notes_only(work: Session) -> None:
    baker, notary = Client(name="Bakker", numbers=[]), Client(name="Notaris", numbers=[])
    work.add_all([baker, notary])
    work.flush()
    contact = directory.keep(work, directory.Wanted("Bas"), baker.id, "NL")
    made = _take(work, replace(NOTE, contact_id=contact))
    assert [note.client for note in callbacks.due(work, baker.id)] == ["Bakker"]
    assert callbacks.due(work, notary.id) == []
    assert callbacks.one(work, made, notary.id) is None
    assert not callbacks.done(work, made, notary.id, "", NOW)
    assert not callbacks.unreached(work, made, notary.id, HOURS, NOW)
    with pytest.raises(Problem):
        _take(work, replace(NOTE, contact_id=contact, client_id=notary.id))


def test_my_notes_are_those_i_took_and_those_for_me(work: Session) -> None:
    me, other = Person(name="Ik", aliases=[]), Person(name="Ander", aliases=[])
    work.add_all([me, other])
    work.flush()
    contact = work.get_one(directory.Contact, directory.keep(work, directory.Wanted("Ik"), None, "NL"))
    contact.person_id = me.id
    mine, for_me = _take(work, person_id=me.id), _take(work, replace(NOTE, contact_id=contact.id), other.id)
    _take(work, person_id=other.id)
    assert [note.id for note in callbacks.due(work, None, person_id=me.id)] == [mine, for_me]


def test_pages_follow_each_other(work: Session) -> None:
    made = [_take(work) for _ in range(5)]
    seen: list[int] = []
    after = None
    while page := callbacks.due(work, None, after=after, limit=2):
        seen += [note.id for note in page]
        after = (page[-1].due_at, page[-1].id)
    assert seen == made


def test_moments_that_are_offered() -> None:
    tuesday = dict(callbacks.moments(NOW, HOURS))
    assert tuesday["hour"] == NOW + timedelta(hours=1)
    assert tuesday["today"] == HOURS.at(NOW.date(), 17)
    friday = dict(callbacks.moments(datetime(2026, 11, 27, 15, 50, tzinfo=UTC), HOURS))
    assert set(friday) == {"morning", "next"}
    assert friday["morning"] == HOURS.at(datetime(2026, 11, 30).date(), 12)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)), st.integers(0, 23), st.data())
def test_every_moment_that_is_offered_is_still_to_come(now: datetime, opens: int, data: st.DataObject) -> None:
    closes = data.draw(st.integers(opens + 1, 24))
    days = data.draw(st.frozensets(st.integers(0, 6)))
    offered = callbacks.moments(now, Hours(opens, closes, days))
    assert offered
    assert all(moment > now for _, moment in offered)
