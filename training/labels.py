"""The labels, in the order of the model's outputs; belwijs.dialogue reads the same order from the model's card."""

from __future__ import annotations

AGENT_ACTS = (
    "greet", "organisation", "introduce", "offer_help", "backchannel", "summarise", "clarify", "acknowledge_content",
    "acknowledge_feeling", "apologise", "solve", "defend", "blame", "belittle", "indifferent", "snap", "set_limit",
    "announce_end", "hold_announce", "hold_reason", "hold_duration", "hold_thanks", "ask_identity", "announce_transfer",
    "brief_colleague", "offer_callback", "overpromise", "ask_why", "go_along", "lead_on", "give_up", "exit_politely",
    "ask_callback", "leave_name", "informal", "diminutive",
)  # fmt: skip
CUSTOMER_ACTS = (
    "complain", "emotional", "calm_again", "give_identity", "ask_confirm", "phrase:you_people", "phrase:your_fault",
    "phrase:hear_me", "phrase:meaning", "phrase:clueless", "phrase:always_right", "phrase:manager", "phrase:so_hard",
    "phrase:wont_pay",
)  # fmt: skip
OBJECTIONS = ("supplier", "interest", "time", "documentation", "later")
AGGRESSION = tuple(
    f"{level}/{target}" for level in ("expressive", "instrumental") for target in ("self", "organisation", "you")
)
OUTPUTS = (*AGENT_ACTS, *CUSTOMER_ACTS, *(f"obj={o}" for o in OBJECTIONS), *(f"agg={a}" for a in AGGRESSION))


def labels_of(turn: dict[str, object]) -> set[str]:
    """Every output that is true of a training turn."""
    found = set(turn["acts"])  # type: ignore[call-overload]
    if "objection" in turn:
        found.add(f"obj={turn['objection']}")
    if "aggression" in turn:
        found.add(f"agg={turn['aggression']}")
    return found
