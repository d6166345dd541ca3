"""How much of what applied was done: a share of 0 to 100 for each group, over the practices that applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import GROUPS, Practice
from belwijs.finding import Finding, Report
from belwijs.surfaces.report.choose import group_of, weight


@dataclass(frozen=True, slots=True)
class Share:
    """Practices kept of those that applied; what the house gives weight 0 does not count."""

    kept: int
    applied: int

    @property
    def percent(self) -> int:
        """0 to 100, rounded."""
        return round(100 * self.kept / self.applied)


def shares_of(report: Report, playbook: Playbook, practices: Mapping[str, Practice]) -> dict[str, Share]:
    """Group → its share, in the order of the catalogue; a group of which nothing applied is left out."""
    counted = [f for f in report.findings if f.verdict in ("kept", "missed") and weight(f, playbook, practices) > 0]
    found = dict.fromkeys(group_of(f.practice) for f in counted)
    order = [g for g in GROUPS if g in found] + [g for g in found if g not in GROUPS]
    return {g: _share(f for f in counted if group_of(f.practice) == g) for g in order}


def overall(shares: Mapping[str, Share]) -> Share | None:
    """The share over all groups together; None where nothing applied."""
    applied = sum(s.applied for s in shares.values())
    return Share(sum(s.kept for s in shares.values()), applied) if applied else None


def _share(findings: Iterable[Finding]) -> Share:
    verdicts = [f.verdict for f in findings]
    return Share(verdicts.count("kept"), len(verdicts))
