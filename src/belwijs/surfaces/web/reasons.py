"""Why something was refused or failed, in the language of whoever reads: ours by key, the rest by what it says."""

from __future__ import annotations

import re

from belwijs.call import Problem
from belwijs.interface import InterfaceLanguage, note, text, texts
from belwijs.surfaces.server.spool import RefusedError

_KNOWN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"the worker stopped in the middle", "lost"),
        (r"the disk is full|disk of the \w+ is full", "disk_full"),
        (r"the database did", "away"),
        (r"the database was being read", "in_use"),
        (r"something has to be decided for this client", "decide"),
        (r"something unexpected happened \((?P<what>\w+)\)", "unexpected"),
        (r"this version does not know", "unknown_kind"),
        (r"there was not enough memory", "memory"),
        (r"what came in is (no longer there|damaged)", "gone"),
        (r"has no sound track|lasts 0 s|cannot be decoded|is no recording|no sound", "no_sound"),
        (r"names a recording that did not come", "no_recording"),
        (r"is JSON, but no call|is no call file|is no chat|no participants|is a list, but", "no_call"),
        (r"is not UTF-8|is UTF-16", "not_utf8"),
        (r"these are no call detail records", "no_records"),
        (r"2xx|webhook|answered \d\d\d", "not_delivered"),
    )
)


def refusal(language: InterfaceLanguage, problem: Problem) -> str:
    """Why something that was brought is not taken in."""
    if isinstance(problem, RefusedError) and problem.key in texts(language) and not problem.key.endswith(".no_sound"):
        return text(language, problem.key, **problem.slots)
    return reason(language, problem.reason)


def reason(language: InterfaceLanguage, said: str) -> str:
    """A reason that was kept in English; in full where no sentence of ours says it."""
    for pattern, key in _KNOWN:
        if found := pattern.search(said):
            return text(language, f"queue.reason.{key}", what=found.groupdict().get("what", ""))
    return note(language, said)


def kind(language: InterfaceLanguage, name: str) -> str:
    """What a kind of work is called."""
    key = f"queue.kind.{name}"
    return texts(language).get(key, name)
