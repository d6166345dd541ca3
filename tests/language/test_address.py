"""Who is spoken to by name, and who is only spoken of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Language
from belwijs.catalogue.practice import LANGUAGES
from belwijs.language.address import addressed


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("nl", "Dat regel ik voor u, mevrouw Van den Berg.", "mevrouw Van den Berg"),
        ("nl", "Nee meneer van der Zaag dat klopt.", "meneer van der Zaag"),
        ("nl", "Mevrouw Bos, is dat goed?", "Mevrouw Bos"),
        ("nl", "mevrouw Bos kan ik u helpen", "mevrouw Bos"),
        ("nl", "Spreek ik met meneer 't Hart?", "meneer 't Hart"),
        ("nl", "Spreek ik met de heer De Groot?", "de heer De Groot"),
        ("en", "I see, Mr O'Brien, you are right.", "Mr O'Brien"),
        ("en", "Am I speaking with Ms. De Vries?", "Ms De Vries"),
        ("de", "Das verstehe ich, Frau Dr. Müller.", "Frau Dr. Müller"),
        ("de", "Spreche ich mit Herrn von der Heide?", "Herrn von der Heide"),
        ("fr", "Un instant, Madame De Smet, je regarde.", "Madame De Smet"),
    ],
)
def test_who_is_spoken_to(language: Language, said: str, name: str) -> None:
    assert [" ".join(found) for found in addressed(said, language)] == [name]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Ogenblik, ik verbind u door met mevrouw Jansen."),
        ("nl", "Meneer De Vries neemt niet op."),
        ("nl", "Nee, mevrouw Jansen is er vandaag niet."),
        ("nl", "Ja maar meneer Willems weet dat vast niet."),
        ("nl", "Dank u wel, mevrouw Van der, ik kijk."),
        ("en", "I am putting you through to Mrs Hall."),
        ("en", "Mr Van Dyke is not in."),
        ("de", "Herr Krause ist heute nicht da."),
        ("de", "Einen Moment, ich frage Frau Kern."),
        ("fr", "Monsieur Van Damme n'est pas là."),
        ("fr", "Je vous passe Madame Petit."),
    ],
)
def test_who_is_spoken_of_is_left_out(language: Language, said: str) -> None:
    assert not list(addressed(said, language))


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_words_are_read(said: str, language: Language) -> None:
    assert all(title and name for title, name in addressed(said, language))
