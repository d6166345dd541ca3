"""The stages that need the sound: hearing the line, and turning speech into turns."""

from __future__ import annotations

from belwijs.audio.activity import Stretch
from belwijs.audio.channels import by_turns, who_is_who
from belwijs.audio.hearing import Hearing, listen
from belwijs.audio.line import contradictions, events
from belwijs.audio.signals import signals
from belwijs.call import Call, Event, Participant, Turn, Word
from belwijs.pipeline.material import Material, Tools
from belwijs.speech.recogniser import Recogniser
from belwijs.speech.transcribe import Transcript
from belwijs.speech.transcribe import transcribe as recognise
from belwijs.speech.turns import turns

MONO = (
    "Both speakers are in one channel. Who says what was told apart by voice and is uncertain; "
    "a recording with a channel for each gives surer findings."
)
_CLEAR = 0.9  # confidence with which the sound may doubt the channels that were given
ONE_VOICE = "Only one voice was heard in the recording."


def hear(material: Material, tools: Tools) -> Material:
    """One pass over the recording: speech per channel, rings, music, and whose channel is whose.

    Raises:
        Problem: the recording cannot be decoded.
    """
    sound = material.sound
    assert sound is not None
    hearing = listen(sound, lambda done, total: tools.progress("hear", done / total if total else 0.0))
    tools.progress("hear", 1.0)
    call = material.call
    given = call.events
    known = {e.type for e in given}
    happened = events(hearing)
    heard = tuple(e for e in happened if e.type not in known)
    call = call.with_(events=tuple(sorted((*given, *heard), key=lambda e: e.start or 0.0)))
    notes = (*hearing.notes, *signals(hearing), *contradictions(given, happened, hearing))
    material = material.with_(call=call, hearing=hearing).noting(notes)
    if hearing.mono:
        return material
    if not material.listens:
        return _roles_by_turns(material, hearing)
    return _find_roles(material, hearing) if material.channels is None else _doubt_roles(material, hearing)


def _roles_by_turns(material: Material, hearing: Hearing) -> Material:
    """Channels after the turns of a transcript with times; channels that were given the wrong way round are swapped."""
    call = material.call
    if not call.timed:
        return material
    role = {p.id: p.role for p in call.participants}
    spoken = {
        side: sorted((Stretch(t.start, t.end) for t in call.turns if role[t.speaker] in roles), key=lambda s: s.start)
        for side, roles in (("agent", ("agent", "colleague")), ("customer", ("customer",)))
    }
    found = by_turns(hearing, spoken["agent"], spoken["customer"])
    ids = _two_sides(call)
    given = (material.channels or {}).get(ids[0])
    if found is None or given == found.agent:
        return material
    material = material.with_(channels={ids[0]: found.agent, ids[1]: found.customer})
    if given is None:
        return material
    note = f"the channels were given the wrong way round: the agent's turns are heard in channel {found.agent}"
    return material.noting((f"{note}, which was taken for the agent",))


def _doubt_roles(material: Material, hearing: Hearing) -> Material:
    """A note where the sound says clearly that the channels that were given are the wrong way round."""
    given = (material.channels or {}).get(_two_sides(material.call)[0])
    roles = who_is_who(hearing, material.call.direction)
    if roles is None or given is None or given == roles.agent or roles.confidence < _CLEAR:
        return material
    note = f"channel {given} was given as the agent's, but channel {roles.agent} answers the ringing"
    return material.noting((f"{note}; if they are swapped, say --agent-channel {roles.agent}",))


def _find_roles(material: Material, hearing: Hearing) -> Material:
    roles = who_is_who(hearing, material.call.direction)
    if roles is None:
        return material
    ids = _two_sides(material.call)
    material = material.with_(channels={ids[0]: roles.agent, ids[1]: roles.customer})
    if hearing.silent:
        return material  # which is said; whose silence is whose helps nobody
    sentence = roles.reason[0].upper() + roles.reason[1:]
    note = f"{sentence} (confidence {roles.confidence:.0%}); --agent-channel says it for certain."
    return material.noting((note,))


