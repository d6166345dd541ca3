"""Call detail records of Asterisk, FreePBX and 3CX: one record a call, with what the caller went through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from belwijs.call import Problem
from belwijs.store.schema import Call, Caller, Client, ExchangeRecord, Job, Person
from belwijs.surfaces.server import cdr
from belwijs.surfaces.server.cdr import read_records
from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import left_over, spool

FREEPBX = (
    "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,"
    "accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,outbound_cnum,outbound_cnam,dst_cnam,linkedid,"
    "peeraccount,sequence\n"
)
THREE_CX = (
    "Call 12,{id},{duration},{start},{answer},{end},{reason},{source},{target},Ext.0,Ext.{ext},{dial},{changed},"
    "{final},Ext.{ext},,,,,Chain: {source};Ext.{ext};\n"
)


def leg(
    start: str, src: str, dst: str, duration: int, billsec: int, disposition: str, unique: str, linked: str, *,
    app: str = "Dial", channel: str = "", did: str = "+31205550101",
) -> str:  # fmt: skip
    return (
        f"{start},x,{src},{dst},ext-queues,PJSIP/trunk-1,{channel},{app},x,{duration},{billsec},{disposition},3,,"
        f"{unique},,{did},,{src},,,,,{linked},,1\n"
    )


def asterisk(
    start: str, answer: str, end: str, src: str, dst: str, *, app: str, channel: str, status: str, id_: str
) -> str:
    spans = [start, answer or start, end]
    at = [datetime.fromisoformat(s) for s in spans]
    duration = int((at[2] - at[0]).total_seconds())
    talked = int((at[2] - at[1]).total_seconds()) if answer else 0
    return (
        f'"","{src}","{dst}","from-trunk","""De Wit"" <{src}>","SIP/trunk-1","{channel}","{app}","x","{start}",'
        f'"{answer}","{end}",{duration},{talked},"{status}","DOCUMENTATION","{id_}",""\n'
    )


def read(tmp_path: Path, text: str | bytes, **exchange: Any) -> cdr.Read:
    path = tmp_path / "records.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_records(path, ServerSettings(folder=tmp_path, exchange=exchange))


def test_a_call_through_a_queue_with_a_transfer_is_one_record(tmp_path: Path) -> None:
    text = FREEPBX + "".join(
        [
            leg("2026-11-20 09:00:00", "0612345678", "600", 15, 0, "NO ANSWER", "1.1", "1.1", channel="PJSIP/201-1"),
            leg("2026-11-20 09:00:00", "0612345678", "600", 100, 80, "ANSWERED", "1.1", "1.1", channel="PJSIP/202-1"),
            leg("2026-11-20 09:01:40", "0612345678", "203", 65, 60, "ANSWERED", "1.9", "1.1", channel="PJSIP/203-1"),
        ]
    )
    (record,) = read(tmp_path, text).records
    assert record.started_at == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert (record.outcome, record.waited, record.talked, record.transfers) == ("answered", 20.0, 140.0, 1)
    assert (record.number, record.called, record.extension) == ("+31612345678", "+31205550101", "202")
    assert (record.key, record.direction) == ("1.1", "inbound")


@pytest.mark.parametrize(
    ("app", "status", "channel", "dst", "talked", "outcome"),
    [
        ("Dial", "ANSWERED", "PJSIP/201-1", "201", 30, "answered"),
        ("Queue", "ANSWERED", "", "600", 30, "abandoned"),  # music while waiting, and then gone
        ("Dial", "NO ANSWER", "PJSIP/201-1", "201", 0, "abandoned"),
        ("Dial", "BUSY", "PJSIP/201-1", "201", 0, "busy"),
        ("VoiceMail", "ANSWERED", "", "vmu201", 20, "voicemail"),
        ("BackGround", "ANSWERED", "", "s", 8, "abandoned"),  # gone in the menu
        ("Congestion", "FAILED", "", "201", 0, "missed"),
    ],
)
def test_what_became_of_it(
    tmp_path: Path, app: str, status: str, channel: str, dst: str, talked: int, outcome: str
) -> None:
    text = FREEPBX + leg(
        "2026-11-20 09:00:00", "0612345678", dst, 40, talked, status, "1.1", "1.1", app=app, channel=channel
    )
    (record,) = read(tmp_path, text).records
    assert record.outcome == outcome
    assert record.waited == (10.0 if outcome == "answered" else 40.0)


