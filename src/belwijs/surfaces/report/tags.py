"""What a turn of the transcript is called beside its words: an objection and its answer, a cell of the matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from belwijs.call import Act
from belwijs.finding import Report
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording

ANSWERS: tuple[Act, ...] = ("go_along", "lead_on", "ask_why", "give_up", "exit_politely", "blame", "snap", "defend")
_FOR_THE_BETTER: tuple[Act, ...] = ("go_along", "lead_on", "exit_politely")


@dataclass(frozen=True, slots=True)
class Tag:
    """One remark at a turn; `kind` is objection, answer or aggression, `symbol` ✓ or ✗ where it is good or not."""

    kind: str
    text: str
    symbol: str = ""


def tags_of(report: Report, language: InterfaceLanguage) -> dict[int, tuple[Tag, ...]]:
    """Turn → its tags."""
    found: dict[int, list[Tag]] = {}
    for turn, tag in (*_objections(report, language), *_cells(report, language)):
        if turn < len(report.turns) and tag not in found.setdefault(turn, []):
            found[turn].append(tag)
    return {turn: tuple(tags) for turn, tags in found.items()}


def _objections(report: Report, language: InterfaceLanguage) -> Iterator[tuple[int, Tag]]:
    if report.perspective == "customer" or report.direction != "outbound":
        return  # who calls us does not object to being called
    for objection in report.objections:
        kind = wording.known(language, "objection", objection.type)
        yield objection.turn, Tag("objection", text(language, "tag.objection", type=kind))
        reply = answer_to(report, objection.turn)
        if not reply:
            yield objection.turn, Tag("objection", text(language, "tag.unanswered"), "?")
            continue
        made = [a for act in ANSWERS for a in report.acts if a.act == act and a.turn in reply]
        moves = ", ".join(dict.fromkeys(wording.known(language, "act", a.act) for a in made))
        along = any(a.act in _FOR_THE_BETTER for a in made)
        shown = made[0].turn if made else reply[0]
        said = text(language, "tag.answer", moves=moves or text(language, "tag.no_moves"))
        yield shown, Tag("answer", said, "✓" if along else "✗")


def answer_to(report: Report, turn: int) -> tuple[int, ...]:
    """Our turns after this one, up to where the other side takes the floor again; a backchannel does not."""
    roles = {p.id: p.role for p in report.participants}
    listening = {a.turn for a in report.acts if a.act == "backchannel"}
    reply: list[int] = []
    for n in _after(report, turn):
        role = roles.get(report.turns[n].speaker)
        if role in ("agent", "colleague"):
            reply.append(n)
        elif reply and n not in listening:
            break
    return tuple(reply)


def _after(report: Report, turn: int) -> Sequence[int]:
    start = report.turns[turn].start if turn < len(report.turns) else float("inf")
    later = [n for n, t in enumerate(report.turns) if t.start >= start and n != turn]
    return sorted(later, key=lambda n: report.turns[n].start)


def _cells(report: Report, language: InterfaceLanguage) -> Iterator[tuple[int, Tag]]:
    for step in report.escalation:
        yield step.turn, Tag("aggression", text(language, f"cell.{step.level}.{step.target}"))
