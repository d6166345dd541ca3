"""Notes of the intake are read in the language of the interface."""

from __future__ import annotations

import pytest

from belwijs.interface import note


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("nobody is heard to speak", "Er is niemand te horen die spreekt."),
        ("nobody is heard to speak; the recording is very soft, its peak stands at -48 dBFS", "Er is niemand te horen"),
        (
            "Nobody is heard to speak; channel 0 was taken for the agent (confidence 50%); --agent-channel says it for "
            "certain.",
            "Er is niemand te horen die spreekt; kanaal 0 is als de medewerker opgevat (zekerheid 50 %)",
        ),
        ("only music is heard, nobody speaks", "Er klinkt alleen muziek"),
        ("a.wav has 2 channels; they were mixed into one", "a.wav heeft 2 kanalen"),
        ("whisper does not know the language fr; its words may be wrong", "whisper kent de taal fr niet"),
        ("whisper cannot detect the language; Dutch is assumed", "whisper kan de taal niet herkennen"),
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


def test_the_name_of_a_file_keeps_its_first_letter() -> None:
    assert note("en", "call.mp3 is damaged in 2 place(s); those were left out").startswith("call.mp3 is")
