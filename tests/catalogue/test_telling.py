"""Stories, replies and complaints with feeling."""

from __future__ import annotations

import pytest

from belwijs.call import TurnAct
from belwijs.catalogue.example import scene_of
from belwijs.catalogue.playbook import Limits, Playbook
from belwijs.catalogue.scene import Scene
from belwijs.catalogue.telling import replies_to, says_back

LONG = "Ik heb hier een " + "heel lang verhaal dat maar doorgaat en doorgaat " * 5 + "en nu weet u het."


def test_signals_between_turns_do_not_end_a_story() -> None:
    half = " ".join(LONG.split()[:24])
    scene = scene_of(f"c: {half}\na: backchannel | Ja.\nc: {half}\na: clarify | Wat bedoelt u precies?")
    (story,) = scene.stories
    assert (story.turns, story.signals, story.reply) == ((0, 2), (1,), 3)
    assert story.seconds > 15


def test_a_signal_after_the_story_is_none_in_it() -> None:
    (story,) = scene_of(f"c: {LONG}\na: backchannel | Ja.\na: clarify | Wat bedoelt u?").stories
    assert story.signals == ()
    assert story.reply == 2


def test_a_question_between_two_halves_makes_two_short_stories() -> None:
    half = " ".join(LONG.split()[:24])
    assert scene_of(f"c: {half}\na: clarify | Wanneer was dat dan?\nc: {half}").stories == ()


@pytest.mark.parametrize("between", ["wait 12", "hold +20"])
def test_silence_or_a_hold_parts_a_story(between: str) -> None:
    half = " ".join(LONG.split()[:24])
    assert scene_of(f"c: {half}\n{between}\nc: {half}\na: Ja.").stories == ()


def test_two_customers_do_not_tell_one_story() -> None:
    half = " ".join(LONG.split()[:24])
    assert scene_of(f"c: {half}\nc2: {half}\na: Ja.").stories == ()


def test_what_is_told_to_a_colleague_is_not_told_to_the_agent() -> None:
    scene = scene_of(f"a: Ik verbind u door.\ntransfer + blind\nk: Techniek.\nc: {LONG}\nk: Ik kijk even.")
    assert scene.stories == ()


def test_the_house_says_what_a_story_is() -> None:
    text = f"c: {' '.join(LONG.split()[:24])}\na: Ja, en toen?"
    assert not scene_of(text).stories
    assert scene_of(text, Playbook(limits=Limits(story_from=8))).stories


def test_a_reply_lasts_until_the_customer_has_the_floor() -> None:
    scene = scene_of("c: Boos!\na: backchannel | Hm.\na: Dat snap ik.\na: Vertel.\nc: Nou.\na: En dan?")
    assert replies_to(scene, 0) == (2, 3)
    assert replies_to(scene, 4) == (5,)


def test_words_said_back() -> None:
    scene = scene_of("c: Mijn wasmachine lekt op het laminaat.\na: Uw wasmachine lekt, en het laminaat wordt nat.")
    assert says_back(scene, 1) == 2


def test_feeling_may_follow_the_complaint_in_the_next_turn() -> None:
    scene = scene_of("c: complain | Het lekt.\na: Waar?\nc: emotional | Overal, ik word er gek van!\na: Oké.")
    assert scene.complaint
    assert scene.complaint.turn == 2
    assert scene.complaint.while_upset == (3,)


def test_a_complaint_long_before_the_feeling_is_another_matter() -> None:
    scene = scene_of("c: complain | Duur!\na: Ja.\nc: Goed.\na: Nog iets?\nc: emotional | Ik ben zo bang.\na: O.")
    assert scene.complaint is None


def test_several_faint_signs_tell_as_much_as_a_clear_one() -> None:
    scene = scene_of("c: Het lekt weer.\na: O.\nc: Echt weer.\na: O.\nc: Alweer.\na: O.")
    signs = [(n, act) for n in (0, 2, 4) for act in ("complain", "emotional")]
    faint = tuple(TurnAct.model_validate({"turn": n, "act": act, "confidence": 0.6}) for n, act in signs)
    assert Scene(scene.call, scene.playbook, faint=faint[:2]).complaint is None
    assert Scene(scene.call, scene.playbook, faint=faint).complaint is not None


def test_upset_again_after_calm() -> None:
    scene = scene_of(
        "c: complain emotional | Schande!\na: Ja.\nc: calm_again | Goed.\na: Mooi.\n"
        "c: emotional | Wat nou weer!\na: Tja."
    )
    assert scene.complaint
    assert scene.complaint.while_upset == (1, 5)
