"""Drawings of the printed report: signs, the emotional line, the journey, a share. Lengths in points."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from belwijs.surfaces.report.coach import JourneyView, TemperView

TEXT, BOLD = "BelwijsText", "BelwijsBold"
INK, SOFT, LINE = HexColor("#1c2226"), HexColor("#4a545b"), HexColor("#c9c5bb")
KEPT, MISSED, DOUBT = HexColor("#17633f"), HexColor("#a12d1a"), HexColor("#6a4d08")
OURS, THEIRS, LINK = HexColor("#35738f"), HexColor("#866425"), HexColor("#1d4f80")
OURS_SOFT, THEIRS_SOFT = HexColor("#c3d8e1"), HexColor("#eee5d4")
KEPT_SOFT = HexColor("#e3f0e8")
COLOURS: Mapping[str, Color] = MappingProxyType(
    {
        "kept": KEPT, "missed": MISSED, "unknown": DOUBT, "not_applicable": SOFT, "said": THEIRS,
        "eases": KEPT, "heats": MISSED, "bounds": DOUBT, "forward": LINK,
    }
)  # fmt: skip
_SMALL = 6.5  # points of the smallest text


def draw_sign(canvas: Canvas, kind: str, x: float, y: float, size: float) -> None:
    """A sign with its middle at (x, y): of a verdict, or of what a move does; shapes differ, not only colours."""
    r = size / 2
    canvas.saveState()
    canvas.setStrokeColor(COLOURS[kind])
    canvas.setFillColor(COLOURS[kind])
    canvas.setLineWidth(max(size / 7, 0.8))
    canvas.setLineCap(1)
    path = canvas.beginPath()
    if kind == "kept":
        path.moveTo(x - 0.8 * r, y - 0.1 * r)
        path.lineTo(x - 0.2 * r, y - 0.7 * r)
        path.lineTo(x + 0.9 * r, y + 0.8 * r)
    elif kind == "missed":
        path.moveTo(x - 0.7 * r, y - 0.7 * r)
        path.lineTo(x + 0.7 * r, y + 0.7 * r)
        path.moveTo(x - 0.7 * r, y + 0.7 * r)
        path.lineTo(x + 0.7 * r, y - 0.7 * r)
    elif kind == "not_applicable":
        path.moveTo(x - 0.7 * r, y)
        path.lineTo(x + 0.7 * r, y)
    elif kind == "forward":
        path.moveTo(x - 0.9 * r, y)
        path.lineTo(x + 0.9 * r, y)
        path.moveTo(x + 0.2 * r, y + 0.6 * r)
        path.lineTo(x + 0.9 * r, y)
        path.lineTo(x + 0.2 * r, y - 0.6 * r)
    if kind in ("eases", "heats"):
        up = 1 if kind == "heats" else -1
        path.moveTo(x - 0.85 * r, y - up * 0.65 * r)
        path.lineTo(x + 0.85 * r, y - up * 0.65 * r)
        path.lineTo(x, y + up * 0.85 * r)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    elif kind == "bounds":
        canvas.rect(x - 0.7 * r, y - 0.7 * r, 1.4 * r, 1.4 * r, stroke=0, fill=1)
    elif kind == "said":
        canvas.circle(x, y, 0.6 * r, stroke=0, fill=1)
    elif kind == "unknown":
        canvas.setFont(BOLD, size * 1.15)
        canvas.drawCentredString(x, y - 0.8 * r, "?")
    else:
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


class Sign(Flowable):
    """A sign on a line of text of a given size."""

    def __init__(self, kind: str, size: float = 8.0) -> None:
        super().__init__()
        self.kind = kind
        self.size = size
        self.width, self.height = size, size * 1.35

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (its own names)
        """Always the same size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it at the height of small letters."""
        draw_sign(self.canv, self.kind, self.size / 2, self.height / 2 - 0.6, self.size)


class Bar(Flowable):
    """A share of 0 to 100 as a bar."""

    def __init__(self, percent: int, width: float) -> None:
        super().__init__()
        self.percent = percent
        self.width, self.height = width, 9.0

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (its own names)
        """Always the same size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        self.canv.setFillColor(LINE)
        self.canv.rect(0, 1.5, self.width, 6, stroke=0, fill=1)
        self.canv.setFillColor(OURS)
        self.canv.rect(0, 1.5, self.width * self.percent / 100, 6, stroke=0, fill=1)


