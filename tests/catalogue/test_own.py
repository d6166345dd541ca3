"""A house's own practices, judged from what was found to be like their examples."""

from __future__ import annotations

from typing import Any

import pytest

from belwijs.call import TurnAct
from belwijs.catalogue.assess import assess
from belwijs.catalogue.playbook_file import read_playbook
from belwijs.catalogue.scene import Scene
from belwijs.finding import Finding, Likeness
from tests.calls import call

SAYS = ["een twee", "drie vier", "vijf zes"]
CALL = call(
    "a: Goedemiddag, Bakker Logistiek.",
    "c: Ik heb een klacht.",
    "a: Wat vervelend.",
    "a: Mag ik uw klantnummer?",
    "c: Jazeker.",
    "a: Dank u.",
    "a: Ik zoek het op.",
    "a: Het is geregeld.",
    "a: Een fijne dag nog.",
)


def judged(likely: dict[int, float], acts: tuple[TurnAct, ...] = (), **settings: Any) -> Finding:
    import yaml

    book = read_playbook(yaml.safe_dump({"own": {"x": {"title": "Noemt het", "says": SAYS, **settings}}}), "h.yaml")
    likes = tuple(Likeness(practice="own.x", turn=n, confidence=p, words=CALL.turns[n].text) for n, p in likely.items())
    found = assess(Scene(CALL, book, acts, likenesses=likes), [book.practices["own.x"]])
    return found[0]


def test_said() -> None:
    kept = judged({3: 0.9})
    assert (kept.verdict, kept.evidence[0].turn, kept.confidence) == ("kept", 3, 0.9)
    assert judged({3: 0.3}).verdict == "missed"
    assert judged({}).verdict == "missed"
    assert judged({3: 0.3}, surely=0.2).verdict == "kept"


def test_never_said() -> None:
    assert judged({3: 0.9}, check="never_said").verdict == "missed"
    assert judged({3: 0.2}, check="never_said").verdict == "kept"


@pytest.mark.parametrize(
    ("when", "turn", "verdict"),
    [("opening", 0, "kept"), ("opening", 7, "missed"), ("end", 8, "kept"), ("end", 0, "missed"), ("any", 6, "kept")],
)
def test_where_it_belongs(when: str, turn: int, verdict: str) -> None:
    assert judged({turn: 0.9}, when=when).verdict == verdict


def test_after_and_before_an_act() -> None:
    complaint = (TurnAct(turn=1, act="complain"),)
    assert judged({3: 0.9}, complaint, after="complain").verdict == "kept"
    assert judged({0: 0.9}, complaint, after="complain").verdict == "missed"
    assert judged({0: 0.9}, complaint, before=["complain"]).verdict == "kept"
    assert judged({0: 0.9}, (), after=["complain"]).verdict == "not_applicable"


def test_too_late_is_missed_and_says_so() -> None:
    late = judged({8: 0.9}, within=5)
    assert late.verdict == "missed"
    assert late.evidence[0].turn == 8


def test_a_miss_suggests_what_the_house_wrote() -> None:
    assert judged({}, suggestion=["Mag ik uw klantnummer noteren?"]).suggestion == "Mag ik uw klantnummer noteren?"
    assert judged({}, suggestion={"en": ["Your number, please?"]}).suggestion is None


def test_a_direction_that_does_not_fit() -> None:
    assert judged({3: 0.9}, direction="outbound").verdict == "not_applicable"
