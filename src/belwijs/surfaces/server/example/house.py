"""Fills an empty house with invented people, calls, the exchange's records, and what waits at the desk."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.catalogue.playbook import Playbook
from belwijs.finding import Report
from belwijs.pipeline.analyse import analyse
from belwijs.store import dump, intake
from belwijs.store.audit import record
from belwijs.store.intake import Analysed, Kept
from belwijs.store.schema import Call, ExchangeRecord, Person, Review
from belwijs.surfaces.server.analysis import words_of
from belwijs.surfaces.server.auth import hash_password
from belwijs.surfaces.server.context import House
from belwijs.surfaces.server.example import desk
from belwijs.surfaces.server.example.texts import AGENT, CALLER, Analyse, Example, demos, examples
from belwijs.surfaces.server.vault import Vault, vault_of

PASSWORD = "voorbeeld-1234"
SEED = 20_26
ANSWERED = 0.86
"""Share of the calls that somebody takes, on a day as any other; fewer at noon and on Mondays."""
_SHARE_HEARD = 0.16  # of the answered calls, those that are recorded and analysed
_BUSY = {9: 1.5, 10: 1.6, 11: 1.3, 12: 0.7, 13: 1.0, 14: 1.2, 15: 1.1, 16: 0.9}  # calls by hour, as a share of CALLS
_CALLS = 5.0
_OUR_NUMBERS = ("+31205550001", "+31205550002")


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the invented people, and how practised they are at the beginning and at the end."""

    name: str
    role: str
    team: str = ""
    coach: str = ""
    begins: float = 0.5
    ends: float = 0.5

    @property
    def login(self) -> str:
        """The first name in small letters."""
        return self.name.split()[0].lower()


PEOPLE = (
    Somebody("Ina Beheer", "admin"),
    Somebody("Lotte Vermeer", "lead", "Receptie"),
    Somebody("Omar Haddad", "lead", "Verkoop"),
    Somebody("Coen Drost", "coach"),
    Somebody("Sanne de Wit", "agent", "Receptie", "Coen Drost", 0.3, 0.9),
    Somebody("Bilal Yilmaz", "agent", "Receptie", "Coen Drost", 0.7, 0.9),
    Somebody("Femke Postma", "agent", "Receptie", "Coen Drost", 0.5, 0.55),
    Somebody("Tim Rademaker", "agent", "Receptie", "", 0.6, 0.3),
    Somebody("Roos van Dam", "agent", "Verkoop", "Coen Drost", 0.25, 0.8),
    Somebody("Jesse Kuiper", "agent", "Verkoop", "", 0.7, 0.75),
    Somebody("Pim van Veen", "client"),
)
"""Who logs in."""
_CLIENTS_SHARE = 0.12  # of the incoming calls, those for the client of Pim


@dataclass(slots=True)
class Filled:
    """What was made."""

    calls: int = 0
    records: int = 0
    people: int = 0
    logins: list[tuple[str, str]] = field(default_factory=list)  # with the role


def fill(house: House, days: int = 90, judge: Analyse | None = None) -> Filled:
    """Fills a house; the same for the same moment.

    Args:
        judge: gives the report of a call; the pipeline by default.

    Raises:
        Problem: the house is not empty.
    """
    if not dump.is_empty(house.database):
        raise Problem("this house is not empty", "give a new folder: examples do not mix with what is real")
    judge = judge or partial(analyse, playbook=Playbook())
    told, heard = examples(judge), demos(judge)
    chance = random.Random(SEED)
    made = Filled()
    now = house.now()
    zone = house.settings.zone
    with house.database.write() as work:
        client = desk.clients(work)
        people = _people(work, client, made)
        seen = desk.callers(work, chance, now)
    first = now.astimezone(zone).date() - timedelta(days=days)
    for n in range(days + 1):
        day = first + timedelta(days=n)
        if day.weekday() == 6:
            continue
        with house.database.write() as work:
            _day(work, _Day(house, zone, day, n / days, people, client, seen, told, chance, now), made)
    with house.database.write() as work:
        _with_sound(work, vault_of(house.settings), heard, people, now.astimezone(zone), made)
        _reviews(work, people, now)
        desk.fill(work, chance, people, seen, now, zone)
        record(work, now, "example.filled", by="command line", detail={"calls": made.calls, "records": made.records})
    return made


