"""Reports as a PDF: the coach's report on paper, from the same views as the page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from belwijs import __version__
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import Practice
from belwijs.interface import text
from belwijs.surfaces.report import wording
from belwijs.surfaces.report.coach import CoachView
from belwijs.surfaces.report.entry import Entry
from belwijs.surfaces.report.pdf_shapes import (
    BOLD,
    KEPT_SOFT,
    LINE,
    SOFT,
    TEXT,
    Bar,
    JourneyStrip,
    Sign,
    Swatch,
    TemperPlot,
)
from belwijs.surfaces.report.view import CallView, EvidenceView, FindingView, Viewer

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
_BODY = 9.0  # points


@cache
def _fonts() -> None:
    folder = files(__package__).joinpath("fonts")
    for name, file in ((TEXT, "NotoSans-Regular.ttf"), (BOLD, "NotoSans-Bold.ttf")):
        registerFont(TTFont(name, io.BytesIO(folder.joinpath(file).read_bytes())))
    registerFontFamily(TEXT, normal=TEXT, bold=BOLD, italic=TEXT, boldItalic=BOLD)


def _style(name: str, size: float = _BODY, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=more.pop("font", TEXT), fontSize=size, leading=size * 1.36, **more)


BODY = _style("body")
SMALL = _style("small", 7.8, textColor=SOFT)
TITLE = _style("title", 19, font=BOLD, spaceAfter=1)
H2 = _style("h2", 12, font=BOLD, spaceBefore=9, spaceAfter=3)
H3 = _style("h3", 9.6, font=BOLD, textColor=SOFT, spaceBefore=6, spaceAfter=2)
STRONG = _style("strong", font=BOLD)
LEAD = _style("lead", 11, font=BOLD)


def printable(said: str) -> str:
    """Text in the characters that the font has; others come out as `?`. Markup characters are escaped."""
    _fonts()
    known = getFont(TEXT).face.charToGlyph  # type: ignore[attr-defined]
    return escape("".join(c if ord(c) in known else "?" for c in said))


def paragraph(said: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph(printable(said), style)


class _Numbered(Canvas):
    """Writes `page 2 of 5` under every page, once it is known how many there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []
        self.foot: list[str] = []  # of each page: what stands on the left
        self.numbering = "{page} / {pages}"

    def showPage(self) -> None:  # noqa: N802 (its own name)
        """Keep the page until the end."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Number all pages and write the file."""
        for n, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self.setFont(TEXT, 7.5)
            self.setFillColor(SOFT)
            self.drawString(MARGIN, 10 * mm, self.foot[n - 1] if n <= len(self.foot) else "")
            self.drawRightString(A4[0] - MARGIN, 10 * mm, self.numbering.format(page=n, pages=len(self._pages)))
            super().showPage()
        super().save()


def pdf_report(entries: Sequence[Entry], playbook: Playbook, practices: Mapping[str, Practice]) -> bytes:
    """The coach's report of one call or several as a PDF; the same calls give the same bytes.

    Args:
        entries: the calls in order, each beginning on a new page; sound in them is not used.
        playbook: gives the language, the weights and what the report shows.
        practices: the catalogue.
    """
    _fonts()
    viewer = Viewer(playbook, practices)
    calls = [viewer.call(entry, n) for n, entry in enumerate(entries, 1)]
    out = io.BytesIO()
    title = calls[0].name if len(calls) == 1 else text(playbook.interface, "page.calls", number=len(calls))
    document = BaseDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=16 * mm, bottomMargin=18 * mm,
        title=f"{title} – Belwijs", author="Belwijs", lang=playbook.interface, invariant=1,
    )  # fmt: skip
    frame = (MARGIN, 18 * mm, WIDTH, A4[1] - 34 * mm)
    document.addPageTemplates(
        [
            PageTemplate(f"call{n}", [Frame(*frame, 0, 0, 0, 0)], onPage=_footer(call, playbook))
            for n, call in enumerate(calls)
        ]
    )
    story: list[Flowable] = []
    for n, call in enumerate(calls):
        if n:
            story += [NextPageTemplate(f"call{n}"), PageBreak()]
        story += list(_Sheet(call, playbook).parts())
    document.build(story or [Spacer(1, 1)], canvasmaker=_Numbered)
    return out.getvalue()


