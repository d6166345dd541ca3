"""The opening of an inbound call, taken apart: greeting, organisation, lead-in, name, offer of help."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from belwijs.language.openings import OPENINGS, Daypart, OpeningForms

if TYPE_CHECKING:
    from belwijs.catalogue.scene import Scene

SAME_NAME = 0.78  # similarity (0-1) from which a misheard name still counts as the name
OPENING_SECONDS = 15.0  # a "hello?" of the customer within this does not end the opening
LEAD_TO_NAME = 40  # characters: a name further behind the lead-in does not belong to it
Name = tuple[int, int, tuple[str, ...]]  # characters from-to, and the tokens that name somebody
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the opening: turn, characters from-to, and the words."""

    turn: int
    start: int
    end: int
    words: str

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands, for comparing order."""
        return self.turn, self.start


@dataclass(frozen=True, slots=True)
class Opening:
    """What was said in the opening; a part that was not said is None."""

    turns: tuple[int, ...]
    greeting: Part | None = None
    daypart: Daypart | None = None
    organisation: Part | None = None
    lead_in: Part | None = None
    name: Part | None = None
    name_tokens: tuple[str, ...] = ()
    offer: Part | None = None
    greeted_first: bool = False


def opening_turns(scene: Scene) -> tuple[int, ...]:
    """The agent's turns until the customer has the floor."""
    found: list[int] = []
    for n in scene.public("agent", "customer"):
        if scene.roles[n] == "agent":
            interrupted = found and any(scene.roles[m] == "customer" for m in range(found[-1], n))
            if interrupted and len(TOKEN.findall(scene.turns[n].text)) < 2:
                continue
            found.append(n)
        elif found:
            few = len(TOKEN.findall(scene.turns[n].text)) <= 2
            if not few or scene.turns[n].start - scene.turns[found[0]].start > OPENING_SECONDS:
                break
    return tuple(found[:3])


