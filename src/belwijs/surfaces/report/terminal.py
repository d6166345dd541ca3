"""A report on the terminal: read in half a minute, the rest below it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice, catalogue
from belwijs.finding import Finding, Report, Verdict
from belwijs.interface import InterfaceLanguage, note, text
from belwijs.interface.retelling import retold
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.choose import Choice, choose, example, group_of
from belwijs.surfaces.report.coach import coach_view
from belwijs.surfaces.report.heard import VoiceLine
from belwijs.surfaces.report.incident import incident_view
from belwijs.surfaces.report.terminal_coach import coach_parts

WIDEST = 100  # columns; longer lines read badly
LONGEST_QUOTE = 160  # characters
STYLES: Mapping[Verdict, str] = {"kept": "green", "missed": "red", "not_applicable": "dim", "unknown": "yellow"}
ASCII: Mapping[str, str] = {
    "✓": "+", "✗": "x", "–": "-", "—": "-", "·": "|", "×": "x", "…": "...", "→": "->",
    "▼": "v", "▲": "^", "■": "#", "≥": ">", "≤": "<", "−": "-",
    **dict(zip("▁▂▃▄▅▆▇█", "._-=+*%#", strict=True)),
    "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"',
}  # fmt: skip


def fitting(said: str, encoding: str) -> str:
    """The text in characters that the encoding has: typographic marks as ASCII, letters without their accents."""
    try:
        said.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "".join(_fit(c, encoding) for c in said)
    return said


def _fit(character: str, encoding: str) -> str:
    for candidate in (character, ASCII.get(character, ""), unicodedata.normalize("NFKD", character)[:1]):
        try:
            if candidate and candidate.encode(encoding):
                return candidate
        except (UnicodeEncodeError, LookupError):
            continue
    return "?"


def print_report(
    report: Report,
    console: Console,
    playbook: Playbook,
    practices: Mapping[str, Practice] | None = None,
    voices: Sequence[VoiceLine] = (),
) -> None:
    """Print one report: head, what went well, the one thing to work on, what else was missed, the rest, notes.

    Every verdict has a symbol and stands under a word, so that colour is never the only sign; a console whose
    encoding lacks the symbols gets ASCII ones.

    Args:
        report: what to print.
        console: where to; its width (60-200 columns read well), colours and encoding decide the form.
        playbook: gives the language and the weights.
        practices: the catalogue, unless another one is given.
        voices: what was heard over time on each channel, where there was sound.
    """
    book = catalogue() if practices is None else practices
    page = _Page(report, choose(report, playbook, book), book, playbook.interface, console.encoding)
    page.coach = tuple(coach_parts(report, coach_view(report, playbook, book, "c"), voices, page.language, page.text))
    console.print(page.render(), width=min(console.width, WIDEST), highlight=False)


class _Page:
    """The parts of one printed report."""

    def __init__(
        self,
        report: Report,
        choice: Choice,
        practices: Mapping[str, Practice],
        language: InterfaceLanguage,
        encoding: str,
    ) -> None:
        self.report = report
        self.choice = choice
        self.practices = practices
        self.language: InterfaceLanguage = language
        self.encoding = encoding
        self.coach: tuple[RenderableType, ...] = ()

    def render(self) -> RenderableType:
        parts: list[RenderableType] = [self.head(), *self.incidents()]
        if self.report.findings:
            parts += [self.well(), *self.work_on(), *self.also(), *self.coach, *self.rest(), *self.unknown()]
        else:
            parts.append(self.text(self.say("page.no_findings")))
        parts += self.notes()
        return Group(*[p for part in parts for p in (part, Text())][:-1])

    def say(self, key: str, **slots: object) -> str:
        return text(self.language, key, **slots)

    def text(self, said: str, style: str = "") -> Text:
        return Text(fitting(wording.visible(said), self.encoding), style=style)

    def symbol(self, verdict: Verdict) -> Text:
        return self.text(wording.SYMBOLS[verdict], f"bold {STYLES[verdict]}")

    def heading(self, key: str) -> Text:
        return self.text(self.say(key), "bold underline")

    def title(self, finding: Finding) -> str:
        return wording.title(finding.practice, self.practices, self.language)

    def incidents(self) -> list[RenderableType]:
        """Threats and blackmail, with their words and what the agent did."""
        shown: list[RenderableType] = []
        for incident in self.report.incidents:
            view = incident_view(incident, self.report, self.language)
            said = Text.assemble(
                self.text(f"! {view.title} ", "bold red"), self.text(f"{view.threat.clock} "),
                self.text(f"“{_short(view.threat.words)}”"),
            )  # fmt: skip
            done = self.say("incident.summary", made=dict(view.facts)[self.say("incident.made")])
            shown.append(Group(said, Padding(self.text(done), (0, 0, 0, 2))))
        return shown

    def head(self) -> RenderableType:
        report = self.report
        name = self.text(" · ".join(filter(None, (report.id, report.organisation))), "bold")
        attempts = [self.say("page.attempt", number=e.number) for e in report.events if e.number]
        facts = (wording.when(report.started_at, self.language), wording.clock(report.duration),
                 self.say(f"report.{report.direction}"), *attempts)  # fmt: skip
        number = wording.counts(report)
        shown = Text()
        for verdict in wording.VERDICTS:
            shown.append(", " if shown else "").append_text(self.symbol(verdict))
            shown.append_text(self.text(f" {number[verdict]} {self.say(f'verdict.{verdict}')}"))
        return Group(name, self.text(" · ".join(f for f in facts if f)), shown)

    def well(self) -> RenderableType:
        if not self.choice.well:
            return Group(self.heading("report.went_well"), self.indented(self.text(self.say("report.nothing_kept"))))
        rows = self.rows()
        for f in self.choice.well:
            shown = example(f, self.report)
            quote = wording.plain(shown.quote) if shown and shown.quote else ""
            why = f"“{_short(quote)}”" if quote else retold(self.language, f.reason or "")
            at = self.at(f.model_copy(update={"evidence": (shown,)}) if shown else f)
            rows.add_row(self.symbol("kept"), at, self.text(f"{self.title(f)}. {why}"))
        return Group(self.heading("report.went_well"), self.indented(rows))

    def work_on(self) -> list[RenderableType]:
        finding = self.choice.work_on
        if finding is None:
            return [] if self.choice.also else [self.text(self.say("report.nothing_missed"))]
        rows = self.rows()
        rows.add_row(self.symbol("missed"), self.at(finding), self.text(self.title(finding), "bold"))
        heard = wording.spoken(finding, self.report, self.language)
        if heard:
            speaker, said, missing = heard
            place = f"{self.say('page.missing')} " if missing else ""
            rows.add_row("", "", self.text(f"{place}{speaker}: “{_short(said)}”"))
        if finding.reason:
            rows.add_row("", "", self.text(retold(self.language, finding.reason)))
        if finding.suggestion:
            rows.add_row("", "", self.better(finding.suggestion))
        return [Group(self.heading("report.work_on"), self.indented(rows))]

    def also(self) -> list[RenderableType]:
        if not self.choice.also:
            return []
        rows = self.rows()
        for f in self.choice.also:
            line = self.text(f"{self.title(f)}.")
            if f.suggestion:
                line.append(" ").append_text(self.better(f.suggestion))
            rows.add_row(self.symbol("missed"), self.at(f), line)
        return [Group(self.heading("report.also"), self.indented(rows))]

    def rest(self) -> list[RenderableType]:
        rows = Table.grid(padding=(0, 1))
        for column in ({"no_wrap": True}, {"width": 1}, {"ratio": 1}):
            rows.add_column(**column)
        aside: list[Finding] = []
        for group, findings in self.choice.rest:
            kept = [f for f in findings if f.verdict == "kept"]
            aside += [f for f in findings if f.verdict == "not_applicable"]
            if kept:
                name = self.text(wording.known(self.language, "group", group))
                rows.add_row(name, self.symbol("kept"), self.text("; ".join(self.title(f) for f in kept)))
        if aside:
            numbers = ", ".join(f"{wording.known(self.language, 'group', g)} {n}" for g, n in _tally(aside))
            rows.add_row(self.text(self.say("page.not_applicable")), self.symbol("not_applicable"), self.text(numbers))
        return [Group(self.heading("report.rest"), self.indented(rows))] if rows.row_count else []

    def unknown(self) -> list[RenderableType]:
        found = [f for f in self.report.findings if f.verdict == "unknown"]
        if not found:
            return []
        rows = Table.grid(padding=(0, 1))
        for column in ({"width": 1}, {"no_wrap": True, "justify": "right"}, {"ratio": 1}):
            rows.add_column(**column)
        for reason, those in wording.by_reason(found, self.language):
            named = self.title(those[0]) if len(those) == 1 else ", ".join(
                wording.known(self.language, "group", g) for g, _ in _tally(those)
            )  # fmt: skip
            said = self.text(f"{reason} ").append_text(self.text(f"({named})"))
            rows.add_row(self.symbol("unknown"), self.text(f"{len(those)} ×"), said)
        return [Group(self.heading("page.unknown"), self.indented(rows))]

    def notes(self) -> list[RenderableType]:
        if not self.report.notes:
            return []
        notes = [note(self.language, n) for n in self.report.notes]
        return [Group(self.heading("report.notes"), *[self.indented(self.text(n)) for n in notes])]

    def rows(self) -> Table:
        """Symbol, time, text; the text takes what is left."""
        rows = Table.grid(padding=(0, 1), expand=True)
        rows.add_column(width=1)
        rows.add_column(justify="right", no_wrap=True, min_width=4)
        rows.add_column(ratio=1)
        return rows

    def at(self, finding: Finding) -> Text:
        second = wording.moment(finding, self.report)
        return self.text("" if second is None else wording.clock(second), "cyan")

    def better(self, suggestion: str) -> Text:
        label = self.text(self.say("report.say") + ":", "bold")
        return Text().append_text(label).append(" ").append_text(self.text(f"“{suggestion}”"))

    def indented(self, inner: RenderableType) -> Padding:
        return Padding(inner, (0, 0, 0, 2))


def _tally(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    groups = [group_of(f.practice) for f in findings]
    return [(g, groups.count(g)) for g in dict.fromkeys(groups)]


def _short(said: str) -> str:
    return said if len(said) <= LONGEST_QUOTE else said[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
