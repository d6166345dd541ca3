"""Lines of call detail records, as Asterisk, FreePBX and 3CX write them, with one name for each column.

Sources: the CDR fields of Asterisk (doc/README.cdr and its successors; `Master.csv` has 16 to 18 of them, without a row
of names), the export of FreePBX's CDR reports, and 3CX's CDR service, whose fields and order can be configured.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from belwijs.call import Problem

LONGEST_FIELD = 4096  # characters
_SAMPLE = 16_384

ASTERISK = (
    "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end duration billsec "
    "disposition amaflags uniqueid userfield"
).split()
THREE_CX = (
    "historyid callid duration time-start time-answered time-end reason-terminated from-no to-no from-dn to-dn "
    "dial-no reason-changed final-number final-dn bill-code bill-rate bill-cost bill-name chain"
).split()
FIELDS: Mapping[str, tuple[str, ...]] = {  # ours → as exchanges name it, the best first
    "key": ("linkedid", "historyid", "uniqueid", "callid", "call id", "call-id"),
    "start": ("start", "time-start", "calldate", "call time", "start time", "datetime", "date", "datum"),
    "answer": ("answer", "time-answered", "answer time"),
    "end": ("end", "time-end", "end time"),
    "duration": ("duration", "duur"),
    "talked": ("billsec", "talking", "talk time", "gesprekstijd"),
    "waited": ("ringing", "waiting", "wait time", "wachttijd"),
    "status": ("disposition", "status", "reason-terminated", "reason terminated", "resultaat"),
    "from": ("src", "from-no", "from", "caller id", "caller", "cnum", "van"),
    "to": ("dst", "to-no", "to", "destination", "callee", "naar"),
    "called": ("did", "dial-no", "called", "dialed number", "gebeld nummer"),
    "extension": ("extension", "toestel"),
    "agent": ("dst_cnam", "to-dispname", "agent", "medewerker"),
    "direction": ("direction", "richting"),
    "application": ("lastapp",),
    "channel": ("dstchannel",),
    "final": ("final-number",),
    "changed": ("reason-changed",),
    "kind": ("final-type", "to-type"),
}
_NEEDED = ("start", "from", "to")
_FORMS = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line: number in the file, and its values by our names."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values.get(field, "")


def columns_of(head: str, kind: str, given: Mapping[str, str | int]) -> tuple[Mapping[str, int], bool, str] | None:
    """Which column each of our fields stands in, whether the first row names them, and what separates them.

    None where these are no call detail records.

    Args:
        head: the beginning of the file.
        kind: `asterisk` or `3cx` for files without a row of names; `auto` finds out.
        given: our field → name or number from 1 of a column; what is named here is not looked for.
    """
    first = next((line for line in head.splitlines() if line.strip()), "")
    separator = max(",;\t|", key=first.count)
    row = next(csv.reader([first], delimiter=separator), [])
    names = [_plain(name) for name in row]
    own = {f: _column(names, c) for f, c in given.items()}
    chosen = {f: n for f, n in own.items() if n is not None}
    if any(isinstance(c, str) for c in given.values()) and len(chosen) < len(given):
        return None  # these columns were named, and are not there
    found = {f: n for f, likely in FIELDS.items() for n in [_first(names, likely)] if n is not None}
    if all(field in {**found, **chosen} for field in _NEEDED) and _moment(row[{**found, **chosen}["start"]]) is None:
        return {**found, **chosen}, True, separator
    order = _order(row, kind)
    if order is None:
        return None
    plain = {f: n for f, likely in FIELDS.items() for n in [_first(order, likely)] if n is not None}
    return {**plain, **chosen}, False, separator


def _order(row: Sequence[str], kind: str) -> Sequence[str] | None:
    """The columns of a file without names."""
    if kind in ("auto", "asterisk") and 16 <= len(row) <= 20 and _moment(row[9]) and _moment(row[11]):
        return ASTERISK
    if kind in ("auto", "3cx") and len(row) >= 14 and _moment(row[3]) and _moment(row[5]):
        return THREE_CX
    return None


def _column(names: Sequence[str], given: str | int) -> int | None:
    if isinstance(given, int) or given.isdigit():
        return int(given) - 1
    return names.index(_plain(given)) if _plain(given) in names else None


def _first(names: Sequence[str], likely: Sequence[str]) -> int | None:
    return next((list(names).index(name) for name in likely if name in names), None)


def _plain(name: str) -> str:
    return " ".join(name.strip().strip('"\ufeff').casefold().split())


def lines_of(path: Path, kind: str, given: Mapping[str, str | int]) -> Iterator[Line]:
    """The lines of a file.

    Raises:
        Problem: it holds no call detail records, or text that is no CSV.
    """
    with path.open("rb") as file:
        encoding = encoding_of(file.read(1 << 20))
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        head = text.read(_SAMPLE)
        found = columns_of(head, kind, given)
        if found is None:
            raise Problem(
                "these are no call detail records that are known here",
                "name the columns under exchange.columns in server.yaml",
            )
        columns, named, separator = found
        text.seek(0)
        csv.field_size_limit(LONGEST_FIELD * 16)
        rows = csv.reader(text, delimiter=separator)
        try:
            for number, row in enumerate(rows, 1):
                if (number == 1 and named) or not any(row):
                    continue
                yield Line(number, {f: row[c].strip()[:LONGEST_FIELD] for f, c in columns.items() if c < len(row)})
        except csv.Error:
            raise Problem("this is no CSV", "export the records again, as CSV") from None


def encoding_of(head: bytes) -> str:
    """UTF-8 where it can be; what older exchanges and Excel write otherwise."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[: len(head) // 2 * 2].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "cp1252" if error.start < len(head) - 4 else "utf-8-sig"
    return "utf-8-sig"


def _moment(text: str) -> datetime | None:
    text = text.strip().strip('"')
    bare = re.sub(r"\.\d+", "", text)
    for form in _FORMS:
        try:
            return datetime.strptime(bare, form)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(bare)
    except ValueError:
        return None


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A moment in UTC; None where there is none, or one that no call has."""
    found = _moment(text)
    if found is None or not 1990 < found.year < 2200:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def seconds(text: str) -> float | None:
    """Seconds out of `82`, `82.4`, `00:01:22` or `1:22`; None where there are none."""
    parts = text.strip().replace(",", ".").split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    total = 0.0
    for number in numbers:
        total = total * 60 + number
    return total if 0 <= total <= timedelta(days=7).total_seconds() else None


def text_head(path: Path) -> str:
    """The beginning of a file as text; empty where it is none."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    return io.TextIOWrapper(io.BytesIO(head), encoding_of(head), errors="replace").read()
