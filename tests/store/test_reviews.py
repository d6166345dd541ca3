"""Agreeing, disagreeing, settling; and settled disagreements as labelled calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete

from belwijs.call import read_call_file
from belwijs.call.write import call_to_json
from belwijs.store import reviews
from belwijs.store.database import Database
from belwijs.store.schema import Call, Document, FindingRow, Review
from belwijs.store.scope import Scope
from tests.store.calls import MONDAY, call, person, report

MISSED = "answer.offer_help"


def test_a_disagreement_is_settled_by_the_coach_and_counts_from_then_on(databases: Database) -> None:
    with databases.write() as work:
        coach = person(work, "Coach", "coach")
        anna = person(work, "Anna", coach_id=coach)
        made = call(work, anna)
        own, both = Scope(people=frozenset({anna})), Scope(people=frozenset({coach, anna}))
        assert reviews.add(work, own, anna, made, MISSED, "disagree", MONDAY, verdict="kept", text="Ik vroeg het wel.")
        work.flush()
        (said,) = reviews.of_call(work, own, made)
        assert (said.who, said.kind, said.verdict, said.settled_as) == ("Anna", "disagree", "kept", None)
        assert reviews.settle(work, both, coach, said.id, "kept", MONDAY) == made
        (said,) = reviews.of_call(work, both, made)
        assert (said.settled_as, said.settled_by) == ("kept", "Coach")
        assert work.get_one(FindingRow, (made, MISSED)).verdict == "kept"
        row = work.get_one(Call, made)
        assert (row.kept, row.missed) == (2, 0)
        assert reviews.settle(work, both, coach, said.id, "missed", MONDAY) is None


def test_nobody_settles_their_own_call_nor_one_they_may_not_see(databases: Database) -> None:
    with databases.write() as work:
        coach, anna, eva = person(work, "Coach", "coach"), person(work, "Anna"), person(work, "Eva", "coach")
        mine, hers = call(work, coach), call(work, anna, at=1)
        for who, which in ((coach, mine), (anna, hers)):
            own = Scope(people=frozenset({who}))
            reviews.add(work, own, who, which, MISSED, "disagree", MONDAY, verdict="kept", text="Nee.")
        work.flush()
        of_mine, of_hers = (work.query(Review).filter_by(call_id=c).one().id for c in (mine, hers))
        assert reviews.settle(work, Scope(people=frozenset({coach, anna})), coach, of_mine, "kept", MONDAY) is None
        assert reviews.settle(work, Scope(people=frozenset({eva})), eva, of_hers, "kept", MONDAY) is None
        assert reviews.settle(work, Scope(everything=True, team=""), eva, of_hers, "kept", MONDAY) is None
        assert reviews.of_call(work, Scope(people=frozenset({eva}), team=""), hers) == ()


def test_a_later_opinion_takes_the_place_of_an_earlier_one_and_remarks_stay(databases: Database) -> None:
    with databases.write() as work:
        anna = person(work, "Anna")
        made, own = call(work, anna), Scope(people=frozenset({anna}))
        reviews.add(work, own, anna, made, MISSED, "agree", MONDAY)
        reviews.add(work, own, anna, made, MISSED, "comment", MONDAY, text="Druk.")
        reviews.add(work, own, anna, made, "", "comment", MONDAY, text="Een lastig gesprek.")
        reviews.add(work, own, anna, made, MISSED, "disagree", MONDAY, verdict="kept", text="Toch niet.")
        work.flush()
        assert [(s.kind, s.practice) for s in reviews.of_call(work, own, made)] == [
            ("comment", MISSED), ("comment", ""), ("disagree", MISSED),
        ]  # fmt: skip


def test_what_cannot_be_reviewed_is_refused(databases: Database) -> None:
    with databases.write() as work:
        anna, bram = person(work, "Anna"), person(work, "Bram")
        made, own = call(work, anna), Scope(people=frozenset({anna}))
        assert not reviews.add(work, Scope(people=frozenset({bram})), bram, made, MISSED, "agree", MONDAY)
        assert not reviews.add(work, Scope(everything=True, team=""), bram, made, MISSED, "comment", MONDAY, text="x")
        assert not reviews.add(work, own, anna, made, "no.such", "agree", MONDAY)
        assert not reviews.add(work, own, anna, made, "", "agree", MONDAY)
        for given in ({"verdict": "kept"}, {"text": "x"}, {"verdict": "missed", "text": "x"}):
            with pytest.raises(ValueError, match="reason"):
                reviews.add(work, own, anna, made, MISSED, "disagree", MONDAY, **given)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="words"):
            reviews.add(work, own, anna, made, MISSED, "comment", MONDAY, text="  ")


def test_only_ones_own_open_review_can_be_taken_back(databases: Database) -> None:
    with databases.write() as work:
        coach = person(work, "Coach", "coach")
        anna = person(work, "Anna")
        made, own, both = call(work, anna), Scope(people=frozenset({anna})), Scope(people=frozenset({coach, anna}))
        reviews.add(work, own, anna, made, MISSED, "disagree", MONDAY, verdict="kept", text="Nee.")
        work.flush()
        (said,) = reviews.of_call(work, own, made)
        assert reviews.withdraw(work, both, coach, said.id) is None
        reviews.settle(work, both, coach, said.id, "missed", MONDAY)
        assert reviews.withdraw(work, own, anna, said.id) is None
        reviews.add(work, own, anna, made, "answer.greeting", "agree", MONDAY)
        work.flush()
        assert reviews.withdraw(work, own, anna, reviews.of_call(work, own, made)[-1].id) == made


def test_settled_verdicts_survive_another_analysis(databases: Database) -> None:
    with databases.write() as work:
        coach, anna = person(work, "Coach", "coach"), person(work, "Anna")
        made, both = call(work, anna), Scope(people=frozenset({coach, anna}))
        reviews.add(work, both, anna, made, MISSED, "disagree", MONDAY, verdict="not_applicable", text="Nee.")
        work.flush()
        reviews.settle(work, both, coach, reviews.of_call(work, both, made)[0].id, "not_applicable", MONDAY)
        work.get_one(FindingRow, (made, MISSED)).verdict = "missed"
        work.flush()
        reviews.apply_settled(work, made)
        assert work.get_one(FindingRow, (made, MISSED)).verdict == "not_applicable"
        assert work.get_one(Call, made).missed == 0


@pytest.mark.parametrize("redact", [True, False])
def test_settled_calls_come_out_as_call_files_with_gold(databases: Database, tmp_path: Path, redact: bool) -> None:
    with databases.write() as work:
        coach, anna = person(work, "Coach", "coach"), person(work, "Anna")
        made, both = call(work, anna, words="Met Karel Dijkstra, 06 12345678."), Scope(people=frozenset({coach, anna}))
        call(work, anna, at=1)
        reviews.add(work, both, anna, made, MISSED, "disagree", MONDAY, verdict="kept", text="Nee.")
        work.flush()
        reviews.settle(work, both, coach, reviews.of_call(work, both, made)[0].id, "kept", MONDAY)
        assert list(reviews.examples(work, Scope(people=frozenset({coach})))) == []
        assert reviews.settled(work, Scope(people=frozenset({coach}))) == ()
        (was,) = reviews.settled(work, both)
        assert (was.call_id, was.person, was.settled_as) == (made, "Anna", "kept")
        ((name, labelled),) = reviews.examples(work, both, redact=redact)
    path = tmp_path / f"{name}.json"
    path.write_text(call_to_json(labelled), encoding="utf-8")
    (source,) = read_call_file(path)
    read = source.call
    assert read.gold is not None
    assert read.gold.verdicts == {MISSED: "kept"}
    written = path.read_text(encoding="utf-8")
    assert [p.role for p in read.participants] == ["agent", "customer"]
    for secret in ("Dijkstra", "12345678", "Monique"):
        assert (secret in written) != redact


def test_a_call_without_words_is_no_example(databases: Database) -> None:
    with databases.write() as work:
        coach, anna = person(work, "Coach", "coach"), person(work, "Anna")
        made, both = call(work, anna), Scope(people=frozenset({coach, anna}))
        reviews.add(work, both, anna, made, MISSED, "disagree", MONDAY, verdict="kept", text="Nee.")
        work.flush()
        reviews.settle(work, both, coach, reviews.of_call(work, both, made)[0].id, "kept", MONDAY)
        work.execute(delete(Document))
        assert list(reviews.examples(work, both)) == []


def test_gold_holds_only_what_was_settled() -> None:
    made = reviews.labelled(report(), {"hold.reason": "kept"})
    assert made.gold is not None
    assert made.gold.verdicts == {"hold.reason": "kept"}
    assert not made.gold.acts
    assert reviews.labelled(report().model_copy(update={"started_at": "gisteren"}), {}).started_at is None
