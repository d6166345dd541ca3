"""Bringing calls in: once, as what they are, to whom they belong; and what is refused."""

from __future__ import annotations

import base64
import contextlib
import errno
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from belwijs.call import Problem
from belwijs.store.schema import Call, Caller, Client, ExchangeRecord, Job, Person, Recording
from belwijs.surfaces.server import intake, spool
from belwijs.surfaces.server.intake import About, take_in
from belwijs.surfaces.server.spool import RefusedError, spooled
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file, left_over, sound
from tests.surfaces.server.brought import spool as lay


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def the_call(here: Office, call_id: int) -> Call:
    with here.database.read() as work:
        return work.get_one(Call, call_id)


def test_a_call_file_waits_to_be_analysed(here: Office) -> None:
    person = here.person("agent", "Monique Bos")
    (came,) = bring(here.house, call_file(), "a.json")
    assert (came.is_new, came.state) == (True, "queued")
    call = the_call(here, came.call_id)
    assert (call.name, call.person_id, call.source) == ("call-1", person, "upload")
    assert call.started_at == datetime(2026, 11, 23, 8, 5, tzinfo=UTC)  # on the house's clock, in winter
    with here.database.read() as work:
        job = work.scalars(select(Job)).one()
        assert (job.kind, job.lane, job.call_id) == ("analyse", "heavy", call.id)
        assert "factuur" not in json.dumps(job.payload)
    assert left_over(here.house.settings.incoming) == [job.payload["file"]]


def test_the_same_twice_is_one_call(here: Office) -> None:
    first = bring(here.house, call_file(), "a.json")
    again = bring(here.house, call_file(), "copy of a.json")
    other = bring(here.house, call_file(2), "a.json")
    assert [c.call_id for c in again] == [c.call_id for c in first]
    assert not again[0].is_new
    assert other[0].is_new
    with here.database.read() as work:
        assert len(work.scalars(select(Job.id)).all()) == 2


def test_a_recording_goes_into_the_vault_and_its_name_tells(here: Office) -> None:
    here.person("agent", "Extension 201")
    (came,) = bring(here.house, sound(), "external-201-0612345678-20261123-130512-1772453112.45.wav")
    call = the_call(here, came.call_id)
    assert call.exchange_id == "1772453112.45"
    assert call.started_at == datetime(2026, 11, 23, 12, 5, 12, tzinfo=UTC)
    with here.database.read() as work:
        assert work.get_one(Caller, call.caller_id).number == "+31612345678"
        kept = work.scalars(select(Recording)).one()
    assert (kept.part, kept.media_type, kept.size) == ("all", "audio/wav", len(sound()))
    assert (here.house.settings.audio / kept.path).read_bytes() == sound()


def test_two_mono_files_are_one_call(here: Office) -> None:
    two = take_in(
        here.house, lay(here.house, sound(1, 1)), "agent.wav", About(), customer=lay(here.house, sound(1, 1, 300.0))
    )
    with here.database.read() as work:
        parts = work.scalars(select(Recording.part).order_by(Recording.id)).all()
        payload = work.scalars(select(Job.payload)).one()
    assert (len(two), parts, payload["channels"]) == (1, ["agent", "customer"], {"a1": 0, "c1": 1})
    with pytest.raises(RefusedError):
        take_in(here.house, lay(here.house, sound(1, 1)), "a.wav", About(), customer=lay(here.house, call_file()))


def test_a_list_of_calls_is_as_many_calls(here: Office) -> None:
    both = json.dumps([json.loads(call_file(1)), json.loads(call_file(2))]).encode()
    assert [c.is_new for c in bring(here.house, both, "all.json")] == [True, True]
    assert [c.is_new for c in bring(here.house, both, "all.json")] == [False, False]


def test_a_vcon_brings_its_sound_and_number(here: Office) -> None:
    vcon = {
        "vcon": "0.4.0", "uuid": "0195544a-b9b1-8ee4-b9a2-279e0d16bc46", "created_at": "2026-11-23T09:05:00Z",
        "parties": [
            {"name": "Monique Bos", "tel": "+31205550101", "role": "agent"},
            {"name": "Jan de Wit", "tel": "+31612345678", "role": "customer"},
        ],
        "dialog": [
            {
                "type": "recording", "start": "2026-11-23T09:05:00Z", "parties": [0, 1], "mediatype": "audio/x-wav",
                "originator": 1, "body": base64.urlsafe_b64encode(sound()).decode(), "encoding": "base64url",
            }
        ],
    }  # fmt: skip
    (came,) = bring(here.house, json.dumps(vcon).encode(), "call.vcon.json")
    with here.database.read() as work:
        assert work.scalars(select(Recording.size)).one() == len(sound())
        number = select(Caller.number).join(Call, Call.caller_id == Caller.id).where(Call.id == came.call_id)
        assert work.scalar(number) == "+31612345678"


