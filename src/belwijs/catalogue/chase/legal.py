"""`chase.legal`: a consumer is called with a recorded consent only, and is offered not to be called any more.

Dutch Telecommunications Act, article 11.7: consent first, and in every call the right to object.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from belwijs.catalogue.outcome import ABSENT, Outcome, at_turn, not_applicable, unknown
from belwijs.catalogue.practice import Practice
from belwijs.catalogue.scene import Occasion, Scene
from belwijs.language.patterns import pattern
from belwijs.language.selling import SELLING

CUSTOMERS_TOO_FROM = date(2026, 7, 1)  # from here consent is needed for existing customers as well


def _first(scene: Scene, alternatives: tuple[str, ...]) -> tuple[int, str] | None:
    for n in scene.agent_turns:
        if hit := pattern(alternatives).search(scene.turns[n].text):
            return n, hit.group(0)
    return None


def _may_be_called_as_customer(scene: Scene) -> bool:
    """An existing customer, called before the exception for customers ended."""
    when = scene.local_time
    early = when is not None and when.date() < CUSTOMERS_TOO_FROM
    return early and _first(scene, SELLING[scene.language].known_customer) is not None


def check(scene: Scene, practice: Practice, occasions: Sequence[Occasion]) -> Outcome:
    """Missed without the offer; unknown when nobody said that there is consent and the file cannot say it."""
    forms = SELLING[scene.language]
    name = " ".join(filter(None, (scene.call.organisation, scene.playbook.house.organisation)))
    if pattern(forms.exempt).search(name):
        return not_applicable("chase.legal.exempt")
    if scene.call.audience is None:
        return unknown("chase.legal.audience")
    offered = _first(scene, forms.may_object)
    if offered is None:
        last = scene.agent_turns[-1]
        return Outcome("missed", (at_turn(scene, last),), ABSENT, "chase.legal.no_offer", turn=last)
    consent = _first(scene, forms.consent)
    evidence = tuple(at_turn(scene, *found) for found in (consent, offered) if found)
    if consent is None and not _may_be_called_as_customer(scene):
        return unknown("chase.legal.consent")
    return Outcome("kept", evidence, 0.8, "chase.legal.kept")
