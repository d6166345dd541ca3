"""The emotional line: from words and timing alone."""

from __future__ import annotations

from belwijs.surfaces.report.temper import ANGRY, CALM, COMPLAINS, PRESSES, UPSET, temper_of
from tests.surfaces.report import samples


def test_the_line_rises_and_falls_with_the_words() -> None:
    temper = temper_of(samples.written(samples.ANGRY, "x"))
    assert temper is not None
    assert [s.level for s in temper.signs] == [COMPLAINS, UPSET, ANGRY, ANGRY, PRESSES, CALM]
    assert temper.highest == PRESSES
    assert temper.level_at(0.0) == CALM
    assert temper.level_at(temper.signs[1].at) == UPSET
    assert temper.level_at(temper.until) == CALM


def test_the_moves_of_one_turn_with_one_effect_stand_together() -> None:
    temper = temper_of(samples.written(samples.ANGRY, "x"))
    assert temper is not None
    steps = {s.acts: s.effect for s in temper.steps}
    assert steps["defend",] == "heats"
    assert steps["set_limit",] == "bounds"
    assert steps["acknowledge_feeling", "apologise"] == "eases"
    assert all(s.at >= temper.signs[0].at for s in temper.steps)


def test_a_call_without_a_sign_has_no_line_nor_has_our_own_temper_as_a_customer() -> None:
    assert temper_of(samples.dentist()) is None
    assert temper_of(samples.written(samples.AS_CUSTOMER, "x")) is None
