"""Kill -9 at any moment: every call is analysed, none is lost and nothing of it is there twice.

Ten rounds; `BELWIJS_KILLS=50` makes it as many as are claimed (68 s on two busy cores).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from belwijs.store.schema import Call, Client, Document, FindingRow, Job, Spoken, Webhook
from belwijs.surfaces.server.context import House
from tests.surfaces.office import Office, office
from tests.surfaces.server.brought import bring, call_file, left_over

KILLS = int(os.environ.get("BELWIJS_KILLS", "10"))
CALLS = 3
"""Brought in before each kill."""
PROGRAM = """
import os, sys
import onnxruntime, tokenizers
import belwijs.surfaces.server.analysis
from datetime import timedelta
from pathlib import Path
from belwijs.store.database import Database
from belwijs.store.jobs import Rules
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.worker import Worker

settings = ServerSettings(folder=Path(sys.argv[1]))
rules = Rules(lease=timedelta(seconds=0.4), most_attempts=1000, first_wait=timedelta(seconds=0.05))
for _ in sys.stdin:  # a child a line: killed as a whole process, started without importing everything again
    child = os.fork()
    if not child:
        Worker(House(settings, Database(settings.database_url)), rules, poll=0.02).run(("heavy",))
    print(child, flush=True)
    os.waitpid(child, 0)
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks and kills")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        with made.database.write() as work:
            work.add(Client(name="De Linde", numbers=["+31205550101"]))
            work.add(Webhook(url="http://127.0.0.1:9/nobody", events=["call.analysed"], secret="whsec_AAAA"))
        yield made


@pytest.fixture
def workers(here: Office) -> Iterator[Callable[[], int]]:
    """Starts a worker process; gives its id."""
    given = [sys.executable, "-c", PROGRAM, str(here.folder)]
    with subprocess.Popen(given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        to, back = parent.stdin, parent.stdout

        def start() -> int:
            to.write("go\n")
            to.flush()
            return int(back.readline())

        yield start
        to.close()


def states(here: Office, kind: str = "analyse") -> Counter[str]:
    with here.database.read() as work:
        counted = select(Job.state, func.count()).where(Job.kind == kind).group_by(Job.state)
        return Counter(dict(tuple(row) for row in work.execute(counted)))


def test_nothing_is_lost_or_doubled_by_kill_9(here: Office, workers: Callable[[], int]) -> None:
    house = House(here.house.settings, here.database)  # by the real clock, as the worker
    chance = random.Random(6)
    brought = 0
    hit = Counter[str]()
    kills = 0
    while kills < KILLS or (not hit["running"] and kills < 5 * KILLS):  # on a quick machine a job is hard to hit
        kills += 1
        for _ in range(CALLS):
            brought += 1
            bring(house, call_file(brought), f"{brought}.json")
        process = workers()
        done = states(here)["done"]
        deadline = time.monotonic() + 300
        while states(here)["done"] == done and time.monotonic() < deadline:  # the models are loaded by then
            time.sleep(0.02)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(process, signal.SIGKILL)
        hit.update(states(here).keys())
    assert hit["running"], "no kill came in the middle of a job"
    last = workers()
    deadline = time.monotonic() + 900
    while states(here)["done"] < brought and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(last, signal.SIGKILL)
    assert states(here) == {"done": brought}

    with here.database.read() as work:
        calls = work.execute(select(Call.id, Call.name, Call.state, Call.kept, Call.missed)).all()
        assert sorted(c.name for c in calls) == sorted(f"call-{n}" for n in range(1, brought + 1))
        assert {c.state for c in calls} == {"ready"}
        ids = sorted(c.id for c in calls)
        assert sorted(work.scalars(select(Document.call_id))) == ids
        assert sorted(work.scalars(select(Spoken.call_id))) == ids
        verdicts = Counter(work.scalars(select(FindingRow.call_id)))
        assert len(set(verdicts.values())) == 1
        assert sorted(verdicts) == ids
        told = Counter(work.scalars(select(Job.key).where(Job.kind == "webhook")))
        assert len(told) == brought
        assert set(told.values()) == {1}
    assert [n for n in left_over(here.house.settings.incoming) if n.endswith(".part")] == []
