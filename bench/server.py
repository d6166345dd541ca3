"""How quickly the office's pages answer: SQLite with one person, PostgreSQL with twenty at once.

    python bench/server.py [--calls 100000] [--seconds 120] [--only sqlite|postgresql]

Fills a database (bench/server_fill.py: 60 verdicts a call), serves it with uvicorn in a process of its own, and asks
every page as somebody who is logged in. One person asks one page after the other. Twenty people read for about a second
(0.5-1.5 s) between two pages, as people do, while the exchange tells of a call every ten seconds, more often than in
working hours of a year with so many calls. Every page is asked 60 times at least, so that a percentile means something,
and once before, which is not counted: a server is started once. Times are those of the whole answer, over HTTP on this
machine, from a third process. Prints median and 95th percentile of each page beside its goal and writes bench/server.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import httpx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from bench.server_clear import cleared  # noqa: E402
from bench.server_fill import FINDINGS, Filled, fill  # noqa: E402

from belwijs.store.database import Database  # noqa: E402
from belwijs.store.records import Record, put  # noqa: E402

PEOPLE = 20
LEAST = 60  # times that every page is asked
COMES_IN = 10.0  # seconds between two calls of which the exchange tells
LIMITS = {"sqlite": 400, "postgresql": 150}  # ms, the goals of issue 6
PAGES: Mapping[str, tuple[str, ...]] = {
    "agent": (
        "/", "/calls", "/calls?words=factuur", "/calls?words=factuur+monteur", "/calls?verdict=missed&practice=hold.reason",
        "/calls/{call}", "/people", "/desk", "/desk/callbacks", "/desk/prospects", "/desk/directory", "/handbook",
        "/handbook?q=wachten", "/handbook/hold.reason", "/upload",
    ),
    "coach": ("/", "/calls", "/people", "/people/1", "/reviews"),
    "lead": ("/", "/calls", "/team", "/reachability", "/reachability?client=1", "/playbook", "/desk"),
    "admin": ("/", "/calls", "/reachability", "/queue", "/audit", "/admin", "/admin/clients", "/admin/settings", "/tokens"),
    "client": ("/", "/calls", "/reachability"),
}  # fmt: skip


@dataclass
class Times:
    """Milliseconds by role and page, and what did not answer with a page."""

    of: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    failed: dict[tuple[str, str], int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, role: str, page: str, milliseconds: float, status: int) -> None:
        """One answer."""
        with self.lock:
            if status == 200:
                self.of.setdefault((role, page), []).append(milliseconds)
            else:
                self.failed[(role, page)] = status

    def are_enough(self) -> bool:
        """Whether every page was asked often enough, or one failed."""
        with self.lock:
            asked = [len(self.of.get((role, page), ())) for role, pages in PAGES.items() for page in pages]
        return bool(self.failed) or min(asked) >= LEAST


def ask(client: httpx.Client, role: str, page: str, call: int, times: Times) -> None:
    """One page, timed."""
    started = time.perf_counter()
    answer = client.get(page.format(call=call))
    times.add(role, page, 1000 * (time.perf_counter() - started), answer.status_code)


def one_person(base: str, filled: Filled) -> Times:
    """Every page of every role, one after the other."""
    times = Times()
    for role, pages in PAGES.items():
        with httpx.Client(base_url=base, cookies={"belwijs": filled.cookies[role][0]}, timeout=60) as client:
            for n in range(LEAST):
                for page in pages:
                    ask(client, role, page, _call(filled, n), times)
    return times


def warm(base: str, filled: Filled) -> None:
    """Every page once, as each role."""
    for role, pages in PAGES.items():
        with httpx.Client(base_url=base, cookies={"belwijs": filled.cookies[role][0]}, timeout=60) as client:
            for page in pages:
                client.get(page.format(call=_call(filled, 0)))


def twenty(base: str, filled: Filled, seconds: float, database: Database) -> Times:
    """Twenty people who read in between, for so long and until every page was asked often enough."""
    times, roles = Times(), ["agent"] * 13 + ["coach"] * 2 + ["lead"] * 2 + ["admin"] * 1 + ["client"] * 2
    until, over = time.monotonic() + seconds, threading.Event()

    def exchange() -> None:
        while not over.wait(COMES_IN):
            with database.write() as work:
                put(work, [_told(datetime.now(UTC))])
            if time.monotonic() > until and times.are_enough():
                over.set()

    def person(number: int, role: str) -> None:
        chance = random.Random(number)
        held = filled.cookies[role]
        with httpx.Client(base_url=base, cookies={"belwijs": held[number % len(held)]}, timeout=60) as client:
            time.sleep(chance.random())
            pages = list(PAGES[role])
            while not over.is_set():
                chance.shuffle(pages)
                for page in pages:
                    ask(client, role, page, _call(filled, chance.randrange(50), number), times)
                    if over.wait(chance.uniform(0.5, 1.5)):
                        return

    threads = [threading.Thread(target=person, args=(n, role)) for n, role in enumerate(roles)]
    threads.append(threading.Thread(target=exchange))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _told(now: datetime) -> Record:
    return Record(
        key=f"bench {now.isoformat()}", started_at=now, direction="inbound", outcome="answered", waited=4.0, talked=60.0,
        transfers=0, number="+31100000001", called="+31205550100", extension="201",
    )  # fmt: skip


def _call(filled: Filled, back: int, person: int = 0) -> int:
    """A call of the newest ones, of the agent who asks."""
    last = filled.newest - 1
    return max(1, last - last % 40 - 40 * (back % 40) + person % 40 + 1)


@contextmanager
def served(url: str, folder: Path) -> Iterator[str]:
    """The office on a free port, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, __file__, "--serve", url, "--folder", str(folder), "--port", str(port)]
    with subprocess.Popen(command) as process:
        base = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    httpx.get(f"{base}/login", timeout=2)
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield base
        finally:
            process.terminate()


