"""Words: how they are kept to be searched, and which calls they fall in."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, and_, column, func, literal, literal_column, select, table, text
from sqlalchemy.orm import Session

from belwijs.store.database import is_sqlite
from belwijs.store.schema import Call, Spoken

LONGEST_SEARCH = 200  # characters of the words that are looked for
_PREFIX = 3  # letters from which on a word also finds longer ones: "klacht" finds "klachten"
_NEWEST, _OFTEN = 300, 6  # calls; words in so many of the newest are looked for call by call, the newest first
_PHRASE = re.compile(r'"([^"]*)"|([^"]+)')


def searchable(said: str) -> str:
    """Words as they are kept and looked for: small letters, no accents, no signs; so every database finds alike."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", said.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def said(session: Session, words: str) -> ColumnElement[bool]:
    """Calls in which these words fall; words between quotes fall one after the other."""
    parts = [
        (searchable(phrase or loose).split(), bool(phrase)) for phrase, loose in _PHRASE.findall(words[:LONGEST_SEARCH])
    ]
    parts = [(tokens, phrase) for tokens, phrase in parts if tokens]
    if not parts:
        return Call.id < 0
    if is_sqlite(session):
        asked = " ".join(
            f'"{" ".join(tokens)}"' if phrase else " ".join(f'"{t}"{_star(t, "*")}' for t in tokens)
            for tokens, phrase in parts
        )
        index = table("spoken_search", column("rowid"))
        found = select(index.c.rowid).where(text("spoken_search MATCH :said").bindparams(said=asked))
        kept: ColumnElement[Any] = literal(" ") + Spoken.words + literal(" ")
        wanted = [f" {' '.join(t)} " for t, phrase in parts if phrase]
        wanted += [f" {t}" + ("" if _star(t, "*") else " ") for tokens, phrase in parts if not phrase for t in tokens]

        def holds(words: ColumnElement[Any]) -> ColumnElement[bool]:
            # Asked of one call, the index would gather all calls with such a beginning; the words are quicker.
            return and_(*(func.instr(words, one) > 0 for one in wanted))
    else:
        asked = " & ".join(
            (" <-> " if phrase else " & ").join(f"'{t}'{'' if phrase else _star(t, ':*')}" for t in tokens)
            for tokens, phrase in parts
        )
        kept = literal_column("spoken.search")

        def holds(words: ColumnElement[Any]) -> ColumnElement[bool]:
            return words.bool_op("@@")(func.to_tsquery(literal_column("'simple'"), asked))

        found = select(Spoken.call_id).where(holds(kept))
    newest = select(kept.label("words")).select_from(Spoken).order_by(Spoken.call_id.desc()).limit(_NEWEST).subquery()
    if (session.scalar(select(func.count()).select_from(newest).where(holds(newest.c.words))) or 0) < _OFTEN:
        return Call.id.in_(found)
    # A value, not a join, for which PostgreSQL takes common words for rare ones.
    return select(holds(kept)).select_from(Spoken).where(Spoken.call_id == Call.id).correlate(Call).scalar_subquery()


def _star(token: str, star: str) -> str:
    return star if len(token) >= _PREFIX else ""
