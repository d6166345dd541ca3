"""The better sentence: a practice's template in the language of the call, filled with the call's own facts."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Literal

from belwijs.call import Language
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Scene
from belwijs.language.address import addressed
from belwijs.language.matters import matter_facts
from belwijs.language.openings import OPENINGS, Daypart

COLLEAGUE: Mapping[Language, str] = {
    "nl": "mijn collega",
    "en": "my colleague",
    "de": "unser Fachteam",
    "fr": "mon collègue",
}
SPOKEN_TITLE: Mapping[str, str] = {  # as somebody is spoken to within a sentence
    "Herrn": "Herr",
    "Meneer": "meneer",
    "Mevrouw": "mevrouw",
    "Mijnheer": "mijnheer",
    "de heer": "meneer",
    "De heer": "meneer",
}
FIELDS = string.Formatter()
MATTER_SLOTS = frozenset({"matter", "feeling", "how_long", "how_long_capital", "how_often"})


def daypart_greeting(scene: Scene) -> str | None:
    """The greeting that fits the local time at which the call was answered; None when the time is not known."""
    if scene.local_time is None:
        return None
    part = daypart_at(scene)
    return OPENINGS[scene.language].greet_at[part]


def daypart_at(scene: Scene) -> Daypart:
    """morning, afternoon or evening, after the house's hours (default 12:00 and 18:00).

    Raises:
        ValueError: the call has no local time.
    """
    if scene.local_time is None:
        raise ValueError("no local time")
    first = scene.opening.turns[0] if scene.opening else None
    answered = scene.turns[first].start if first is not None else 0.0
    hour = scene.local_time.hour + (scene.local_time.minute + (scene.local_time.second + answered) / 60) / 60
    if hour < scene.playbook.limits.afternoon_from:
        return "morning"
    return "afternoon" if hour < scene.playbook.limits.evening_from else "evening"


class Facts(dict[str, str]):
    """What templates may use, by slot; what is known of the matter is looked up once a template asks for it."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene: Scene | None = scene

    def know(self, wanted: set[str]) -> bool:
        """Whether every one of these slots can be filled."""
        if self._scene is not None and wanted & MATTER_SLOTS:
            told = matter_facts(_told(self._scene), self._scene.language)
            if long := told.get("how_long"):
                told["how_long_capital"] = long[0].upper() + long[1:]
            self.update(told)
            self._scene = None
        return wanted <= self.keys()


def facts(scene: Scene) -> Facts:
    """What templates may use; a fact that is not known is left out."""
    found = Facts(scene)
    if greeting := daypart_greeting(scene):
        found["greeting"] = greeting
    if scene.call.organisation or scene.playbook.house.organisation:
        found["organisation"] = scene.playbook.house.organisation or scene.call.organisation or ""
    agent = next((p.name for p in scene.call.participants if p.role == "agent" and p.name), None)
    if agent:
        name = _wanted_name(agent, scene.playbook.answer.name)
        found["agent"] = name or agent
        if name:
            found["agent_wanted"] = name
    found["colleague"] = _colleague(scene)
    if customer := _customer(scene):
        found["customer"] = customer
        found["customer_capital"] = customer[0].upper() + customer[1:]
    return found


def _wanted_name(agent: str, wanted: Literal["full", "first", "last"]) -> str | None:
    """The agent's name as the house wants it said; None when only another part of it is known."""
    first, _, last = agent.partition(" ")
    if not last:
        return first if wanted == "first" else None
    return {"full": agent, "first": first, "last": last[0].upper() + last[1:]}[wanted]


def _told(scene: Scene) -> list[str]:
    """What the customer said of the matter, in order: up to the complaint or in the first story, then what followed."""
    until = scene.complaint.turn if scene.complaint else scene.stories[0].turns[-1] if scene.stories else None
    if until is None:
        return [scene.turns[n].text for n in scene.customer_turns if scene.act(n, "complain")]
    return [scene.turns[n].text for n in scene.customer_turns if n <= until or scene.act(n, "emotional")]


def _colleague(scene: Scene) -> str:
    names = [p.name for p in scene.call.participants if p.role == "colleague" and p.name]
    return names[0] if len(names) == 1 else COLLEAGUE[scene.language]


def _customer(scene: Scene) -> str | None:
    colleagues = {p.name.split()[-1] for p in scene.call.participants if p.role == "colleague" and p.name}
    for n in scene.agent_turns:
        for title, name in addressed(scene.turns[n].text, scene.language):
            if not colleagues & set(name.split()):
                written = name[0].upper() + name[1:] if scene.language == "nl" else name  # mevrouw Van Dijk
                return f"{SPOKEN_TITLE.get(title, title)} {written}"
    return None


def slots(template: str) -> set[str]:
    """Names of the slots of a template."""
    return {name for _, name, _, _ in FIELDS.parse(template) if name}


def suggest(practice: Practice, language: Language, known: Facts, used: set[str], case: str = "") -> str | None:
    """The first template whose slots are all known and whose sentence was not used in this report yet."""
    for template in practice.suggestions(language, case):
        if known.know(slots(template)) and (said := template.format_map(known)) not in used:
            used.add(said)
            return said
    return None
