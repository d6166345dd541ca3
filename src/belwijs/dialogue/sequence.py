"""What the order of a call says about its turns, over and above the words: applied to the confidences of all turns
at once.

Only rules that hold by definition stand here (docs/labelling.md); everything softer is learned by the encoder,
which sees the turns before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call, Role

HINT_OF_FEELING = 0.3  # confidence from which a turn may have been emotional
_ONLY_TO_OBJECTIONS = ("go_along", "give_up", "lead_on")


def smooth(
    sure: NDArray[np.float32],
    labels: tuple[str, ...],
    roles: Sequence[Role],
    call: Call,
    thresholds: Mapping[str, float],
) -> NDArray[np.float32]:
    """The confidences after the rules of order.

    - an objection is an answer to a cold call: none on calls that come in, nor in calls made as a customer;
    - so are going along with one, leading on and giving up;
    - somebody is calm again only after having been emotional in an earlier turn, and once each time.
    """
    sure = sure.copy()
    column = {label: i for i, label in enumerate(labels)}
    if call.direction == "inbound" or call.perspective == "customer":
        no_objection = [i for label, i in column.items() if label.startswith("obj=") or label in _ONLY_TO_OBJECTIONS]
        sure[:, no_objection] = 0.0
    if "calm_again" in column and "emotional" in column:
        _calm_once(sure, roles, column["emotional"], column["calm_again"], thresholds["calm_again"])
    return sure


def _calm_once(sure: NDArray[np.float32], roles: Sequence[Role], emotional: int, calm: int, threshold: float) -> None:
    upset = False
    for row, role in enumerate(roles):
        if role != "customer":
            continue
        if not upset:
            sure[row, calm] = 0.0
        calmed = sure[row, calm] >= threshold
        upset = bool(sure[row, emotional] >= HINT_OF_FEELING) or (upset and not calmed)
