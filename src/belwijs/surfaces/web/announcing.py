"""Sentences ready to say at the desk: to the colleague before a transfer, to the caller, and on somebody's machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from belwijs.catalogue.playbook import Playbook
from belwijs.interface import InterfaceLanguage, text
from belwijs.interface.moments import span_in_words, times_in_words
from belwijs.store.journey import Journey

_SHE = re.compile(r"\s*(mevrouw|mevr\.?|mw\.?|mrs\.?|ms\.?)\s", re.IGNORECASE)
_HE = re.compile(r"\s*(meneer|de heer|dhr\.?|mr\.?)\s", re.IGNORECASE)
_WORTH_SAYING = 30.0
"""Seconds of waiting that a colleague has to know of."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on the line, as the receptionist took it down."""

    name: str = ""
    organisation: str = ""
    about: str = ""


def announcement(caller: Caller, journey: Journey | None, language: InterfaceLanguage) -> str:
    """What the colleague is told before the caller comes through: who, from where, about what, and what went before.

    "Ik heb mevrouw De Wit van Bakker aan de lijn over de rekening. Zij is al twee keer doorverbonden."
    """
    who = caller.name.strip() or text(language, "desk.say.somebody")
    if caller.organisation.strip():
        who = text(language, "desk.say.of", name=who, organisation=caller.organisation.strip())
    about = caller.about.strip().rstrip(".")
    key = "desk.say.announce" if about else "desk.say.announce.bare"
    said = text(language, key, who=who, about=about)
    went = went_through(caller.name, journey, language)
    return f"{said} {went}" if went else said


def went_through(name: str, journey: Journey | None, language: InterfaceLanguage) -> str:
    """What the caller has been through in this call, in one sentence; "" where that is nothing."""
    if journey is None:
        return ""
    pronoun = "she" if _SHE.match(name + " ") else "he" if _HE.match(name + " ") else "they"
    who = text(language, f"desk.say.{pronoun}")
    times = times_in_words(journey.transfers, language)
    waited = span_in_words(journey.waited, language)
    long = journey.waited >= _WORTH_SAYING
    if journey.transfers and long:
        return text(language, "desk.say.both", who=who, times=times, waited=waited)
    if journey.transfers:
        return text(language, "desk.say.passed", who=who, times=times)
    return text(language, "desk.say.waited", who=who, waited=waited) if long else ""


def regret(name: str, journey: Journey | None, book: Playbook, language: InterfaceLanguage) -> str:
    """What to say to a caller who was sent around or waited long (practice `transfer.journey`); "" for others."""
    limits = book.limits
    if journey is None or not journey.asks_regret(limits.journey_wait, limits.journey_transfers):
        return ""
    address = f", {name.strip()}," if name.strip() else ""
    if journey.transfers >= limits.journey_transfers:
        times = times_in_words(journey.transfers, language)
        return text(language, "desk.say.regret.passed", address=address, times=times)
    waited = span_in_words(journey.waited, language)
    return text(language, "desk.say.regret.waited", address=address, waited=waited)


def transferring(name: str, colleague: str, language: InterfaceLanguage) -> str:
    """What the caller hears before being put through (practice `transfer.wording`)."""
    address = f" {name.strip()}" if name.strip() else ""
    return text(language, "desk.say.transfer", address=address, colleague=colleague)


def greeting(template: str, who: str, book: Playbook, local: datetime, language: InterfaceLanguage) -> str:
    """How the telephone is answered for this client at this hour; `{dagdeel}` and `{naam}` are filled in.

    Args:
        template: the client's own words, "" for the usual order: daypart, organisation, name.
        who: of the receptionist, as the playbook wants it given.
    """
    hour = local.hour + local.minute / 60
    limits = book.limits
    part = "morning" if hour < limits.afternoon_from else "afternoon" if hour < limits.evening_from else "evening"
    daypart = text(language, f"desk.say.{part}")
    given = who.split()
    name = {"first": given[0], "last": given[-1]}.get(book.answer.name, who) if given else who
    if template.strip():
        filled = template.strip()
        for slot, value in (("dagdeel", daypart), ("daypart", daypart), ("naam", name), ("name", name)):
            filled = filled.replace(f"{{{slot}}}", value)
        return filled
    organisation = book.house.organisation
    if not organisation:
        return text(language, "desk.say.greeting.bare", daypart=daypart, name=name)
    return text(language, "desk.say.greeting", daypart=daypart, organisation=organisation, name=name)


def message(agent: str, organisation: str, prospect: str, subject: str, language: InterfaceLanguage) -> tuple[str, str]:
    """A message for whoever picks up, and one for a machine: with the name, and never with a request to call back."""
    of = f"{agent} {text(language, 'desk.say.from')} {organisation}" if organisation else agent
    whom = prospect.strip() or text(language, "desk.say.your_colleague")
    about = text(language, "desk.say.about", subject=subject.strip().rstrip(".")) if subject.strip() else ""
    note = text(language, "desk.say.note", of=of, whom=whom)
    address = f" {prospect.strip()}" if prospect.strip() else ""
    return note, text(language, "desk.say.machine", address=address, of=of, about=about)
