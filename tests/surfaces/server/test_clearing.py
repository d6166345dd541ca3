"""The daily clearing, erasing, masking and telling, with the files that belong to them."""

from __future__ import annotations

import io
import json
import wave
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import privacy
from belwijs.store.jobs import enqueue
from belwijs.store.privacy import Erased
from belwijs.store.schema import Audit, Call, Document, FindingRow, Job, Person, Recording, Spoken
from belwijs.store.words import searchable
from belwijs.surfaces.server import clearing, telling
from belwijs.surfaces.server.context import NotFound
from belwijs.surfaces.server.vault import new_key, vault_of
from belwijs.surfaces.server.worker import Worker
from tests.store.calls import call, person
from tests.surfaces.office import NOON, Office, office

NUMBER = "+31612345678"


@pytest.fixture(params=[False, True], ids=["plain", "sealed"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    given = {}
    if request.param:
        key = tmp_path / "key"
        key.write_text(new_key())
        key.chmod(0o600)
        given["encryption_key_file"] = key
    with office(tmp_path / "house", **given) as made:
        yield made


def _recorded(house: Office, days_ago: float = 0, number: str = NUMBER) -> int:
    """A call with sound of 12 s."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((np.sin(np.arange(8000 * 12) / 5) * 9000).astype("<i2").tobytes())
    with house.database.write() as work:
        who = person(work, f"Anna {number} {days_ago}")
        made = call(work, who, at=NOON.replace(hour=9) - _days(days_ago), number=number)
        work.get_one(Document, made).envelope = np.ones((1, 240), np.float16).tobytes()
        work.get_one(Document, made).sides = [""]
        stored = vault_of(house.house.settings).write(f"aa/{made}.all.wav", [sound.getvalue()])
        work.add(Recording(call_id=made, path=stored.path, size=stored.size, is_encrypted=stored.is_encrypted))
    return made


def _days(number: float) -> timedelta:
    return timedelta(days=number)


def _files(house: Office) -> list[str]:
    return sorted(vault_of(house.house.settings).names())


def test_the_daily_job_removes_what_is_too_old_and_proves_it(house: Office) -> None:
    _recorded(house, days_ago=100)
    young = _recorded(house, days_ago=5, number="+31201234567")
    with house.database.write() as work:
        enqueue(work, "retention", {}, house.clock())
    assert Worker(house.house).until_empty() == 1
    assert len(_files(house)) == 1
    with house.database.read() as work:
        assert work.scalars(select(Recording.call_id)).all() == [young]
        line = work.scalars(select(Audit).where(Audit.action == clearing.ACTION)).one()
        assert work.scalars(select(Job.state)).one() == "done"
    assert line.detail["audio"]["removed"] == 1
    assert line.detail["audio"]["days"] == 90
    assert line.detail["audio"]["oldest"] > line.detail["audio"]["before"]
    assert line.detail["words"]["removed"] == 0


def test_a_clearing_that_was_cut_off_goes_on(house: Office) -> None:
    """The file was removed, the row was not: the next run takes the row."""
    _recorded(house, days_ago=100)
    with house.database.write() as work:
        enqueue(work, "retention", {}, house.clock())
    (house.house.settings.audio / _files(house)[0]).unlink()
    Worker(house.house).until_empty()
    with house.database.read() as work:
        assert work.scalars(select(Recording)).all() == []


def test_somebody_of_ours_is_erased_in_parts_and_a_stop_in_between_loses_nothing(
    house: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _recorded(house)
    with house.database.write() as work:
        who = work.scalars(select(Person.id).where(Person.name.like("Anna%"))).one()
        for n in range(4):
            call(work, who, at=NOON - timedelta(days=n + 1))
    erase, parts = privacy.erase_some_of_person, 0

    def one_call_each(work: Session, person_id: int, gone: Erased) -> bool:
        nonlocal parts
        parts += 1
        if parts == 4:
            raise MemoryError
        return erase(work, person_id, gone, 1)

    monkeypatch.setattr(privacy, "erase_some_of_person", one_call_each)
    with pytest.raises(MemoryError):
        clearing.erase_person(house.house, who, None)
    with house.database.read() as work:
        assert work.scalars(select(Call.person_id).order_by(Call.started_at)).all() == [None] * 3 + [who] * 2
        assert work.get(Person, who) is not None
    counts = clearing.erase_person(house.house, who, None)
    with house.database.read() as work:
        assert work.scalars(select(Call.person_id)).all() == [None] * 5
        assert work.scalars(select(FindingRow.call_id)).all() == []
        assert work.get(Person, who) is None
        log = work.scalars(select(Audit.detail).where(Audit.action == "person.erased")).one()
    assert (log["calls"], counts["calls"], parts) == (2, 2, 7)
    assert _files(house) == []


def test_an_erased_caller_leaves_no_file(house: Office) -> None:
    made = _recorded(house)
    waiting = house.house.settings.incoming / "f.json"
    waiting.write_text("{}")
    with house.database.write() as work:
        enqueue(work, "analyse", {"file": "f.json"}, house.clock(), call_id=made, lane="heavy")
    assert clearing.erase_caller(house.house, NUMBER, None)["calls"] == 1
    assert _files(house) == []
    assert not waiting.exists()
    with house.database.read() as work:
        assert work.scalars(select(Job.kind)).all() == ["wipe"]


def test_somebody_who_is_not_there_is_not_erased(house: Office) -> None:
    with pytest.raises(NotFound):
        clearing.erase_person(house.house, 999, None)
    with pytest.raises(NotFound):
        telling.person_zip(house.house, 999, None)


def test_a_masked_stretch_is_gone_from_words_sound_and_drawing(house: Office) -> None:
    made = _recorded(house)
    before = _files(house)
    clearing.mask(house.house, made, 3.0, 8.4, None)
    assert len(_files(house)) == 1
    assert _files(house) != before
    with house.database.read() as work:
        document = work.get_one(Document, made)
        assert "monteur" not in json.dumps(document.document)
        assert document.envelope is not None
        points = np.frombuffer(document.envelope, np.float16)
        assert points[60:168].max() == 0
        assert points[:60].min() == 1
        assert "monteur" not in work.get_one(Spoken, made).words
        assert searchable("goedemorgen") in work.get_one(Spoken, made).words
        assert work.get_one(Call, made).held_back
        assert {f.quote for f in work.scalars(select(FindingRow))} == {"Goedemorgen"}
        line = work.scalars(select(Audit).where(Audit.action == "call.masked")).one()
        assert line.detail == {"start": 3.0, "end": 8.4}
    with vault_of(house.house.settings).open(_files(house)[0]) as file:
        assert len(file.read()) > 1000


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5), (float("nan"), 5)])
def test_a_stretch_that_is_none_is_refused(house: Office, start: float, end: float) -> None:
    with pytest.raises(Problem, match="stretch"):
        clearing.mask(house.house, _recorded(house), start, end, None)
    with pytest.raises(NotFound):
        clearing.mask(house.house, 999, 1, 2, None)


def test_the_zip_of_a_caller_can_be_opened_and_played(house: Office) -> None:
    made = _recorded(house)
    other = _recorded(house, number="+31201234567")
    data = b"".join(telling.caller_zip(house.house, NUMBER, None))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert sorted(opened.namelist()) == ["README.txt", "about.json", f"calls/{made}-1.wav", f"calls/{made}.json"]
        assert opened.read(f"calls/{made}-1.wav")[:4] == b"RIFF", "as it can be played, also where it lies sealed"
        assert "monteur" in opened.read(f"calls/{made}.json").decode()
        assert "findings" not in opened.read(f"calls/{made}.json").decode()
        assert json.loads(opened.read("about.json"))["caller"]["number"] == NUMBER
    assert str(other)
    with house.database.read() as work:
        assert work.scalars(select(Audit.action)).all() == ["caller.exported"]


def test_sound_that_is_lost_is_named_in_the_zip(house: Office) -> None:
    made = _recorded(house)
    (house.house.settings.audio / _files(house)[0]).unlink()
    data = b"".join(telling.caller_zip(house.house, NUMBER, None))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.read("missing.txt").decode() == f"calls/{made}-1.wav\n"