def test_whose_it_is_who_brings_it_says_best(here: Office) -> None:
    monique, other = here.person("agent", "Monique Bos"), here.person("agent", "Els Smit", team="east")
    (by_file,) = bring(here.house, call_file(1), "a.json")
    (by_hand,) = bring(here.house, call_file(2), "b.json", person_id=other)
    assert the_call(here, by_file.call_id).person_id == monique
    assert (the_call(here, by_hand.call_id).person_id, the_call(here, by_hand.call_id).team) == (other, "east")


def test_a_name_that_two_people_have_is_nobodys(here: Office) -> None:
    here.person("agent", "Monique Bos")
    with here.database.write() as work:
        work.add(Person(name="Monique  BOS", aliases=[]))
    (came,) = bring(here.house, call_file(), "a.json")
    assert the_call(here, came.call_id).person_id is None


def test_an_alias_or_an_extension_is_enough(here: Office) -> None:
    person = here.person("agent", "M. Bos-Jansen")
    with here.database.write() as work:
        work.get_one(Person, person).aliases = ["Monique Bos", "201"]
    (by_name,) = bring(here.house, call_file(), "a.json")
    (by_number,) = bring(here.house, sound(), "out-0612345678-201-20261123-130512-1.2.wav")
    assert the_call(here, by_name.call_id).person_id == person
    assert the_call(here, by_number.call_id).person_id == person
    assert the_call(here, by_number.call_id).direction == "outbound"


def test_the_number_called_decides_for_which_client_before_the_name(here: Office) -> None:
    with here.database.write() as work:
        work.add_all([Client(name="De Linde", numbers=["020 555 01 01"]), Client(name="Bakker", numbers=[])])
        work.flush()
        linde, bakker = work.scalars(select(Client.id).order_by(Client.id)).all()
    (one,) = bring(here.house, call_file(1, organisation="Bakker"), "a.json")
    (two,) = bring(here.house, call_file(2, organisation="bakker", called="+31205559999"), "b.json")
    (three,) = bring(here.house, call_file(3), "c.json", client_id=bakker)
    assert the_call(here, one.call_id).client_id == linde
    assert the_call(here, two.call_id).client_id == bakker
    assert the_call(here, three.call_id).client_id == bakker


def test_a_recording_finds_its_record_of_the_exchange(here: Office) -> None:
    with here.database.write() as work:
        values: dict[str, Any] = {"outcome": "answered", "talked": 30.0, "direction": "inbound"}
        work.add_all(
            [
                ExchangeRecord(key="1772453112.45", started_at=datetime(2026, 11, 23, 12, 5, tzinfo=UTC), **values),
                ExchangeRecord(
                    key="other", number="+31687654321", started_at=datetime(2026, 11, 23, 12, 6, tzinfo=UTC), **values
                ),
            ]
        )
    (by_id,) = bring(here.house, sound(1), "external-201-0612345678-20261123-130512-1772453112.45.wav")
    (by_time,) = bring(here.house, sound(2), "external-201-0687654321-20261123-130512.wav")
    with here.database.read() as work:
        linked = work.execute(select(ExchangeRecord.key, ExchangeRecord.call_id).order_by(ExchangeRecord.id)).all()
    assert [tuple(row) for row in linked] == [("1772453112.45", by_id.call_id), ("other", by_time.call_id)]


