"""Chats as helpdesks and telephones export them: JSON, CSV, and plain text with a time and a name before every message.

JSON: a list of messages, or an object with one under `messages` (or a like name). CSV: a heading names the columns;
one file may hold several conversations. Plain text: `[02-03-2026 13:05:11] Monique: …` (WhatsApp and most helpdesks),
`13:05 <Monique> …`, `Monique (13:05): …`; a line without time and name goes on with the message before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, get_args

from belwijs.call.model import Language, Turn
from belwijs.call.problem import Problem
from belwijs.call.roles import Known, cast, role_from
from belwijs.call.source import CallSource, ReadOptions
from belwijs.call.text import shown
from belwijs.call.utterances import Utterance
from belwijs.call.validate import build_call

LONGEST = timedelta(days=7)  # from first to last message; more is not one conversation
NO_DAY = datetime(1970, 1, 1)  # of a message whose time is only a clock time
MOST_MESSAGES = 20_000
MINUTE = 60.0

_TIME = (
    "timestamp", "time", "datetime", "date_time", "sent_at", "sentat", "sent", "created_at", "createdat", "ts", "at",
    "tijd", "tijdstip", "verzonden", "datum_tijd", "datumtijd", "zeit", "zeitpunkt", "heure", "date", "datum",
)  # fmt: skip
_SPOKEN = ("start", "start_time", "starttime", "begin", "offset")  # times of a recogniser: it was said, not written
_DAY = ("date", "datum", "day", "dag", "tag", "jour")
_SENDER = (
    "sender", "from", "author", "name", "sender_name", "user", "username", "speaker", "participant", "afzender",
    "van", "naam", "schrijver", "absender", "expéditeur", "nom", "who", "wie", "sender_type", "role",
)  # fmt: skip
_ROLE = ("role", "rol", "sender_type", "sendertype", "type", "author_type", "rolle", "rôle")
_TEXT = ("text", "message", "body", "content", "msg", "bericht", "tekst", "nachricht", "texte", "contenu")
_GROUP = (
    "conversation_id", "conversationid", "chat_id", "chatid", "session_id", "ticket_id", "ticket", "gesprek",
    "gesprek_id", "conversation", "chat", "session",
)  # fmt: skip
_WRAPPERS = ("messages", "chat", "conversation", "history", "transcript", "berichten", "entries", "items")
_OWN_WRAPPERS = ("messages", "chat", "berichten", "history")  # with these it is a chat, also without times

_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_WHEN = rf"(?:(?:\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\d{{4}}-\d\d-\d\d)[,T]?\s*)?{_CLOCK}"
_NAME = r"[^:<>\[\]|]{1,60}?"
_LINES = (
    re.compile(rf"^\[?(?P<when>{_WHEN})\]?\s*[-–|]?\s*<(?P<who>{_NAME})>\s*:?\s*(?P<said>.*)$"),
    re.compile(rf"^\[?(?P<when>{_WHEN})\]?\s*[-–|]?\s*(?P<who>{_NAME})\s*:\s(?P<said>.*)$"),
    re.compile(rf"^(?P<who>{_NAME})\s*[(\[](?P<when>{_WHEN})[)\]]\s*:?\s*(?P<said>.*)$"),
    re.compile(rf"^(?P<who>{_NAME})[,\s]\s*(?P<when>{_WHEN})\s*:\s(?P<said>.*)$"),
)
_NOBODY = re.compile(rf"^\[?(?P<when>{_WHEN})\]?\s*[-–|]\s")  # a line of the system: a time and no name
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LEFT_OUT = re.compile(
    r"^<[^>]*(?:weggelaten|omitted|ausgeschlossen|omis)[^>]*>$"
    r"|^(?:afbeelding|image|video|audio|sticker) (?:weggelaten|omitted)$",
    re.IGNORECASE,
)
_DATED = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})[,T]?\s*(.*)$")
_CLOCKED = re.compile(r"^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([AaPp])?\.?[Mm]?\.?$")

NO_TIMES = "The chat has no times; how long the customer waited is not known."
WHOLE_MINUTES = "The times of the chat are whole minutes; a wait counts for what it was at least."


@dataclass(frozen=True)
class Message:
    """One message; `sender` is the label in the file, `at` its time, on `NO_DAY` where only a clock time is known."""

    sender: str | None
    at: datetime | None
    text: str
    role: str | None = None


def looks_like_chat(head: str) -> bool:
    """Whether the beginning of a text is a chat: a heading of its columns, or lines with a time and a name."""
    lines = [line for line in head.splitlines()[:40] if line.strip()]
    if not lines:
        return False
    if _columns(_split(lines[0], _delimiter(lines[0]))):
        return True
    return sum(_line(line) is not None for line in lines) >= min(2, len(lines))


def chats_from_text(text: str, name: str, options: ReadOptions) -> list[CallSource]:
    """The chats in a CSV or plain text file that `looks_like_chat`.

    Raises:
        Problem: it is one that cannot be used (a time that is none, more than a week in one conversation).
    """
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = _delimiter(first)
    if _columns(_split(first, delimiter)):
        groups = _from_csv(text, delimiter)
        many = len(groups) > 1
        return [
            _call(messages, f"{name}-{group or n}" if many else name, options, {})
            for n, (group, messages) in enumerate(groups.items(), start=1)
        ]
    return [_call(list(_from_lines(lines)), name, options, {})]


def chat_from_json(value: Any, name: str, options: ReadOptions) -> CallSource | None:
    """The chat in a JSON value; None where it is another kind of file.

    Raises:
        Problem: it is a chat that cannot be used.
    """
    items, head, named = _messages_in(value)
    if not items:
        return None
    if any(isinstance(item, dict) and isinstance(item.get(k), int | float) for item in items for k in _SPOKEN):
        return None
    read = [_message(item) for item in items if isinstance(item, dict)]
    messages = [m for m in read if m is not None]
    timed = sum(m.at is not None for m in messages)
    if not messages or (timed < len(messages) / 2 and not named):
        return None
    return _call(messages, name, options, head)


def _messages_in(value: Any) -> tuple[list[Any], Mapping[str, Any], bool]:
    if isinstance(value, list):
        return value, {}, False
    if not isinstance(value, dict):
        return [], {}, False
    for name in _WRAPPERS:
        inner = value.get(name)
        if isinstance(inner, list) and inner and all(isinstance(x, dict) for x in inner):
            return inner, value, name in _OWN_WRAPPERS
    return [], {}, False


def _message(item: Mapping[str, Any]) -> Message | None:
    low = {str(k).casefold(): v for k, v in item.items()}
    text = next((low[k] for k in _TEXT if isinstance(low.get(k), str)), None)
    if text is None:
        return None
    who = next((low[k] for k in _SENDER if isinstance(low.get(k), str | dict)), None)
    if isinstance(who, dict):
        who = next((who[k] for k in ("name", "id", "role") if isinstance(who.get(k), str)), None)
    when = next((low[k] for k in _TIME if isinstance(low.get(k), str | int | float)), None)
    role = next((low[k] for k in _ROLE if isinstance(low.get(k), str)), None)
    return Message(_label(who), _moment(when), _clean(text), role)


def _label(who: object) -> str | None:
    return " ".join(_INVISIBLE.sub("", who)[:80].split()) or None if isinstance(who, str) else None


def _clean(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text).split())


# Comma-separated


def _delimiter(line: str) -> str:
    return max((",", ";", "\t", "|"), key=line.count)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    """Which column is what, from the heading; None where it is no heading of a chat."""
    names = [_INVISIBLE.sub("", c).strip().casefold().replace(" ", "_") for c in cells]
    found = {
        part: next(names.index(n) for n in known if n in names)
        for part, known in (("text", _TEXT), ("time", _TIME), ("sender", _SENDER), ("role", _ROLE), ("group", _GROUP))
        if any(n in names for n in known)
    }
    if "text" not in found or not {"sender", "role"} & found.keys() or len(names) < 2:
        return None
    day = next((names.index(n) for n in _DAY if n in names and names.index(n) != found.get("time")), None)
    return found | ({"day": day} if day is not None else {})


def _from_csv(text: str, delimiter: str) -> dict[str, list[Message]]:
    groups: dict[str, list[Message]] = {}
    columns: dict[str, int] | None = None
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
            if not any(cell.strip() for cell in row):
                continue
            if columns is None:
                columns = _columns(row) or {}
                continue
            message, group = _row(row, columns, number)
            if message is not None:
                groups.setdefault(group, []).append(message)
    except csv.Error as error:
        raise Problem(f"is no sound CSV ({error})", "export the chat again") from None
    if not groups:
        raise Problem("is a chat without messages", "export the chat again")
    return groups


def _row(row: Sequence[str], columns: Mapping[str, int], number: int) -> tuple[Message | None, str]:
    def cell(part: str) -> str:
        place = columns.get(part)
        return row[place].strip() if place is not None and place < len(row) else ""

    said = _clean(cell("text"))
    if not said:
        return None, ""
    written = " ".join(filter(None, (cell("day"), cell("time"))))
    when = _moment(written)
    if written and when is None:
        raise Problem(f"row {number}: {shown(written)} is no time", "give 2026-03-02 13:05 or 02-03-2026 13:05")
    return Message(_label(cell("sender") or cell("role")), when, said, cell("role") or None), cell("group")


# Lines


def _line(line: str) -> tuple[str, str, str] | None:
    line = _INVISIBLE.sub("", line).strip()
    for form in _LINES:
        if (hit := form.match(line)) and _moment(hit["when"]) is not None:
            return hit["who"].strip(), hit["when"], hit["said"].strip()
    return None


def _from_lines(lines: Sequence[str]) -> Iterator[Message]:
    last: Message | None = None
    for line in lines:
        found = _line(line)
        if found:
            if last is not None:
                yield last
            last = Message(_label(found[0]), _moment(found[1]), _clean(found[2]))
        elif last is not None and line.strip() and not _NOBODY.match(_INVISIBLE.sub("", line)):
            last = replace(last, text=_clean(f"{last.text} {line}"))
    if last is not None:
        yield last


# Times


def _moment(value: object) -> datetime | None:
    """A time as it is written: ISO, day-month-year, a clock time, seconds or milliseconds since 1970; local time."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value > 1e11 else value
            return datetime(1970, 1, 1) + timedelta(seconds=seconds) if seconds >= 1e9 else None
        if not isinstance(value, str) or not value.strip():
            return None
        return _written(value.strip())
    except (ValueError, OverflowError):
        return None


