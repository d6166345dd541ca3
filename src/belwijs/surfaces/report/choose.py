"""What a reader sees first: a few things that went well, and the one thing to work on."""

from __future__ import annotations

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
    kept = [f for f in report.findings if f.verdict == "kept" and weight(f, playbook, practices) > 0]
    missed = [e for f in report.findings if f.verdict == "missed" for e in f.evidence]
    done = [f for f in kept if f.evidence and not is_prohibition(f.practice, practices)]
    # "Klein momentje hoor, ik pak de agenda" announces the wait, but is no sentence to hold up as an example.
    left = [f for f in done if not any(_share_words(e, m) for e in f.evidence for m in missed)] or done or kept
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


def _share_words(one: Evidence, other: Evidence) -> bool:
    if one.turn is None or one.turn != other.turn or not one.quote or not other.quote:
        return False
    first, second = one.quote.casefold(), other.quote.casefold()
    return first in second or second in first


def _grouped(findings: list[Finding]) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    found = dict.fromkeys(group_of(f.practice) for f in findings)
    order = [g for g in GROUPS if g in found] + [g for g in found if g not in GROUPS]
    return tuple((g, tuple(f for f in findings if group_of(f.practice) == g)) for g in order)
