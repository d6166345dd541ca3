"""An incident in words: a threat or blackmail on a page of its own, for a manager or a police report."""

from __future__ import annotations

from dataclasses import dataclass

from belwijs.finding import Incident, Report
from belwijs.interface import InterfaceLanguage, text
from belwijs.surfaces.report import wording


@dataclass(frozen=True, slots=True)
class Said:
    """A turn that is quoted on the page."""

    turn: int
    clock: str
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident in words."""

    title: str
    threat: Said
    facts: tuple[tuple[str, str], ...]  # label, text
    replies: tuple[Said, ...]
    better: str  # what could have been said; empty where the move came
    blanks: tuple[str, ...]  # labels of what people fill in by hand


def incident_view(incident: Incident, report: Report, language: InterfaceLanguage) -> IncidentView:
    """The view of one incident of a report."""

    def t(key: str, **slots: object) -> str:
        return text(language, key, **slots)

    when = wording.when(incident.at, language) if incident.at else ""
    moment = t("incident.moment", time=wording.clock(incident.start))
    made = ", ".join(t(f"move.{m}") for m in incident.made) or t("incident.no_move")
    agent = next((p.name for p in report.participants if p.role == "agent" and p.name), None)
    facts = (
        (t("incident.when"), f"{when} ({moment})" if when else moment),
        (t("incident.call"), " · ".join(wording.plain(n) for n in (report.id, report.organisation) if n)),
        (t("incident.who"), _caller(incident, report, language)),
        (t("role.agent").capitalize(), wording.plain(agent or "")),
        (t("incident.cell"), t(f"cell.{incident.level}.{incident.target}")),
        (t("incident.asked"), t(f"move.{incident.asked}")),
        (t("incident.made"), made),
        (t("incident.ended"), t("incident.yes" if incident.ended else "incident.no")),
        (t("incident.sure"), f"{round(100 * incident.confidence)} %"),
    )  # fmt: skip
    return IncidentView(
        title=t("incident.title"),
        threat=_said(incident.turn, report, language),
        facts=tuple((label, value) for label, value in facts if value),
        replies=tuple(_said(n, report, language) for n in incident.reply),
        better=next((wording.plain(e.suggestion or "") for e in report.escalation if e.turn == incident.turn), ""),
        blanks=tuple(t(f"incident.blank.{b}") for b in ("reported_by", "date", "to_whom", "follow_up")),
    )


def _caller(incident: Incident, report: Report, language: InterfaceLanguage) -> str:
    who = next((p for p in report.participants if p.id == incident.speaker), None)
    role = text(language, f"role.{who.role}") if who else ""
    return " · ".join(filter(None, (role, wording.plain(who.name or "") if who else "")))


def _said(turn: int, report: Report, language: InterfaceLanguage) -> Said:
    spoken = report.turns[turn]
    speaker = wording.speakers(report, language).get(spoken.speaker, "")
    return Said(turn, wording.clock(spoken.start), speaker, wording.plain(spoken.text))
