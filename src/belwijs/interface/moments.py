"""Moments in words, as people say them: "vandaag om 15.30", "dinsdag 24 november om 9.00"."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from belwijs.interface import InterfaceLanguage

_WEEKDAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_NEAR = {
    "nl": {-1: "gisteren", 0: "vandaag", 1: "morgen"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_YEAR_FROM_DAYS = 300  # further away than this, a date without its year misleads


def day_in_words(day: date, today: date, language: InterfaceLanguage) -> str:
    """The day as people say it; the year only where it could be another."""
    away = (day - today).days
    if away in _NEAR[language]:
        return _NEAR[language][away]
    said = f"{_WEEKDAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month - 1]}"
    return said if abs(away) < _YEAR_FROM_DAYS else f"{said} {day.year}"


def clock(moment: datetime, language: InterfaceLanguage) -> str:
    """Hours and minutes of a local moment: 15.30 in Dutch, 15:30 in English."""
    return f"{moment.hour}{'.' if language == 'nl' else ':'}{moment.minute:02d}"


def in_words(moment: datetime, now: datetime, zone: ZoneInfo, language: InterfaceLanguage) -> str:
    """A moment as people say it: "vandaag om 15.30", "dinsdag 24 november om 9.00".

    Args:
        moment: aware.
        now: aware; what "today" is.
        zone: of the house.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    at = " om " if language == "nl" else " at "
    return f"{day_in_words(local.date(), today, language)}{at}{clock(local, language)}"


def span_in_words(seconds: float, language: InterfaceLanguage) -> str:
    """How long: "40 seconden", "3 minuten", "1 uur en 5 minuten"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _some(whole, ("seconde", "seconden") if language == "nl" else ("second", "seconds"))
    minutes = round(whole / 60)
    hours, rest = divmod(minutes, 60)
    said_minutes = _some(rest, ("minuut", "minuten") if language == "nl" else ("minute", "minutes"))
    if not hours:
        return said_minutes
    said_hours = f"{hours} uur" if language == "nl" else _some(hours, ("hour", "hours"))
    return f"{said_hours} {'en' if language == 'nl' else 'and'} {said_minutes}" if rest else said_hours


def times_in_words(times: int, language: InterfaceLanguage) -> str:
    """How often, as a word where people use one: "al twee keer" needs "twee keer"."""
    dutch = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
    if language == "nl":
        return f"{dutch[times] if 0 <= times < len(dutch) else times} keer"
    english = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}
    return english.get(times, f"{times} times")


def _some(number: int, forms: tuple[str, str]) -> str:
    return f"{number} {forms[0] if number == 1 else forms[1]}"
