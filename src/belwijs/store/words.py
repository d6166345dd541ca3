"""Words: how they are kept to be searched, and which calls they fall in."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import ColumnElement, column, exists, func, literal, literal_column, select, table, text
from sqlalchemy.orm import Session

from belwijs.store.schema import Call, Spoken

LONGEST_SEARCH = 200  # characters of the words that are looked for
_PREFIX = 3  # letters from which on a word also finds longer ones: "klacht" finds "klachten"
_MANY = 1000  # calls with these words, from which on they are looked for call by call, the newest first
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
    if session.get_bind().dialect.name == "sqlite":
        asked = " ".join(
            f'"{" ".join(tokens)}"' if phrase else " ".join(f'"{t}"{_star(t, "*")}' for t in tokens)
            for tokens, phrase in parts
        )
        index = table("spoken_search", column("rowid"))
        found = select(index.c.rowid).where(text("spoken_search MATCH :said").bindparams(said=asked))
        # Asked of one call, its index would gather all calls with such a beginning; the words themselves are quicker.
        spaced = literal(" ") + Spoken.words + literal(" ")
        wanted = [f" {' '.join(t)} " for t, phrase in parts if phrase]
        wanted += [f" {t}" + ("" if _star(t, "*") else " ") for tokens, phrase in parts if not phrase for t in tokens]
        within = (func.instr(spaced, one) > 0 for one in wanted)
        holds: ColumnElement[bool] = exists().where(Spoken.call_id == Call.id, *within)
    else:
        asked = " & ".join(
            (" <-> " if phrase else " & ").join(f"'{t}'{'' if phrase else _star(t, ':*')}" for t in tokens)
            for tokens, phrase in parts
        )
        matches = literal_column("spoken.search").bool_op("@@")(func.to_tsquery(literal_column("'simple'"), asked))
        found = select(Spoken.call_id).where(matches)
        # Not to be rewritten into a join, for which the planner takes common words for rare ones.
        holds = select(matches).where(Spoken.call_id == Call.id).correlate(Call).scalar_subquery()
    if len(session.execute(found.limit(_MANY)).all()) < _MANY:
        return Call.id.in_(found)
    return holds


def _star(token: str, star: str) -> str:
    return star if len(token) >= _PREFIX else ""
