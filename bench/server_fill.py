"""A database full of made-up calls, for bench/server.py: nobody's words, numbers of nobody."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from belwijs.catalogue.practice import catalogue
from belwijs.finding import Report
from belwijs.store.database import Database
from belwijs.store.judged import encoded
from belwijs.store.schema import Client, Contact, FindingRow, Person, PracticeNumber, Table
from belwijs.surfaces.server.auth import start

FINDINGS = 60  # a call
PATTERNS = 997  # different rows of verdicts
WITH_REPORT = 2000  # the newest calls; the others have verdicts and words, and their call page says so
AGENTS, TEAMS, CLIENTS = 40, 4, 3
VERDICTS = ("not_applicable",) * 30 + ("unknown",) * 4 + ("kept",) * 18 + ("missed",) * 8
WORDS = (
    "goedemiddag factuur levering afspraak terugbellen doorverbinden bestelling adres klacht monteur nummer morgen "
    "vrijdag contract prijs offerte storing formulier collega ogenblik natuurlijk begrijp vervelend dank"
).split()
ROLES = ("lead", "admin", "coach")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made."""

    calls: int
    findings: int
    cookies: dict[str, list[str]]  # role → sessions
    newest: int  # id of the newest call


def fill(database: Database, calls: int, now: datetime, days: int = 365) -> Filled:
    """Tables with so many calls over so many days, and people who are logged in."""
    Table.metadata.create_all(database.engine)
    chance = random.Random(6)
    write = _into_sqlite if database.is_sqlite else _into_postgres

    def into(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        rest = _defaults(table, columns)
        write(database, table, (*columns, *rest), (row + tuple(rest.values()) for row in rows))

    cookies = _people(database, now)
    moments = sorted(_moment(chance, now, days) for _ in range(calls))
    into("caller", ("id", "number", "name", "organisation", "note"), _callers(calls))
    into("call", _CALL, _calls(chance, moments))
    _findings(database, chance)
    into("spoken", ("call_id", "words"), _spoken(chance, calls))
    into("report", ("call_id", "document", "sides", "made_at"), _reports(moments))
    into("exchange_record", _RECORD, _records(chance, moments))
    _settle(database)
    return Filled(calls, calls * FINDINGS, cookies, calls)


def _defaults(table: str, columns: Sequence[str]) -> dict[str, Any]:
    """The columns that are not given and may not be empty, each with its default."""
    others = (c for c in Table.metadata.tables[table].columns if c.name not in columns and not c.nullable)
    return {c.name: c.default.arg for c in others if c.default is not None and c.default.is_scalar}


def _moment(chance: random.Random, now: datetime, days: int) -> datetime:
    """Working hours, more in the morning."""
    day = now - timedelta(days=chance.randrange(days) + 1)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=min(16, 7 + int(chance.triangular(0, 10, 2))), minute=chance.randrange(60), microsecond=0)


def _people(database: Database, now: datetime) -> dict[str, list[str]]:
    with database.write() as work:
        work.add_all(Client(id=n + 1, name=f"Opdrachtgever {n + 1}", numbers=[f"+3120555010{n}"]) for n in range(CLIENTS))
        work.flush()
        people = [
            Person(name=f"Medewerker {n + 1}", login=f"m{n + 1}", role="agent", team=f"Team {n % TEAMS + 1}", aliases=[])
            for n in range(AGENTS)
        ]
        people += [Person(name=r.title(), login=r, role=r, team="Team 1", aliases=[]) for r in ROLES]
        people.append(Person(name="Klant", login="klant", role="client", client_id=1, aliases=[]))
        work.add_all(people)
        work.flush()
        coach = people[AGENTS + ROLES.index("coach")]
        for agent in people[:8]:
            agent.coach_id = coach.id
        work.add_all(
            Contact(name=f"Collega {n}", kind="person", does="facturen en leveringen", numbers=[f"2{n:02d}"])
            for n in range(60)
        )
        cookies: dict[str, list[str]] = {}
        for person in people:
            cookies.setdefault(person.role, []).append(start(work, person, now))
        return cookies


def _person(n: int) -> int:
    return n % AGENTS + 1


def _client(n: int) -> int | None:
    return n % 8 + 1 if n % 8 < CLIENTS else None


_CALL = (
    "id", "name", "source", "digest", "state", "started_at", "added_at", "duration", "direction", "perspective", "medium",
    "language", "client_id", "person_id", "caller_id", "team", "kept", "missed", "has_incident", "problem", "held_back",
)  # fmt: skip


