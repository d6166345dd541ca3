"""Words and figures of a report as people read them, in the interface language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from belwijs.catalogue.practice import Practice
from belwijs.finding import Evidence, Finding, Report, Verdict
from belwijs.interface import InterfaceLanguage, text, texts
from belwijs.interface.retelling import retold

VERDICTS: tuple[Verdict, ...] = ("kept", "missed", "not_applicable", "unknown")
SYMBOLS: Mapping[Verdict, str] = {"kept": "✓", "missed": "✗", "not_applicable": "–", "unknown": "?"}
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(said: str) -> str:
    """Text without control characters and direction marks: it cannot steer a terminal or turn a line around."""
    return _UNSEEN.sub(" ", said)


def plain(said: str) -> str:
    """Text from outside on one line, with single spaces and nothing invisible."""
    return " ".join(visible(said).split())


def clock(seconds: float) -> str:
    """A moment or a length as people write it: `1:06`, `1:02:03`."""
    whole = int(max(seconds, 0.0))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def lasted(seconds: float, language: InterfaceLanguage) -> str:
    """How long something lasted: `14 s`, `2 min 5 s`, `1 h 3 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s" if whole or not seconds else f"{number(seconds, language)} s"
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours} {text(language, 'unit.hour')} {minutes} min"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def number(value: float, language: InterfaceLanguage, decimals: int | None = None) -> str:
    """A figure with at most one decimal (two below 1), or as many as given, with the language's decimal mark."""
    shown = f"{value:.{(1 if abs(value) >= 1 else 2) if decimals is None else decimals}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return shown.replace(".", ",") if language == "nl" else shown


def known(language: InterfaceLanguage, prefix: str, name: str) -> str:
    """The text of `prefix.name`, or the name itself in plain words where there is none yet."""
    return texts(language).get(f"{prefix}.{name}", name.replace("_", " "))


def title(practice_id: str, practices: Mapping[str, Practice], language: InterfaceLanguage) -> str:
    """A practice's title, or its id where the catalogue does not have it."""
    practice = practices.get(practice_id)
    return practice.title.in_(language) if practice else practice_id


def when(started_at: str | None, language: InterfaceLanguage) -> str | None:
    """Day and time of the call in words; the text as given where it is no ISO 8601 time."""
    if not started_at:
        return None
    try:
        moment = datetime.fromisoformat(started_at)
    except ValueError:
        return plain(started_at)
    day = text(language, "page.days").split()[moment.weekday()]
    month = text(language, "page.months").split()[moment.month - 1]
    time = f"{moment:%H:%M}"
    return text(language, "page.date", weekday=day, day=moment.day, month=month, year=moment.year, time=time)


def speakers(report: Report, language: InterfaceLanguage) -> dict[str, str]:
    """What to call each participant: the name, else the role, numbered where several would be called the same."""
    names = {p.id: plain(p.name or "") or text(language, f"role.{p.role}") for p in report.participants}
    taken: dict[str, int] = {}
    for who, name in names.items():
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            names[who] = f"{name} {taken[name]}"
    return names


def measure(evidence: Evidence, language: InterfaceLanguage) -> str | None:
    """A measured figure against its limit, in words; None when the evidence holds none."""
    if evidence.measure is None or evidence.value is None:
        return None
    name = known(language, "measure", evidence.measure)
    unit = known(language, "unit", evidence.unit or "")
    figure = f"{name}: {number(evidence.value, language)} {unit}".rstrip()
    if evidence.limit is None:
        return figure
    limit = text(language, "report.limit", limit=number(evidence.limit, language), unit=unit).rstrip()
    return f"{figure} ({limit})"


def counts(report: Report) -> dict[Verdict, int]:
    """How many findings have each verdict."""
    return {v: sum(f.verdict == v for f in report.findings) for v in VERDICTS}


def moment(finding: Finding, report: Report) -> float | None:
    """Second at which a finding is first seen; of a turn where the evidence has no time of its own."""
    for e in finding.evidence:
        if e.start is not None:
            return e.start
        if e.turn is not None and e.turn < len(report.turns):
            return report.turns[e.turn].start
    return None


def spoken(finding: Finding, report: Report, language: InterfaceLanguage) -> tuple[str, str, bool] | None:
    """Who said what in a finding's first evidence with words, and whether that is where something was missing."""
    names = speakers(report, language)
    for e in finding.evidence:
        if e.turn is not None and e.turn < len(report.turns):
            turn = report.turns[e.turn]
            return names.get(turn.speaker, turn.speaker), plain(e.quote or turn.text), not e.quote and not e.measure
    return None


def by_reason(findings: Sequence[Finding], language: InterfaceLanguage) -> list[tuple[str, list[Finding]]]:
    """Findings gathered under the reason they share, in that language, the most common first."""
    found: dict[str, list[Finding]] = {}
    for f in findings:
        found.setdefault(retold(language, f.reason or ""), []).append(f)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))
