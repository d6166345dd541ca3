"""Why a turn was given a label: the words it rests on, the turns it leans on, the training sentences most like it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call, Direction, Language, Perspective
from belwijs.dialogue.encoder import Reading
from belwijs.dialogue.encoding import Line, lines_of
from belwijs.dialogue.forms import forms_of
from belwijs.dialogue.ngrams import Spot, WordModel
from belwijs.dialogue.reasons import pointed, stretches
from belwijs.finding import Reason, ReasonTurn, ReasonWords

LEANS = 0.05  # by which the confidence has to fall without a turn before that turn is named
MOST_TURNS = 2
Nearest = Callable[[str, str, Language | None], Sequence[str]]  # label, text, language → training sentences


class Reads(Protocol):
    """What of the encoder is used here."""

    def readings(self, lines: Sequence[Line], direction: Direction, perspective: Perspective) -> list[Reading]:
        """One for each turn."""
        ...


class Explainer:
    """Explains what the trained model said.

    Args:
        weights: (labels, 4): of the encoder, the wordings, the forms, and the offset, as the card has them.
    """

    def __init__(
        self,
        labels: Sequence[str],
        encoder: Reads,
        words: WordModel,
        weights: NDArray[np.float32],
        nearest: Nearest | None = None,
    ) -> None:
        self._column = {label: n for n, label in enumerate(labels)}
        self._encoder = encoder
        self._words = words
        self._weights = weights
        self._nearest = nearest

    def reasons(self, call: Call, asked: Sequence[tuple[int, str, float]]) -> tuple[Reason, ...]:
        """A reason for each turn, label and confidence that is asked for, in that order."""
        readings = self._encoder.readings(lines_of(call), call.direction, call.perspective) if asked else []
        forms = forms_of(call)
        texts = [turn.text for turn in call.turns]
        found = []
        for turn, label, confidence in asked:
            column = self._column[label]
            meaning, wording, with_form, offset = (float(w) for w in self._weights[column])
            before = texts[turn - 1] if turn else ""
            own, earlier = self._words.spots(texts[turn], before, column)
            reading = readings[turn]
            spots = pointed(reading.offsets, reading.look[:, column], reading.tell[:, column], meaning)
            spots += [Spot(s.start, s.end, wording * s.weight) for s in own]
            spots += _form(texts[turn], forms[turn], label, with_form)
            word_logit = float(self._words.offset[column]) + earlier + sum(s.weight for s in own)
            z = meaning * float(reading.logits[column]) + wording * word_logit + offset
            z += with_form * (label in forms[turn])
            falls = [meaning * float(f) for f in reading.hidden[:, column]]
            if falls:
                falls[0] += wording * earlier
            found.append(
                Reason(
                    turn=turn,
                    label=label,
                    confidence=confidence,
                    words=tuple(
                        ReasonWords(start=s.start, end=s.end, text=texts[turn][s.start : s.end], share=s.share)
                        for s in stretches(texts[turn], spots)
                    ),
                    context=_context(turn, confidence, z, falls),
                    examples=tuple(self._nearest(label, texts[turn], call.language)) if self._nearest else (),
                )
            )
        return tuple(found)


def _context(turn: int, confidence: float, z: float, falls: Sequence[float]) -> tuple[ReasonTurn, ...]:
    """The earlier turns without which the label would be less sure; `falls` of the logit, the nearest turn first."""
    made = []
    for back, fall in enumerate(falls, 1):
        left = confidence * _sure(z - fall) / max(_sure(z), 1e-9)
        if confidence - left >= LEANS:
            made.append(ReasonTurn(turn=turn - back, without=round(max(0.0, min(1.0, left)), 3)))
    return tuple(sorted(made, key=lambda r: r.without)[:MOST_TURNS])


def _form(text: str, forms: Mapping[str, str], label: str, weight: float) -> list[Spot]:
    """The words of the form that was found, wherever they stand first."""
    words = forms.get(label)
    hit = re.search(re.escape(words), text) if words else None
    return [Spot(hit.start(), hit.end(), weight)] if hit else []


def _sure(z: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
