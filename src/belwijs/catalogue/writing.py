"""Written conversations: the first message, our messages, and how long the customer was left without one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from belwijs.call.chats import MINUTE, whole_minutes
from belwijs.catalogue.practice import Applies
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.grammar import LANGUAGES, corrected, slips
from belwijs.language.patterns import pattern
from belwijs.language.selling import SELLING
from belwijs.language.spelling import speller


def first_message(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The first message of the agent, with what follows before the customer writes again."""
    if not scene.agent_turns:
        return ()
    first = scene.agent_turns[0]
    at = [first]
    for n in range(first + 1, len(scene.turns)):
        if scene.roles[n] != "agent":
            break
        at.append(n)
    return (Occasion(start=scene.turns[first].start, end=scene.turns[at[-1]].end, turn=first, at=tuple(at)),)


def messages(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Everything that is written to the customer from our side."""
    if not scene.ours:
        return ()
    first, last = scene.turns[scene.ours[0]], scene.turns[scene.ours[-1]]
    return (Occasion(start=first.start, end=last.end, turn=scene.ours[0], at=scene.ours),)


def unanswered(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every stretch in which the customer waits for a word: from their message, or from ours that asks them to wait.

    Who thanks for the wait has let somebody wait, whatever was said before it.
    """
    order = scene.public("agent", "colleague", "customer")
    found: list[Occasion] = []
    since: int | None = None
    last: int | None = None  # our message before this one, with nothing from the customer between them
    for n in order:
        role = scene.roles[n]
        if role == "customer":
            since = n if since is None and not _takes_leave(scene, n) else since
            last = None
            continue
        if since is None and scene.act(n, "hold_thanks"):
            since = last
        if since is not None:
            found.append(_waited(scene, since, n))
        since = n if scene.act(n, "hold_announce") else None
        last = n
    return tuple(found)


def _takes_leave(scene: Scene, turn: int) -> bool:
    """A goodbye with nothing else asks for no answer."""
    text = scene.turns[turn].text
    return "?" not in text and len(text.split()) <= 8 and bool(pattern(SELLING[scene.language].farewell).search(text))


def _waited(scene: Scene, since: int, until: int) -> Occasion:
    start, end = scene.turns[since].start, scene.turns[until].start
    if whole_minutes([t.start for t in scene.turns]):
        end = max(start, end - MINUTE)  # 13:05 and 13:06 may be a second apart
    return Occasion(start=start, end=end, turn=since, at=(until,))


WORD = re.compile(r"[^\W\d_]+")


def known_words(scene: Scene) -> frozenset[str]:
    """Words that are right here, whatever a dictionary says: names, terms of the house, what the customer wrote."""
    house = scene.playbook.house
    names = [p.name for p in scene.call.participants if p.name]
    names += [scene.call.organisation or "", *scene.playbook.names, *house.words]
    theirs = [scene.turns[n].text for n in range(len(scene.turns)) if scene.roles[n] == "customer"]
    parts = (word.lower() for text in (*names, *theirs) for word in WORD.findall(text))
    return frozenset((*parts, *(word.lower() for word in house.words)))


def put_right(scene: Scene, turn: int) -> str:
    """A message with its spelling and its grammar put right, as far as we can see."""
    text = scene.turns[turn].text
    spelled = speller(scene.language)
    if spelled is not None:
        mistakes = list(spelled.mistakes([text], known_words(scene)))
        for mistake in reversed(mistakes):
            text = text[: mistake.start] + mistake.better + text[mistake.start + len(mistake.word) :]
    return corrected(text, tuple(slips(text))) if scene.language in LANGUAGES else text


def timed(turns: Sequence[float]) -> bool:
    """Whether the messages have times at all."""
    return len(set(turns)) > 1 or len(turns) < 2
