"""The stage that turns what was heard into figures: of the voice, the surroundings, who talked when."""

from __future__ import annotations

from collections.abc import Callable

from belwijs.call import Role
from belwijs.finding import Measure
from belwijs.pipeline.material import Material, Tools

Measurer = Callable[[Material], tuple[Measure, ...]]

MEASURERS: tuple[Measurer, ...] = ()
"""Each reads the hearing, and the words where there are any, and gives its figures, one a name and side."""


def measure(material: Material, tools: Tools) -> Material:
    """The figures of every measurer together."""
    return material.with_(measures=tuple(m for measurer in MEASURERS for m in measurer(material)))


def channel_of(material: Material, role: Role) -> int | None:
    """The channel of the agent or the customer; None in a mono mix and where it is not known."""
    if material.hearing is None or material.hearing.mono or material.channels is None:
        return None
    ids = [p.id for p in material.call.participants if p.role == role]
    return next((material.channels[i] for i in ids if i in material.channels), None)
