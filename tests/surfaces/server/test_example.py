"""The invented house: full, the same at each try, and never mixed with what is real."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from belwijs.call import Call as Spoken
from belwijs.call import Problem
from belwijs.finding import Evidence, Finding, Report
from belwijs.pipeline.analyse import analyse
from belwijs.store import dump, schema
from belwijs.store.schema import (
    Attempt,
    Call,
    Callback,
    Contact,
    Document,
    ExchangeRecord,
    FindingRow,
    Person,
    Prospect,
    Review,
)
from belwijs.surfaces.server.example import fill
from belwijs.surfaces.server.example.texts import AGENT, CALLER, examples
from belwijs.surfaces.server.rights import ROLES
from tests.surfaces.office import office


def judge(call: Spoken) -> Report:
    """A report without a model: the greeting is kept where somebody says their name."""
    kept = AGENT in call.turns[0].text
    finding = Finding(
        practice="answer.greeting",
        verdict="kept" if kept else "missed",
        evidence=(Evidence(turn=0, start=call.turns[0].start, quote=call.turns[0].text),),
    )
    return Report(
        id=call.id, duration=call.duration, language="nl", participants=call.participants, turns=call.turns,
        findings=(finding,),
    )  # fmt: skip


def _digest(folder: Path) -> tuple[str, int]:
    with office(folder) as house:
        made = fill(house.house, days=21, judge=judge)
        with dump.snapshot(house.database) as connection:
            rows = [line for t in dump.tables() if t != "person" for line in dump.lines(connection, t)]
        with house.database.read() as work:
            for table in (Call, Document, FindingRow, ExchangeRecord, Contact, Callback, Prospect, Attempt, Review):
                assert (work.scalar(select(func.count()).select_from(table)) or 0) > 2, table.__name__
            texts = "".join(rows)
            assert AGENT not in texts
            assert CALLER not in texts
            assert work.scalar(select(func.max(Call.started_at))) < house.clock()  # type: ignore[operator]
        with pytest.raises(Problem, match="not empty"):
            fill(house.house, days=21, judge=judge)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest(), made.calls


def test_it_is_full_and_the_same_at_each_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the revisions of records, which are never the same on purpose: here they are drawn alike."""
    found = []
    for name in ("one", "two"):
        monkeypatch.setattr(schema, "secrets", SimpleNamespace(randbits=Random(1).getrandbits))
        found.append(_digest(tmp_path / name))
    assert found[0][1] > 20
    assert found[0] == found[1]


def test_every_role_can_log_in_and_sees_something(tmp_path: Path) -> None:
    with office(tmp_path) as here:
        made = fill(here.house, days=30, judge=judge)
        assert {role for _, role in made.logins} == set(ROLES)
        login = next(login for login, role in made.logins if role == "client")
        with here.database.read() as work:
            client = work.scalars(select(Person).where(Person.login == login)).one()
            notes = work.scalars(select(Callback)).all()
        page = here.browser(client.id).get("/calls").text
        assert 0 < page.count('<th scope="row">') < made.calls / 2
        hours = [note.made_at.astimezone(here.house.settings.zone).hour for note in notes if note.state == "done"]
        assert all(8 <= hour < 18 for hour in hours), "nobody takes a note at night"


@pytest.mark.real
def test_the_good_calls_are_better_than_the_poor_ones() -> None:
    """What the pipeline says of the invented calls has to fit what they are drawn for."""
    told = examples(analyse)
    share = {}
    for example in told:
        verdicts = [f.verdict for f in example.report.findings]
        share[example.good >= 0.5] = share.get(example.good >= 0.5, 0.0) + verdicts.count("kept") / max(
            1, verdicts.count("kept") + verdicts.count("missed")
        )
    assert share[True] / sum(e.good >= 0.5 for e in told) > share[False] / sum(e.good < 0.5 for e in told) + 0.2
