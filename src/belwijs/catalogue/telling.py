"""Who tells and who listens: stories, what the agent says to a turn, and a complaint from its first feeling to calm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from belwijs.call import TurnAct
from belwijs.language.common import COMMON_WORDS

if TYPE_CHECKING:
    from belwijs.catalogue.scene import Scene

SIGNAL = 2.0  # seconds: said while the customer tells on, something as short as this only lets hear that one listens
SURE_SIGNAL = 0.8  # confidence from which a turn is a listening signal whatever it follows
FAINT_SIGNAL = 0.2  # likewise, when it is short and follows no question
SILENCE = 5.0  # seconds: who goes on after so long was away to look something up
CUT = 0.4  # seconds, two syllables: an answer that comes in earlier than this cuts the other off (audio/turn_taking.py)
COMPLAINT = 0.6  # probability from which there was a complaint with feeling
UPSET = 0.4  # confidence from which a turn has feeling
HINT = 0.1  # confidence from which a turn that surely complains begins the complaint with feeling that follows
IN_THEIR_WORDS = 3  # telling words of the customer
LONG = 5  # letters: shorter words seldom say what a call is about
STEM = 6
WORD = re.compile(r"[^\W\d_]+")
ADDRESS = 3  # words: an answer as short as "Meneer, luister" has not begun yet when the customer goes on


@dataclass(frozen=True, slots=True)
class Story:
    """What a customer tells the agent without giving up the floor; listening signals do not end it."""

    turns: tuple[int, ...]
    start: float
    end: float
    signals: tuple[int, ...]  # the agent's turns that let hear that they listen
    reply: int | None  # the agent's turn that takes the floor afterwards; None when nobody or a colleague does

    @property
    def seconds(self) -> float:
        """Length from the first word to the last."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint with feeling."""

    turn: int  # the customer's turn in which both are there for the first time
    confidence: float
    upset: tuple[int, ...]  # the customer's turns with feeling, from that one on
    calm: tuple[int, ...]  # the customer's turns in which the feeling has gone
    replies: tuple[int, ...]  # every turn of the agent after it
    while_upset: tuple[int, ...]  # those of them after feeling was heard and before it had gone


def is_signal(scene: Scene, turn: int) -> bool:
    """Whether an agent's turn only lets hear that they listen: "hm" between two turns, something short during one.

    A faint "ja" after a question answers it.
    """
    spoken = scene.turns[turn]
    heard = scene.likely(turn, "backchannel")
    if heard >= SURE_SIGNAL:
        return True
    if spoken.duration > SIGNAL:
        return False
    theirs = [scene.turns[c] for c in scene.customer_turns]
    if any(t.start < spoken.start and spoken.end <= t.end for t in theirs):
        return True
    before = [t for t in theirs if t.start < spoken.start]
    asked = bool(before) and before[-1].text.rstrip().endswith("?")
    return heard >= FAINT_SIGNAL and not asked


def find_stories(scene: Scene) -> tuple[Story, ...]:
    """Every story longer than the house's least (default 15 s) that is told to the agent."""
    found: list[Story] = []
    told: list[int] = []
    signals: list[int] = []
    waiting: list[int] = []  # signals that count only once the story goes on
    listener = "agent"

    def finish(reply: int | None) -> None:
        if told and listener == "agent":
            end = max(scene.turns[n].end for n in told)
            heard = (*signals, *(w for w in waiting if scene.turns[w].start < end))
            story = Story(tuple(told), scene.turns[told[0]].start, end, heard, reply)
            if story.seconds > scene.playbook.limits.story_from:
                found.append(story)
        told.clear()
        signals.clear()
        waiting.clear()

    for n in scene.public("agent", "colleague", "customer"):
        role = scene.roles[n]
        if role == "customer":
            if told and _begins_anew(scene, told[-1], n):
                finish(None)
            signals += waiting
            waiting.clear()
            told.append(n)
        elif role == "agent" and told and scene.is_signal(n):
            waiting.append(n)
        else:
            finish(n if role == "agent" else None)
            listener = role
    finish(None)
    return tuple(found)


def _begins_anew(scene: Scene, before: int, after: int) -> bool:
    """Whether a turn begins something new: somebody else speaks, or silence, a hold or a transfer lies before it."""
    start, end = scene.turns[before].end, scene.turns[after].start
    if scene.turns[before].speaker != scene.turns[after].speaker or end - start > SILENCE:
        return True
    moved = (e for e in scene.call.events if e.type in ("hold", "consult", "transfer") and e.start is not None)
    return any(start - 0.5 <= (e.start or 0.0) <= end for e in moved)


