"""What is being done in every turn of a call: acts, objections and aggression, each with a calibrated confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, get_args, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Act, Aggression, Call, Objection, Role, TurnAct, Value
from belwijs.dialogue.doubt import doubted
from belwijs.dialogue.encoding import Line, Window, lines_of
from belwijs.dialogue.forms import forms_of, words_for
from belwijs.dialogue.odds import sigmoid
from belwijs.dialogue.second_judge import SecondJudge, ask, merged
from belwijs.dialogue.sequence import smooth
from belwijs.finding import Reason, SecondOpinion

if TYPE_CHECKING:
    from belwijs.dialogue.encoder import Memory
    from belwijs.dialogue.explain import Explainer

_V = TypeVar("_V", bound=Value)

CUSTOMER_ACTS: frozenset[str] = frozenset(
    {"complain", "emotional", "calm_again", "give_identity", "ask_confirm"}
    | {a for a in get_args(Act) if a.startswith("phrase:")}
)
FAINT = 0.05  # confidence under which an act is taken not to be there at all
FAINT_AGGRESSION = 0.02  # likewise; lower, because what the agent answers can bear out a faint sign
AGENT_ACTS: frozenset[str] = frozenset(get_args(Act)) - CUSTOMER_ACTS


class Understanding(Value):
    """What was understood of a call, in the order of its turns."""

    acts: tuple[TurnAct, ...] = ()
    objections: tuple[Objection, ...] = ()
    aggression: tuple[Aggression, ...] = ()
    faint: tuple[TurnAct, ...] = ()  # acts seen too faintly to be reported of a turn; together they can still tell
    faint_aggression: tuple[Aggression, ...] = ()  # likewise
    second_judge: SecondOpinion | None = None  # on the turns in doubt, where a house has set a second judge


class ActModel(Protocol):
    """Anything that can say how likely each label is for each turn."""

    version: str
    labels: tuple[str, ...]
    thresholds: dict[
        str, float
    ]  # confidence from which an act is reported; `obj=` and `agg=` for an objection or aggression of any kind
    vocabulary: frozenset[str]  # words that it learned, lower case; a turn of other words is in another language

    def confidences(self, call: Call) -> NDArray[np.float32]:
        """One row per turn and one column per label, 0-1, calibrated; labels are acts, `obj=<type>` and
        `agg=<level>/<target>`.
        """
        ...


@runtime_checkable
class Explains(Protocol):
    """An act model that can say why."""

    def explain(self, call: Call, asked: Sequence[tuple[int, str, float]]) -> tuple[Reason, ...]:
        """Why a turn was given a label, for each turn, label and confidence that is asked for."""
        ...


class FormModel:
    """Knows the forms of the language only, no context: what the trained model is measured against, and a quick
    stand-in.
    """

    version = "forms-1"
    vocabulary: frozenset[str] = frozenset()  # empty: turns in another language are not doubted
    labels: tuple[str, ...] = (
        *get_args(Act),
        *(f"obj={o}" for o in ("supplier", "interest", "time", "documentation", "later")),
    )

    def __init__(self) -> None:
        self.thresholds = dict.fromkeys((*self.labels, "obj=", "agg="), 0.5)

    def confidences(self, call: Call) -> NDArray[np.float32]:
        """0.8 where a form was found, 0.05 elsewhere."""
        found = np.full((len(call.turns), len(self.labels)), 0.05, np.float32)
        for row, forms in enumerate(forms_of(call)):
            for form in forms:
                if form in self.labels:
                    found[row, self.labels.index(form)] = 0.8
        return found


class TrainedModel:
    """The trained encoder, calibrated together with the linear model over words and the forms of the language."""

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        """Loads the model that ships with belwijs, or the one in `folder`.

        Raises:
            Problem: the model is missing or damaged.
        """
        from belwijs.dialogue.encoder import MODEL, Encoder, read_words

        self._encoder = Encoder(folder or MODEL, threads)
        self._words = read_words(folder or MODEL)
        card = self._encoder.card
        self.version, self.labels, self.thresholds = card.version, card.labels, card.thresholds
        self.vocabulary = frozenset(name[1:] for name in self._words.index if name[0] in "wb")
        self._explainer: Explainer | None = None
        self._weights = np.array([card.calibration[label] for label in self.labels], np.float32)

    def confidences(self, call: Call) -> NDArray[np.float32]:
        """Calibrated confidences, see ActModel."""
        return self.weighed(call, self._encoder.logits(lines_of(call), call.direction, call.perspective))

    def weighed(self, call: Call, logits: NDArray[np.float32], first: int = 0) -> NDArray[np.float32]:
        """Confidences of the turns from `first` on, from the encoder's logits of these turns."""
        forms = self._forms(call.with_(turns=call.turns[first:]) if first else call)
        before = max(0, first - 1)
        words = self._words.logits([turn.text for turn in call.turns[before:]])[first - before :]
        return weighed(self._weights, logits, words, forms)

    def windows(self, lines: Sequence[Line], call: Call, tokens: dict[str, list[int]] | None = None) -> list[Window]:
        """The windows in which the encoder reads these lines; `tokens` keeps those of texts for a next time."""
        return self._encoder.windows(lines, call.direction, call.perspective, tokens)

    def read_on(self, window: Window, memory: Memory) -> tuple[NDArray[np.float32], Memory]:
        """The encoder's logits of what comes after memory, and the memory after it."""
        return self._encoder.read_on(window, memory)

    def _forms(self, call: Call) -> NDArray[np.float32]:
        """1 where the language's form of a label was found in a turn (turns, labels)."""
        forms = np.zeros((len(call.turns), len(self.labels)), np.float32)
        column = {label: i for i, label in enumerate(self.labels)}
        for row, found in enumerate(forms_of(call)):
            for form in found:
                forms[row, column[form]] = 1.0
        return forms

    def explain(self, call: Call, asked: Sequence[tuple[int, str, float]]) -> tuple[Reason, ...]:
        """Why a turn was given a label, for each turn, label and confidence that is asked for."""
        from belwijs.dialogue.explain import Explainer
        from belwijs.dialogue.nearest import NearestExamples, read_examples

        if self._explainer is None:
            nearest = NearestExamples(self._words, self.labels, read_examples())
            self._explainer = Explainer(self.labels, self._encoder, self._words, self._weights, nearest)
        return self._explainer.reasons(call, asked)


