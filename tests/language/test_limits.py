"""Limits and endings in answers to aggression."""

from __future__ import annotations

import pytest

from belwijs.call import Language
from belwijs.language.limits import limit_in


@pytest.mark.parametrize(
    ("language", "said", "move"),
    [
        ("nl", "Gaat u daarmee door, dan beëindig ik dit gesprek.", "limit"),
        ("nl", "Als u zo blijft doorzeuren dan hang ik op.", "limit"),
        ("nl", "Ik wil niet uitgescholden worden.", "limit"),
        ("nl", "Dat is een bedreiging. Ik beëindig nu dit gesprek.", "exclude"),
        ("nl", "Nou, dan ga ik nu ophangen. Dag hoor!", "exclude"),
        ("nl", "Ik begrijp dat u boos bent.", None),
        ("nl", "Zal ik de monteur voor u bellen?", None),
        ("en", "If you keep shouting I will end this call.", "limit"),
        ("en", "I am ending this call now.", "exclude"),
        ("en", "Of course you are upset.", None),
        ("de", "Wenn Sie mich weiter beschimpfen, lege ich auf.", "limit"),
        ("de", "Ich beende jetzt das Gespräch.", "exclude"),
        ("de", "Das ist ärgerlich für Sie.", None),
        ("fr", "Si vous continuez sur ce ton, je raccroche.", "limit"),
        ("fr", "Je mets fin à cet appel.", "exclude"),
        ("fr", "Je comprends votre colère.", None),
    ],
)
def test_without_a_condition_a_limit_is_an_ending(language: Language, said: str, move: str | None) -> None:
    assert limit_in(said, language) == move
