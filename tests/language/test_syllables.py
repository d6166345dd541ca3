"""Syllables from spelling: right for nearly every word, and never nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Language
from belwijs.catalogue.practice import LANGUAGES
from belwijs.language.syllables import syllables

KNOWN: dict[Language, str] = {
    "nl": "goe-de-mid-dag o-gen-blik al-stu-blieft ver-bin-den ge-ïn-te-res-seerd nieuws leeu-wen mooi-e i-dee-ën "
    "ra-di-o the-a-ter me-vrouw spreekt vrij-dag fac-tuur ja-nu-a-ri com-pu-ter or-ga-ni-sa-tie au-to bu-reau "
    "ca-deau co-ör-di-na-tie si-tu-a-tie pro-bleem zui-den yog-hurt me-de-wer-ker",
    "en": "phone called want-ed box-es ta-ble mo-ment af-ter-noon a-vail-a-ble ap-point-ment peo-ple qual-i-ty min-ute "
    "ques-tion in-voice com-pa-ny don't did-n't some-thing cre-at-ed safe-ly i-de-a through in-for-ma-tion",
    "de": "gu-ten tag leu-te häu-ser an-ru-fen ver-bin-den rück-ruf be-schwer-de au-gen-blick neu-e rech-nung "
    "te-le-fo-nie-ren",
    "fr": "bon-jour mon-sieur ma-dame fac-ture ques-tion table ap-pelle parlent mo-ment té-lé-vi-sion lun-di beau-coup "
    "ser-vice pro-blème nu-mé-ro ap-pe-ler",
}


@pytest.mark.parametrize(
    ("language", "word"), [(language, word) for language, words in KNOWN.items() for word in words.split()]
)
def test_words(language: Language, word: str) -> None:
    assert syllables(word.replace("-", ""), language) == word.count("-") + 1


def test_digits_are_read_out_and_signs_are_not() -> None:
    assert syllables("06 12", "nl") == pytest.approx(4.8)
    assert syllables("Ja… (nee!)", "nl") == 2
    assert syllables("… ?", "nl") == 0


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.text(max_size=60))
def test_any_text_has_a_count(language: Language, words: str) -> None:
    assert 0 <= syllables(words, language) <= 2 * len(words) + 1
