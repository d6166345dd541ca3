"""A report turned into what the page's templates write down: texts ready to read, anchors, times."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from belwijs.call import Turn
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice
from belwijs.finding import Evidence, Finding, Report, Verdict
from belwijs.interface import InterfaceLanguage, note, text
from belwijs.interface.retelling import retold
from belwijs.language.forms import packs
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.choose import choose, example, group_of
from belwijs.surfaces.report.coach import CoachView, coach_view
from belwijs.surfaces.report.entry import Entry, Sound
from belwijs.surfaces.report.heard import FigureView, LineView, figures_view, line_view
from belwijs.surfaces.report.incident import IncidentView, incident_view
from belwijs.surfaces.report.tags import Tag, tags_of
from belwijs.surfaces.report.timeline import Spot, Timeline, length, timeline
from belwijs.surfaces.report.transcript import Ref, Stretch, cut
from belwijs.surfaces.report.why import Why, whys_of

_MIME = re.compile(r"audio/[A-Za-z0-9.+-]+(; ?codecs=[A-Za-z0-9.,-]+)?")
_SHORT = 4  # words at most in a turn that only says "I am listening"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure against its limit; both in per cent of the drawn scale."""

    value: float
    limit: float


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence in words."""

    at: float | None
    clock: str
    turn: str | None  # anchor of the turn
    speaker: str
    quote: str
    missing: bool  # the quote is where something should have come
    measure: str
    gauge: Gauge | None
    note: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding in words."""

    id: str
    practice: str
    verdict: Verdict
    title: str
    group: str
    reason: str
    suggestion: str
    percent: int
    evidence: tuple[EvidenceView, ...]
    details: tuple[tuple[str, str], ...]  # label, text


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of the transcript."""

    id: str
    speaker: str
    side: str
    at: float
    clock: str
    stretches: tuple[Stretch, ...]
    whole: tuple[Ref, ...]  # findings about the turn, not about words in it
    first_word: int
    short: bool
    tags: tuple[Tag, ...] = ()
    whys: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class CallView:
    """One call on the page."""

    id: str
    report: Report
    name: str
    organisation: str
    facts: tuple[str, ...]
    counts: Mapping[Verdict, int]
    well: tuple[tuple[FindingView, EvidenceView | None], ...]  # with what is held up of it
    work_on: FindingView | None
    any_missed: bool
    groups: tuple[tuple[str, tuple[FindingView, ...]], ...]  # judged ones
    not_applicable: tuple[FindingView, ...]
    unknown: tuple[tuple[str, tuple[FindingView, ...]], ...]  # reason → findings
    lines: tuple[Line, ...]
    timeline: Timeline | None
    audio: str  # data: URI, or empty
    incidents: tuple[IncidentView, ...]
    notes: tuple[str, ...]
    made_by: tuple[tuple[str, str], ...]
    coach: CoachView
    lines_heard: tuple[LineView, ...]
    figures: tuple[FigureView, ...]
    data: Mapping[str, object]  # what the script needs


class Viewer:
    """Writes the views of one page; a call's anchors start with its number, so that they never meet."""

    def __init__(self, playbook: Playbook, practices: Mapping[str, Practice]) -> None:
        self.playbook = playbook
        self.practices = practices
        self.language: InterfaceLanguage = playbook.interface
        self._named: tuple[Report, dict[str, str]] | None = None

    def names(self, report: Report) -> dict[str, str]:
        """What to call each participant; asked for every piece of evidence of a report, so made once for it."""
        if self._named is None or self._named[0] is not report:
            self._named = report, wording.speakers(report, self.language)
        return self._named[1]

    def call(self, entry: Entry, number: int) -> CallView:
        """The view of one call; `number` counts from 1."""
        report, anchor = entry.report, f"c{number}"
        choice = choose(report, self.playbook, self.practices)
        views = {id(f): self.finding(f, n, report, anchor) for n, f in enumerate(report.findings)}
        judged = [f for f in report.findings if f.verdict in ("kept", "missed")]
        shown = [views[id(f)] for f in judged]
        lines = self.lines(report, judged, views, anchor)
        spots = _spots(judged, views, report)
        unknown = wording.by_reason([f for f in report.findings if f.verdict == "unknown"], self.language)
        return CallView(
            id=anchor,
            report=report,
            name=wording.plain(report.id),
            organisation=wording.plain(report.organisation or ""),
            facts=self.facts(report),
            counts=wording.counts(report),
            well=tuple((views[id(f)], self.held_up(f, report, anchor)) for f in choice.well),
            work_on=views[id(choice.work_on)] if choice.work_on else None,
            any_missed=bool(choice.missed),
            groups=tuple((g, tuple(v for v in shown if v.group == g)) for g in dict.fromkeys(v.group for v in shown)),
            not_applicable=tuple(views[id(f)] for f in report.findings if f.verdict == "not_applicable"),
            unknown=tuple((reason, tuple(views[id(f)] for f in those)) for reason, those in unknown),
            lines=lines,
            timeline=timeline(entry, spots, self.language),
            audio=_uri(entry.sound) if entry.sound else "",
            incidents=tuple(incident_view(i, report, self.language) for i in report.incidents),
            notes=tuple(wording.plain(note(self.language, n)) for n in report.notes),
            made_by=tuple((wording.plain(k), wording.plain(v)) for k, v in report.made_by.items()),
            coach=coach_view(report, self.playbook, self.practices, anchor),
            lines_heard=tuple(line_view(v, length(entry), self.language) for v in entry.voices),
            figures=figures_view(report, self.language),
            data=_data(report, lines, spots),
        )

    def facts(self, report: Report) -> tuple[str, ...]:
        """When, how long, which way."""
        attempts = [text(self.language, "page.attempt", number=e.number) for e in report.events if e.number]
        found = (
            wording.when(report.started_at, self.language),
            text(self.language, "page.length", length=wording.clock(report.duration)),
            text(self.language, f"report.{report.direction}"),
            *attempts,
        )
        return tuple(f for f in found if f)

    def finding(self, finding: Finding, number: int, report: Report, anchor: str) -> FindingView:
        """The view of one finding; its anchor holds its number, for an id may come from anywhere."""
        practice = self.practices.get(finding.practice)
        details: tuple[tuple[str, str], ...] = ()
        if practice:
            told = {"what": practice.what, "why": practice.why, "when": practice.when}
            details = tuple((text(self.language, f"page.{k}"), v.in_(self.language)) for k, v in told.items())
            details += ((text(self.language, "page.norm"), practice.norm),)
        return FindingView(
            id=f"{anchor}-f{number}",
            practice=finding.practice,
            verdict=finding.verdict,
            title=wording.title(finding.practice, self.practices, self.language),
            group=wording.known(self.language, "group", group_of(finding.practice)),
            reason=wording.plain(retold(self.language, finding.reason or "")),
            suggestion=wording.plain(finding.suggestion or ""),
            percent=round(100 * finding.confidence),
            evidence=tuple(self.evidence(e, finding, report, anchor) for e in finding.evidence),
            details=details,
        )

    def held_up(self, finding: Finding, report: Report, anchor: str) -> EvidenceView | None:
        """What is shown of something that went well."""
        shown = example(finding, report)
        return self.evidence(shown, finding, report, anchor) if shown else None

    def evidence(self, evidence: Evidence, finding: Finding, report: Report, anchor: str) -> EvidenceView:
        """The view of one piece of evidence; without a time of its own it has that of its turn."""
        turn = report.turns[evidence.turn] if evidence.turn is not None and evidence.turn < len(report.turns) else None
        at = evidence.start if evidence.start is not None else (turn.start if turn else None)
        place = evidence.turn if turn else _turn_at(at, report.turns)
        missing = finding.verdict == "missed" and not evidence.quote and evidence.measure is None
        quote = evidence.quote or (turn.text if turn and missing else "")
        return EvidenceView(
            at=at,
            clock=wording.clock(at) if at is not None else "",
            turn=f"{anchor}-t{place}" if place is not None else None,
            speaker=self.names(report).get(turn.speaker, "") if turn and quote else "",
            quote=wording.plain(quote),
            missing=missing and bool(quote),
            measure=wording.measure(evidence, self.language) or "",
            gauge=_gauge(evidence),
            note=wording.plain(retold(self.language, evidence.note or "")),
        )

    def lines(
        self, report: Report, judged: Sequence[Finding], views: Mapping[int, FindingView], anchor: str
    ) -> tuple[Line, ...]:
        """The transcript, with what each turn is evidence of."""
        names = self.names(report)
        roles = {p.id: p.role for p in report.participants}
        sides = {"agent": "ours", "colleague": "ours", "customer": "theirs"}
        lines: list[Line] = []
        words = 0
        tags = tags_of(report, self.language)
        whys = whys_of(report, self.language)
        quotes_of, whole_of = _references(judged, views)
        for n, turn in enumerate(report.turns):
            quotes, whole = quotes_of.get(n, []), tuple(whole_of.get(n, ()))
            stretches, left = cut(turn, quotes)
            short = not quotes and not whole and _listening_only(n, turn, report)
            side = sides.get(roles.get(turn.speaker, ""), "system")
            whole = tuple(dict.fromkeys((*whole, *left)))
            lines.append(
                Line(f"{anchor}-t{n}", names.get(turn.speaker, wording.plain(turn.speaker)), side, turn.start,
                     wording.clock(turn.start), stretches, whole, words, short, tags.get(n, ()),
                     whys.get(n, ()))
            )  # fmt: skip
            words += len(turn.words)
        return tuple(lines)


