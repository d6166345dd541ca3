"""What was erased is not in the bytes of the database's files any more, and what was not is still found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from belwijs.store import calls, database, wiping
from belwijs.store.calls import Query
from belwijs.store.schema import Call, Job
from belwijs.store.scope import Scope
from belwijs.surfaces.server import clearing
from belwijs.surfaces.server.worker import Worker
from tests.store.calls import call
from tests.surfaces.office import NOON, Office, office

SECRET = "xylofoonquaestie"
"""No other word begins like it, so that the index keeps it whole but for a letter or two."""
NUMBER = "+31612345678"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def filled(house: Office, few: int = 12) -> tuple[int, int]:
    """Calls of which one says the secret, in transactions of their own; gives who spoke and that call."""
    anna = house.person("agent", "Anna Kok")
    for n in range(few):
        with house.database.write() as work:
            call(work, anna, at=NOON, words=f"gewoon gesprek nummer{n} over van alles", number=f"+3120555010{n % 9}")
        if n == few // 2:
            with house.database.write() as work:
                held = call(work, anna, at=NOON, words=f"het gaat om de {SECRET}", number=NUMBER)
    return anna, held


def on_disk(house: Office) -> bytes:
    files = [house.folder / f"belwijs.db{end}" for end in ("", "-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def says(house: Office) -> bool:
    return SECRET[2:].encode() in on_disk(house).lower()


def found(house: Office, words: str) -> int:
    with house.database.read() as work:
        return len(calls.find(work, Scope(everything=True, reads_everything=True), Query(words=words)).rows)


def by_caller(house: Office, _person: int, _call: int) -> None:
    clearing.erase_caller(house.house, NUMBER, None)


def by_person(house: Office, person: int, _call: int) -> None:
    clearing.erase_person(house.house, person, None)


def by_mask(house: Office, _person: int, held: int) -> None:
    clearing.mask(house.house, held, 3.0, 8.4, None)


@pytest.mark.parametrize("erase", [by_caller, by_person, by_mask])
def test_erased_words_are_not_in_the_files(house: Office, erase: Callable[[Office, int, int], None]) -> None:
    person, held = filled(house)
    assert says(house)
    erase(house, person, held)
    assert found(house, SECRET) == 0
    assert says(house), "erasing alone leaves it in the index or the log: else this test shows nothing"
    assert Worker(house.house).until_empty() == 1
    assert not says(house)
    assert found(house, "gewoon") == (0 if erase is by_person else 12)
    with house.database.write() as work:
        work.execute(text("INSERT INTO spoken_search(spoken_search, rank) VALUES ('integrity-check', 1)"))


def test_a_large_index_is_merged_in_steps(house: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that come in between the steps are found as well."""
    monkeypatch.setattr(wiping, "_PAGES", 1)
    person, held = filled(house)
    with house.database.write() as work:
        for n in range(5):  # a step is 64 pages at least
            call(work, person, at=NOON, words=" ".join(f"woord{n}x{k}" for k in range(12_000)))
    by_caller(house, person, held)
    merge, steps = wiping.merge, 0

    def between(work: Session, *, first: bool) -> bool:
        nonlocal steps
        steps += 1
        if steps == 2:
            call(work, person, at=NOON, words="gewoon erbij gekomen")
        return merge(work, first=first)

    monkeypatch.setattr(wiping, "merge", between)
    Worker(house.house).until_empty()
    assert steps > 2
    assert not says(house)
    assert found(house, "gewoon") == 13


def test_the_daily_clearing_leaves_no_words_either(house: Office) -> None:
    _, held = filled(house)
    with house.database.write() as work:
        work.get_one(Call, held).started_at = NOON.replace(year=2020)
        work.add(Job(kind="retention", payload={}, run_after=NOON, added_at=NOON))
    assert Worker(house.house).until_empty() == 2
    assert not says(house)
    assert found(house, "gewoon") == 12


def test_one_job_does_for_all_that_was_erased_before_it(house: Office) -> None:
    with house.database.write() as work:
        for _ in range(3):
            wiping.ask(work, house.clock())
    assert Worker(house.house).until_empty() == 1


def test_the_log_is_not_emptied_while_somebody_reads(house: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PRAGMAS", ("busy_timeout=10",))
    filled(house, few=1)
    other = database.Database(house.house.settings.database_url)
    with other.engine.connect() as reader:
        reader.execute(text("BEGIN"))
        reader.execute(text("SELECT count(*) FROM call")).all()
        house.person("agent", "Bram Bal")
        assert not other.settle()
        reader.execute(text("ROLLBACK"))
    assert other.settle()
    other.close()


def test_a_database_that_is_read_all_the_time_is_tried_again(house: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    person, held = filled(house, few=1)
    by_caller(house, person, held)
    with monkeypatch.context() as patched:
        patched.setattr(database.Database, "settle", lambda self: False)
        Worker(house.house).until_empty()
    with house.database.read() as work:
        assert work.scalars(select(Job.state)).one() == "queued"
    house.clock.pass_(minutes=1)
    Worker(house.house).until_empty()
    assert not says(house)