def replies_to(scene: Scene, turn: int) -> tuple[int, ...]:
    """What the agent says to a customer's turn, until the customer has the floor again; empty when a colleague answers.

    A reply of a few words without an act, over which the customer goes on, has not begun: the next one belongs to it.
    """
    found: list[int] = []
    for n in scene.public("agent", "colleague", "customer"):
        if n == turn or scene.turns[n].start < scene.turns[turn].start:
            continue
        role = scene.roles[n]
        if role == "colleague":
            break
        if role == "agent":
            if not scene.is_signal(n):
                found.append(n)
        elif found and not _only_addresses(scene, found):
            break
    return tuple(found)


def _only_addresses(scene: Scene, turns: list[int]) -> bool:
    words = sum(len(scene.turns[n].text.split()) for n in turns)
    return words <= ADDRESS and not any(a.turn in turns for a in scene.acts)


def says_back(scene: Scene, turn: int) -> int:
    """How many telling words of a turn the customer used before it."""
    moment = scene.turns[turn].start
    told = (scene.turns[n].text for n in scene.customer_turns if scene.turns[n].start < moment)
    return len(_telling(scene, scene.turns[turn].text) & _telling(scene, " ".join(told)))


def content_understood(scene: Scene, turns: Sequence[int]) -> TurnAct | None:
    """The first turn that shows understanding for what happened; a faint one, when it is in the customer's words."""
    for n in turns:
        if seen := scene.act(n, "acknowledge_content"):
            return seen
        faint = scene.likely(n, "acknowledge_content")
        if faint >= HINT and says_back(scene, n) >= IN_THEIR_WORDS:
            return TurnAct(turn=n, act="acknowledge_content", confidence=faint)
    return None


def _telling(scene: Scene, text: str) -> set[str]:
    """Beginnings of words that say something about the matter; a beginning is the same in most of a word's forms."""
    common = COMMON_WORDS[scene.language]
    words = (w.lower() for w in WORD.findall(text) if len(w) >= LONG)
    return {w[:STEM] for w in words if w not in common}


def find_complaint(scene: Scene) -> Complaint | None:
    """The first complaint with feeling that the agent had to answer; None without one.

    Dissatisfaction and feeling stand in one turn, or in two turns of the customer that follow each other. Confidences
    of turns are taken together as independent, so that several faint ones tell as much as a clear one.
    """
    theirs = scene.customer_turns
    aggressive = {a.turn: a.confidence for a in scene.aggression}
    feels = [max(scene.likely(n, "emotional"), aggressive.get(n, 0.0)) for n in theirs]
    places: list[tuple[float, int]] = []
    for i, n in enumerate(theirs):
        near = range(max(0, i - 1), min(len(theirs), i + 2))
        felt = max(near, key=lambda k: feels[k])
        place = i if feels[i] >= UPSET else max(i, felt)
        places.append((scene.likely(n, "complain") * feels[felt], place))
    none = prod(1 - p for p, _ in places)
    if 1 - none < COMPLAINT:
        return None
    clearest = max(p for p, _ in places)
    clear = [i for p, i in places if p >= clearest / 2]
    hinted = [i for i, n in enumerate(theirs) if scene.likely(n, "complain") >= 0.5 and feels[i] >= HINT]
    first = min(clear + hinted)
    moment = scene.turns[theirs[first]].start
    replies = tuple(n for n in scene.agent_turns if scene.turns[n].start > moment)
    if not replies:
        return None
    upset = tuple(n for n, p in zip(theirs[first:], feels[first:], strict=True) if p >= UPSET)
    calm = tuple(n for n in theirs[first:] if scene.act(n, "calm_again"))
    return Complaint(theirs[first], 1 - none, upset, calm, replies, _while_upset(scene, upset, calm, replies))


def _while_upset(
    scene: Scene, upset: tuple[int, ...], calm: tuple[int, ...], replies: tuple[int, ...]
) -> tuple[int, ...]:
    """The replies for which the last of the customer's turns that tells of the feeling is one with feeling."""
    signs = sorted((scene.turns[n].start, n in upset) for n in {*upset, *calm})
    found = []
    for n in replies:
        before = [feels for start, feels in signs if start < scene.turns[n].start]
        if before and before[-1]:
            found.append(n)
    return tuple(found)