def serve(url: str, folder: Path, port: int) -> None:
    """What the other process does."""
    import uvicorn

    from belwijs.surfaces.server.app import create_app
    from belwijs.surfaces.server.context import House
    from belwijs.surfaces.server.settings import ServerSettings

    settings = ServerSettings.model_validate({"folder": folder, "database": url, "workers": 0})
    app = create_app(House(settings, Database(url)))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(1000 * share) * len(ordered) // 1000) - 1))]


def table(times: Times, goal: int) -> list[str]:
    """The pages as a table, slowest first."""
    rows = [f"| page | as | asked | median, ms | 95th percentile, ms | within {goal} ms |", "|---|---|---:|---:|---:|---|"]
    order = sorted(times.of.items(), key=lambda one: -percentile(one[1], 0.95))
    for (role, page), values in order:
        middle, high = statistics.median(values), percentile(values, 0.95)
        held = "yes" if high <= goal else "**no**"
        rows.append(f"| `{page}` | {role} | {len(values)} | {middle:.0f} | {high:.0f} | {held} |")
    rows += [f"| `{page}` | {role} | answered {status} | | | **no** |" for (role, page), status in times.failed.items()]
    return rows


def measure(kind: str, calls: int, seconds: float) -> list[str]:
    """Fill, serve and ask; the section of the report."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="bench-") as name, _database(kind, Path(name)) as url:
        database = Database(url)
        started = time.perf_counter()
        filled = fill(database, calls, now)
        print(f"{kind}: {filled.calls} calls, {filled.findings} findings in {time.perf_counter() - started:.0f} s", flush=True)
        with served(url, Path(name)) as base:
            warm(base, filled)
            load = os.getloadavg()[0]
            times = one_person(base, filled) if kind == "sqlite" else twenty(base, filled, seconds, database)
        database.close()
        ending = cleared(url, Path(name))
    everything = [v for values in times.of.values() for v in values]
    high, who = percentile(everything, 0.95), "one person" if kind == "sqlite" else f"{PEOPLE} people at once"
    worst = max(percentile(v, 0.95) for v in times.of.values())
    told = (
        f"{filled.calls:,} calls, {filled.findings:,} verdicts, {who}: 95th percentile of all pages {high:.0f} ms, "
        f"of the slowest page {worst:.0f} ms; goal {LIMITS[kind]} ms. Load of the machine (1 minute) when it began "
        f"{load:.1f}, at the end {os.getloadavg()[0]:.1f}."
    )
    lines = [f"## {'SQLite' if kind == 'sqlite' else 'PostgreSQL'}", "", told, "", *table(times, LIMITS[kind]), ""]
    lines += ["Erasing and clearing afterwards, with nobody else at work:", "", *ending, ""]
    print("\n".join(lines), flush=True)
    return lines


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'belwijs.db'}"
        return
    from tests.store.postgres import postgres

    server = postgres()
    name = server.create()
    yield server.url(name)
    server.drop(name)


def main() -> None:
    """Read the options, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--write", type=Path, default=HERE / "server.md")
    parser.add_argument("--serve")
    parser.add_argument("--folder", type=Path, default=HERE)
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve, asked.folder, asked.port)
        return
    kinds = [asked.only] if asked.only else ["sqlite", "postgresql"]
    lines = [
        "# How quickly the pages answer",
        "",
        f"`python bench/server.py --calls {asked.calls}`, {date.today()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}. {FINDINGS} verdicts a call, a year of calls, one server process; client, "
        "server and database on the same machine. The newest 2,000 calls have their whole report.",
        "",
    ]
    for kind in kinds:
        lines += measure(kind, asked.calls, asked.seconds)
    asked.write.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
