"""The stage that turns what was heard into figures: of the voice, the surroundings, who talked when."""

from __future__ import annotations

from collections.abc import Callable

from belwijs.finding import Measure
from belwijs.pipeline.channels import channel_of
from belwijs.pipeline.material import Material, Tools
from belwijs.pipeline.surroundings import behind_the_agent, who_talked_when
from belwijs.pipeline.voice import voices

__all__ = ["MEASURERS", "channel_of", "measure"]

Measurer = Callable[[Material], tuple[Measure, ...]]

MEASURERS: tuple[Measurer, ...] = (voices, behind_the_agent, who_talked_when)
"""Each reads the hearing, and the words where there are any, and gives its figures, one a name and side."""


def measure(material: Material, tools: Tools) -> Material:
    """The figures of every measurer together."""
    return material.with_(measures=tuple(m for measurer in MEASURERS for m in measurer(material)))