@dataclass(frozen=True, slots=True)
class _Day:
    house: House
    zone: ZoneInfo
    date: object
    passed: float  # share of the time that has gone by, 0-1
    people: dict[str, int]
    client: int
    callers: list[desk.Known]
    told: list[Example]
    chance: random.Random
    now: datetime


def _people(work: Session, client: int, made: Filled) -> dict[str, int]:
    secret = hash_password(PASSWORD)
    ids: dict[str, int] = {}
    for n, one in enumerate(PEOPLE):
        person = Person(
            name=one.name, login=one.login, password=secret, role=one.role, team=one.team,
            coach_id=ids.get(one.coach), client_id=client if one.role == "client" else None,
            aliases=[] if one.role == "client" else [str(201 + n)],
        )  # fmt: skip
        work.add(person)
        work.flush()
        ids[one.name] = person.id
        made.logins.append((one.login, one.role))
    made.people = len(ids)
    return ids


def _day(work: Session, day: _Day, made: Filled) -> None:
    chance = day.chance
    saturday = day.date.weekday() == 5  # type: ignore[attr-defined]
    monday = day.date.weekday() == 0  # type: ignore[attr-defined]
    for hour, share in _BUSY.items():
        number = round(_CALLS * share * (0.3 if saturday else 1.4 if monday else 1.0) * chance.uniform(0.7, 1.3))
        for _ in range(number):
            at = datetime.combine(day.date, time(hour, chance.randrange(60), chance.randrange(60)), day.zone)  # type: ignore[arg-type]
            if at >= day.now - timedelta(minutes=20):
                continue
            answered = ANSWERED - (0.25 if hour == 12 else 0) - (0.1 if monday else 0)
            _one(work, day, at, answered=chance.random() < answered, made=made)


def _one(work: Session, day: _Day, at: datetime, *, answered: bool, made: Filled) -> None:
    """A line of the exchange, and now and then the call that was heard."""
    chance = day.chance
    caller = chance.choice(day.callers)
    agents = [p for p in PEOPLE if p.role == "agent"]
    who = chance.choice(agents)
    for_client = chance.random() < _CLIENTS_SHARE
    made.records += 1
    line = ExchangeRecord(
        key=f"voorbeeld-{made.records}", started_at=at, outcome="answered", number=caller.number,
        called=desk.CLIENTS_NUMBER if for_client else chance.choice(_OUR_NUMBERS),
        client_id=day.client if for_client else None, person_id=day.people[who.name],
        extension=str(201 + PEOPLE.index(who)), waited=round(chance.expovariate(1 / 11), 1),
        talked=round(30 + chance.expovariate(1 / 150), 1), transfers=int(chance.random() < 0.2),
    )  # fmt: skip
    if not answered:
        line.outcome = chance.choices(("missed", "abandoned", "voicemail", "busy"), (5, 4, 2, 1))[0]
        line.talked, line.transfers, line.person_id, line.extension = 0.0, 0, None, ""
        line.waited = round(chance.uniform(5, 90), 1)
    work.add(line)
    if not answered or chance.random() > _SHARE_HEARD:
        return
    skill = who.begins + (who.ends - who.begins) * day.passed
    weights = [max(0.02, 1 - abs(e.good - skill) * 1.4) for e in day.told]
    example = chance.choices(day.told, weights)[0]
    line.waited = example.waited
    line.direction = example.direction
    if example.direction == "outbound":
        line.called, line.client_id = _OUR_NUMBERS[0], None
    line.key = f"voorbeeld-{made.records}-gesprek"
    work.flush()
    _heard(work, example, who, day.people[who.name], caller, at, made, line)
    line.talked = round(example.report.duration - example.waited, 1)


