"""Exact tests, against values that can be counted by hand."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.figures.exact import false_discoveries, fisher, least_p

COUNT = st.integers(0, 40)


def test_the_lady_tasting_tea() -> None:
    assert fisher(3, 1, 1, 3) == pytest.approx(34 / 70)
    assert fisher(4, 0, 0, 4) == pytest.approx(2 / 70)


@given(COUNT, COUNT, COUNT, COUNT)
def test_it_is_a_probability_and_does_not_mind_which_side_is_which(a: int, b: int, c: int, d: int) -> None:
    p = fisher(a, b, c, d)
    assert 0 < p <= 1
    assert p == pytest.approx(fisher(c, d, a, b))
    assert p == pytest.approx(fisher(b, a, d, c))
    assert p >= least_p(a + b, c + d, a + c) - 1e-12


@given(COUNT, COUNT)
def test_the_same_share_on_both_sides_is_no_difference(a: int, b: int) -> None:
    assert fisher(a, b, a, b) == pytest.approx(1.0)


def test_the_least_p_is_that_of_all_against_none() -> None:
    assert least_p(3, 3) == 1 / comb(6, 3)
    assert least_p(0, 5) == 1.0
    assert least_p(10, 10, 20) == 1.0


def test_benjamini_and_hochberg_by_hand() -> None:
    assert false_discoveries([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert false_discoveries([]) == []