def _footer(call: CallView, playbook: Playbook) -> Any:
    left = " · ".join(filter(None, (call.name, call.organisation, f"Belwijs {__version__}")))

    def on_page(canvas: _Numbered, document: object) -> None:
        canvas.foot = [*canvas.foot, _plain(left)]
        canvas.numbering = text(playbook.interface, "pdf.page", page="{page}", pages="{pages}")

    return on_page


def _plain(said: str) -> str:
    known = getFont(TEXT).face.charToGlyph  # type: ignore[attr-defined]
    return "".join(c if ord(c) in known else "?" for c in said)


class _Sheet:
    """The parts of one call."""

    def __init__(self, call: CallView, playbook: Playbook) -> None:
        self.call = call
        self.coach: CoachView = call.coach
        self.playbook = playbook

    def t(self, key: str, **slots: object) -> str:
        return text(self.playbook.interface, key, **slots)

    def parts(self) -> Iterator[Flowable]:
        yield from self.head()
        yield from self.incidents()
        yield self.first()
        yield from self.phrases()
        yield from self.temper()
        yield from self.matrix()
        yield from self.journey()
        yield from self.shares()
        yield from self.findings()
        yield from self.rest()

    def head(self) -> Iterator[Flowable]:
        call = self.call
        name = f"{printable(call.name)} <font name='{TEXT}' color='#4a545b'>{printable(call.organisation)}</font>"
        yield Paragraph(name, TITLE)
        yield paragraph(" · ".join(call.facts), SMALL)
        cells: list[Any] = []
        widths: list[float | None] = []
        for verdict in wording.VERDICTS:
            said = f"{call.counts[verdict]} {self.t(f'verdict.{verdict}')}"
            cells += [Sign(verdict), paragraph(said, STRONG)]
            widths += [12, _width(said, BOLD, _BODY) + 14]
        yield Spacer(1, 3)
        yield Table([cells], widths, style=_NO_PADDING, hAlign="LEFT")
        yield Spacer(1, 6)

    def incidents(self) -> Iterator[Flowable]:
        for incident in self.call.incidents:
            rows = [[paragraph(label, SMALL), paragraph(said)] for label, said in incident.facts]
            box = [paragraph(incident.title, LEAD), paragraph(f"“{incident.threat.words}”"),
                   Table(rows, [110, WIDTH - 130], style=_NO_PADDING)]  # fmt: skip
            yield KeepTogether([Table([[box]], [WIDTH], style=_BOX), Spacer(1, 6)])

    def first(self) -> Flowable:
        call = self.call
        well: list[Flowable] = [paragraph(self.t("report.went_well"), H3)]
        for f, held_up in call.well:
            said = _shown(f, held_up)
            well.append(_signed("kept", [paragraph(f.title, STRONG), *([paragraph(said)] if said else [])], _HALF))
        if not call.well:
            well.append(paragraph(self.t("report.nothing_kept")))
        one: list[Flowable] = [paragraph(self.t("report.work_on"), H3)]
        if work_on := call.work_on:
            lines: list[Flowable] = [paragraph(work_on.title, LEAD)]
            lines += [paragraph(self.evidence(e, work_on.reason)) for e in work_on.evidence[:1]]
            lines += [paragraph(work_on.reason, SMALL)] if work_on.reason else []
            one.append(_signed("missed", lines, _HALF))
            if work_on.suggestion:
                one.append(self.better(work_on.suggestion, _HALF))
        else:
            missed = f"{self.t('report.also')}: {call.counts['missed']}"
            one.append(paragraph(missed if call.any_missed else self.t("report.nothing_missed")))
        return Table([[well, one]], [WIDTH / 2, WIDTH / 2], style=_TWO)

    def phrases(self) -> Iterator[Flowable]:
        if not self.coach.phrases:
            return
        yield paragraph(self.t("phrase.title"), H2)
        yield paragraph(self.t("phrase.basis"), SMALL)
        for p in self.coach.phrases:
            state = self.t("phrase.said" if p.said else "phrase.not_said")
            lines: list[Flowable] = [paragraph(f"{p.title} ({state})", STRONG)]
            lines += [paragraph(f"{clock} “{words}”") for _, clock, _, words in p.said]
            lines.append(self.labelled("phrase.effect", p.effect))
            if p.better:
                lines.append(self.labelled("phrase.better", f"“{p.better}”"))
            yield KeepTogether([_signed("missed" if p.said else "kept", lines, WIDTH), Spacer(1, 3)])

    def temper(self) -> Iterator[Flowable]:
        view = self.coach.temper
        if view is None:
            if self.coach.calm:
                yield KeepTogether([paragraph(self.t("temper.title"), H2), paragraph(self.coach.calm)])
            return
        key: list[Any] = [Sign("said"), paragraph(self.t("temper.customer"), SMALL)]
        for effect in ("eases", "forward", "bounds", "heats"):
            key += [Sign(effect), paragraph(self.t(f"effect.{effect}"), SMALL)]
        yield KeepTogether([
            paragraph(self.t("temper.title"), H2), paragraph(view.summary), paragraph(self.t("temper.basis"), SMALL),
            Spacer(1, 4), TemperPlot(view, WIDTH), Table([key], 5 * [12, 70], style=_NO_PADDING, hAlign="LEFT"),
            Spacer(1, 3),
        ])  # fmt: skip
        rows = []
        for m in view.moments:
            who = self.t("temper.customer") if m.kind == "said" else self.t(f"effect.{m.kind}")
            said = f"<font name='{BOLD}'>{printable(who)}:</font> {printable(m.label)} “{printable(m.quote)}”"
            rows.append([paragraph(m.clock, SMALL), Sign(m.kind, 7), Paragraph(said, BODY)])
        yield Table(rows, [32, 14, WIDTH - 46], style=_ROWS)

    def matrix(self) -> Iterator[Flowable]:
        view = self.coach.matrix
        if view is None:
            return
        rows: list[list[Any]] = [["", *(paragraph(name, STRONG) for name in view.levels)]]
        style: list[Any] = [*_GRID]
        for y, (target, cells) in enumerate(view.rows, 1):
            row: list[Any] = [paragraph(target, STRONG)]
            for x, cell in enumerate(cells, 1):
                inner: list[Flowable] = [paragraph(cell.name), paragraph(self.t("matrix.move", move=cell.move), SMALL)]
                half = (WIDTH - 80) / 2 - 10
                inner += [_signed(v.verdict, [paragraph(f"{v.clock} {v.said}")], half) for v in cell.visits]
                if cell.visits:
                    style.append(("BOX", (x, y), (x, y), 1.4, SOFT))
                row.append(inner)
            rows.append(row)
        half = (WIDTH - 80) / 2
        yield KeepTogether([
            paragraph(self.t("matrix.title"), H2), paragraph(self.t("matrix.basis"), SMALL), Spacer(1, 4),
            Table(rows, [80, half, half], style=style),
        ])  # fmt: skip

    def journey(self) -> Iterator[Flowable]:
        view = self.coach.journey
        if view is None:
            return
        rows = []
        for leg in view.legs:
            said = f"{leg.label} {leg.length}".strip()
            rows.append([paragraph(leg.clock, SMALL), Swatch(leg.kind), paragraph(said)])
        half = (len(rows) + 1) // 2
        left, right = rows[:half], rows[half:]
        columns = [32, 18, WIDTH / 2 - 56]
        lists: list[Any] = [Table(side, columns, style=_ROWS) if side else "" for side in (left, right)]
        facts = "; ".join(view.facts)
        yield KeepTogether([
            paragraph(self.t("journey.title"), H2),
            *([paragraph(facts[:1].upper() + facts[1:] + ".")] if facts else []),
            Spacer(1, 3), JourneyStrip(view, WIDTH), Spacer(1, 3),
            Table([lists], [WIDTH / 2, WIDTH / 2], style=_NO_PADDING),
        ])  # fmt: skip

    def shares(self) -> Iterator[Flowable]:
        shares = [*self.coach.shares, *([self.coach.overall] if self.coach.overall else [])]
        if not shares:
            return
        rows = [
            [paragraph(s.group, STRONG if s is self.coach.overall else BODY), Bar(s.percent, 200),
             paragraph(str(s.percent), STRONG), paragraph(f"({s.said})", SMALL)]
            for s in shares
        ]  # fmt: skip
        yield KeepTogether([
            paragraph(self.t("share.title"), H2), paragraph(self.t("share.basis"), SMALL), Spacer(1, 3),
            Table(rows, [120, 212, 28, WIDTH - 360], style=_ROWS),
        ])  # fmt: skip

    def findings(self) -> Iterator[Flowable]:
        if not self.call.groups:
            return
        yield CondPageBreak(60 * mm)
        yield paragraph(self.t("page.findings"), H2)
        for group, found in self.call.groups:
            for n, f in enumerate(found):
                name = [] if n else [paragraph(group, H3)]
                yield KeepTogether([*name, self.finding(f), Spacer(1, 4)])

    def finding(self, f: FindingView) -> Flowable:
        sure = f" · {self.t('report.confidence', percent=f.percent)}" if f.percent < 100 else ""
        state = f"<font size='7.8' color='#4a545b'>  {printable(self.t(f'verdict.{f.verdict}') + sure)}</font>"
        lines: list[Flowable] = [Paragraph(printable(f.title) + state, STRONG)]
        lines += [paragraph(f.reason)] if f.reason else []
        lines += [paragraph(said) for e in f.evidence if (said := self.evidence(e, f.reason))]
        if f.suggestion:
            lines.append(self.better(f.suggestion, WIDTH))
        return _signed(f.verdict, lines, WIDTH)

    def evidence(self, e: EvidenceView, reason: str = "") -> str:
        words = f"{e.speaker}: “{e.quote}”" if e.speaker and e.quote else f"“{e.quote}”" if e.quote else ""
        missing = self.t("page.missing") if e.missing else ""
        note = "" if _same(e.note, reason) else e.note
        told = (missing, words, e.measure, note)
        return " ".join(filter(None, (e.clock, *told))) if any(told) else ""

    def rest(self) -> Iterator[Flowable]:
        call = self.call
        if call.not_applicable:
            titles = "; ".join(f.title for f in call.not_applicable)
            yield KeepTogether([
                paragraph(f"{self.t('page.not_applicable')} ({len(call.not_applicable)})", H2), paragraph(titles, SMALL)
            ])  # fmt: skip
        if call.unknown:
            lines = [
                Paragraph(f"{printable(reason)} {printable('; '.join(f.title for f in found))}", SMALL)
                for reason, found in call.unknown
            ]
            yield KeepTogether([paragraph(f"{self.t('page.unknown')} ({call.counts['unknown']})", H2), *lines])
        if call.notes:
            yield KeepTogether([paragraph(self.t("report.notes"), H2), *[paragraph(n, SMALL) for n in call.notes]])
        made = ", ".join(f"{name} {version}" for name, version in call.made_by)
        yield Spacer(1, 6)
        yield paragraph((f"{self.t('page.made_by')} {made}. " if made else "") + self.t("pdf.local"), SMALL)

    def better(self, said: str, width: float) -> Flowable:
        label = f"<font name='{BOLD}' color='#17633f'>{printable(self.t('report.say'))}:</font>"
        return Table([[Paragraph(f"{label} “{printable(said)}”", BODY)]], [width - 26], style=_BETTER, hAlign="LEFT")

    def labelled(self, key: str, said: str) -> Paragraph:
        return Paragraph(f"<font color='#4a545b'>{printable(self.t(key))}:</font> {printable(said)}", BODY)