def weighed(weights: NDArray[np.float32], *features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Calibrated confidences (turns, labels): a logistic regression per label.

    Args:
        weights: (labels, features + 1): of each feature, and the offset last.
        features: each (turns, labels).
    """
    *scales, offset = weights.T
    return sigmoid(sum(scale * feature for scale, feature in zip(scales, features, strict=True)) + offset)


@cache
def load_act_model() -> ActModel:
    """The model that ships with belwijs, loaded once in this process.

    Raises:
        Problem: its files are missing or damaged.
    """
    return TrainedModel()


def may(role: Role, label: str) -> bool:
    """Whether somebody in this role can have this label at all."""
    if role == "customer":
        return label in CUSTOMER_ACTS or "=" in label
    return role in ("agent", "colleague") and label in AGENT_ACTS


def legal_for(roles: Sequence[Role], labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which labels turns of these roles can have (turns, labels)."""
    rows = {role: np.array([may(role, label) for label in labels], np.bool_) for role in set(roles)}
    return np.array([rows[role] for role in roles], np.bool_).reshape(len(roles), len(labels))


def understand(call: Call, model: ActModel | None = None, second_judge: SecondJudge | None = None) -> Understanding:
    """What is being done in each turn of a call; a second judge, where there is one, is asked about turns in doubt.

    A turn is read with its speaker's role, the turns before it and what happened between them; never with what
    comes after. Turns without a single letter or digit, and turns of the system, carry nothing.
    """
    model = model or load_act_model()
    if not call.turns:
        return Understanding()
    roles = [call.role_of(turn.speaker) for turn in call.turns]
    sure = np.array(model.confidences(call), np.float32)
    sure = doubted(sure, model.labels, [turn.text for turn in call.turns], model.vocabulary)
    spoken = np.array([any(character.isalnum() for character in turn.text) for turn in call.turns])
    sure[~(legal_for(roles, model.labels) & spoken[:, None])] = 0.0
    sure = smooth(sure, model.labels, roles, call, model.thresholds)
    opinion = ask(call, sure, model.labels, second_judge) if second_judge else None
    if second_judge and opinion:
        sure = merged(sure, model.labels, model.thresholds, opinion, second_judge.trust)
        sure = smooth(sure, model.labels, roles, call, model.thresholds)
    acts: list[TurnAct] = []
    objections: list[Objection] = []
    aggression: list[Aggression] = []
    faint: list[TurnAct] = []
    doubtful: list[Aggression] = []
    single = np.array(["=" not in label for label in model.labels])
    least = np.array([model.thresholds[label] for label in model.labels], np.float64)
    for row, one in enumerate(sure):
        for column in np.flatnonzero(single & ((one >= least) | (one >= FAINT))):
            label, p = model.labels[column], float(one[column])
            if p >= least[column]:
                shown = words_for(call, label, row)
                acts.append(_parsed(TurnAct, turn=row, act=label, confidence=_rounded(p), words=shown))
            else:
                faint.append(_parsed(TurnAct, turn=row, act=label, confidence=_rounded(p)))
        if found := _one_of(model, one, "obj="):
            objections.append(_parsed(Objection, turn=row, type=found[0], confidence=found[1]))
        if found := _one_of(model, one, "agg=", FAINT_AGGRESSION):
            level, _, target = found[0].partition("/")
            clear = found[1] >= model.thresholds["agg="]
            seen = _parsed(Aggression, turn=row, level=level, target=target, confidence=found[1])
            (aggression if clear else doubtful).append(seen)
    return Understanding(
        acts=tuple(acts),
        objections=tuple(objections),
        aggression=tuple(aggression),
        faint=tuple(faint),
        faint_aggression=tuple(doubtful),
        second_judge=opinion,
    )


def any_of_them(p: NDArray[np.float32]) -> NDArray[np.float32]:
    """The confidence that at least one of several labels holds; along the last axis."""
    return np.asarray(1 - np.prod(1 - p, axis=-1), np.float32)


@cache
def columns_of(labels: tuple[str, ...], kind: str) -> tuple[int, ...]:
    """Where the labels of a kind stand, such as `agg=`."""
    return tuple(i for i, label in enumerate(labels) if label.startswith(kind))


def _one_of(
    model: ActModel, row: NDArray[np.float32], kind: str, least: float | None = None
) -> tuple[str, float] | None:
    """The likeliest of the labels of a kind, with the confidence that there is one at all; None when there is none.

    First whether a turn objects (or is aggressive), then how: the types share what speaks for them.
    """
    columns = columns_of(tuple(model.labels), kind)
    if not columns:
        return None
    p = float(any_of_them(row[list(columns)]))
    if p < (model.thresholds[kind] if least is None else least):
        return None
    best = max(columns, key=lambda i: float(row[i]))
    return model.labels[best].removeprefix(kind), _rounded(p)


def _rounded(p: float) -> float:
    return round(min(1.0, float(p)), 3)


def understand_all(calls: Iterable[Call], model: ActModel | None = None) -> list[Understanding]:
    """Many calls, in their order."""
    model = model or load_act_model()
    return [understand(call, model) for call in calls]


def _parsed(kind: type[_V], **fields: Any) -> _V:
    return kind.model_validate(fields)
