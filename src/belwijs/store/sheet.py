"""Lists that people bring from elsewhere: CSV with a line of names, as spreadsheets and other systems write it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from belwijs.call import Problem

MOST_ROWS = 50_000
LONGEST_FIELD = 20_000  # characters
_WAY_OUT = "save it in your spreadsheet as CSV, with the names of the columns in the first line"
_YES = frozenset("ja yes j y 1 true waar x".split())
_NO = frozenset("nee no n 0 false onwaar".split())


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file, and what it says under the names that we use."""

    line: int
    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """What stands under that name, "" where nothing does."""
        return self.values.get(name, "")

    def yes(self, name: str) -> bool | None:
        """What stands there as yes or no; None where it says neither."""
        said = self.get(name).casefold()
        return True if said in _YES else False if said in _NO else None


@dataclass(slots=True)
class Imported:
    """What became of a list: rows added and changed, and the lines left out with the key of the reason."""

    added: int = 0
    changed: int = 0
    left_out: list[tuple[int, str]] = field(default_factory=list)


def plain(text: str) -> str:
    """Small letters and digits without accents: how names of columns and people are compared."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if c.isalnum())


def decoded(data: bytes) -> str:
    """The text of a file whose encoding nobody told: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_rows(text: str, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of a CSV text, under our names.

    Args:
        text: with a first line of names; parted by semicolons, commas or tabs.
        columns: our name → how that column may be called; capitals, accents and marks make no difference.
        needed: of our names, those that must be there.

    Raises:
        Problem: nothing in it, a needed column is missing, or too much in it.
    """
    clean = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n ")
    first = clean.partition("\n")[0]
    if not first.strip():
        raise Problem("the list is empty", _WAY_OUT)
    delimiter = max(";,\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(clean), delimiter=delimiter))
    except csv.Error as error:
        raise Problem("the list cannot be read as CSV", _WAY_OUT) from error
    if len(lines) > MOST_ROWS:
        raise Problem(f"the list has more than {MOST_ROWS} rows", "split it")
    ours = {plain(name): key for key, names in columns.items() for name in (key, *names)}
    heads = [ours.get(plain(name)) for name in lines[0]]
    for name in needed:
        if name not in heads:
            raise Problem(f"the column '{columns[name][0]}' is missing", _WAY_OUT)
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        values = {head: _cell(cell) for head, cell in zip(heads, cells, strict=False) if head is not None}
        if any(values.values()):
            rows.append(Row(number, values))
    return tuple(rows)


def _cell(cell: str) -> str:
    """Without control characters, and without the mark by which spreadsheets are told that it is text."""
    kept = "".join(c if c in "\n\t" or unicodedata.category(c) != "Cc" else " " for c in cell[:LONGEST_FIELD])
    return kept.strip().removeprefix("'").strip()