def _references(
    judged: Sequence[Finding], views: Mapping[int, FindingView]
) -> tuple[dict[int, list[tuple[str, Ref]]], dict[int, list[Ref]]]:
    """By turn: its quotes with what they show, and what is said of it as a whole; each once."""
    quotes: dict[int, dict[tuple[str, Ref], None]] = defaultdict(dict)
    whole: dict[int, dict[Ref, None]] = defaultdict(dict)
    for finding in judged:
        view = views[id(finding)]
        ref = Ref(finding.verdict, view.title, view.id)
        for e in finding.evidence:
            if e.turn is None:
                continue
            if e.quote:
                quotes[e.turn][(e.quote, ref)] = None
            elif e.measure is None:
                whole[e.turn][ref] = None
    return {turn: list(those) for turn, those in quotes.items()}, {turn: list(those) for turn, those in whole.items()}


def _listening_only(number: int, turn: Turn, report: Report) -> bool:
    acts = {a.act for a in report.acts if a.turn == number}
    words = re.findall(r"[^\W_]+", turn.text.casefold())
    if not words or len(words) > _SHORT:
        return False
    listens = (p.agent["backchannel"] for p in (packs((report.language,)) if report.language else packs()))
    return acts == {"backchannel"} or (not acts and any(form.search(turn.text) for form in listens))