def _written(text: str) -> datetime | None:
    if clock := _CLOCKED.match(text):
        return _at(NO_DAY, clock)
    if dated := _DATED.match(text):
        first, second, year = (int(x) for x in dated.groups()[:3])
        day, month = (second, first) if second > 12 else (first, second)
        base = datetime(year + 2000 if year < 100 else year, month, day)
        clock = _CLOCKED.match(dated[4].strip())
        return _at(base, clock) if clock else base if not dated[4].strip() else None
    iso = datetime.fromisoformat(text.replace("Z", "+00:00") if text.endswith("Z") else text)
    return iso.replace(tzinfo=None)


def _at(base: datetime, clock: re.Match[str]) -> datetime:
    hour = int(clock[1])
    half = (clock[4] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no hour of a half day")
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return base.replace(hour=hour, minute=int(clock[2]), second=int(clock[3] or 0))


def _seconds(messages: Sequence[Message]) -> list[float] | None:
    """Seconds from the first message, never running backwards; None where times are missing."""
    if any(m.at is None for m in messages):
        return None
    out: list[float] = []
    begin: datetime | None = None
    day = timedelta()
    last: datetime | None = None
    for m in messages:
        at = m.at
        assert at is not None
        if at.year == NO_DAY.year and last is not None and (last - (at + day)) > timedelta(hours=12):
            day += timedelta(days=1)  # past midnight
        at += day
        begin = begin or at
        out.append(max(out[-1] if out else 0.0, (at - begin).total_seconds()))
        last = at
    if out and out[-1] > LONGEST.total_seconds():
        raise Problem("is a chat of more than a week", "give one conversation a file")
    return out


# The call


def _call(messages: list[Message], name: str, options: ReadOptions, head: Mapping[str, Any]) -> CallSource:
    messages = [m for m in messages if m.text and not _LEFT_OUT.match(m.text)]
    if not messages:
        raise Problem("is a chat without messages", "export the chat again")
    if len(messages) > MOST_MESSAGES:
        raise Problem(f"is a chat of {len(messages)} messages", "give one conversation a file")
    if all(m.at is not None and m.at.year > NO_DAY.year for m in messages):
        messages.sort(key=lambda m: m.at or NO_DAY)
    starts = _seconds(messages)
    at = starts if starts is not None else [0.0] * len(messages)
    said = [Utterance(m.sender or m.role or "?", s, s, m.text) for m, s in zip(messages, at, strict=True)]
    known = {
        u.speaker: Known(role_from(m.role), u.speaker)
        for u, m in zip(said, messages, strict=True)
        if m.role and u.speaker and role_from(m.role)
    }
    roles = cast(said, known, agent=options.agent, organisation=options.organisation, customer_first=True)
    notes = list(roles.notes)
    if starts is None:
        notes.append(NO_TIMES)
    elif whole_minutes(starts):
        notes.append(WHOLE_MINUTES)
    first = messages[0].at
    language = options.language or head.get("language")
    given = head.get("id")
    call = build_call(
        id=str(given)[:200] if isinstance(given, str | int) and str(given) else name or "chat",
        medium="chat",
        started_at=first if first is not None and first.year > NO_DAY.year else None,
        direction=options.direction or "inbound",
        language=language if language in get_args(Language) else None,
        organisation=options.organisation or _text(head, "organisation"),
        participants=roles.participants,
        turns=tuple(Turn(speaker=roles.ids[u.speaker or "?"], start=u.start, end=u.end, text=u.text) for u in said),
        notes=tuple(notes),
    )
    return CallSource(call, "chat", roles_guessed=roles.guessed)


def whole_minutes(starts: Sequence[float]) -> bool:
    """Whether the times of a chat say minutes only."""
    return len(starts) > 2 and starts[-1] > 0 and all(s % MINUTE == 0 for s in starts)


def _text(head: Mapping[str, Any], key: str) -> str | None:
    value = head.get(key)
    return value if isinstance(value, str) and value else None
