"""The classic errors are seen, and what may be right is passed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.language.grammar import corrected, slips


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Dat heeft me collega nagekeken.", "Dat heeft mijn collega nagekeken."),
        ("Heeft u me naam genoteerd?", "Heeft u mijn naam genoteerd?"),
        ("Wat is u bestelnummer?", "Wat is uw bestelnummer?"),
        ("Mag ik u klantnummer en u postcode?", "Mag ik uw klantnummer en uw postcode?"),
        ("Kunt uw dat even bevestigen?", "Kunt u dat even bevestigen?"),
        ("Uw kunt het pakket ruilen.", "U kunt het pakket ruilen."),
        ("Ik stuur het naar uw toe.", "Ik stuur het naar u toe."),
        ("Hun hebben het niet afgeleverd.", "Zij hebben het niet afgeleverd."),
        ("Ik denk dat hun het pakket hebben.", "Ik denk dat zij het pakket hebben."),
        ("Het word morgen geleverd.", "Het wordt morgen geleverd."),
        ("Wanneer word het pakket bezorgd?", "Wanneer wordt het pakket bezorgd?"),
        ("Ik wordt hier niet blij van.", "Ik word hier niet blij van."),
        ("Dan stuurt ik u een mail.", "Dan stuur ik u een mail."),
        ("Als u dat vervelend vind, kunt u bellen.", "Als u dat vervelend vindt, kunt u bellen."),
        ("Hierbij ontvang u de factuur.", "Hierbij ontvangt u de factuur."),
        ("U ontvang morgen een mail.", "U ontvangt morgen een mail."),
        ("Het pakket is gisteren verstuurt.", "Het pakket is gisteren verstuurd."),
        ("Wat is er gebeurt?", "Wat is er gebeurd?"),
        ("Dat gebeurd wel vaker.", "Dat gebeurt wel vaker."),
        ("Het is verzonden en word morgen bezorgt.", "Het is verzonden en wordt morgen bezorgd."),
        ("Wat is er met u bril gebeurd?", "Wat is er met uw bril gebeurd?"),
        ("Heeft u u pasje bij de hand?", "Heeft u uw pasje bij de hand?"),
        ("Het was drukker als verwacht, hij heb gelijk.", "Het was drukker dan verwacht, hij heeft gelijk."),
        ("Mijn collega heb het genoteerd.", "Mijn collega heeft het genoteerd."),
        ("U heeft het verkeert besteld.", "U heeft het verkeerd besteld."),
    ],
)
def test_an_error_is_seen_and_put_right(wrong: str, right: str) -> None:
    assert corrected(wrong, tuple(slips(wrong))) == right


@pytest.mark.parametrize(
    "text",
    [
        "Kunt u mij uw bestelnummer geven? Ik stuur u een mail met de gegevens.",
        "Wat gebeurt er als u betaalt? Ik heb van u gegevens ontvangen.",
        "Als u het pakket verstuurt, is het binnen twee dagen bij ons.",
        "Hun pakket is vertraagd. Ik geef het aan hun collega door.",
        "U wordt teruggebeld. Vindt u dat goed? Ik vind u erg geduldig.",
        "Zodra u betaald heeft, wordt het verstuurd. Wat u besteld heeft, is op voorraad.",
        "Stuur me adres en naam maar door. Laat u het mij weten als u reactie krijgt?",
        "Ik raad u aan om te bellen. Dat bied ik u graag aan.",
        "Dat meld ik bij de bezorger die het pakket verzendt.",
        "Dan wordt u gebeld en vindt u het antwoord in de mail.",
        "Ik heb het aangepast, zodat u weer bij uw account kunt.",
        "Het spijt me, naam en adres kloppen niet.",
        "Mijn collega heb ik gesproken. Kunt u u even aanmelden? Ik bel later als u dat wilt.",
        "Sneller als u het formulier invult. Ik ben bezig en word zo gebeld. Wie in de schuld verkeert, kan bellen.",
    ],
)
def test_what_is_right_is_passed_over(text: str) -> None:
    assert list(slips(text)) == []


@given(st.text(max_size=120))
def test_any_text_can_be_looked_at_and_put_right(text: str) -> None:
    found = tuple(slips(text))
    assert all(text[s.start : s.start + len(s.words)] == s.words for s in found)
    corrected(text, found)


def test_a_mistake_is_shown_without_the_sentence_around_it() -> None:
    found = [(s.words, s.better) for s in slips("Het is gisteren verzonden en word morgen bezorgt.")]
    assert found == [("en word", "en wordt"), ("morgen bezorgt", "morgen bezorgd")]
