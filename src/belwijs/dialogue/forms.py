"""The forms of the language found in each turn of a call: hints for the calibration, and the words an act can be
shown to rest on.
"""

from __future__ import annotations

import re
from functools import lru_cache

from belwijs.call import Call, Language
from belwijs.dialogue.encoding import consulting_turns
from belwijs.language.forms import pack

DEFAULT_LANGUAGE: Language = "nl"
_POOR = frozenset(
    {"bv", "nv", "vof", "groep", "de", "het", "van", "the", "gmbh", "sa", "sarl", "ltd", "en", "and", "und", "et"}
)


def forms_of(call: Call) -> list[dict[str, str]]:
    """For every turn: act → the words that show it. Address with je counts only where a customer listens."""
    language = pack(call.language or DEFAULT_LANGUAGE)
    name = organisation_pattern(call.organisation) if call.organisation else None
    inside = consulting_turns(call)
    found = []
    for number, turn in enumerate(call.turns):
        role = call.role_of(turn.speaker)
        forms = language.found(turn.text, role)
        if number in inside:
            forms.pop("informal", None)
        if role != "customer" and name and (hit := name.search(turn.text)):
            forms["organisation"] = hit.group(0)
        found.append(forms)
    return found


def words_for(call: Call, act: str, number: int) -> str | None:
    """The words in one turn that show one act, as `forms_of` gives them."""
    turn = call.turns[number]
    role = call.role_of(turn.speaker)
    if act == "organisation" and role != "customer" and call.organisation:
        if hit := organisation_pattern(call.organisation).search(turn.text):
            return hit.group(0)
    elif act == "informal" and number in consulting_turns(call):
        return None
    return pack(call.language or DEFAULT_LANGUAGE).words_for(act, turn.text, role)


@lru_cache(maxsize=256)
def organisation_pattern(name: str) -> re.Pattern[str]:
    """A pattern for an organisation's name as it is said: its first telling word, whatever its case and the blanks
    in it.
    """
    words = (
        [w for w in re.findall(r"\w+", name) if w.lower() not in _POOR and len(w) > 1]
        or re.findall(r"\w+", name)
        or ["\0"]
    )
    letters = r"[\s-]?".join(re.escape(letter) for letter in words[0])
    return re.compile(rf"(?<!\w){letters}(?!\w)", re.IGNORECASE)