def _zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("call.wav", b"\0" * (1 << 22))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"", "a.wav", "empty"),
        (_zip_bomb(), "calls.zip", "archive"),
        (_zip_bomb(), "call.wav", "archive"),
        (gzip.compress(b"\0" * (1 << 20)), "call.json", "archive"),
        (call_file(), "call.wav", "not_as_named"),
        (sound(), "call.json", "not_as_named"),
        (b"\x7fELF" + b"\0" * 500, "call.wav", "no_sound"),
        (b"%PDF-1.7\n" + b"\0\1\2" * 300, "call.mp3", "no_sound"),
        (b"<html><script>alert(1)</script></html>", "call.mp3", "no_sound"),
        (b"MZ" + bytes(range(256)), "setup.exe", "no_sound"),
        (b"#EXTM3U\nhttp://127.0.0.1/secret\n", "call.mp3", "no_sound"),
    ],
)
def test_what_is_no_recording_is_refused_and_leaves_nothing(here: Office, data: bytes, name: str, key: str) -> None:
    with pytest.raises(RefusedError) as refused:
        bring(here.house, data, name)
    assert refused.value.key == f"upload.refused.{key}"
    assert str(here.folder) not in refused.value.line()
    assert left_over(here.house.settings.incoming) == []
    assert left_over(here.house.settings.audio) == []
    with here.database.read() as work:
        assert work.scalars(select(Call.id)).all() == []


def test_json_that_is_no_call_is_refused_with_the_reason(here: Office) -> None:
    for data in (b"{}", b'{"id": 5', b"[" * 100_000, b'{"turns": [{"speaker": "x"}]}'):
        with pytest.raises(Problem):
            bring(here.house, data, "a.json")
    assert left_over(here.house.settings.incoming) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.json", "..\\..\\windows\\x.json", "/etc/cron.d/x.json", "a\0b.json", "\u202egnp.json",
        "." * 300 + ".json",
    ],
)  # fmt: skip
def test_a_name_leads_nowhere(here: Office, name: str) -> None:
    bring(here.house, call_file(), name)
    (came,) = bring(here.house, sound(), name.replace(".json", ".wav"))
    inside = {p.resolve() for p in here.folder.rglob("*") if p.is_file()}
    assert all(p.is_relative_to(here.folder.resolve()) for p in inside)
    assert "/" not in the_call(here, came.call_id).name


def test_a_call_file_cannot_reach_for_other_files(here: Office, tmp_path: Path) -> None:
    secret = here.house.settings.audio / "secret.wav"
    secret.write_bytes(sound())
    for reach in (str(secret), "../audio/secret.wav", "/etc/passwd", "https://127.0.0.1/x.wav"):
        silent = call_file(1, audio={"file": reach}, turns=[])
        with pytest.raises(Problem) as refused:
            bring(here.house, silent, "a.json")
        assert "passwd" not in refused.value.line()
    (came,) = bring(here.house, call_file(2, audio={"file": str(secret)}), "b.json")
    with here.database.read() as work:
        assert work.scalars(select(Recording.id).where(Recording.call_id == came.call_id)).all() == []


def test_too_large_is_stopped_on_the_way(tmp_path: Path) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1 << 20
            yield b"\0" * (1 << 20)

    with office(tmp_path, most_upload_mb=2) as here:
        with pytest.raises(RefusedError) as refused:
            spooled(here.house.settings, endless())
        assert refused.value.status == 413
        assert read == 3 << 20
        assert left_over(here.house.settings.incoming) == []


def test_a_full_disk_is_told_and_leaves_nothing(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(RefusedError) as refused:
        lay(here.house, call_file())
    assert refused.value.status == 507
    monkeypatch.undo()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    brought = lay(here.house, call_file())
    monkeypatch.setattr(intake.os, "fsync", full)
    with pytest.raises(RefusedError) as refused:
        take_in(here.house, brought, "a.json", About())
    assert refused.value.status == 507
    monkeypatch.undo()
    brought = lay(here.house, sound())
    monkeypatch.setattr(intake.os, "fsync", full)
    with pytest.raises(RefusedError) as refused:
        take_in(here.house, brought, "a.wav", About())
    assert refused.value.status == 507
    assert left_over(here.house.settings.incoming) == []
    assert left_over(here.house.settings.audio) == []
    with here.database.read() as work:
        assert work.scalars(select(Call.id)).all() == []


@given(data=st.binary(max_size=300), name=st.text(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_taken_in_or_refused(here: Office, data: bytes, name: str) -> None:
    with contextlib.suppress(Problem):
        bring(here.house, data, name)
    assert not [n for n in left_over(here.house.settings.incoming) if n.endswith(".part")]


def test_html_in_names_is_only_text(here: Office) -> None:
    (came,) = bring(here.house, call_file(1, id="<script>alert(1)</script>"), "<img src=x>.json")
    assert the_call(here, came.call_id).name == "<script>alert(1)</script>"
