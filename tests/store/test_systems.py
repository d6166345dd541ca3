"""What other systems need of the database, on both kinds of it: tokens, webhooks, the log, exports, health."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import audit, export, health, outward, posted, tokens, webhooks
from belwijs.store.database import Database
from belwijs.store.export import Batch, Place, Wanted
from belwijs.store.schema import Client, ExchangeRecord, Job, Person, Token
from belwijs.store.scope import Scope
from tests.store.calls import MONDAY, call, person

EVERYTHING = Scope(everything=True, reads_everything=True)


def test_a_token_opens_until_it_ends(databases: Database) -> None:
    with databases.write() as work:
        tomorrow = MONDAY + timedelta(days=1)
        made, secret = tokens.make(work, " Cent\x00rale\n ", ["calls:read"], MONDAY, expires_at=tomorrow)
    assert secret.startswith("bw_")
    assert (made.name, len(made.key)) == ("Centrale", 64)
    with databases.write() as work:
        found = tokens.behind(work, secret, MONDAY)
        assert found == (tokens.Key(made.id, "Centrale", frozenset({"calls:read"}), None), True)
        tokens.used(work, made.id, MONDAY)
        assert tokens.behind(work, secret, MONDAY + timedelta(seconds=30)) == (found[0], False)
        assert tokens.behind(work, secret, MONDAY + timedelta(days=1)) is None
        assert tokens.behind(work, secret + "x", MONDAY) is None
        assert tokens.behind(work, "\udcff\x00", MONDAY) is None
        assert [t.used_at for t in tokens.listed(work)] == [MONDAY]
        assert tokens.withdraw(work, made.id)
        assert not tokens.withdraw(work, made.id)
        assert tokens.behind(work, secret, MONDAY) is None


def test_a_token_goes_with_its_client(databases: Database) -> None:
    with databases.write() as work:
        client = Client(name="A", numbers=[])
        work.add(client)
        work.flush()
        tokens.make(work, "x", ["calls:read"], MONDAY, client_id=client.id)
        work.delete(client)
        work.flush()
        work.expire_all()
        assert work.scalars(select(Token)).all() == []


def test_only_with_the_scope_everything_is_read(databases: Database) -> None:
    without = tokens.Key(1, "x", frozenset({"calls:read"}), None).scope
    of_client = tokens.Key(1, "x", frozenset({"reports:read"}), 7).scope
    assert (without.everything, without.reads_everything) == (True, False)
    assert (of_client.reads_everything, of_client.client_id) == (True, 7)


def test_an_announcement_is_there_with_what_it_tells_of_or_not_at_all(databases: Database) -> None:
    with databases.write() as work:
        made, _ = webhooks.make(work, "https://crm.example/in", ["incident"])

    def broken_off() -> None:
        with databases.write() as work:
            webhooks.announce(work, "incident", "call 1", {"call": 1}, MONDAY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    with databases.write() as work:
        assert work.scalars(select(Job)).all() == []
        assert webhooks.announce(work, "incident", "call 1", {"call": 1}, MONDAY) == 1
        assert webhooks.announce(work, "incident", "call 1", {"call": 1}, MONDAY) == 0
        assert webhooks.announce(work, "call.analysed", "call 1", {"call": 1}, MONDAY) == 0
        webhooks.switch(work, made.id, active=False)
        assert webhooks.announce(work, "incident", "call 2", {"call": 2}, MONDAY) == 0
        webhooks.tried(work, made.id, "x" * 500, MONDAY)
        assert [len(w.answered) for w in webhooks.listed(work)] == [100]


def test_the_log_is_found_by_kind_by_whom_and_by_key(databases: Database) -> None:
    with databases.write() as work:
        who = person(work, "Chris")
        for n in range(5):
            audit.record(work, MONDAY + timedelta(hours=n), "call.read", f"call {n}", person_id=who, detail={"n": n})
        audit.record(work, MONDAY, "callback.done", "callback 1", by="token 3")
        audit.record(work, MONDAY, "export", "calls", by="token 3")
        found = audit.lines(work, action="call")
        assert [line.what for line in found if line.who == "Chris"] == [f"call {n}" for n in (4, 3, 2, 1, 0)]
        assert [line.what for line in audit.lines(work, action="export")] == ["calls"]
        assert [line.what for line in audit.lines(work, before=found[-2].id, action="call.read", limit=2)] == ["call 0"]
        assert [line.who for line in audit.lines(work, what="callback 1")] == ["token 3"]
        since = MONDAY + timedelta(hours=3)
        assert len(audit.lines(work, person_id=who, since=since, until=since + timedelta(hours=1))) == 1


def everything(work: Session, rows: export.Reader, wanted: Wanted) -> Batch:
    found: Batch = []
    place: Place | None = None
    while True:
        batch, place = rows(work, wanted, place)
        found += batch
        if place is None:
            return found


def test_exports_go_on_by_key_and_hold_each_row_once(databases: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "ROWS", 4)
    with databases.write() as work:
        who = person(work, "Chris")
        ids = [call(work, who, at=MONDAY + timedelta(minutes=n // 3), number="+31205550101") for n in range(10)]
        work.add_all(ExchangeRecord(key=str(n), started_at=MONDAY, outcome="busy", number="1") for n in range(9))
    with databases.read() as work:
        wanted = Wanted(EVERYTHING, None)
        rows = everything(work, export.calls, wanted)
        assert [row[0] for row in rows] == ids
        assert len(rows[0]) == len(export.CALLS)
        assert rows[0][14] == "+31205550101"
        found = everything(work, export.findings, wanted)
        assert len(found) == len({(row[0], row[3]) for row in found}) == 20
        assert len(found[0]) == len(export.FINDINGS)
        records = everything(work, export.records, wanted)
        assert len({row[0] for row in records}) == 9
        assert {row[7] for row in records} == {None}
        assert len(records[0]) == len(export.RECORDS)
        minute = timedelta(minutes=1)
        some = everything(work, export.calls, Wanted(EVERYTHING, None, MONDAY + minute, MONDAY + 2 * minute))
        assert [row[0] for row in some] == ids[3:6]
        blind = everything(work, export.calls, Wanted(Scope(everything=True), None))
        assert {(row[14], row[15], row[16]) for row in blind} == {(None, None, None)}
        assert everything(work, export.callbacks, wanted) == []


def test_the_same_within_a_day_is_known(databases: Database) -> None:
    digest = posted.digest_of(1, "callbacks", "{}")
    assert digest != posted.digest_of(2, "callbacks", "{}")
    with databases.write() as work:
        assert posted.before(work, digest, MONDAY) is None
        posted.keep(work, digest, 5, MONDAY)
        work.flush()
        assert posted.before(work, digest, MONDAY + timedelta(hours=23)) == 5
        posted.keep(work, digest, 6, MONDAY)
        assert posted.before(work, digest, MONDAY + timedelta(hours=25)) is None


def test_the_pulse_counts_what_waits(databases: Database) -> None:
    with databases.write() as work:
        assert health.pulse(work, MONDAY) == health.Pulse({"queued": 0, "running": 0, "dead": 0}, None, None, 0)
        made, _ = webhooks.make(work, "https://crm.example/in", ["incident"])
        webhooks.announce(work, "incident", "call 1", {}, MONDAY)
        webhooks.tried(work, made.id, "it answered 500", MONDAY)
        health.beat(work, "one", MONDAY)
        found = health.pulse(work, MONDAY + timedelta(minutes=1))
        assert found == health.Pulse({"queued": 1, "running": 0, "dead": 0}, MONDAY, MONDAY, 1)


def test_people_are_added_and_changed_within_their_client(databases: Database) -> None:
    with databases.write() as work:
        client = Client(name="A", numbers=[])
        work.add(client)
        work.flush()
        coach = person(work, "Coach", role="coach")
        made = outward.add_person(work, {"name": "Anna", "login": " Anna ", "coach_id": coach}, None)
        found = outward.person(work, made, None)
        assert found is not None
        assert (found.login, found.coach_id, found.aliases) == ("anna", coach, ())
        with pytest.raises(outward.TakenError):
            outward.add_person(work, {"name": "B", "login": "ANNA"}, None)
        work.expunge_all()
        with pytest.raises(Problem, match="coach"):
            outward.change_person(work, made, {"coach_id": made}, None)
        work.expunge_all()
        outward.change_person(work, made, {"login": "anna", "team": "West"}, None)
        assert outward.person(work, made, client.id) is None
        assert [p.id for p in outward.people(work, None, coach, 10)] == [made]
        assert work.get_one(Person, made).team == "West"
