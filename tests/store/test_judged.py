"""The line of verdicts on a call says what its findings say, whatever becomes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.store import calls, intake, judged, privacy, retention, reviews
from belwijs.store.database import Database
from belwijs.store.judged import Sum
from belwijs.store.schema import Call, FindingRow, PracticeNumber
from belwijs.store.scope import Scope
from tests.store.calls import MONDAY, call, person, report

VERDICTS = {"hold.reason": "kept", "answer.greeting": "missed", "answer.name": "unknown", "own.x": "not_applicable"}


def by_line(work: Session, call_id: int) -> dict[str, Sum]:
    """What the line of a call says."""
    known = judged.names(work)
    line = work.scalar(select(Call.judged).where(Call.id == call_id)) or ""
    return {known[number]: made for number, made in judged.added_up(line).items()}


def by_findings(work: Session, call_id: int) -> dict[str, Sum]:
    """What its findings say."""
    rows = work.execute(select(FindingRow.practice, FindingRow.verdict).where(FindingRow.call_id == call_id))
    return {practice: Sum(int(said == "kept"), 1) for practice, said in rows if said in ("kept", "missed")}


@given(st.lists(st.tuples(st.integers(0, 4000), st.booleans())))
def test_what_is_encoded_is_counted(verdicts: list[tuple[int, bool]]) -> None:
    found = judged.added_up("".join(judged.encoded(number, missed=missed) for number, missed in verdicts))
    for number in {n for n, _ in verdicts}:
        said = [missed for n, missed in verdicts if n == number]
        assert found[number] == Sum(said.count(False), len(said))
    assert found.keys() == {n for n, _ in verdicts}


def test_a_line_holds_what_was_kept_and_missed(databases: Database) -> None:
    with databases.write() as work:
        made = call(work, person(work, "Anna"), verdicts=VERDICTS)
        assert by_line(work, made) == {"hold.reason": Sum(1, 1), "answer.greeting": Sum(0, 1)}
        assert work.scalars(select(PracticeNumber.practice)).all() == ["answer.greeting", "hold.reason"]


@pytest.mark.parametrize("change", ["analysed anew", "settled", "assigned", "forgotten", "person erased"])
def test_a_line_follows_the_findings(databases: Database, change: str) -> None:
    with databases.write() as work:
        anna, bram, coach = person(work, "Anna"), person(work, "Bram"), person(work, "Coach")
        made = call(work, anna, verdicts=VERDICTS)
        scope = Scope(everything=True, people=frozenset({anna, bram}))
        if change == "analysed anew":
            again = report({"hold.reason": "missed", "close.thanks": "kept"})
            assert intake.ready(work, intake.Analysed(made, again, "woorden"), MONDAY)
        if change == "settled":
            reviews.add(work, scope, anna, made, "hold.reason", "disagree", MONDAY, verdict="unknown", text="nee")
            said = reviews.of_call(work, scope, made)[0]
            assert reviews.settle(work, scope, coach, said.id, "unknown", MONDAY) == made
        if change == "assigned":
            assert calls.assign(work, scope, made, bram)
        if change == "forgotten":
            assert retention.forget(work, "verdicts", {"verdicts": MONDAY + timedelta(days=1)}) == 1
        if change == "person erased":
            privacy.erase_person(work, anna, MONDAY, None)
        work.flush()
        assert by_line(work, made) == by_findings(work, made)
        found = work.execute(select(Call.kept, Call.missed).where(Call.id == made)).one()
        sums = by_line(work, made).values()
        assert tuple(found) == (sum(s.kept for s in sums), sum(s.applied - s.kept for s in sums))


def test_an_export_leaves_the_line_out(databases: Database) -> None:
    with databases.write() as work:
        made = call(work, person(work, "Anna"), verdicts=VERDICTS)
        for verdicts in (True, False):
            assert "judged" not in privacy.about_call(work, made, verdicts=verdicts)[0]["call"]