def test_master_csv_has_no_names(tmp_path: Path) -> None:
    text = asterisk(
        "2026-11-20 09:00:00", "2026-11-20 09:00:12", "2026-11-20 09:03:00", "0612345678", "0205550101", app="Dial",
        channel="SIP/201-0001", status="ANSWERED", id_="1763625600.1",
    ) + asterisk(
        "2026-11-20 10:00:00", "", "2026-11-20 10:00:25", "0612345678", "0205550101", app="Dial",
        channel="SIP/201-0002", status="NO ANSWER", id_="1763629200.2",
    )  # fmt: skip
    first, second = read(tmp_path, text).records
    assert (first.outcome, first.waited, first.talked, first.extension) == ("answered", 12.0, 168.0, "201")
    assert (second.outcome, second.waited, second.talked) == ("abandoned", 25.0, 0.0)
    assert first.called == "+31205550101"


def test_3cx_service(tmp_path: Path) -> None:
    answered = THREE_CX.format(
        id="0000A", duration="00:01:12", start="2026/11/20 08:00:00", answer="2026/11/20 08:00:18",
        end="2026/11/20 08:01:30", reason="TerminatedBySrc", source="0612345678", target="Ext.201", ext="201",
        dial="0205550101", changed="", final="Ext.201",
    )  # fmt: skip
    gone = THREE_CX.replace("Call 12", "Call 13").format(
        id="0000B", duration="", start="2026/11/20 09:00:00", answer="", end="2026/11/20 09:00:31",
        reason="TerminatedBySrc", source="0612345678", target="Ext.201", ext="201", dial="0205550101", changed="",
        final="Ext.201",
    )  # fmt: skip
    first, second = read(tmp_path, answered + gone, timezone="UTC").records
    assert first.started_at == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert (first.outcome, first.waited, first.talked, first.extension) == ("answered", 18.0, 72.0, "201")
    assert (second.outcome, second.waited) == ("abandoned", 31.0)
    assert first.called == "+31205550101"


def test_3cx_report(tmp_path: Path) -> None:
    text = (
        "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost\n"
        "20/11/2026 09:00:00,7,0612345678,201,Inbound,Answered,00:00:09,00:01:00,\n"
        "20/11/2026 09:10:00,8,0687654321,201,Inbound,Unanswered,00:00:30,,\n"
        "20/11/2026 09:20:00,9,201,0201234567,Outbound,Answered,00:00:05,00:02:00,\n"
    )
    first, second, third = read(tmp_path, text).records
    assert (first.outcome, first.waited, first.talked) == ("answered", 9.0, 60.0)
    assert (second.outcome, second.waited) == ("missed", 30.0)
    assert (third.direction, third.number, third.extension) == ("outbound", "+31201234567", "201")


def test_columns_can_be_named_or_numbered(tmp_path: Path) -> None:
    text = "moment;wie;waar;hoelang;hoe\n20-11-2026 09:00;0612345678;201;90;opgenomen\n"
    columns = {"start": "moment", "from": "wie", "to": 3, "talked": "hoelang", "status": "hoe"}
    (record,) = read(tmp_path, text, columns=columns, outcomes={"Opgenomen": "answered"}).records
    assert (record.outcome, record.talked, record.number) == ("answered", 90.0, "+31612345678")
    with pytest.raises(Problem):
        read(tmp_path, text)
    with pytest.raises(Problem):
        read(tmp_path, text, columns={**columns, "from": "nobody"})


def test_calls_within_the_house_and_lines_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    text = FREEPBX + "".join(
        [
            leg("2026-11-20 09:00:00", "201", "202", 15, 10, "ANSWERED", "1.1", "1.1", channel="PJSIP/202-1", did=""),
            leg("no date", "0612345678", "202", 15, 10, "ANSWERED", "1.2", "1.2"),
            leg("2026-11-20 09:00:00", "anonymous", "201", 15, 10, "ANSWERED", "1.3", "1.3", channel="PJSIP/201-1"),
        ]
    )
    found = read(tmp_path, text)
    assert (found.internal, found.unreadable, found.first_unreadable) == (1, 1, 3)
    assert [r.number for r in found.records] == [""]


