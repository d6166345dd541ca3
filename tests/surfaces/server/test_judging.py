"""A call that turns out to be a client's is judged again by the client's playbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from belwijs.finding import Report
from belwijs.store import judging, unmatched
from belwijs.store.privacy import keep_masked
from belwijs.store.retention import forget_words
from belwijs.store.schema import Audit, Call, Client, Document, FindingRow, Job, Review
from belwijs.surfaces.server.worker import Worker
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file

PLAYBOOK = "leave_out: [answer.greeting]\nhouse:\n  organisation: Notaris Kramer\n"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        bring(made.house, call_file(1), "1.json")
        Worker(made.house).until_empty()
        yield made


def verdicts(house: Office) -> dict[str, str]:
    with house.database.read() as work:
        return dict(iter(work.execute(select(FindingRow.practice, FindingRow.verdict))))


def report(house: Office) -> Report:
    with house.database.read() as work:
        return Report.model_validate(work.scalars(select(Document.document)).one())


def becomes_a_clients(house: Office, playbook: str = PLAYBOOK) -> None:
    with house.database.write() as work:
        work.add(Client(id=1, name="Kramer", numbers=["+31205550101"], playbook=playbook))
        work.flush()
        unmatched.ask(work, house.clock())
    Worker(house.house).until_empty()


def test_verdicts_become_those_of_the_clients_playbook(house: Office) -> None:
    """In lists, figures and the report alike; what the playbooks do not make differ stays as it was."""
    before, told = verdicts(house), report(house)
    assert before["answer.greeting"] == "kept"
    becomes_a_clients(house)
    after = verdicts(house)
    assert after["answer.greeting"] == "not_applicable", "left out"
    assert report(house).organisation == "Notaris Kramer"
    same = before.keys() - {"answer.greeting"}
    assert after.keys() == before.keys()
    assert {practice: before[practice] for practice in same} == {practice: after[practice] for practice in same}
    shown = report(house)
    assert {f.practice: f.verdict for f in shown.findings} == after
    assert (shown.turns, shown.acts) == (told.turns, told.acts)
    assert [f for f in shown.findings if f.practice in same] == [f for f in told.findings if f.practice in same]
    with house.database.read() as work:
        call = work.scalars(select(Call)).one()
        assert (call.client_id, call.kept) == (1, list(after.values()).count("kept"))
        assert call.missed == list(after.values()).count("missed")
        job = work.scalars(select(Job).where(Job.kind == "judge")).one()
        assert (job.state, job.outcome) == ("done", {"changed": 1})
        assert work.scalars(select(Audit.what).where(Audit.action == "call.judged")).all() == ["call 1"]


def test_a_playbook_that_says_nothing_changes_nothing(house: Office) -> None:
    before = report(house).findings
    becomes_a_clients(house, "")
    assert report(house).findings == before


def test_what_was_settled_goes_on_counting(house: Office) -> None:
    with house.database.write() as work:
        work.add(
            Review(
                call_id=1, practice="answer.greeting", kind="disagree", verdict="missed", at=house.clock(),
                settled_as="missed", settled_at=house.clock(),
            )
        )  # fmt: skip
    becomes_a_clients(house)
    assert verdicts(house)["answer.greeting"] == "missed"


def test_what_is_no_longer_kept_does_not_come_back(house: Office) -> None:
    with house.database.write() as work:
        forget_words(work, [1])
    before = verdicts(house)
    becomes_a_clients(house)
    assert verdicts(house) == before
    with house.database.read() as work:
        assert work.get(Document, 1) is None


def test_a_call_that_was_masked_meanwhile_is_judged_from_what_is_left(house: Office) -> None:
    with house.database.read() as work:
        judged = judging.kept(work, 1)
    assert judged is not None
    was = report(house)
    masked = was.model_copy(update={"turns": (*was.turns[:-1], was.turns[-1].model_copy(update={"text": "…"}))})
    with house.database.write() as work:
        keep_masked(work, 1, masked, None)
        assert not judging.put(work, 1, judged, was, house.clock())
    becomes_a_clients(house)
    assert report(house).turns[-1].text == "…"
    assert verdicts(house)["answer.greeting"] == "not_applicable"
