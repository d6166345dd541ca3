"""Calls that sell: who was reached, which objections came, when it was done. For `objection.*` and `chase.*`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from belwijs.call import Objection, ObjectionType
from belwijs.catalogue.practice import Applies
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.absence import ABSENCE
from belwijs.language.patterns import pattern
from belwijs.language.selling import SELLING

LIKELY = 0.5  # probability from which a third objection is taken for one
LAST_OBJECTION = 3  # the objection at which taking leave is the fitting move
IMPLIES = 0.6  # confidence of going along and leading on, both, that shows an unseen objection
SURE = 0.9  # confidence of an objection that nothing explains away
EARLY = 3  # turns of whoever picks up in which they say that somebody else is not there
ANSWERS = 3  # agent turns after an objection in which the answer to it may show
SHORT = 7  # words of a turn in which somebody who was fetched picks up: "Met Van Beek."
LEADS = ("lead_on", "clarify", "ask_why")  # the agent goes on with the call


@dataclass(frozen=True, slots=True)
class Objected:
    """One objection with the agent's turns that answer it; `number` counts from 1."""

    turn: int
    type: ObjectionType
    confidence: float
    number: int
    final: bool
    answers: tuple[int, ...]
    third: bool = False

    @property
    def is_last(self) -> bool:
        """Whether leaving is the fitting move: a third objection, or an outright no."""
        return self.final or self.third


def sells(scene: Scene) -> bool:
    """A call of ours to somebody who did not ask for it."""
    return scene.call.direction == "outbound" and scene.call.perspective == "agent"


def objected(scene: Scene) -> tuple[Objected, ...]:
    """Every objection of a selling call, a gatekeeper's too; one that goes on over several turns counts once."""
    if not sells(scene):
        return ()
    seen = sorted((o for o in scene.objections if _objects(scene, o)), key=lambda o: o.turn)
    seen = _implied(scene, seen) + seen
    final = pattern(SELLING[scene.language].final_no)
    found: list[Objected] = []
    for one in seen:
        outright = bool(final.search(scene.turns[one.turn].text))
        if found and not _agent_between(scene, found[-1].turn, one.turn):
            last = found[-1]
            found[-1] = replace(last, final=last.final or outright, confidence=max(last.confidence, one.confidence))
            continue
        found.append(Objected(one.turn, one.type, one.confidence, len(found) + 1, outright, ()))
    return tuple(_answered(scene, found))


def _objects(scene: Scene, seen: Objection) -> bool:
    """Whether it is one: that somebody else is away, or will come, is easily taken for "no time"."""
    if scene.roles[seen.turn] != "customer":
        return False
    if seen.type != "time" or seen.confidence >= SURE:
        return True
    waits = pattern(ABSENCE[scene.language].asks_us_to_wait)
    return not _away_in(scene, seen.turn) and not waits.search(scene.turns[seen.turn].text)


def _implied(scene: Scene, seen: list[Objection]) -> list[Objection]:
    """An objection that was not recognised shows in its answer: giving up, or going along and leading on."""
    first = next((a for n in scene.agent_turns if (a := scene.act(n, "give_up"))), None)
    if first is not None and any(o.turn < first.turn for o in seen):
        first = None
    if first is None and not seen:
        along = ((scene.act(n, "go_along"), scene.act(n, "lead_on")) for n in scene.agent_turns)
        first = next((min(a, b, key=lambda x: x.confidence) for a, b in along if a and b), None)
        first = first if first is not None and first.confidence >= IMPLIES else None
    before = [n for n in scene.customer_turns if first is not None and n < first.turn]
    if first is None or not before:
        return []
    return [Objection(turn=before[-1], type="interest", confidence=first.confidence)]


def _agent_between(scene: Scene, first: int, last: int) -> bool:
    return any(scene.roles[n] == "agent" and not scene.act(n, "backchannel") for n in range(first + 1, last))


def _answered(scene: Scene, found: list[Objected]) -> Iterable[Objected]:
    for n, one in enumerate(found):
        until = found[n + 1].turn if n + 1 < len(found) else len(scene.turns)
        answers = tuple(a for a in scene.agent_turns if one.turn < a < until)
        first = answers[:1]
        # Whoever labelled a polite leave as the answer took the refusal for final.
        taken = one.type == "interest" and any(scene.act(a, "exit_politely") for a in first)
        third = at_least(LAST_OBJECTION, [o.confidence for o in found[: n + 1]]) >= LIKELY
        yield replace(one, answers=answers[:ANSWERS], final=one.final or taken, third=third)