def test_old_encodings_are_read(tmp_path: Path) -> None:
    text = "Datum;Van;Naar;Status;Medewerker\n20-11-2026 09:00:00;0612345678;201;Gemist;Zoë Brüggen\n"
    for encoding in ("cp1252", "utf-8-sig", "utf-16"):
        (record,) = read(tmp_path, text.encode(encoding)).records
        assert (record.outcome, record.agent) == ("missed", "Zoë Brüggen")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def bring(here: Office, text: str, name: str = "cdr.csv") -> bool:
    return cdr.bring(here.house, spool(here.house, text.encode()), name)


def rows(here: Office) -> list[ExchangeRecord]:
    with here.database.read() as work:
        return list(work.scalars(select(ExchangeRecord).order_by(ExchangeRecord.id)))


def test_records_go_in_once_and_are_brought_up_to_date(here: Office) -> None:
    person = here.person("agent", "Els Smit")
    with here.database.write() as work:
        work.get_one(Person, person).aliases = ["201"]
        work.add(Client(name="De Linde", numbers=["020 555 0101"]))
    missed = leg("2026-11-20 09:00:00", "0612345678", "201", 15, 0, "NO ANSWER", "1.1", "1.1", channel="PJSIP/201-1")
    taken = leg("2026-11-20 09:00:15", "0612345678", "201", 65, 60, "ANSWERED", "1.2", "1.1", channel="PJSIP/201-2")
    other = leg("2026-11-20 10:00:00", "0612345678", "201", 15, 0, "NO ANSWER", "2.1", "2.1", channel="PJSIP/201-1")
    assert bring(here, FREEPBX + missed)
    worker = Worker(here.house)
    worker.until_empty()
    assert [(r.key, r.outcome) for r in rows(here)] == [("1.1", "abandoned")]
    assert bring(here, FREEPBX + missed + taken + other)
    assert not bring(here, FREEPBX + missed + taken + other)
    worker.until_empty()
    assert [(r.key, r.outcome, r.talked) for r in rows(here)] == [("1.1", "answered", 60.0), ("2.1", "abandoned", 0.0)]
    assert {(r.client_id, r.person_id) for r in rows(here)} == {(1, person)}
    with here.database.read() as work:
        outcomes = work.scalars(select(Job.outcome).where(Job.kind == "records").order_by(Job.id)).all()
    assert [(o["new"], o["changed"], o["known"]) for o in outcomes] == [(1, 0, 0), (1, 1, 0)]
    assert left_over(here.house.settings.incoming) == []


def test_a_record_finds_the_recording_that_was_here_first(here: Office) -> None:
    at = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    with here.database.write() as work:
        caller = Caller(number="+31612345678")
        work.add(caller)
        work.flush()
        work.add_all(
            [
                Call(name="by id", source="folder", started_at=at, added_at=at, exchange_id="1.1"),
                Call(name="by time", source="folder", started_at=at, added_at=at, caller_id=caller.id),
            ]
        )
    text = FREEPBX + "".join(
        leg(f"2026-11-20 09:00:{n}0", "0612345678", "201", 40, 30, "ANSWERED", f"{n}.1", f"{n}.1", channel="SIP/201-1")
        for n in (1, 2, 3)
    )
    bring(here, text)
    Worker(here.house).until_empty()
    with here.database.read() as work:
        tied = select(ExchangeRecord.key, Call.name).outerjoin(Call, Call.id == ExchangeRecord.call_id)
        found = dict(tuple(row) for row in work.execute(tied))
    assert found == {"1.1": "by id", "2.1": "by time", "3.1": None}


def test_what_is_no_record_is_not_taken_for_one(tmp_path: Path) -> None:
    chat = "time,sender,message\n2026-11-20 09:00:00,Jan,Dag\n"
    path = tmp_path / "x.csv"
    for text in (chat, "", "a,b,c\n1,2,3\n", "\0\1\2", "WEBVTT\n", '{"id": 1}'):
        path.write_text(text)
        assert not cdr.is_records(path, "x.csv", ServerSettings(folder=tmp_path))
    path.write_text(FREEPBX + leg("2026-11-20 09:00:00", "0612345678", "201", 9, 0, "BUSY", "1.1", "1.1"))
    assert cdr.is_records(path, "x.csv", ServerSettings(folder=tmp_path))
    assert not cdr.is_records(path, "x.wav", ServerSettings(folder=tmp_path))


@given(st.binary(max_size=400), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_it_holds_it_is_read_or_refused(tmp_path: Path, data: bytes, named: bool) -> None:
    try:
        found = read(tmp_path, (FREEPBX.encode() if named else b"") + data)
    except Problem:
        return
    assert all(record.started_at.tzinfo for record in found.records)
