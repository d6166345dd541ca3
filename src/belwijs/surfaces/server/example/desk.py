"""What is invented for the desk: callers, directory, callback notes, prospects, and a call that is going on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from belwijs.store.schema import Attempt, Callback, Caller, Client, Contact, Prospect, Step

_FAILED = ("no_answer", "no_answer", "busy", "gatekeeper", "voicemail")
_FIRST = "Karel Nadia Wouter Fatma Joris Marit Henk Samira Els Koen Yara Bert Lieke Mo Petra Daan".split()
_LAST = "Dijkstra Bakker Smits Öztürk Jansen Visser Mulder El-Amrani Hofman Peeters Kok Brouwer".split()
_ORGANISATIONS = (
    "", "", "", "Bakkerij Het Zand", "Garage Noord", "Basisschool De Linde", "VvE Kadehuis", "Praktijk Vos",
)  # fmt: skip
CLIENTS_NUMBER = "+31205550013"
_SUBJECTS = (
    "Offerte warmtepomp", "Factuur van vorige maand", "Afspraak verzetten", "Thermostaat valt uit",
    "Vraag over het onderhoudscontract", "Lekkage bij de verdeler",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """An invented caller."""

    id: int
    number: str
    name: str
    organisation: str


def callers(work: Session, chance: random.Random, now: datetime) -> list[Known]:
    """Some ninety of them; numbers of the range +31 20 555 01 00."""
    made = []
    for n in range(90):
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        row = Caller(
            number=f"+312055501{n:02d}", name=name, organisation=chance.choice(_ORGANISATIONS),
            is_consumer=n % 3 == 0, legal_basis="customer" if n % 3 == 0 else "",
        )  # fmt: skip
        work.add(row)
        work.flush()
        made.append(Known(row.id, row.number, row.name, row.organisation))
    return made


def clients(work: Session) -> int:
    """Three organisations for which this house picks up; gives the id of the one that has calls."""
    van_veen = Client(
        name="Van Veen Techniek", numbers=[CLIENTS_NUMBER], instructions="Geen warm water: altijd naar Techniek.",
        greeting="{dagdeel}, Van Veen Techniek, u spreekt met {naam}.",
    )  # fmt: skip
    work.add_all(
        (
            van_veen,
            Client(
                name="Tandartspraktijk De Kade", numbers=["+31205550011"], instructions="Spoed altijd doorverbinden.",
                greeting="{dagdeel}, Tandartspraktijk De Kade.",
            ),
            Client(
                name="Notaris Verhulst", numbers=["+31205550012"], greeting="{dagdeel}, notariskantoor Verhulst.",
            ),
        )
    )  # fmt: skip
    work.flush()
    return van_veen.id


def fill(
    work: Session, chance: random.Random, people: dict[str, int], known: list[Known], now: datetime, zone: ZoneInfo
) -> None:
    """Directory, notes, prospects, and a call that waits."""
    contacts = _directory(work, now)
    _callbacks(work, chance, people, known, contacts, now, zone)
    _prospects(work, chance, people, known, now, zone)
    _journey(work, known[3], now)


def _directory(work: Session, now: datetime) -> list[int]:
    departments: dict[str, int] = {}
    for name, does in (
        ("Administratie", "facturen, betalingen, adreswijziging"),
        ("Planning", "afspraken, monteurs, verzetten"),
        ("Techniek", "storing, ketel, warmtepomp, thermostaat"),
        ("Verkoop", "offertes, onderhoudscontract"),
    ):
        row = Contact(kind="department", name=name, does=does, numbers=["300"], email=f"{name.lower()}@example.nl")
        work.add(row)
        work.flush()
        departments[name] = row.id
    ids: list[int] = []
    for n, (name, where, does, presence) in enumerate(
        (
            ("Nora Willems", "Administratie", "facturen, creditnota", "in"),
            ("Arjen Smit", "Verkoop", "warmtepompen, offertes boven tienduizend", "busy"),
            ("Priya Nair", "Planning", "spoed en noodgevallen", "in"),
            ("Sjoerd Hoekstra", "Techniek", "oude ketels", "away"),
            ("Mirjam Kok", "Techniek", "warmtepompen", "off"),
            ("Teun Blok", "Planning", "routes", "in"),
        )
    ):
        row = Contact(
            name=name, department_id=departments[where], does=does, numbers=[str(310 + n)], presence=presence,
            email=f"{name.split()[0].lower()}@example.nl",
            back_at=now + timedelta(hours=2) if presence == "away" else None,
            stand_in_id=ids[0] if presence in ("away", "off") and ids else None,
        )  # fmt: skip
        work.add(row)
        work.flush()
        ids.append(row.id)
    return ids


def _in_hours(at: datetime, zone: ZoneInfo) -> datetime:
    """About that moment, on a working day between nine and five."""
    local = at.astimezone(zone)
    minute = local.hour * 5 % 60
    return (local - timedelta(days=max(0, local.weekday() - 4))).replace(hour=9 + local.hour % 8, minute=minute)


def _callbacks(
    work: Session, chance: random.Random, people: dict[str, int], known: list[Known], contacts: list[int],
    now: datetime, zone: ZoneInfo,
) -> None:  # fmt: skip
    takers = [people[name] for name in ("Sanne de Wit", "Bilal Yilmaz", "Femke Postma")]
    for n in range(36):
        caller = known[n * 2]
        due = _in_hours(now - timedelta(hours=n * 9), zone) if n else now + timedelta(hours=3)
        is_open = n < 6
        late = chance.random() < 0.25
        tried = due + timedelta(minutes=40 if late else -30)
        work.add(
            Callback(
                name=caller.name, organisation=caller.organisation, number=caller.number,
                subject=_SUBJECTS[n % len(_SUBJECTS)], due_at=due, promised_at=due,
                contact_id=contacts[n % len(contacts)],
                taken_by=takers[n % 3], state="open" if is_open else "done",
                outcome="" if is_open else "Teruggebeld en opgelost.", made_at=due - timedelta(minutes=25),
                tried_at=None if is_open else tried, done_at=None if is_open else tried,
            )
        )  # fmt: skip


def _prospects(
    work: Session, chance: random.Random, people: dict[str, int], known: list[Known], now: datetime, zone: ZoneInfo
) -> None:
    sellers = [people["Roos van Dam"], people["Jesse Kuiper"]]
    for n in range(40):
        caller = known[40 + n]
        tries = n % 6
        closed = n % 4 == 3
        row = Prospect(
            caller_id=caller.id, list_name="Onderhoud najaar", subject="Onderhoudscontract warmtepomp",
            owner_id=sellers[n % 2], next_at=None if closed else _in_hours(now + timedelta(hours=(n - 12) * 5), zone),
            answer=("yes", "no", "later")[n % 3] if closed else None,
            reason=("Wil een afspraak", "Heeft al een leverancier", "In het voorjaar opnieuw")[n % 3] if closed else "",
            closed_at=now - timedelta(days=n) if closed else None,
        )  # fmt: skip
        work.add(row)
        work.flush()
        for k in range(tries):
            last = closed and k == tries - 1
            outcome = "reached" if last else chance.choice(_FAILED)
            at = now - timedelta(days=(tries - k) * 2 + n // 3, hours=k)
            work.add(
                Attempt(
                    prospect_id=row.id, person_id=row.owner_id, at=at, outcome=outcome,
                    left_message=outcome == "voicemail" and k >= 3,
                )
            )  # fmt: skip


def _journey(work: Session, caller: Known, now: datetime) -> None:
    """A caller who has been put through twice, and is told so to whoever answers."""
    for seconds, kind, who, about in (
        (260, "queued", "", ""),
        (215, "answered", "Bilal Yilmaz", "factuur van vorige maand"),
        (150, "transfer", "Nora Willems", "factuur van vorige maand"),
        (140, "hold", "", ""),
        (60, "resumed", "Nora Willems", ""),
        (20, "transfer", "Sanne de Wit", "afspraak met de monteur"),
    ):
        at = now - timedelta(seconds=seconds)
        work.add(
            Step(
                ride="voorbeeld-nu", number=caller.number, called="+31205550001", kind=kind, at=at, who=who,
                about=about,
            )
        )  # fmt: skip
