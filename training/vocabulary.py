"""The pieces of the vocabulary that Dutch, English, German and French need, as a `tokenizers` unigram model.

Counted on the training texts and on the frequent words of the four languages (wordfreq, which is only looked into:
no word list is shipped); every single character of the Latin script that the vocabulary has is kept, so that any
word can still be spelled out.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from e5 import BOS, E5, EOS, PAD, UNK
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from wordfreq import top_n_list

SIZE = 26_000
WORDS = {"nl": 120_000, "en": 30_000, "de": 40_000, "fr": 30_000}


def tokenizer_of(pieces: list[tuple[str, float]]) -> Tokenizer:
    """A tokenizer over these pieces; the first four are <s>, <pad>, </s>, <unk>."""
    built = Tokenizer(models.Unigram(pieces, UNK, False))
    built.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    built.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    built.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    return built


def cut(model: E5, texts: Iterable[str], size: int = SIZE) -> list[int]:
    """Numbers of the pieces that stay, in ascending order, the four special ones first."""
    whole = tokenizer_of(model.pieces)
    counts: Counter[int] = Counter()
    for encoding in whole.encode_batch(list(texts)):
        counts.update({i: 1000 * n for i, n in Counter(encoding.ids).items()})
    for language, n in WORDS.items():
        words = top_n_list(language, n)
        for rank, (plain, capital) in enumerate(
            zip(whole.encode_batch(words), whole.encode_batch([w[:1].upper() + w[1:] for w in words]), strict=True)
        ):
            weight = max(1, int((4000 if language == "nl" else 2000) / (rank + 10)))
            counts.update(dict.fromkeys(plain.ids, weight + 2))
            counts.update(dict.fromkeys(capital.ids, weight + 1))
    always = {BOS, PAD, EOS, UNK} | {i for i, (piece, _) in enumerate(model.pieces) if _latin_character(piece)}
    ranked = [i for i, _ in counts.most_common() if i not in always]
    return [BOS, PAD, EOS, UNK, *sorted((always - {BOS, PAD, EOS, UNK}) | set(ranked[: size - len(always)]))]


def _latin_character(piece: str) -> bool:
    character = piece.lstrip("▁") or piece
    return len(character) == 1 and (
        ord(character) < 0x250 or unicodedata.name(character, "").startswith(("LATIN", "EURO"))
    )


def build(model: E5, texts: Iterable[str]) -> tuple[Tokenizer, list[int]]:
    """The cut tokenizer, and the numbers its pieces had in the whole vocabulary."""
    kept = cut(model, texts)
    return tokenizer_of([model.pieces[i] for i in kept]), kept
