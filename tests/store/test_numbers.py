"""One number, whatever its spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.store.numbers import LONGEST, e164, is_dialable, is_extension, shown


@pytest.mark.parametrize(
    "written",
    [
        "+31205550101", "+31 20 555 01 01", "0031205550101", "0031 (0)20-5550101", "020-555 01 01", "(020) 5550101",
        "tel:+31-20-555-0101", "sip:+31205550101@pbx.example;user=phone", '"De Wit" <sip:0205550101@10.0.0.1>',
        " 020 555 01 01 ", "+31(0)205550101", "callto://+31205550101", "０２０５５５０１０１",
    ],
)  # fmt: skip
def test_every_spelling_is_one_number(written: str) -> None:
    assert e164(written) == "+31205550101"


def test_a_belgian_house() -> None:
    assert e164("02 555 12 12", "BE") == "+3225551212"
    assert shown("+3225551212", "BE") == "02 555 12 12"
    assert shown("+3225551212", "NL").startswith("+32 2")


@pytest.mark.parametrize(("written", "kept"), [("201", "201"), ("14020", "14020"), ("*12", "12"), ("112", "112")])
def test_extensions_and_short_numbers_stay(written: str, kept: str) -> None:
    assert e164(written) == kept
    assert not is_dialable(kept)
    assert is_extension(kept)


@pytest.mark.parametrize("number", ["", "0205550101", "+31205550101", "5550101", "Ext.201"])
def test_what_is_no_extension(number: str) -> None:
    assert not is_extension(number)


@pytest.mark.parametrize("written", ["", "anonymous", "Anonymous <sip:x@nobody.invalid>", "onbekend", "+", "--"])
def test_no_number_is_none(written: str) -> None:
    assert e164(written) == ""


@given(st.text(max_size=500))
def test_anything_may_come_and_comes_the_same_twice(written: str) -> None:
    once = e164(written)
    assert len(once) <= LONGEST
    assert e164(once) == once
    shown(once)


@given(st.integers(100000000, 999999999), st.sampled_from(["+31{}", "0031{}", "tel:+31{}", "+31 (0){}", "sip:+31{}@x"]))
def test_a_country_code_in_any_spelling(digits: int, form: str) -> None:
    assert e164(form.format(digits)) == e164(f"+31{digits}")
