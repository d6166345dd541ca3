"""What a chat is judged on, what a telephone call is judged on, and what a house may choose."""

from __future__ import annotations

import pytest
import yaml

from belwijs.catalogue.assess import assess, judge
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.outcome import Outcome
from belwijs.catalogue.playbook import Playbook
from belwijs.catalogue.practice import catalogue

CHAT = "medium chat\nc: Waar blijft mijn bank?\nwait 100\na: greet solve | Goedemiddag, hij komt dinsdag."


def judged(practice: str, text: str, playbook: str = "") -> Outcome:
    return judge(scene_of(text, Playbook.model_validate(yaml.safe_load(playbook) or {})), catalogue()[practice])


def test_a_chat_is_not_judged_on_sound_and_a_call_not_on_writing() -> None:
    chat, call = scene_of(CHAT), scene_of(CHAT.replace("medium chat\n", ""))
    for practice in catalogue().values():
        if practice.group in ("answer", "voice", "environment", "hold", "transfer"):
            assert judge(chat, practice).why == "medium.chat", practice.id
        if practice.group == "chat":
            assert judge(call, practice).why == "medium.phone", practice.id
    assert judge(chat, catalogue()["courtesy.no_blame"]).verdict == "kept"
    assert judge(chat, catalogue()["listening.attention"]).verdict == "not_applicable"


def test_the_limit_of_the_house_counts() -> None:
    assert judged("chat.waiting", CHAT).verdict == "kept"
    strict = judged("chat.waiting", CHAT, "limits:\n  chat_without_word: 30\n")
    assert strict.verdict == "missed"
    assert strict.evidence[0].limit == 30


def test_whole_minutes_count_for_what_a_wait_was_at_least() -> None:
    told = "medium chat\nat 0\nc: Hallo?\nat 180\na: greet | Goedemiddag.\nat 240\nc: Fijn."
    assert judged("chat.waiting", told).verdict == "kept"
    assert judged("chat.waiting", told.replace("180", "181")).verdict == "missed"


def test_a_chat_without_times_says_nothing_of_waiting() -> None:
    assert judged("chat.waiting", "medium chat\nat 0\nc: Hallo?\nat 0\na: greet | Goedemiddag.").verdict == "unknown"


def test_a_house_may_allow_the_informal_form() -> None:
    told = "medium chat\nc: Hoi.\na: informal | Hoi, wat kan ik voor je doen?"
    assert judged("chat.formal_address", told).verdict == "missed"
    assert judged("chat.formal_address", told, "courtesy:\n  informal_allowed: true\n").verdict == "not_applicable"


@pytest.mark.real
def test_the_better_sentence_is_the_message_put_right() -> None:
    told = "medium chat\nc: Wanneer?\na: solve | Het word onmiddelijk geregelt door me collega."
    found = {f.practice: f for f in assess(scene_of(told))}
    right = "Het wordt onmiddellijk geregeld door mijn collega."
    said = {found["chat.spelling"].suggestion, found["chat.grammar"].suggestion}
    assert right in said
    assert len(said) == 2
    assert found["chat.grammar"].evidence[0].quote == "Het word"
    assert found["chat.grammar"].evidence[0].note == "Het wordt"


@pytest.mark.real
def test_words_of_the_house_are_spelled_right() -> None:
    told = "medium chat\nc: Wanneer?\na: solve | Het zit in uw metteen."
    assert judged("chat.spelling", told).verdict == "missed"
    assert judged("chat.spelling", told, "house:\n  words: [metteen]\n").verdict == "kept"
