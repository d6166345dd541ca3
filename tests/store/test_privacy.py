"""Retention, erasing and exporting: what had to go is nowhere, what may stay is there, and the log says how much."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from belwijs.store import callers, privacy, retention
from belwijs.store.database import Database
from belwijs.store.schema import (
    Attempt,
    Audit,
    Call,
    Callback,
    Caller,
    Contact,
    Document,
    ExchangeRecord,
    FindingRow,
    Job,
    Objection,
    Person,
    Prospect,
    Recording,
    Review,
    Spoken,
    Step,
    Table,
)
from tests.store.calls import MONDAY, call, person

NUMBER, OTHER = "+31612345678", "+31201234567"
ALL: dict[retention.Kind, int] = {
    "audio": 90, "words": 365, "verdicts": 730, "records": 730, "callbacks": 365, "audit": 730,
}  # fmt: skip


def count(work: Session, table: type[Table]) -> int:
    return work.scalar(select(func.count()).select_from(table)) or 0


def dump(work: Session) -> str:
    """Everything in the database as one text."""
    rows = [work.execute(text(f'SELECT * FROM "{table.name}"')).all() for table in Table.metadata.sorted_tables]
    return str(rows)


def everything(work: Session, days_ago: float, number: str = NUMBER, name: str = "Anna") -> dict[str, int]:
    """One of each kind of thing, so long ago."""
    at = MONDAY - timedelta(days=days_ago)
    who = person(work, name)
    made = call(work, who, at=at, number=number, name=f"{name} {number}.wav")
    work.add(Recording(call_id=made, path=f"aa/{made}.all.wav"))
    work.add(Review(call_id=made, practice="answer.offer_help", kind="comment", text=f"{name} zei hallo", at=at))
    work.add(Job(kind="analyse", payload={"file": f"{made}.json"}, call_id=made, run_after=at, added_at=at))
    caller = work.scalars(select(Caller).where(Caller.number == number)).one()
    caller.note = "wil altijd Karel spreken"
    prospect = Prospect(caller_id=caller.id, owner_id=who, closed_at=at, answer="no", reason="te duur")
    work.add(prospect)
    work.flush()
    work.add(Attempt(prospect_id=prospect.id, person_id=who, at=at, outcome="reached", note="zegt nee"))
    work.add(
        ExchangeRecord(key=f"k{made}", started_at=at, outcome="answered", number=number, person_id=who, call_id=made)
    )
    work.add(
        Callback(
            name="Karel", number=number, subject="offerte", due_at=at, made_at=at, taken_by=who, state="done",
            call_id=made,
        )
    )  # fmt: skip
    work.add(Step(ride="1", number=number, kind="answered", at=at, who=name, about="de offerte"))
    work.add(Contact(name=name, person_id=who, email=f"{name}@example.nl"))
    work.add(Audit(at=at, person_id=who, action="call.heard", what=f"call {made}"))
    work.flush()
    return {"person": who, "call": made, "caller": caller.id}


def clear(work: Session, now: datetime, **days: int) -> dict[str, int]:
    ends = retention.limits({**ALL, **days}, now)  # type: ignore[dict-item]
    removed: dict[str, int] = {}
    if "audio" in ends:
        old = retention.expired_audio(work, ends["audio"])
        retention.forget_recordings(work, [n for n, _ in old])
        removed["audio"] = len(old)
    for kind in retention.KINDS[1:]:
        removed[kind] = 0
        while some := retention.forget(work, kind, ends, 1):
            removed[kind] += some
    return removed


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (89, set()),
        (91, {"audio"}),
        (364, {"audio"}),
        (366, {"audio", "words", "callbacks"}),
        (731, {"audio", "words", "callbacks", "verdicts", "records", "audit"}),
    ],
)
def test_each_kind_goes_when_its_days_are_over(databases: Database, days: int, gone: set[str]) -> None:
    with databases.write() as work:
        everything(work, days)
        everything(work, 1, OTHER, "Bram")
        removed = clear(work, MONDAY)
        assert {kind for kind, number in removed.items() if number} == gone
        left = {
            "audio": count(work, Recording), "words": count(work, Document), "verdicts": count(work, Review),
            "records": count(work, ExchangeRecord), "callbacks": count(work, Callback), "audit": count(work, Audit),
        }  # fmt: skip
        assert left == {kind: 1 if kind in gone else 2 for kind in left}
        assert count(work, Spoken) == count(work, Document)
        assert count(work, Call) == (1 if "records" in gone else 2)
        if "words" in gone:
            assert "zei hallo" not in dump(work).replace("Bram zei hallo", "")
            assert work.scalar(select(func.count()).where(FindingRow.quote != "")) == 2, "those of the other call"
        if "records" in gone:
            assert work.scalars(select(Caller.number)).all() == [OTHER], "nothing is left of that caller"
        for kind in retention.KINDS:
            oldest = retention.oldest(work, kind)
            assert oldest is not None
            assert oldest >= MONDAY - timedelta(days=ALL[kind])


def test_zero_days_keep_for_ever(databases: Database) -> None:
    with databases.write() as work:
        everything(work, 4000)
        assert not any(clear(work, MONDAY, **dict.fromkeys(retention.KINDS, 0)).values())
        assert clear(work, MONDAY, words=0, audio=0)["records"] == 1, "not the call whose words are kept"
        assert count(work, Call) == 1


def test_verdicts_that_are_over_leave_the_words_without_them(databases: Database) -> None:
    with databases.write() as work:
        made = everything(work, 800)
        clear(work, MONDAY, words=0)
        document = work.get_one(Document, made["call"]).document
        assert document["turns"]
        assert document["findings"] == []
        assert work.get_one(Call, made["call"]).missed == 0


def test_an_open_callback_and_an_open_prospect_stay(databases: Database) -> None:
    with databases.write() as work:
        everything(work, 5000)
        work.query(Callback).update({"state": "open"})
        work.query(Prospect).update({"closed_at": None, "answer": None})
        clear(work, MONDAY)
        assert (count(work, Callback), count(work, Prospect), count(work, Caller)) == (1, 1, 1)


def test_days_of_the_browser_go_before_those_of_the_file(databases: Database) -> None:
    with databases.write() as work:
        assert retention.days_kept(work, ALL)["audio"] == 90
        retention.set_days(work, {**ALL, "audio": 14}, MONDAY, None)
        assert retention.days_kept(work, ALL)["audio"] == 14


def test_an_erased_caller_is_nowhere(databases: Database) -> None:
    with databases.write() as work:
        made = everything(work, 1)
        everything(work, 1, OTHER, "Bram")
        callers.object_to_calls(work, NUMBER, "NL", MONDAY)
        before = privacy.find_caller(work, NUMBER)
        assert before is not None
        assert (before.calls, before.recordings, before.records, before.callbacks, before.prospects) == (1, 1, 1, 1, 1)
        gone = privacy.erase_caller(work, NUMBER, MONDAY, made["person"])
        assert gone.recordings == [f"aa/{made['call']}.all.wav"]
        assert gone.payloads == [{"file": f"{made['call']}.json"}]
    with databases.read() as work:
        left = dump(work)
        assert NUMBER not in left
        assert count(work, Call) == count(work, Callback) == count(work, Step) == count(work, Caller) == 1
        assert count(work, ExchangeRecord) == 2, "figures stay, without the number"
        assert callers.has_objected(work, NUMBER), "honoured for good"
        line = work.scalars(select(Audit).where(Audit.action == "caller.erased")).one()
        assert (line.person_id, line.detail["calls"]) == (made["person"], 1)
        assert privacy.find_caller(work, NUMBER) is None


def test_an_erased_employee_is_nowhere_and_the_figures_stay(databases: Database) -> None:
    with databases.write() as work:
        made = everything(work, 1, name="Wilhelmina")
        everything(work, 1, OTHER, "Bram")
        coached = person(work, "Cor", coach_id=made["person"])
        elsewhere = {"call_id": made["call"] + 1, "practice": "x", "kind": "comment", "text": "ik", "at": MONDAY}
        work.add(Review(person_id=made["person"], **elsewhere))
        gone = privacy.erase_person(work, made["person"], MONDAY, None)
        assert len(gone.recordings) == 1
    with databases.read() as work:
        left = dump(work)
        assert "Wilhelmina" not in left
        assert count(work, Call) == 2, "that there was a call stays"
        assert (count(work, Document), count(work, Recording), count(work, Contact)) == (1, 1, 1)
        assert work.get_one(Person, coached).coach_id is None
        heard = select(Audit.by).where(Audit.action == "call.heard").order_by(Audit.id)
        assert work.scalars(heard).first() == f"person {made['person']}"
    with databases.write() as work, pytest.raises(KeyError):
        privacy.erase_person(work, made["person"], MONDAY, None)


def test_an_export_holds_everything_and_no_secret(databases: Database) -> None:
    with databases.write() as work:
        made = everything(work, 1)
        everything(work, 1, OTHER, "Bram")
        work.get_one(Person, made["person"]).password = "$argon2id$secret"
        callers.object_to_calls(work, NUMBER, "NL", MONDAY)
        work.flush()
        caller: dict[str, Any] = json.loads(json.dumps(privacy.about_caller(work, NUMBER)))
        assert caller["caller"]["note"] == "wil altijd Karel spreken"
        assert caller["objection"] == MONDAY.isoformat()
        assert [len(caller[k]) for k in ("records", "callbacks", "journeys", "prospects", "attempts")] == [1] * 5
        assert privacy.calls_of_caller(work, NUMBER) == [made["call"]]
        told, sounds = privacy.about_call(work, made["call"], verdicts=False)
        assert told["report"]["turns"]
        assert "findings" not in json.dumps(told), "verdicts are about our side"
        assert sounds == [(f"aa/{made['call']}.all.wav", "audio/wav")]
        ours = json.dumps(privacy.about_person(work, made["person"]))
        assert "argon2" not in ours
        assert "call.heard" in ours
        told, _ = privacy.about_call(work, made["call"], verdicts=True)
        assert told["report"]["findings"]
        assert "Bram" not in ours + json.dumps(caller)


def test_an_unknown_number_gives_nothing(databases: Database) -> None:
    with databases.write() as work:
        assert privacy.find_caller(work, "+31999") is None
        assert privacy.erase_caller(work, "+31999", MONDAY, None).recordings == []
        assert count(work, Objection) == 0
