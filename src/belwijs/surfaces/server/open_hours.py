"""When the desk calls and is called, as the playbook in effect says."""

from __future__ import annotations

from belwijs.catalogue.playbook import WEEKDAYS, Playbook
from belwijs.store.hours import Hours
from belwijs.surfaces.server.settings import ServerSettings


def hours_in(book: Playbook, settings: ServerSettings) -> Hours:
    """The office hours of a playbook, on the clock and with the holidays of the house."""
    hours = book.hours
    days = frozenset(WEEKDAYS.index(day) for day in hours.days)
    return Hours(hours.opens, hours.closes, days, settings.zone, settings.region)
