"""Why something was refused or failed, in the language of whoever reads."""

from __future__ import annotations

from belwijs.call import Problem
from belwijs.interface import InterfaceLanguage, in_dutch, problem, problem_line, text, texts
from belwijs.surfaces.server.spool import RefusedError


def told(language: InterfaceLanguage, wrong: Problem | str) -> str:
    """Reason and way out, for within a sentence: of a problem, or of a line about one that was kept in English.

    A problem's file is left out: its name says nothing in a browser.
    """
    if isinstance(wrong, Problem):
        return problem_line(language, Problem(wrong.reason, wrong.way_out))
    parts = wrong.split("; ")
    for n in range(1, len(parts)):
        both = "; ".join(parts[:n]), "; ".join(parts[n:])
        if language == "nl" and all(in_dutch("problems", part) for part in both):
            return "; ".join(problem(language, part) for part in both)
    return problem(language, wrong)


def sentence(language: InterfaceLanguage, wrong: Problem | str) -> str:
    """The same as a sentence of its own."""
    said = told(language, wrong)
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!")) else ".")


def refusal(language: InterfaceLanguage, wrong: Problem) -> str:
    """Why something that was brought is not taken in."""
    if isinstance(wrong, RefusedError) and wrong.key in texts(language):
        return text(language, wrong.key, **wrong.slots)
    return sentence(language, wrong)


def kind(language: InterfaceLanguage, name: str) -> str:
    """What a kind of work is called."""
    key = f"queue.kind.{name}"
    return texts(language).get(key, name)