def _heard(
    work: Session, example: Example, who: Somebody, person_id: int, caller: desk.Known, at: datetime, made: Filled,
    line: ExchangeRecord,
) -> None:  # fmt: skip
    made.calls += 1
    name = f"{at:%Y%m%d-%H%M} {example.name}"
    call = Call(
        name=name, source="example", digest=hashlib.sha256(f"{name} {made.calls}".encode()).hexdigest(), state="ready",
        started_at=at, added_at=at, direction=example.direction, person_id=person_id, caller_id=caller.id,
        team=who.team, exchange_id=line.key, client_id=line.client_id,
    )  # fmt: skip
    work.add(call)
    work.flush()
    report = _told_again(example.report, who.name, caller.name or "een beller", at, name)
    intake.ready(work, Analysed(call.id, report, words_of(report)), at)


def _told_again(report: Report, agent: str, caller: str, at: datetime, name: str) -> Report:
    """The report with the names and the moment of this telling."""
    raw = report.model_dump_json(by_alias=True)
    for stands, real in ((AGENT, agent), (CALLER, caller)):
        raw = raw.replace(json.dumps(stands)[1:-1], json.dumps(real, ensure_ascii=False)[1:-1])
    return Report.model_validate({**json.loads(raw), "id": name, "started_at": at.isoformat()})


def _with_sound(
    work: Session, vault: Vault, heard: list[Example], people: dict[str, int], now: datetime, made: Filled
) -> None:
    """The calls of the demo, this morning, with their recordings."""
    from belwijs.audio.decode import open_recording
    from belwijs.surfaces.server.hiding import drawing

    who = next(p for p in PEOPLE if p.name == "Sanne de Wit")
    for n, example in enumerate(heard):
        at = now - timedelta(hours=2 + n)
        made.calls += 1
        call = Call(
            name=example.name, source="example", digest=hashlib.sha256(example.name.encode()).hexdigest(),
            state="ready", started_at=at, added_at=at, direction=example.direction, person_id=people[who.name],
            team=who.team,
        )  # fmt: skip
        work.add(call)
        work.flush()
        assert example.sound is not None
        with example.sound.open("rb") as file:
            stored = vault.write(f"ex/{example.name}.play.mp3", file)
        kept = Kept("play", stored.path, "audio/mpeg", stored.size, stored.is_encrypted)
        envelope, sides = drawing(open_recording(example.sound))
        report = example.report.model_copy(update={"started_at": at.isoformat()})
        intake.ready(work, Analysed(call.id, report, words_of(report), envelope, sides, (kept,)), at)


def _reviews(work: Session, people: dict[str, int], now: datetime) -> None:
    """A disagreement that waits, one that was settled, and a comment."""
    from sqlalchemy import select

    from belwijs.store.schema import FindingRow

    for name, kind, said in (
        ("Sanne de Wit", "disagree", "Dit zei ik wel, maar zacht. Luister nog eens."),
        ("Bilal Yilmaz", "comment", "Dit wil ik volgende keer anders doen."),
        ("Roos van Dam", "agree", ""),
        ("Femke Postma", "disagree", "De klant hing op voordat ik zover was."),
    ):
        missed = (
            select(FindingRow.call_id, FindingRow.practice)
            .where(FindingRow.person_id == people[name], FindingRow.verdict == "missed")
            .order_by(FindingRow.started_at.desc(), FindingRow.practice)
        )
        found = work.execute(missed.limit(1)).first()
        if found is None:
            continue
        settled = name == "Femke Postma"
        work.add(
            Review(
                call_id=found.call_id, practice=found.practice, person_id=people[name], kind=kind, text=said,
                verdict="kept" if kind == "disagree" else None, at=now - timedelta(hours=5),
                settled_as="missed" if settled else None, settled_by=people["Coen Drost"] if settled else None,
                settled_at=now - timedelta(hours=1) if settled else None,
            )
        )  # fmt: skip
