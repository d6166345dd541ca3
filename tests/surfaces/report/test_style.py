"""The page's colours, measured: text can be read in both schemes."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = files("belwijs.surfaces.report").joinpath("page.css").read_text(encoding="utf-8")
TEXT = {
    "ink": ("paper", "card", "hit", "kept-soft", "missed-soft"),
    "soft": ("paper", "card"),
    "kept": ("paper", "card", "kept-soft"),
    "missed": ("paper", "card", "missed-soft"),
    "doubt": ("paper", "card"),
    "link": ("paper", "card"),
    "ours": ("paper",),
    "theirs": ("paper",),
    "paper": ("ink",),
}
EDGES = {"edge": ("paper", "card"), "ours": ("card", "line"), "theirs": ("card",)}


def _schemes() -> dict[str, dict[str, str]]:
    roots = re.findall(r":root {(.*?)}", CSS, re.DOTALL)
    light, dark, printed = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", r)) for r in roots)
    return {"light": light, "dark": light | dark, "print": light | printed}


def _luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb, after WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_contrast_is_at_least_aa(scheme: str) -> None:
    colours = _schemes()[scheme]
    wrong = [
        f"{one} on {other}: {_contrast(colours[one], colours[other]):.2f}"
        for pairs, least in ((TEXT, 4.5), (EDGES, 3.0))
        for one, others in pairs.items()
        for other in others
        if _contrast(colours[one], colours[other]) < least
    ]
    assert wrong == []


def test_the_measure_is_the_known_one() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21.0)
    assert _contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)
