"""Who is the agent: said by the user, told by the file, or guessed from who answers and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from belwijs.call.model import Direction, Participant, Role
from belwijs.call.problem import Problem
from belwijs.call.text import shown
from belwijs.call.utterances import Utterance

_ROLE_WORDS: Mapping[Role, tuple[str, ...]] = {
    "agent": (
        "agent", "medewerker", "medewerkster", "employee", "operator", "advisor", "adviseur", "representative", "rep",
        "mitarbeiter", "mitarbeiterin", "berater", "beraterin", "conseiller", "conseillere", "receptionist",
        "telefonist", "telefoniste", "verkoper", "salesperson", "support", "helpdesk", "assistant",
    ),
    "customer": (
        "customer", "klant", "beller", "caller", "client", "consumer", "prospect", "kunde", "kundin", "anrufer",
        "anruferin", "cliente", "appelant", "patient", "callee",
        "user", "visitor", "guest", "gebruiker", "bezoeker", "gast", "besucher", "visiteur",
    ),
    "colleague": (
        "colleague", "collega", "supervisor", "sme", "kollege", "kollegin", "collegue", "expert", "leidinggevende",
    ),
    "system": ("system", "systeem", "ivr", "bot", "menu", "voicemail", "keuzemenu", "robot", "voicebot", "systeme"),
}  # fmt: skip
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words}

# How employees open a call, in the four languages; only to tell the two speakers apart, never to judge them.
_AGENT_FORMS = (
    "kan ik u helpen", "kan ik je helpen", "waarmee kan ik", "van dienst zijn", "spreekt met", "spreekt u met",
    "verbind u", "blijft u aan de lijn", "bedankt voor het bellen", "bedankt voor uw telefoontje",
    "can i help", "may i help", "help you today", "thank you for calling", "thanks for calling", "you're through to",
    "you are through to", "speaking with", "chat met", "chatting with", "chatten mit", "discutez avec",
    "kann ich für sie", "kann ich ihnen", "sie sprechen mit", "vielen dank für ihren anruf",
    "puis-je vous aider", "puis-je pour vous", "à votre service", "merci de votre appel",
)  # fmt: skip
_COUNTERS = ("", "speaker", "spreker", "sprecher", "locuteur", "channel", "party", "spk")
MOST_SPEAKERS = 32  # more are no telephone call, but a file that was misread
_EARLY = 3  # utterances of each speaker that are looked at: an agent shows in the opening


@dataclass(frozen=True)
class Known:
    """What the file tells of one speaker label."""

    role: Role | None = None
    name: str | None = None


@dataclass(frozen=True)
class Cast:
    """The participants, which label is whom, and whether the roles were a guess."""

    participants: tuple[Participant, ...]
    ids: Mapping[str, str]
    guessed: bool
    notes: tuple[str, ...]


def role_from(label: str) -> Role | None:
    """The role that a label names by itself: 'Agent 1', 'klant', 'IVR'; None for a name or a number."""
    folded = label.casefold().replace("é", "e").replace("è", "e").replace("ë", "e")
    return _ROLES.get(folded.strip(" 0123456789_-:#()[]"))


def cast(
    utterances: Sequence[Utterance],
    known: Mapping[str, Known],
    *,
    agent: str | None = None,
    direction: Direction = "inbound",
    organisation: str | None = None,
    caller: str | None = None,
    customer_first: bool = False,
) -> Cast:
    """Gives every speaker a role and a participant id (a1, c1, k1, s1).

    Args:
        utterances: in order of time, each with a speaker.
        known: label → what the file tells; labels that say nothing may stand here too (they take part).
        agent: the user's word for it: a label or a name.
        caller: the label that set up the call, where the file tells it.
        customer_first: it is a chat, in which the customer mostly writes first.

    Raises:
        Problem: nobody is called `agent`, or there are more speakers than a call has.
    """
    labels = list(dict.fromkeys([*(u.speaker for u in utterances if u.speaker is not None), *known]))
    if len(labels) > MOST_SPEAKERS:
        raise Problem(f"has {len(labels)} different speakers", f"give one call of at most {MOST_SPEAKERS} speakers")
    tells = {label: known.get(label, Known()) for label in labels}
    roles: dict[str, Role] = {}
    for label, told in tells.items():
        role = told.role or role_from(label)
        if role:
            roles[label] = role
    if agent is not None:
        chosen = _named(agent, labels, tells)
        roles = {label: role for label, role in roles.items() if role != "agent"} | {chosen: "agent"}
    notes = []
    guessed = False
    open_ = [label for label in labels if label not in roles]
    if open_ and "agent" not in roles.values():
        certain = len(open_) == 1 and "customer" in roles.values()
        chosen, why = _answers(utterances, open_, direction, organisation, caller, customer_first)
        roles[chosen] = "agent"
        guessed = not certain
        if guessed:
            notes.append(f"Who is the agent is a guess: {_called(chosen, tells)}, who {why}; say it with --agent NAME.")
    _fill(utterances, labels, roles)
    ids = _ids(labels, roles)
    participants = tuple(Participant(id=ids[x], role=roles[x], name=_name(x, tells)) for x in labels)
    return Cast(participants, ids, guessed, tuple(notes))


def _named(agent: str, labels: Sequence[str], tells: Mapping[str, Known]) -> str:
    wanted = " ".join(agent.casefold().split())
    for label in labels:
        if wanted in (label.casefold(), (tells[label].name or "").casefold()):
            return label
    parts = [x for x in labels if wanted and wanted in (tells[x].name or x).casefold().split()]  # a first name will do
    if len(parts) == 1:
        return parts[0]
    there = ", ".join(shown(tells[x].name or x) for x in labels[:8]) or "nobody"
    raise Problem(f"nobody in it is called {shown(agent)}", f"give --agent one of: {there}")


def _answers(
    utterances: Sequence[Utterance],
    labels: Sequence[str],
    direction: Direction,
    organisation: str | None,
    caller: str | None,
    customer_first: bool = False,
) -> tuple[str, str]:
    """The label most like an agent, and why; `labels` has at least one."""
    score = dict.fromkeys(labels, 0)
    looked = dict.fromkeys(labels, 0)
    order: list[str] = []
    house = organisation.casefold() if organisation else None
    for u in utterances:
        label = u.speaker
        if label not in score:
            continue
        if label not in order:
            order.append(label)
        if looked[label] < _EARLY:
            looked[label] += 1
            said = u.text[:2000].casefold()
            # On an outbound call it is the one called who answers in these forms.
            score[label] += sum(form in said for form in _AGENT_FORMS) if direction == "inbound" else 0
            score[label] += 2 if house and house in said else 0
    best = max(score.values())
    if best and list(score.values()).count(best) == 1:
        return max(score, key=lambda x: score[x]), "opens the call as an employee does"
    if caller is not None and caller in labels:
        called = [x for x in (*order, *labels) if x != caller]
        if direction == "outbound" or not called:
            return caller, "made the call"
        return called[0], "was called"
    if not order:
        return labels[0], "is named first"
    if customer_first:
        return (order[1] if len(order) > 1 else order[0]), "writes second in the chat"
    if direction == "outbound":
        return (order[1] if len(order) > 1 else order[0]), "speaks second on an outbound call"
    return order[0], "answers first"


def _fill(utterances: Sequence[Utterance], labels: Sequence[str], roles: dict[str, Role]) -> None:
    """The rest: who says most is the customer where there is none yet, all others are colleagues."""
    words = dict.fromkeys(labels, 0)
    for u in utterances:
        if u.speaker in words:
            words[u.speaker] += len(u.text.split())
    rest = sorted((x for x in labels if x not in roles), key=lambda x: -words[x])
    for label in rest:
        roles[label] = "colleague" if "customer" in roles.values() else "customer"


def _ids(labels: Sequence[str], roles: Mapping[str, Role]) -> dict[str, str]:
    letters: Mapping[Role, str] = {"agent": "a", "customer": "c", "colleague": "k", "system": "s"}
    counts: dict[Role, int] = {}
    ids = {}
    for label in labels:
        counts[roles[label]] = counts.get(roles[label], 0) + 1
        ids[label] = f"{letters[roles[label]]}{counts[roles[label]]}"
    return ids


def _name(label: str, tells: Mapping[str, Known]) -> str | None:
    told = tells[label].name
    if told and not role_from(told):
        return told
    return None if role_from(label) or is_number(label) else label


def is_number(label: str) -> bool:
    """True for labels that only count speakers: 'SPEAKER_00', 'Speaker 1', 'channel 0', '2', 'A'."""
    bare = label.casefold().strip(" 0123456789_-#")
    return len(label.strip()) <= 1 or bare in _COUNTERS


def _called(label: str, tells: Mapping[str, Known]) -> str:
    return shown(tells[label].name or label)[1:-1]