def _shown(f: FindingView, e: EvidenceView | None) -> str:
    if e is None:
        return f.reason
    return " ".join(filter(None, (e.clock, f"“{e.quote}”" if e.quote else e.measure or f.reason)))


def _same(note: str, reason: str) -> bool:
    """Whether a note begins as the reason does, so that printing both would say it twice."""
    return bool(note) and reason.casefold()[:30] == note.casefold()[:30]


def _signed(kind: str, lines: list[Flowable], width: float) -> Table:
    return Table([[Sign(kind), lines]], [14, width - 20], style=_NO_PADDING, hAlign="LEFT")


def _width(said: str, font: str, size: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return stringWidth(said, font, size)


_HALF = WIDTH / 2 - 12
_TIGHT: list[Any] = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"),
]  # fmt: skip
_NO_PADDING = _TIGHT
_ROWS: list[Any] = [*_TIGHT, ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)]
_PADDED: list[Any] = [
    ("LEFTPADDING", (0, 0), (-1, -1), 6), ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 6), ("VALIGN", (0, 0), (-1, -1), "TOP"),
]  # fmt: skip
_TWO: list[Any] = [*_PADDED, ("BOX", (0, 0), (0, 0), 0.6, LINE), ("BOX", (1, 0), (1, 0), 0.6, LINE)]
_BOX: list[Any] = [*_PADDED, ("BOX", (0, 0), (-1, -1), 1.4, SOFT)]
_GRID: list[Any] = [*_PADDED, ("GRID", (0, 0), (-1, -1), 0.5, LINE), ("TOPPADDING", (0, 0), (-1, -1), 4)]
_BETTER: list[Any] = [*_PADDED, ("BACKGROUND", (0, 0), (-1, -1), KEPT_SOFT), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]
