"""Notes of the intake are read in the language of the interface."""

from __future__ import annotations

import pytest

from belwijs.interface import note


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("nobody is heard to speak", "Er is niemand te horen die spreekt."),
        ("call.mp3 breaks off after 12.0 s; what was there has been analysed", "call.mp3 breekt af na 12.0 s"),
        (
            "Channel 1 speaks first and was taken for the agent (confidence 80%); --agent-channel says it for certain.",
            "Kanaal 1 spreekt als eerste",
        ),
    ],
)
def test_dutch(english: str, dutch: str) -> None:
    assert note("nl", english).startswith(dutch)


def test_english_and_unknown_notes_stay_as_they_are() -> None:
    assert note("en", "nobody is heard to speak") == "Nobody is heard to speak"
    assert note("nl", "something new") == "Something new"
