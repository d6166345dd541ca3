"""A call that is still running: every turn is understood as it arrives, at the cost of its own words.

The network never looks ahead, so what it made of earlier turns is kept. Confidences differ a little (hundredths) from
those of the finished call, since rounding depends on what is read together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call
from belwijs.dialogue.encoder import Memory
from belwijs.dialogue.encoding import FIRST_TOKENS, LAST_TOKENS, Line, Window, lines_of
from belwijs.dialogue.understand import TrainedModel

_LONGEST = Line("agent", "a " * (FIRST_TOKENS + LAST_TOKENS), ("<hold>", "<transfer>", "<back>"))


class GrowingModel:
    """An act model (see ActModel) for one call that grows: give it the call so far, each time a turn has come.

    What was said before may not change; if it does, the call is read again from its start.
    """

    def __init__(self, model: TrainedModel) -> None:
        self._model = model
        self.version, self.labels, self.thresholds = model.version, model.labels, model.thresholds
        self.vocabulary = model.vocabulary
        self._lines: tuple[Line, ...] = ()
        self._head: tuple[str, str] = ("", "")
        self._rows = np.zeros((0, len(self.labels)), np.float32)
        self._memory = self._spare = Memory()
        self._tokens: dict[str, list[int]] = {}

    def confidences(self, call: Call) -> NDArray[np.float32]:
        """Confidences of all turns so far; only those that are new are read."""
        lines = lines_of(call)
        head = (call.direction, call.perspective)
        known = len(self._lines)
        if self._head != head or lines[:known] != self._lines:
            self._rows, self._memory, self._spare, known = self._rows[:0], Memory(), Memory(), 0
        if known < len(lines):
            logits = np.concatenate([*self._read(self._model.windows(lines, call, self._tokens), known)])
            self._rows = np.concatenate([self._rows, self._model.weighed(call, logits, known)])
        self._lines, self._head = lines, head
        return self._rows

    def _read(self, windows: Sequence[Window], known: int) -> list[NDArray[np.float32]]:
        """Logits of the turns from `known` on, window by window."""
        found = []
        for window in windows:
            if window.last <= known:
                continue
            memory = next((m for m in (self._memory, self._spare) if m.ids and _begins(window, m)), Memory())
            logits, self._memory = self._model.read_on(window, memory)
            fresh = window.last - max(window.first, known)
            found.append(logits[-fresh:])
        return found

    def prepare(self, call: Call) -> None:
        """Between two turns, where there is time: reads again what the next turn may need when the present window is
        full. Changes no answer beyond rounding.
        """
        *_, last = self._model.windows((*lines_of(call), _LONGEST), call, self._tokens)
        begin = last.turns.index(last.last - 1)
        context = Window(last.ids[:begin], last.turns[:begin], last.markers[:-1], last.start, last.first, last.last - 1)
        if last.first == len(call.turns) and context.markers and context.ids != self._spare.ids:
            _, self._spare = self._model.read_on(context, Memory())


def _begins(window: Window, memory: Memory) -> bool:
    known = len(memory.ids)
    return known < len(window.ids) and (window.ids[:known], window.turns[:known]) == (memory.ids, memory.turns)
