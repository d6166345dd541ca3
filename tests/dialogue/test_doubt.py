"""Turns of which less can be said: another language, a single word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.dialogue.doubt import LEFT, doubted, foreign

KNOWN = frozenset("de pallet komt morgen met ik u niet goedemiddag".split())


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Paczka miała przyjść wczoraj, do tylnych drzwi.", True),
        ("Пакет", True),
        ("包裹昨天应该送到后门。", True),
        ("De pallet komt morgen niet.", False),
        ("Theater De Loods, met Ayla.", False),
        ("Goedemiddag, met Nguyễn Văn Đức.", False),
        ("Zvonimir Hrvatić", False),
        ("", False),
        ("12 34 56 78 90 11", False),
    ],
)
def test_another_language_is_told_by_its_words_or_letters(text: str, other: bool) -> None:
    assert foreign(text, KNOWN) is other


def test_what_is_said_in_another_language_is_doubted_but_names_are_not() -> None:
    sure = np.full((1, 3), 0.9, np.float32)
    made = doubted(sure, ("solve", "introduce", "agg=expressive/you"), ["Paczka miała przyjść wczoraj do drzwi"], KNOWN)
    assert made[0] == pytest.approx([0.9 * LEFT, 0.9, 0.9 * LEFT])
    assert (sure == np.float32(0.9)).all()


def test_one_word_neither_sums_up_nor_threatens() -> None:
    labels = ("summarise", "agg=instrumental/you", "agg=expressive/you", "apologise")
    made = doubted(np.full((2, 4), 0.8, np.float32), labels, ["Dus.", "Dus ja."], KNOWN)
    assert made[0] == pytest.approx([0.8 * LEFT, 0.8 * LEFT, 0.8, 0.8])
    assert made[1] == pytest.approx([0.8] * 4)


def beside_solve(label: str, text: str) -> tuple[bool, float]:
    """Whether a turn keeps a label that was likely, and how likely another label then is that was as likely."""
    (row,) = doubted(np.full((1, 2), 0.9, np.float32), (label, "solve"), [text], set())
    return bool(row[0] > 0.5), float(row[1])


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("daar ben ik weer, de teamleider is er niet", False),
        ("daar ben ik weer, fijn dat u wilde wachten", True),
        ("so, da bin ich wieder, danke fürs dranbleiben", True),
        ("sorry that took so long", True),
    ],
)
def test_coming_back_is_no_thanks_without_its_words(text: str, thanks: bool) -> None:
    assert beside_solve("hold_thanks", text) == (thanks, pytest.approx(0.9))


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("ze zit in vergadering, belt u straks nog eens?", False),
        ("kunt u morgen terugbellen", False),
        ("she's out, could you call again tomorrow?", False),
        ("rufen sie halt später noch mal an", False),
        ("ik vraag of ze u terugbelt, of wilt u het later nog eens proberen?", True),
        ("ik zoek het uit en bel u morgen", True),
        ("i'll ask her to ring you tomorrow", True),
    ],
)
def test_asking_the_customer_to_call_again_offers_nothing(text: str, offered: bool) -> None:
    assert beside_solve("offer_callback", text) == (offered, pytest.approx(0.9))


def test_without_a_vocabulary_no_language_is_doubted() -> None:
    sure = np.full((1, 1), 0.9, np.float32)
    assert (doubted(sure, ("solve",), ["Paczka miała przyjść wczoraj do drzwi"], frozenset()) == sure).all()


@given(st.lists(st.text(max_size=40), max_size=5))
def test_confidences_only_fall(texts: list[str]) -> None:
    sure = np.full((len(texts), 2), 0.7, np.float32)
    made = doubted(sure, ("summarise", "greet"), texts, KNOWN)
    assert (made <= sure).all()
    assert (made >= 0).all()