def at_least(number: int, confidences: Sequence[float]) -> float:
    """Probability that at least so many of these were really there, taken as independent (Poisson binomial)."""
    counts = [1.0]
    for p in confidences:
        counts = [
            (counts[k] * (1 - p) if k < len(counts) else 0.0) + (counts[k - 1] * p if k else 0.0)
            for k in range(len(counts) + 1)
        ]
    return sum(counts[number:])


def _occasion(scene: Scene, one: Objected, at: tuple[int, ...]) -> Occasion:
    spoken = scene.turns[one.turn]
    return Occasion(
        start=spoken.start, end=spoken.end, turn=one.turn, at=at, confidence=one.confidence, kind=one.type
    )  # fmt: skip


def objection(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every objection that asks for an answer: not the third, no outright no, and the agent had the word after it."""
    found: list[Occasion] = []
    for one in objected(scene):
        if one.is_last:
            break
        if one.answers:
            found.append(_occasion(scene, one, one.answers))
    return tuple(found)


def first_objection(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The first objection, with what the agent says at once in answer to it; a call without one breaks nothing."""
    if not sells(scene) or not scene.agent_turns:
        return ()
    objections = objected(scene)
    if not objections:
        return (replace(_whole(scene, scene.agent_turns[0]), at=()),)
    one = objections[0]
    at: list[int] = []
    for n in () if one.final else one.answers:
        between = range(one.turn + 1, n)
        if scene.find((n,), LEADS) or any(scene.roles[m] == "customer" for m in between):
            break
        at.append(n)
    return (_occasion(scene, one, tuple(at)),)


def refusal(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The third objection, or an outright no, after which the agent had the word."""
    for one in objected(scene):
        if one.is_last:
            after = tuple(n for n in scene.agent_turns if n > one.turn)
            return (_occasion(scene, one, after),) if after else ()
    return ()


def away_at(scene: Scene) -> int | None:
    """The turn in which the prospect turns out not to be there; None where the prospect was reached."""
    if not sells(scene) or not scene.agent_turns:
        return None
    forms = SELLING[scene.language]
    machine = pattern(forms.machine)
    people = [n for n in scene.customer_turns if not machine.search(scene.turns[n].text)]
    if not people:
        return scene.agent_turns[0]
    for n in people[:EARLY]:
        if _away_in(scene, n):
            return None if _comes_after_all(scene, n) else n
    return None


def _away_in(scene: Scene, turn: int) -> bool:
    forms = SELLING[scene.language]
    text = scene.turns[turn].text
    speaker = pattern(forms.first_person)
    for alternatives in (forms.somebody_away, ABSENCE[scene.language].absent):
        for hit in pattern(alternatives).finditer(text):
            before = text[: hit.start()].split()[-1:]
            if not speaker.search(hit.group(0)) and not any(speaker.fullmatch(w.strip(",.!?")) for w in before):
                return True
    return False


def _comes_after_all(scene: Scene, turn: int) -> bool:
    speaker = scene.turns[turn].speaker
    for n in scene.customer_turns:
        if n <= turn:
            continue
        if scene.turns[n].speaker != speaker:
            return True
        if scene.act(n, "give_identity") and len(scene.turns[n].text.split()) <= SHORT:
            return True
    return False


def _whole(scene: Scene, turn: int) -> Occasion:
    first, last = scene.turns[turn], scene.turns[-1]
    return Occasion(start=first.start, end=max(last.end, first.end), turn=turn, at=scene.agent_turns)


def prospect_away(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The prospect could not be had: a gatekeeper said so, or a machine answered."""
    turn = away_at(scene)
    return () if turn is None else (_whole(scene, turn),)


def prospect_reached(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A prospect who was spoken to: the last thing said on both sides."""
    if not sells(scene) or not scene.agent_turns or not scene.customer_turns or away_at(scene) is not None:
        return ()
    turn = scene.agent_turns[-1]
    return (_whole(scene, turn),)


def chased(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The prospect could not be had, or somebody was asked to call back; then all that the agent said is looked at."""
    away = prospect_away(scene, applies)
    asked = [n for n in scene.agent_turns if sells(scene) and scene.act(n, "ask_callback")]
    return away or ((_whole(scene, asked[0]),) if asked else ())


def to_consumer(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A selling call that was not to a business."""
    if not sells(scene) or not scene.agent_turns or scene.call.audience == "business":
        return ()
    return (_whole(scene, scene.agent_turns[0]),)
