"""One call through all stages, with the shipped model and with a fake one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from belwijs.call import Call
from belwijs.catalogue.playbook import House, Playbook
from belwijs.catalogue.practice import catalogue
from belwijs.pipeline.analyse import analyse, prepared
from belwijs.pipeline.material import Tools
from tests.calls import call, hold, ring


class Knows:
    """An act model that knows by heart."""

    version = "by heart"
    labels = ("greet", "hold_announce", "hold_reason", "diminutive")

    def __init__(self) -> None:
        self.thresholds = dict.fromkeys((*self.labels, "obj=", "agg="), 0.5)
        self.vocabulary: frozenset[str] = frozenset()

    def confidences(self, given: Call) -> NDArray[np.float32]:
        found = np.zeros((len(given.turns), 4), np.float32)
        for n, turn in enumerate(given.turns):
            if "Momentje" in turn.text:
                found[n, 1:] = 0.9
        return found


def waiting() -> Call:
    return call(
        ring(0, 8),
        "a: Goedemiddag, Bakker Logistiek, u spreekt met Monique Bos.",
        "c: Met Van Dam, staat mijn pallet al klaar?",
        "a: Momentje, ik zoek het op.",
        hold(20, 45),
        "a: Hij staat klaar.",
        organisation="Bakker Logistiek",
        agent="Monique Bos",
    )


def test_every_practice_has_one_finding() -> None:
    report = analyse(waiting(), tools=Tools(acts=Knows))
    assert [f.practice for f in report.findings] == list(catalogue())
    assert report.finding("hold.reason").verdict == "kept"
    assert report.finding("hold.expectation").verdict == "missed"
    assert report.finding("hold.thanks").verdict == "missed"
    assert report.finding("courtesy.no_diminutives").evidence[0].turn == 2
    assert report.made_by["acts"] == "by heart"


def test_the_house_fills_in_what_the_file_leaves_open() -> None:
    bare = call("a: Goedemiddag.", "c: Ik wil graag weten of u er morgen ook bent.", organisation=None, language=None)
    known = prepared(bare, Playbook(house=House(organisation="Bakker")))
    assert known.organisation == "Bakker"
    assert known.language == "nl"


@pytest.mark.real
def test_same_call_same_report() -> None:
    assert analyse(waiting()) == analyse(waiting())


def test_a_call_without_words_is_judged_too() -> None:
    report = analyse(call(ring(0, 30)), tools=Tools(acts=Knows))
    assert report.finding("courtesy.no_blame").verdict == "not_applicable"
    assert report.finding("answer.speed").verdict == "not_applicable"
