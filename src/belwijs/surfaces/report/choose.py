"""What a reader sees first: a few things that went well, and the one thing to work on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import GROUPS, Practice
from belwijs.finding import Evidence, Finding, Report

MOST_PRAISED = 3
FEWEST_PRAISED = 2
"""Fewer different sentences than this, and one may be praised for two things."""
UNSAID = 0.5
"""What a kept practice without words of its own counts for in praise: a short wait says less than a good sentence."""
AGAIN = 0.25
"""What every further time that a practice was missed in the call adds to what working on it promises."""
MOST_TIMES = 5
PROHIBITIONS = frozenset({"courtesy.patience", "aggression.calm"})
"""Practices that are kept by not doing something, though their names do not start with `no_`."""
MOST_ADDED = 4
"""Words that are added to a quote to make it whole; words recognised without punctuation have no end to go on to."""
DONE_BY_BELWIJS = frozenset({"aggression.report"})
"""Kept by the product itself, so no credit to anybody."""
_PUNCTUATION = r"[.,;:!?…]"


@dataclass(frozen=True, slots=True)
class Choice:
    """The findings of one report in the order in which people should read them; each stands in one place only."""

    well: tuple[Finding, ...]
    work_on: Finding | None
    also: tuple[Finding, ...]  # the other missed ones, the most worthwhile first
    rest: tuple[tuple[str, tuple[Finding, ...]], ...]  # group → its other findings, in the order of the catalogue

    @property
    def missed(self) -> tuple[Finding, ...]:
        """All missed findings, the one to work on first."""
        return (self.work_on, *self.also) if self.work_on else self.also


def group_of(practice_id: str) -> str:
    """The part of a practice's id before the dot."""
    return practice_id.partition(".")[0]


def weight(finding: Finding, playbook: Playbook, practices: Mapping[str, Practice]) -> float:
    """How heavily a practice counts, 0-10: the house's own number, else the catalogue's, else 1."""
    known = practices.get(finding.practice)
    return playbook.weights.get(finding.practice, known.weight if known else 1.0)


def worth(finding: Finding, playbook: Playbook, practices: Mapping[str, Practice]) -> float:
    """What working on a missed practice promises: weight × frequency × how well it can be taught × how sure we are."""
    known = practices.get(finding.practice)
    teachable = known.teachable if known else 0.5
    return weight(finding, playbook, practices) * frequency(finding) * teachable * finding.confidence


def frequency(finding: Finding) -> float:
    """How much more a miss counts for having happened more than once: 1 for once, 2 for five times or more."""
    places = {(e.turn, e.start) for e in finding.evidence if e.turn is not None or e.start is not None}
    return 1.0 + AGAIN * min(max(len(places) - 1, 0), MOST_TIMES - 1)


def merit(finding: Finding, playbook: Playbook, practices: Mapping[str, Practice]) -> float:
    """How much a kept practice is worth praising: its weight, halved where nothing that was said shows it."""
    said = any(e.quote for e in finding.evidence)
    return weight(finding, playbook, practices) * (1.0 if said else UNSAID)


def is_prohibition(practice_id: str, practices: Mapping[str, Practice]) -> bool:
    """Whether a practice is kept by leaving something out, so that keeping it is seldom worth a compliment."""
    known = practices.get(practice_id)
    if known is not None and known.check is not None and known.check.kind == "never_said":
        return True
    return practice_id in PROHIBITIONS or practice_id.partition(".")[2].startswith("no_")


def choose(report: Report, playbook: Playbook, practices: Mapping[str, Practice]) -> Choice:
    """Order the findings of a report for a reader; the same report always gives the same choice.

    A house that gives a practice weight 0 never sees it praised or chosen to work on; it stays among the others.
    """
    well = _well(report, playbook, practices)
    missed = sorted(
        (f for f in report.findings if f.verdict == "missed"), key=lambda f: -worth(f, playbook, practices)
    )
    work_on = missed[0] if missed and worth(missed[0], playbook, practices) > 0 else None
    also = tuple(f for f in missed if f is not work_on)
    shown = {id(f) for f in (*well, *missed)}
    return Choice(well, work_on, also, _grouped([f for f in report.findings if id(f) not in shown]))


def _well(report: Report, playbook: Playbook, practices: Mapping[str, Practice]) -> tuple[Finding, ...]:
    ours = (f for f in report.findings if f.verdict == "kept" and f.practice not in DONE_BY_BELWIJS)
    kept = [f for f in ours if weight(f, playbook, practices) > 0]
    missed = [e for f in report.findings if f.verdict == "missed" for e in f.evidence]
    done = [f for f in kept if f.evidence and not is_prohibition(f.practice, practices)]
    # "Klein momentje hoor, ik pak de agenda" announces the wait, but is no sentence to hold up as an example.
    clean = [f for f in kept if not any(_share_words(e, m) for e in f.evidence for m in missed)]
    left = [f for f in done if f in clean] or clean or done or kept
    chosen: list[Finding] = []
    while left and len(chosen) < MOST_PRAISED:
        groups = {group_of(f.practice) for f in chosen}
        # Something from another group says more about the call than a second one of the same.
        best = min(left, key=lambda f: (group_of(f.practice) in groups, -merit(f, playbook, practices), -f.confidence))
        chosen.append(best)
        left = [f for f in left if f is not best]
        # One good sentence is praised once, whatever it was good for.
        left = [f for f in left if not any(_share_words(e, b) for e in f.evidence[:1] for b in best.evidence[:1])] or (
            [] if len(chosen) >= FEWEST_PRAISED else left
        )
    return tuple(chosen)


def example(finding: Finding, report: Report) -> Evidence | None:
    """What to hold up of a kept practice: our own words, as far as they are one piece; else a figure, else None.

    What the other side said is never held up: the insult to which somebody answered well is not what went well.
    """
    asks = ("agent", "colleague") if report.perspective == "customer" else ("customer",)
    theirs = {p.id for p in report.participants if p.role in asks}
    for e in finding.evidence:
        turn = report.turns[e.turn] if e.turn is not None and e.turn < len(report.turns) else None
        if e.quote and (turn is None or turn.speaker not in theirs):
            return e.model_copy(update={"quote": _whole(e.quote, turn.text)}) if turn else e
    return next((e for e in finding.evidence if not e.quote), None)


def _whole(quote: str, said: str) -> str:
    """The quote up to the punctuation around it: "begrijp dat u boos" becomes "Ik begrijp dat u boos bent"."""
    at = said.casefold().find(quote.casefold())
    if at < 0 or len(said.casefold()) != len(said):
        return quote
    before, after = said[:at], said[at + len(quote) :]
    left = re.split(_PUNCTUATION, before)[-1].lstrip()
    right = "" if re.search(rf"{_PUNCTUATION}$", quote.rstrip()) else re.split(_PUNCTUATION, after)[0].rstrip()
    return left + quote + right if len((left + " " + right).split()) <= MOST_ADDED else quote


def _share_words(one: Evidence, other: Evidence) -> bool:
    if one.turn is None or one.turn != other.turn or not one.quote or not other.quote:
        return False
    first, second = one.quote.casefold(), other.quote.casefold()
    return first in second or second in first


def _grouped(findings: list[Finding]) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    found = dict.fromkeys(group_of(f.practice) for f in findings)
    order = [g for g in GROUPS if g in found] + [g for g in found if g not in GROUPS]
    return tuple((g, tuple(f for f in findings if group_of(f.practice) == g)) for g in order)
