"""Prospects are put on a list: one by one, or many from a sheet; who may not be called is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from belwijs.call import Problem
from belwijs.store import callers
from belwijs.store.chase import Basis, bar
from belwijs.store.hours import Hours
from belwijs.store.numbers import is_dialable
from belwijs.store.schema import Prospect
from belwijs.store.sheet import Imported, Row

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("naam", "name", "contactpersoon", "contact"),
    "organisation": ("organisatie", "organisation", "bedrijf", "bedrijfsnaam", "company"),
    "number": ("nummer", "telefoon", "telefoonnummer", "number", "phone", "mobiel"),
    "subject": ("onderwerp", "subject", "waarover", "about"),
    "consumer": ("consument", "particulier", "consumer", "is_consumer"),
    "basis": ("grondslag", "toestemming", "legal basis", "consent"),
    "note": ("notitie", "opmerking", "note", "remark"),
}
"""Our name of a column → how lists call it."""
_BASES: Mapping[str, Basis] = {
    **dict.fromkeys(("consent", "toestemming", "ja", "yes", "opt-in", "optin", "1"), "consent"),
    **dict.fromkeys(("exempt", "uitgezonderd", "goed doel", "charity", "pers", "press"), "exempt"),
    **dict.fromkeys(("customer", "klant"), "customer"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A prospect to be put on a list."""

    name: str
    number: str
    organisation: str = ""
    subject: str = ""
    list_name: str = ""
    is_consumer: bool | None = None
    legal_basis: str = ""
    owner_id: int | None = None
    client_id: int | None = None


def add(session: Session, wanted: Wanted, region: str, hours: Hours, now: datetime) -> int:
    """Puts a prospect on a list; gives its id.

    Raises:
        Problem: no number, may not be called, or is being chased already.
    """
    found, reason = _listed(session, wanted, region, hours, now)
    if found is None:
        raise Problem(_REASONS[reason], "see docs/server.md, the chase list")
    return found.id


_REASONS = {
    "no_number": "this is no telephone number",
    "objected": "this number objected to being called",
    "no_basis": "a consumer without a recorded consent may not be called",
    "twice": "this prospect is on the list already",
}


def _listed(
    session: Session, wanted: Wanted, region: str, hours: Hours, now: datetime
) -> tuple[Prospect | None, str]:
    caller = callers.caller_for(session, wanted.number, region)
    if caller is None or not is_dialable(caller.number):
        return None, "no_number"
    if callers.has_objected(session, caller.number):
        return None, "objected"
    consumer = wanted.is_consumer if wanted.is_consumer is not None else caller.is_consumer
    basis = wanted.legal_basis or caller.legal_basis
    if bar(False, consumer, basis, now.astimezone(hours.zone).date()) == "no_basis":
        return None, "no_basis"
    same = select(Prospect.id).where(Prospect.caller_id == caller.id, Prospect.closed_at.is_(None))
    of = wanted.client_id
    same = same.where(Prospect.client_id.is_(None) if of is None else Prospect.client_id == of)
    if session.scalar(same.limit(1)) is not None:
        return None, "twice"
    callers.describe(session, caller.number, region, wanted.name, wanted.organisation)
    caller.is_consumer, caller.legal_basis = consumer, basis[:40]
    made = Prospect(
        caller_id=caller.id,
        list_name=wanted.list_name.strip()[:100],
        subject=wanted.subject.strip(),
        owner_id=wanted.owner_id,
        client_id=wanted.client_id,
        next_at=hours.first_open(now),
    )
    session.add(made)
    session.flush()
    return made, ""


def import_rows(
    session: Session, rows: Iterable[Row], common: Wanted, region: str, hours: Hours, now: datetime
) -> Imported:
    """Takes a list in. Who objected, and consumers without a basis, are left out with the reason.

    Args:
        common: what holds for rows that do not say it: list, subject, consumers or not, basis, owner, client.
    """
    done = Imported()
    for row in rows:
        said = row.yes("consumer")
        wanted = Wanted(
            name=row.get("name"),
            number=row.get("number"),
            organisation=row.get("organisation"),
            subject=row.get("subject") or common.subject,
            list_name=common.list_name,
            is_consumer=common.is_consumer if said is None else said,
            legal_basis=_BASES.get(row.get("basis").casefold(), "") or common.legal_basis,
            owner_id=common.owner_id,
            client_id=common.client_id,
        )
        found, reason = _listed(session, wanted, region, hours, now)
        if found is None:
            done.left_out.append((row.line, f"desk.import.{reason}"))
            continue
        done.added += 1
        if row.get("note"):
            callers.describe(session, wanted.number, region, "", "", row.get("note"))
    return done
