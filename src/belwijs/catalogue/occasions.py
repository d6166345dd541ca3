"""What calls for a practice: named occasions, each a function of the scene that gives the moments, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from belwijs.catalogue import selling, temper, writing
from belwijs.catalogue.practice import Applies
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.absence import ABSENCE
from belwijs.language.patterns import pattern

FIRST_TURNS, LAST_TURNS = 3, 4  # of our side: where a call begins and ends
CONSULT_SECONDS = 1.5  # of talk further off that make a consultation of it
CHOICE_TURNS = 4  # turns after "a callback, or can I help you?" in which the customer's choice shows

Find = Callable[[Scene, Applies], tuple[Occasion, ...]]


def _at(scene: Scene, turn: int, confidence: float = 1.0) -> Occasion:
    spoken = scene.turns[turn]
    return Occasion(start=spoken.start, end=spoken.end, turn=turn, at=(turn,), confidence=confidence)


def conversation(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The call as a whole: whatever the customer hears from our side."""
    if not scene.ours:
        return ()
    first, last = scene.turns[scene.ours[0]], scene.turns[scene.ours[-1]]
    return (Occasion(start=first.start, end=last.end, turn=scene.ours[0], at=scene.ours),)


def agent_line(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The agent is on the line: somebody of ours speaks, in the words or in the sound."""
    if spoken := conversation(scene, applies):
        return spoken
    heard = [m for m in scene.measures if m.side == "agent" and (m.seconds > 0 or m.why in ("mono", "no_channel"))]
    return (Occasion(start=0.0, end=scene.call.duration),) if heard else ()


def opening(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The opening of a call that came in."""
    return (_at(scene, scene.opening.turns[0]),) if scene.opening else ()


def opening_with(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """An opening that has the part named first in `acts` (a greeting, a name)."""
    found = scene.opening
    return (_at(scene, found.turns[0]),) if found and getattr(found, applies.acts[0]) else ()


def act(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every turn in which one of `acts` was seen."""
    seen = {a.turn: a for a in scene.acts if a.act in applies.acts}
    return tuple(_at(scene, n, a.confidence) for n, a in sorted(seen.items()))


def wait(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every hold or silent wait longer than the house's least."""
    return scene.waits


def wait_returned(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every wait from which somebody of ours came back."""
    return tuple(w for w in scene.waits if w.after)


def transfer(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every transfer, answered or not."""
    return tuple(t.occasion for t in scene.transfers)


def transfer_answered(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every transfer that somebody took."""
    return tuple(t.occasion for t in scene.transfers if t.answered)


def transfer_failed(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """Every transfer that nobody took and that came back to the agent."""
    return tuple(t.occasion for t in scene.transfers if not t.answered)


def journey(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A customer who was transferred often or waited long: the moment from which it should be seen."""
    limits = scene.playbook.limits
    done = [t for t in scene.transfers if t.answered]
    if scene.waited <= limits.journey_wait and len(done) < limits.journey_transfers:
        return ()
    queued = [e.end or 0.0 for e in scene.call.events if e.type == "queue"]
    moments = [w.end for w in scene.waits] + [t.at for t in done] + queued
    last = max(moments)
    later = [n for n in scene.ours if scene.turns[n].end >= min(moments)]
    return (Occasion(start=min(moments), end=last, turn=later[-1], at=tuple(later)),) if later else ()


def somebody_absent(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The person asked for cannot be had: it is said, a transfer came back, or somebody else is to call back."""
    failed = [t for t in scene.transfers if not t.answered and t.occasion.after]
    if failed:
        return tuple(_at(scene, t.occasion.after[0]) for t in failed)
    forms = ABSENCE[scene.language]
    absent = pattern(forms.absent)
    asked = pattern(forms.asks_for_somebody)
    wanted = [n for n in scene.customer_turns if asked.search(scene.turns[n].text)]
    for n in scene.agent_turns:
        text = scene.turns[n].text
        if wanted and scene.turns[wanted[0]].start < scene.turns[n].start and absent.search(text):
            return (_at(scene, n, 0.85),)
        if scene.act(n, "offer_callback") and pattern(forms.somebody_else_calls).search(text):
            return (_at(scene, n, 0.8),)
    return ()


def callback(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A callback was offered or promised."""
    offers = [n for n in scene.agent_turns if scene.act(n, "offer_callback")]
    return tuple(_at(scene, n) for n in offers)


def callback_agreed(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A callback that the customer did not let pass in favour of help at once."""
    offers = callback(scene, applies)
    if not offers:
        return ()
    last = offers[-1].turn
    assert last is not None
    if scene.act(last, "offer_help"):
        later = " ".join(turn.text for turn in scene.turns[last + 1 : last + 1 + CHOICE_TURNS])
        if not pattern(ABSENCE[scene.language].calls_back).search(later):
            return ()
    if not somebody_absent(scene, applies):
        return ()
    return (offers[0],)


def promise(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A callback, or any promise on behalf of somebody else; then everything of ours is looked at."""
    turns = [n for n in scene.ours if scene.act(n, "offer_callback") or scene.act(n, "overpromise")]
    likely, places = scene.suspected(("overpromise",), scene.ours)
    if not turns and likely <= 0.5:
        return ()
    turn = turns[0] if turns else places[0].turn
    first, last = scene.turns[turn], scene.turns[scene.ours[-1]]
    return (Occasion(start=first.start, end=last.end, turn=turn, at=scene.ours),)


def consult(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """A talk with a colleague while the customer waits."""
    found = [e for e in scene.call.events if e.type == "consult"]
    given = tuple(Occasion(start=e.start or 0.0, end=e.end or 0.0, kind="consult") for e in found)
    return given or tuple(_overheard(scene))


def _overheard(scene: Scene) -> Iterator[Occasion]:
    """Talk further off in the agent's channel during a wait without music, after the agent asked to wait."""
    for wait in scene.waits if scene.spoken else ():
        announced = any(scene.act(n, "hold_announce") for n in wait.before)
        talk = scene.spoken.further_off(wait.start, wait.end) if scene.spoken else ()
        if wait.kind == "silent" and announced and sum(s.duration for s in talk) >= CONSULT_SECONDS:
            yield Occasion(start=talk[0].start, end=talk[-1].end, turn=wait.turn, kind="consult")


def beginning(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The first turns of our side, whoever called."""
    return _stretch(scene, scene.ours[:FIRST_TURNS])


def ending(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The last turns of our side."""
    return _stretch(scene, scene.ours[-LAST_TURNS:])


def _stretch(scene: Scene, turns: Sequence[int]) -> tuple[Occasion, ...]:
    if not turns:
        return ()
    first, last = scene.turns[turns[0]], scene.turns[turns[-1]]
    return (Occasion(start=first.start, end=last.end, turn=turns[0], at=tuple(turns)),)


def after_act(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The first time one of `acts` is seen; what our side says from there on is looked at."""
    found = act(scene, applies)
    if not found or found[0].turn is None:
        return ()
    first = found[0]
    at = tuple(n for n in scene.ours if scene.turns[n].start >= first.start)
    return (replace(first, at=at),)


def before_act(scene: Scene, applies: Applies) -> tuple[Occasion, ...]:
    """The first time one of `acts` is seen; what our side said up to and in that turn is looked at."""
    found = act(scene, applies)
    if not found or found[0].turn is None:
        return ()
    first = found[0]
    at = tuple(n for n in scene.ours if scene.turns[n].start <= first.start)
    return (replace(first, at=at),)


OCCASIONS: Mapping[str, Find] = MappingProxyType(
    {
        "conversation": conversation,
        "agent_line": agent_line,
        "opening": opening,
        "opening_with": opening_with,
        "act": act,
        "wait": wait,
        "wait_returned": wait_returned,
        "transfer": transfer,
        "transfer_answered": transfer_answered,
        "transfer_failed": transfer_failed,
        "journey": journey,
        "somebody_absent": somebody_absent,
        "callback": callback,
        "callback_agreed": callback_agreed,
        "promise": promise,
        "consult": consult,
        "story": temper.story,
        "story_answered": temper.story_answered,
        "matter": temper.matter,
        "complaint": temper.complaint,
        "aggression": temper.aggression,
        "threat": temper.threat,
        "first_message": writing.first_message,
        "messages": writing.messages,
        "unanswered": writing.unanswered,
        "objection": selling.objection,
        "first_objection": selling.first_objection,
        "refusal": selling.refusal,
        "prospect_away": selling.prospect_away,
        "prospect_reached": selling.prospect_reached,
        "chased": selling.chased,
        "to_consumer": selling.to_consumer,
        "beginning": beginning,
        "ending": ending,
        "after_act": after_act,
        "before_act": before_act,
    }
)