def _calls(chance: random.Random, moments: Sequence[datetime]) -> Iterator[tuple[Any, ...]]:
    people = max(1, len(moments) // 3)
    for n, at in enumerate(moments):
        seconds = round(chance.lognormvariate(4.9, 0.7), 1)
        yield (
            n + 1, f"gesprek-{n + 1}", "upload", f"{n:064x}", "ready", at, at, seconds, "inbound", "agent", "phone", "nl",
            _client(n), _person(n), chance.randrange(people) + 1, f"Team {_person(n) % TEAMS + 1}", 18, 8, n % 400 == 0, "",
            False,
        )  # fmt: skip


def _findings(database: Database, chance: random.Random) -> None:
    """60 verdicts a call, made inside the database; its indexes are built when all are there."""
    practices = list(catalogue())[:FINDINGS]
    practices += [f"own.extra_{n}" for n in range(FINDINGS - len(practices))]
    verdicts, lines = [], []
    for n in range(PATTERNS):
        said = list(zip(range(1, FINDINGS + 1), practices, chance.sample(VERDICTS, len(VERDICTS)), strict=True))
        verdicts += [{"n": n, "practice": practice, "verdict": verdict} for _, practice, verdict in said]
        line = "".join(encoded(number, missed=v == "missed") for number, _, v in said if v in ("kept", "missed"))
        lines.append({"n": n, "line": line})
    with database.engine.connect() as connection:
        connection.execute(insert(PracticeNumber), [{"practice": practice} for practice in practices])
        connection.execute(text("CREATE TEMPORARY TABLE said (n INTEGER, practice TEXT, verdict TEXT)"))
        connection.execute(text("CREATE TEMPORARY TABLE line (n INTEGER, line TEXT)"))
        connection.execute(text("CREATE INDEX ix_said ON said (n)"))
        connection.execute(text("INSERT INTO said VALUES (:n, :practice, :verdict)"), verdicts)
        connection.execute(text("INSERT INTO line VALUES (:n, :line)"), lines)
        indexes = FindingRow.__table__.indexes  # type: ignore[attr-defined]
        for index in indexes:
            index.drop(connection)
        connection.execute(
            text(f"UPDATE call SET judged = (SELECT line FROM line WHERE n = call.id % {PATTERNS})")
        )
        connection.execute(
            text(
                "INSERT INTO finding (call_id, practice, verdict, confidence, at, quote, suggestion, person_id, started_at)"
                " SELECT call.id, practice, verdict, 0.9, CASE WHEN verdict IN ('kept', 'missed') THEN 12.5 END,"
                " CASE verdict WHEN 'kept' THEN 'dank u voor het wachten' ELSE '' END,"
                " CASE verdict WHEN 'missed' THEN 'Zeg hoe lang het ongeveer duurt.' ELSE '' END, person_id, started_at"
                f" FROM call JOIN said ON said.n = call.id % {PATTERNS} ORDER BY call.id, practice"
            )
        )
        for index in indexes:
            index.create(connection)
        connection.commit()


def _spoken(chance: random.Random, calls: int) -> Iterator[tuple[Any, ...]]:
    for n in range(calls):
        yield (n + 1, " ".join(chance.choices(WORDS, k=60)))


def _callers(calls: int) -> Iterator[tuple[Any, ...]]:
    for n in range(max(1, calls // 3)):
        yield (n + 1, f"+3110{n:07d}", f"Beller {n + 1}", "", "")


def _reports(moments: Sequence[datetime]) -> Iterator[tuple[Any, ...]]:
    turns = [
        {"speaker": "a" if n % 2 == 0 else "c", "start": 4.0 * n, "end": 4.0 * n + 3.5, "text": " ".join(WORDS[:12])}
        for n in range(40)
    ]
    people = [{"id": "a", "role": "agent"}, {"id": "c", "role": "customer"}]
    for n in range(max(0, len(moments) - WITH_REPORT), len(moments)):
        findings = [
            {"practice": p, "verdict": v, "confidence": 0.9, "evidence": [{"turn": 0, "start": 0.0, "quote": "goedemiddag"}]}
            for p, v in zip(catalogue(), VERDICTS, strict=False)
        ]
        made = Report.model_validate(
            {
                "id": f"gesprek-{n + 1}", "started_at": moments[n].isoformat(), "language": "nl", "duration": 160.0,
                "participants": people, "turns": turns, "findings": findings,
            }
        )  # fmt: skip
        yield (n + 1, made.model_dump(mode="json"), [], moments[n])


_RECORD = (
    "key", "started_at", "direction", "outcome", "waited", "talked", "transfers", "number", "called", "extension",
    "client_id", "person_id", "call_id", "revision",
)  # fmt: skip


def _records(chance: random.Random, moments: Sequence[datetime]) -> Iterator[tuple[Any, ...]]:
    people = max(1, len(moments) // 3)
    for n, at in enumerate(moments):
        outcome = chance.choices(("answered", "missed", "abandoned", "voicemail"), (85, 6, 7, 2))[0]
        answered = outcome == "answered"
        waited = round(chance.expovariate(1 / 14), 1) if outcome in ("answered", "abandoned") else None
        number = f"+3110{chance.randrange(people):07d}" if chance.random() < 0.93 else ""
        yield (
            f"x{n}", at, "inbound", outcome, waited, 100.0 if answered else 0.0, int(chance.random() < 0.2), number,
            "+31205550100", "201", _client(n), _person(n) if answered else None, n + 1 if answered else None,
            chance.getrandbits(40),
        )  # fmt: skip


Into = Callable[[Database, str, Sequence[str], Iterable[tuple[Any, ...]]], None]


def _into_sqlite(database: Database, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(columns))
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("BEGIN")
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", (tuple(map(_plain, row)) for row in rows)
        )
        cursor.execute("COMMIT")
    finally:
        raw.close()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).strftime("%Y-%m-%d %H:%M:%S.%f")
    return json.dumps(value) if isinstance(value, dict | list) else value


def _into_postgres(database: Database, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    raw = database.engine.raw_connection()
    try:
        with raw.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row([json.dumps(v) if isinstance(v, dict | list) else v for v in row])
        raw.commit()
    finally:
        raw.close()


def _settle(database: Database) -> None:
    """What a database does by itself in the course of a day: statistics, and on PostgreSQL the visibility map."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.execute(text("ANALYZE"))
            return
        settled = connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in ("call", "caller"):
            top = settled.execute(text(f"SELECT max(id) FROM {name}")).scalar()
            settled.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {int(top or 1)})"))
        settled.execute(text("VACUUM ANALYZE"))
