"""Charts drawn on the server as SVG: only classes and presentation attributes, which a strict CSP lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 720, 190
_LEFT, _TOP, _BOTTOM = 34, 8, 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a part at the bottom, another on top of it, and what a pointer reads."""

    label: str
    below: int
    above: int
    told: str
    is_marked: bool = False  # has its label written under it


def stacked_bars(bars: Sequence[Bar], about: str) -> Markup:
    """Bars of two parts over an axis; the upper part is hatched, so that colour is never the only sign.

    Args:
        bars: from left to right.
        about: what the chart shows, for who cannot see it.
    """
    most = max((bar.below + bar.above for bar in bars), default=0)
    top = _round_up(most)
    room = HEIGHT - _TOP - _BOTTOM
    step = (WIDTH - _LEFT) / max(len(bars), 1)
    parts = [_scale(top, room)]
    for n, bar in enumerate(bars):
        x, width = _LEFT + n * step + step * 0.12, step * 0.76
        below, above = (room * count / top for count in (bar.below, bar.above))
        foot = _TOP + room
        body = _rect("below", x, foot - below, width, below) + _rect("above", x, foot - below - above, width, above)
        parts.append(Markup("<g><title>{}</title>{}</g>").format(bar.told, body))
        if bar.is_marked:
            parts.append(_text(x + width / 2, HEIGHT - 6, bar.label, "middle"))
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-paper" width="5" height="5"/><rect class="hatch-line" width="2" height="5"/>'
        "</pattern></defs>{}</svg>"
    ).format(WIDTH, HEIGHT, about, Markup("").join(parts))


def _round_up(most: int) -> int:
    """A height for the axis that divides into whole numbers: 4, 10, 20, 40, 50, 100, …"""
    if most <= 4:
        return 4
    size = 1
    while True:
        for step in (10, 20, 40, 50):
            if most <= step * size:
                return step * size
        size *= 10


def _scale(top: int, room: float) -> Markup:
    lines = []
    for share in (0.0, 0.5, 1.0):
        y = _TOP + room * (1 - share)
        lines.append(Markup('<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(_LEFT, WIDTH, y, y))
        lines.append(_text(_LEFT - 5, y + 4, str(round(top * share)), "end"))
    return Markup("").join(lines)


def _rect(name: str, x: float, y: float, width: float, height: float) -> Markup:
    form = '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
    return Markup(form).format(name, x, y, width, height) if height > 0 else Markup("")


def _text(x: float, y: float, said: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, escape(said))