def _joined(tokens: Iterable[str]) -> str:
    """Letters without accents: a recogniser writes Renee for René."""
    plain = unicodedata.normalize("NFD", "".join(t.lower() for t in tokens))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _alike(heard: str, wanted: str, least: float) -> float:
    """Similarity of two names, 0-1; 0 where a bound on it shows at once that it stays under `least`."""
    if 2 * min(len(heard), len(wanted)) < least * (len(heard) + len(wanted)):
        return 0.0
    matcher = SequenceMatcher(None, heard, wanted, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= least else 0.0


def _find_name(text: str, name: str, *, least: float = SAME_NAME) -> tuple[int, int] | None:
    """Where a name is said, also when it was misheard or cut into pieces; None when it is not there."""
    wanted = _joined(TOKEN.findall(name))
    if len(wanted) < 2:
        return None
    tokens = list(TOKEN.finditer(text))
    joined = [_joined((m.group(0),)) for m in tokens]
    size = len(TOKEN.findall(name))
    best: tuple[float, int, int] | None = None
    for start in range(len(tokens)):
        for count in range(max(1, size - 1), size + 3):
            window = tokens[start : start + count]
            if len(window) < count:
                break
            heard = "".join(joined[start : start + count])
            score = 1.0 if heard == wanted else _alike(heard, wanted, least)
            if score >= least and (best is None or score > best[0]):
                best = (score, window[0].start(), window[-1].end())
    return (best[1], best[2]) if best else None


def _find_organisation(
    text: str, names: Iterable[str], forms: OpeningForms, agent: str | None
) -> tuple[int, int] | None:
    """The organisation's name, or one telling word of it; a word that is also in the agent's name tells nothing."""
    for name in names:
        if span := _find_name(text, name):
            return span
    common = forms.sector_words | {t.lower() for t in TOKEN.findall(agent or "")}
    for name in names:
        for token in TOKEN.findall(name):
            if len(token) >= 4 and token.lower() not in common and (span := _find_name(text, token, least=0.84)):
                return span
    return None


def _name_after(text: str, at: int, forms: OpeningForms, stop_at: int | None) -> Name | None:
    """The name that follows a lead-in: tokens up to punctuation, a stop word or the organisation."""
    cased = text != text.lower()
    taken: list[re.Match[str]] = []
    for match in TOKEN.finditer(text, at):
        word = match.group(0)
        if not taken and word.lower() in forms.before_name:
            continue
        between = text[taken[-1].end() if taken else at : match.start()]
        if (taken and re.search(r"[,.;:!?…]", between)) or len(taken) == 5:
            break
        if stop_at is not None and match.start() >= stop_at > at:
            break
        if word.lower() in forms.after_name and not _goes_on(text, match, len(taken), forms, stop_at):
            break
        if cased and word.islower() and word.lower() not in forms.name_particles | forms.titles | forms.articles:
            break
        taken.append(match)
    while taken and taken[-1].group(0).lower() in forms.name_particles:
        taken.pop()
    if not taken or _is_a_place(taken, forms):
        return None
    tokens = tuple(m.group(0) for m in taken if m.group(0).lower() not in forms.name_particles | forms.titles)
    return (taken[0].start(), taken[-1].end(), tokens) if tokens else None


def _goes_on(text: str, particle: re.Match[str], taken: int, forms: OpeningForms, stop_at: int | None) -> bool:
    """Whether "van" after a first name begins a surname (Jan van Dijk), not a workplace (Jan van Telemax)."""
    if taken != 1 or particle.group(0).lower() not in forms.name_particles:
        return False
    rest = [m for m in TOKEN.finditer(text, particle.end()) if m.group(0).lower() not in forms.name_particles]
    if not rest or re.search(r"[,.;:!?…]", text[particle.end() : rest[0].start()]) or rest[0].start() == stop_at:
        return False
    surname = rest[0].group(0)
    if surname.lower() in forms.after_name | forms.sector_words or (text != text.lower() and surname.islower()):
        return False
    before = text[: particle.start()]
    lead = forms.lead_in.search(before)
    opened = forms.fillers.sub("", forms.greeting.sub("", before[: lead.start()])) if lead else ""
    return stop_at is not None or bool(TOKEN.search(opened))


def _is_a_place(taken: list[re.Match[str]], forms: OpeningForms) -> bool:
    """Whether what follows the lead-in is a desk or a department: "met de balie", "mit dem Empfang"."""
    first = taken[0].group(0)
    if not first.islower() or first not in forms.articles:
        return False
    return len(taken) == 1 or taken[1].group(0).islower() or first not in forms.name_particles


def _known_name(text: str, at: int, name: str, forms: OpeningForms) -> Name | None:
    """The agent's own name, or the part of it that was said, from character `at` on."""
    telling = [t for t in TOKEN.findall(name) if t.lower() not in forms.name_particles | forms.titles]
    said = [(span, t) for t in telling if (span := _find_name(text[at:], t, least=0.8))]
    if not said:
        return None
    return at + min(s[0] for s, _ in said), at + max(s[1] for s, _ in said), tuple(token for _, token in said)


def read_opening(scene: Scene) -> Opening | None:
    """Take the opening apart; None when nobody of ours opened."""
    turns = opening_turns(scene)
    if not turns:
        return None
    forms = OPENINGS[scene.language]
    house = scene.playbook.house
    names = [n for n in (scene.call.organisation, house.organisation, *house.spellings) if n]
    agent = next((p.name for p in scene.call.participants if p.role == "agent" and p.name), None)
    found: dict[str, Part] = {}
    daypart: Daypart | None = None
    tokens: tuple[str, ...] = ()
    for n in turns:
        text = scene.turns[n].text
        if "greeting" not in found and (hit := forms.greeting.search(text)):
            found["greeting"] = Part(n, hit.start(), hit.end(), hit.group(0))
            daypart = forms.daypart(hit.group(0))
        organisation = _find_organisation(text, names, forms, agent)
        if "organisation" not in found and organisation:
            found["organisation"] = Part(n, *organisation, text[slice(*organisation)])
        if "name" not in found:
            lead, name = _introduction(text, forms, agent, organisation)
            if lead:
                found["lead_in"] = Part(n, *lead, text[slice(*lead)])
            if name:
                found["name"] = Part(n, name[0], name[1], text[name[0] : name[1]])
                tokens = name[2]
        if "offer" not in found and (hit := forms.offer.search(text)):
            found["offer"] = Part(n, hit.start(), hit.end(), hit.group(0))
    _fill_from_acts(scene, turns, found)
    greeting = found.get("greeting")
    first = scene.turns[turns[0]].text
    lead_words = forms.fillers.sub("", first[: greeting.start]) if greeting and greeting.turn == turns[0] else "x"
    return Opening(
        turns=turns,
        greeting=greeting,
        daypart=daypart,
        organisation=found.get("organisation"),
        lead_in=found.get("lead_in"),
        name=found.get("name"),
        name_tokens=tokens,
        offer=found.get("offer"),
        greeted_first=greeting is not None and not TOKEN.search(lead_words),
    )


def _introduction(
    text: str, forms: OpeningForms, agent: str | None, organisation: tuple[int, int] | None
) -> tuple[tuple[int, int] | None, Name | None]:
    """Lead-in and name in one turn. A lead-in that leads to the organisation instead of a name is none."""
    stop = organisation[0] if organisation else None
    rest = text
    if organisation:
        start, end = organisation
        rest = text[:start] + " " * (end - start) + text[end:]
    for hit in forms.lead_in.finditer(text):
        name = _name_after(text, hit.end(), forms, stop)
        if name and organisation and organisation[0] <= name[0] < organisation[1]:
            name = None
        known = _known_name(rest, hit.end(), agent, forms) if agent else None
        if known and known[0] - hit.end() <= LEAD_TO_NAME and (name is None or len(known[2]) >= len(name[2])):
            name = known
        if name:
            return (hit.start(), hit.end()), name
    known = _known_name(rest, 0, agent, forms) if agent else None
    if first := forms.name_first.search(text):
        span = (first.start("lead"), first.end("lead"))
        return span, known or (first.start("name"), first.end("name"), tuple(TOKEN.findall(first.group("name"))))
    return None, known


def _fill_from_acts(scene: Scene, turns: tuple[int, ...], found: dict[str, Part]) -> None:
    """What the forms missed but was recognised by meaning; its place is then the start of the rest of the turn."""
    for part, act in (("organisation", "organisation"), ("offer", "offer_help")):
        if part not in found and (seen := scene.find(turns, (act,))):
            greeting = found.get("greeting")
            at = greeting.end if greeting and greeting.turn == seen.turn else 0
            found[part] = Part(seen.turn, at, len(scene.turns[seen.turn].text), scene.turns[seen.turn].text)