def _two_sides(call: Call) -> tuple[str, str]:
    """Ids of the agent and the customer."""
    side = {p.role: p.id for p in reversed(call.participants)}
    return side.get("agent", "a1"), side.get("customer", "c1")


def _with_both_sides(call: Call) -> Call:
    ids = {p.id for p in call.participants}
    agent, customer = _two_sides(call)
    missing = [Participant(id=i, role=r) for i, r in ((agent, "agent"), (customer, "customer")) if i not in ids]
    return call.with_(participants=(*call.participants, *missing)) if missing else call


def transcribe(material: Material, tools: Tools) -> Material:
    """Speech becomes words, words become turns of agent and customer.

    Raises:
        Problem: the recogniser's weights are missing or damaged.
    """
    hearing, sound = material.hearing, material.sound
    assert hearing is not None
    assert sound is not None
    call = _with_both_sides(material.call)
    if hearing.silent:
        return material.with_(call=call.with_(turns=()))
    recogniser = tools.recogniser() if tools.recogniser else _default_recogniser()
    names = tuple(
        dict.fromkeys((*([call.organisation] if call.organisation else []), *material.playbook.names, *_people(call)))
    )
    transcript = recognise(
        sound,
        hearing.speech,
        recogniser=recogniser,
        language=call.language,
        names=names,
        duration=hearing.duration,
        progress=lambda share: tools.progress("transcribe", share),
    )
    tools.progress("transcribe", 1.0)
    agent, customer = _two_sides(call)
    if hearing.mono:
        spoken, notes = _mono_turns(material, transcript, (agent, customer))
    else:
        channels = material.channels or {agent: 0, customer: 1}
        order = sorted(channels, key=lambda who: channels[who])
        spoken, notes = turns([transcript.words[channels[who]] for who in order], order), ()
    call = call.with_(turns=spoken, language=transcript.language if call.language is None else call.language)
    call = _with_silences(call)
    return material.with_(call=call, made_by={**material.made_by, "speech": transcript.made_by}).noting(
        (*transcript.notes, *notes)
    )


def _default_recogniser() -> Recogniser:
    from belwijs.speech.engines.whisper import load_recogniser

    return load_recogniser()


def _people(call: Call) -> tuple[str, ...]:
    return tuple(p.name for p in call.participants if p.name)


def _mono_turns(
    material: Material, transcript: Transcript, sides: tuple[str, str]
) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """Words of a mix given to the voice that was heard at that moment; who answers speaks first."""
    from belwijs.audio.speakers import tell_apart

    assert material.hearing is not None
    assert material.sound is not None
    voices = tell_apart(material.sound, material.hearing.speech[0])
    inbound = material.call.direction == "inbound"
    order = sides if inbound else (sides[1], sides[0])
    if len({v.speaker for v in voices}) < 2:
        return turns([transcript.words[0]], [order[0]]), (MONO, ONE_VOICE)
    channels: tuple[list[Word], list[Word]] = ([], [])
    for word in transcript.words[0]:
        middle = (word.start + word.end) / 2
        voice = min(voices, key=lambda v: max(v.start - middle, middle - v.end, 0.0))
        channels[voice.speaker].append(word)
    return turns(channels, order), (MONO,)


def _with_silences(call: Call) -> Call:
    """Rings that were heard end at the first word; holds are kept as heard."""
    first = min((t.start for t in call.turns), default=None)
    if first is None:
        return call
    cut: list[Event] = []
    for event in call.events:
        if (
            event.type == "ring"
            and event.source == "audio"
            and event.start is not None
            and event.start < first < (event.end or 0.0)
        ):
            cut.append(event.model_copy(update={"end": first}))
        else:
            cut.append(event)
    return call.with_(events=tuple(cut))
