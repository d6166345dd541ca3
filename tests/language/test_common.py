"""Turns with no word of content."""

import pytest

from belwijs.language.common import says_nothing


@pytest.mark.parametrize("text", ["het", "Dus…", "eh, en", "the", "", "?"])
def test_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["ja", "Wanneer?", "het huis", "waarom", "hm", "06"])
def test_says_something(text: str) -> None:
    assert not says_nothing(text)
