"""Turns of which less can be said than a model thinks: in a language that it never learned, of a single word, or
without the words that an act has."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

FOREIGN_WORDS = 5  # words that a turn needs before its language can be doubted: names are not known words either
KNOWN = 0.3  # share of known words under which a turn is in another language
FOREIGN_LETTERS = 4  # letters of another script that make a turn one of another language
LEFT = 0.15  # of a confidence in such a turn
_LAST_LATIN = 0x24F  # end of Latin Extended-B in Unicode
_WORD = re.compile(r"[^\W\d_]+")

# Said with names as much as with words, so an unknown word says little against them.
NAMING = frozenset({"greet", "organisation", "introduce", "give_identity", "leave_name", "ask_confirm"})
# By what they are (docs/labelling.md) these take more than one word; in the training texts they never have fewer.
WORDY = frozenset(
    {
        "summarise", "acknowledge_content", "defend", "blame", "brief_colleague", "set_limit", "announce_end",
        "overpromise", "offer_callback", "lead_on", "announce_transfer", "ask_callback", "leave_name",
        "agg=instrumental/self", "agg=instrumental/organisation", "agg=instrumental/you",
    }
)  # fmt: skip

# "Daar ben ik weer" alone is no thanks: of 804 turns labelled so in training, four have none of these words.
THANKS = re.compile(
    r"dank|merci|thank|appreciat|patien|geduld|sorry|excus|pardon|désol|navr|entschuld|verzeih|wacht|wait|warte|attend|"
    r"duurde|\b(?:leid|spijt|hang\w*|hold\w*|lijn|leitung|ligne|dran\w*|lange?r?|long|(?:fijn|lief) dat|gut dass)\b",
    re.IGNORECASE,
)

# Who asks the customer to call again offers nothing; of the turns labelled so in training none has such words alone.
YOU_CALL = re.compile(
    r"(?:^|[.,!?;:…] |\b(?:en|dan|of|maar|anders) )"
    r"(?:belt (?:u|ge|gij)|bel (?:je|jij)|(?:kunt|kan|kun|wilt|wil|zou) (?:u|je|jij|ge)) "
    r"(?:\w+ ){0,5}(?:nog (?:eens|een keer)|opnieuw|terug\w*|later|morgen|straks)\b|"
    r"\b(?:can|could|would|will) you (?:please )?(?:try|call|ring|phone)\b|"
    r"(?:^|[.,!?;:…] )(?:please )?(?:try|call|ring) (?:us |me )?(?:back|again)\b|"
    r"\brufen sie (?:\w+ ){0,5}(?:noch ?mal|wieder|später|morgen|erneut|zurück)|"
    r"\bkönn(?:en|ten) sie (?:\w+ ){0,6}(?:anrufen|zurückrufen)|\b(?:rappelez|pouvez-vous (?:\w+ ){0,3}rappeler)\b",
    re.IGNORECASE,
)
SOMEBODY_CALLS = re.compile(
    r"\b(?:ik|wij|we|hij|zij|ze|ie|die|collega\w*|iemand|i|i'll|he|she|they|someone|"
    r"ich|er|wir|kolleg\w*|jemand|je|il|elle|on|nous) "
    r"(?:\w+ ){0,6}(?:\w*bel\w*|call\w*|ring\w*|phone\w*|\w*ruf\w*|meld\w*|rappel\w*)",
    re.IGNORECASE,
)


def foreign(text: str, vocabulary: Collection[str]) -> bool:
    """Whether a turn is in a language that the words of `vocabulary` (lower case) do not come from."""
    words = _WORD.findall(text.lower())
    other = sum(letter.isalpha() and ord(letter) > _LAST_LATIN for letter in text)
    if other >= FOREIGN_LETTERS and 2 * other > sum(map(len, words)):
        return True
    return len(words) >= FOREIGN_WORDS and sum(w in vocabulary for w in words) < KNOWN * len(words)


def doubted(
    sure: NDArray[np.float32], labels: Sequence[str], texts: Sequence[str], vocabulary: Collection[str]
) -> NDArray[np.float32]:
    """The confidences (turns, labels), lowered where the turn does not bear them."""
    sure = sure.copy()
    meant = np.array([label not in NAMING for label in labels])
    wordy = np.array([label in WORDY for label in labels])
    thanks, callback = (np.array([label == name for label in labels]) for name in ("hold_thanks", "offer_callback"))
    for row, text in enumerate(texts):
        if vocabulary and foreign(text, vocabulary):
            sure[row, meant] *= LEFT
        elif len(text.split()) == 1:
            sure[row, wordy] *= LEFT
        if not THANKS.search(text):
            sure[row, thanks] *= LEFT
        if YOU_CALL.search(text) and not SOMEBODY_CALLS.search(text):
            sure[row, callback] *= LEFT
    return sure
