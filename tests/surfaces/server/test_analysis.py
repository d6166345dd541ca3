"""The job that analyses a call: what it keeps, what it leaves out, and what it tidies up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.store import jobs
from belwijs.store.schema import Call, Client, Document, FindingRow, Job, Recording, Spoken, Webhook
from belwijs.surfaces.server import analysis
from belwijs.surfaces.server.vault import new_key, vault_of
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file, left_over, sound

DEMO = Path(__file__).parents[3] / "src" / "belwijs" / "demo"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def done(here: Office) -> Job:
    Worker(here.house).until_empty()
    with here.database.read() as work:
        job = work.scalars(select(Job).where(Job.kind == "analyse")).one()
    assert (job.state, job.reason) == ("done", "")
    return job


def test_a_call_file_becomes_verdicts_words_and_a_report(here: Office) -> None:
    person = here.person("agent", "Monique Bos")
    with here.database.write() as work:
        work.add(Webhook(url="http://127.0.0.1:9/x", events=["call.analysed"], secret="whsec_AAAA", active=False))
        work.add(Webhook(url="http://127.0.0.1:9/y", events=["call.analysed", "incident"], secret="whsec_AAAA"))
    (came,) = bring(here.house, call_file(), "a.json")
    held = None
    with here.database.write() as work:
        held = jobs.claim(work, "heavy", "w", here.clock(), jobs.Rules())
    assert held is not None
    Worker(here.house)._do(held)
    with here.database.read() as work:
        call = work.get_one(Call, came.call_id)
        document = work.get_one(Document, came.call_id).document
        words = work.get_one(Spoken, came.call_id).words
        rows = work.scalars(select(FindingRow).where(FindingRow.call_id == came.call_id)).all()
        told = work.scalars(select(Job.payload).where(Job.kind == "webhook")).all()
    assert (call.state, call.language, call.duration) == ("ready", "nl", 10.0)
    assert (call.kept, call.missed) == tuple([r.verdict for r in rows].count(v) for v in ("kept", "missed"))
    assert call.kept > 0
    assert {r.person_id for r in rows} == {person}
    assert len(document["findings"]) == len(rows)
    assert "factuur 1" in words
    assert [t["data"]["call"] for t in told] == [came.call_id]
    assert left_over(here.house.settings.incoming) == []


def test_a_client_is_judged_by_its_own_playbook(here: Office) -> None:
    with here.database.write() as work:
        work.add(Client(name="De Linde", numbers=["+31205550101"], playbook="leave_out: [answer.greeting]\n"))
    bring(here.house, call_file(1), "a.json")
    bring(here.house, call_file(2, called="+31205559999"), "b.json")
    Worker(here.house).until_empty()
    with here.database.read() as work:
        verdicts = select(Call.name, FindingRow.verdict).join(FindingRow, FindingRow.call_id == Call.id)
        found = sorted(tuple(row) for row in work.execute(verdicts.where(FindingRow.practice == "answer.greeting")))
    assert found == [("call-1", "not_applicable"), ("call-2", "kept")]


@pytest.mark.parametrize(
    ("playbook", "greeted"),
    [("", "The first words were a greeting."), ("interface: nl\n", "De eerste woorden waren een groet.")],
)
def test_a_report_speaks_the_language_of_the_house_unless_the_playbook_says_another(
    tmp_path: Path, playbook: str, greeted: str
) -> None:
    (tmp_path / "playbook.yaml").write_text(playbook, encoding="utf-8")
    with office(tmp_path / "house", language="en", playbook=tmp_path / "playbook.yaml") as here:
        bring(here.house, call_file(), "a.json")
        done(here)
        with here.database.read() as work:
            document = work.scalars(select(Document.document)).one()
    said = [f["reason"] for f in document["findings"] if f["practice"] == "answer.greeting"]
    assert said == [greeted]


def test_what_may_not_be_kept_is_not_kept(tmp_path: Path) -> None:
    with office(tmp_path, redact=True) as here:
        bring(here.house, call_file(), "a.json")
        done(here)
        with here.database.read() as work:
            assert "Jan de Wit" not in str(work.scalars(select(Document.document)).one())
            assert "Jan de Wit" not in work.scalars(select(Spoken.words)).one()
            assert not [q for q in work.scalars(select(FindingRow.quote)) if "de Wit" in q]


def test_a_call_that_was_erased_meanwhile_leaves_nothing(here: Office) -> None:
    (came,) = bring(here.house, call_file(), "a.json")
    with here.database.write() as work:
        work.delete(work.get_one(Call, came.call_id))
    done(here)
    with here.database.read() as work:
        assert work.scalars(select(Document.call_id)).all() == []
    assert left_over(here.house.settings.incoming) == []


def test_what_came_in_and_is_gone_is_told(here: Office) -> None:
    (came,) = bring(here.house, call_file(), "a.json")
    for path in here.house.settings.incoming.iterdir():
        path.unlink()
    Worker(here.house).until_empty()
    with here.database.read() as work:
        call = work.get_one(Call, came.call_id)
    assert (call.state, call.problem) == ("failed", "what came in is no longer there; send it again")


def test_sealed_sound_is_opened_for_a_while_only(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(new_key())
    key.chmod(0o600)
    with office(tmp_path / "house", encryption_key_file=key) as here:
        bring(here.house, sound(), "a.wav")
        with here.database.read() as work:
            kept = work.scalars(select(Recording)).one()
        assert kept.is_encrypted
        assert b"RIFF" not in vault_of(here.house.settings).raw(kept.path).read_bytes()
        stored = analysis.store.Kept(kept.part, kept.path, kept.media_type, kept.size, kept.is_encrypted)
        with analysis._opened(vault_of(here.house.settings), [stored]) as opened:
            assert opened is not None
            path = opened.path
            assert path.exists()
            assert sum(c.shape[1] for c in opened.chunks()) == 16_000
        assert not path.exists()


@pytest.mark.real
def test_a_recording_is_heard_and_can_be_played(tmp_path: Path) -> None:
    recording = next(p for p in sorted((DEMO / "calls").iterdir()) if p.suffix in (".mp3", ".ogg", ".flac"))
    with office(tmp_path, redact=True, redact_audio=True) as here:
        (came,) = bring(here.house, recording.read_bytes(), f"20261123-0905{recording.suffix}")
        job = done(here)
        assert job.progress == 1.0
        with here.database.read() as work:
            kept = {r.part: r for r in work.scalars(select(Recording))}
            document = work.get_one(Document, came.call_id)
            assert work.get_one(Spoken, came.call_id).words
        assert set(kept) == {"play"}  # the recording as it came had words in it that may not be kept
        assert document.envelope
        assert len(document.envelope) % (2 * len(document.sides)) == 0
        assert (here.house.settings.audio / kept["play"].path).stat().st_size == kept["play"].size
        assert left_over(here.house.settings.audio) == [Path(kept["play"].path).name]
