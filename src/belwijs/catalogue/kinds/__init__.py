"""The kinds of check: few, each in its own file, each a function `check(scene, practice, occasions) -> Outcome`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from belwijs.catalogue.kinds import behind, in_order, means, measure, never_said, opening_part, said, within
from belwijs.catalogue.outcome import Outcome
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene

Kind = Callable[[Scene, Practice, Sequence[Occasion]], Outcome]


def _own(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    outcome: Outcome = practice.own_check()(scene, practice, occasions)
    return outcome


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "said": said.check,
        "never_said": never_said.check,
        "within": within.check,
        "measure": measure.check,
        "behind": behind.check,
        "opening_part": opening_part.check,
        "in_order": in_order.check,
        "means": means.check,
        "never_means": means.check_never,
        "own": _own,
    }
)