class TemperPlot(Flowable):
    """The emotional line with the agent's moves under it."""

    LEFT, ROW, PLOT = 78.0, 13.0, 92.0

    def __init__(self, view: TemperView, width: float) -> None:
        super().__init__()
        self.view = view
        self.width = width
        self.height = self.PLOT + 6 + view.rows * self.ROW

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (its own names)
        """Always the same size."""
        return self.width, self.height

    def draw(self) -> None:
        """Levels, line, signs, moves."""
        canvas, view = self.canv, self.view
        across = self.width - self.LEFT - 6
        base = self.height - self.PLOT

        def place(left: float, top: float) -> tuple[float, float]:
            return self.LEFT + across * left / 100, base + self.PLOT * (100 - top) / 100

        canvas.setFont(TEXT, 7.5)
        for name, top in view.levels:
            x, y = place(0, top)
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.5)
            canvas.line(x, y, x + across, y)
            canvas.setFillColor(SOFT)
            canvas.drawRightString(x - 5, y - 2.5, name)
        self._line(place)
        for m in view.moments:
            x, y = place(m.left, m.top)
            if m.kind == "said":
                canvas.setFillColor(white)
                canvas.circle(x, y, 3.4, stroke=0, fill=1)
                canvas.setFillColor(THEIRS)
                canvas.circle(x, y, 2.5, stroke=0, fill=1)
            else:
                draw_sign(canvas, m.kind, x, base - 8 - m.row * self.ROW, 8)

    def _line(self, place: object) -> None:
        assert callable(place)
        canvas = self.canv
        signs = [m for m in self.view.moments if m.kind == "said"]
        calm = self.view.levels[-1][1]
        path = canvas.beginPath()
        path.moveTo(*place(0, calm))
        top = calm
        for m in signs:
            path.lineTo(*place(m.left, top))
            path.lineTo(*place(m.left, m.top))
            top = m.top
        path.lineTo(*place(100, top))
        canvas.setStrokeColor(THEIRS)
        canvas.setLineWidth(1.6)
        canvas.drawPath(path, stroke=1, fill=0)


class JourneyStrip(Flowable):
    """The journey as a strip; waits have patterns of lines, talk is filled."""

    def __init__(self, view: JourneyView, width: float) -> None:
        super().__init__()
        self.view = view
        self.width, self.height = width, 22.0

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (its own names)
        """Always the same size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw stretches, then moments over them."""
        for leg in self.view.legs:
            x, w = self.width * leg.left / 100, max(self.width * leg.width / 100, 1.0)
            if leg.width:
                draw_leg(self.canv, leg.kind, x, 2, w, 18)
                self._label(leg.label, leg.kind, x, w)
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(1.2)
        for leg in self.view.legs:
            if not leg.width:
                x = self.width * leg.left / 100
                self.canv.line(x, 0, x, 22)

    def _label(self, said: str, kind: str, x: float, w: float) -> None:
        room = w - 6
        if room < 30:
            return
        while said and self.canv.stringWidth(said, TEXT, _SMALL) > room:
            said = said[:-2] + "…" if len(said) > 2 else ""
        if kind != "talk" and said:
            self.canv.setFillColor(white)
            self.canv.rect(x + 2, 7, self.canv.stringWidth(said, TEXT, _SMALL) + 3, 8.5, stroke=0, fill=1)
        self.canv.setFillColor(INK)
        self.canv.setFont(TEXT, _SMALL)
        self.canv.drawString(x + 3.5, 8.8, said)


def draw_leg(canvas: Canvas, kind: str, x: float, y: float, width: float, height: float) -> None:
    """One stretch of the journey: filled for talk, lined for a wait, dotted for ringing."""
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(OURS_SOFT if kind == "talk" else white)
    canvas.rect(x, y, width, height, stroke=0, fill=1)
    canvas.setStrokeColor(SOFT)
    canvas.setLineWidth(0.5)
    steps = range(int((width + height) / 4) + 2)
    if kind == "hold":
        for n in steps:
            canvas.line(x - height + 4 * n, y, x + 4 * n, y + height)
    elif kind == "queue":
        for n in steps:
            canvas.line(x + 3 * n, y, x + 3 * n, y + height)
    elif kind == "consult":
        for n in range(int(height / 3) + 1):
            canvas.line(x, y + 3 * n, x + width, y + 3 * n)
    elif kind == "ring":
        canvas.setDash(0.6, 3)
        canvas.setLineCap(1)
        for n in range(int(height / 3.5) + 1):
            canvas.line(x, y + 2 + 3.5 * n, x + width, y + 2 + 3.5 * n)
    canvas.restoreState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.rect(x, y, width, height, stroke=1, fill=0)


class Swatch(Flowable):
    """What a kind of stretch looks like, beside its name."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.width, self.height = 12.0, 9.0

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (its own names)
        """Always the same size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        if self.kind in ("transfer", "hangup"):
            self.canv.setStrokeColor(INK)
            self.canv.setLineWidth(1.2)
            self.canv.line(6, 0, 6, 9)
        else:
            draw_leg(self.canv, self.kind, 0, 0.5, 12, 8)