def _turn_at(at: float | None, turns: Sequence[Turn]) -> int | None:
    """The turn that sounds at a second, else the first one after it, else the last."""
    if at is None or not turns:
        return None
    return next((n for n, t in enumerate(turns) if t.end > at), len(turns) - 1)


def _gauge(evidence: Evidence) -> Gauge | None:
    value, limit = evidence.value, evidence.limit
    if value is None or limit is None or value < 0 or limit <= 0:
        return None
    scale = 1.25 * max(value, limit)
    return Gauge(round(100 * value / scale, 1), round(100 * limit / scale, 1))


def _spots(judged: Sequence[Finding], views: Mapping[int, FindingView], report: Report) -> list[Spot]:
    found = []
    for finding in judged:
        view = views[id(finding)]
        times = {e.at for e in view.evidence if e.at is not None}
        found += [Spot(at, finding.verdict, view.title, view.id) for at in sorted(times)]
    return sorted(found, key=lambda s: (s.at, s.verdict))


def _data(report: Report, lines: Sequence[Line], spots: Sequence[Spot]) -> dict[str, object]:
    """Times for the script: turns as [start, end, first word, number of words], words and evidence in order."""
    return {
        "turns": [[t.start, t.end, li.first_word, len(t.words)] for t, li in zip(report.turns, lines, strict=True)],
        "words": [[w.start, w.end] for t in report.turns for w in t.words],
        "spots": [[s.at, s.finding, s.title] for s in spots],
    }


def _uri(sound: Sound) -> str:
    mime = sound.mime if _MIME.fullmatch(sound.mime) else "application/octet-stream"
    return f"data:{mime};base64,{base64.b64encode(sound.data).decode('ascii')}"
