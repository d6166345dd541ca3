"""What the order of a call says about its turns, over and above the words: applied to the confidences of all turns at once.

Only rules that hold by definition stand here (docs/labelling.md); everything softer is learned by the encoder, which sees the turns before.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from belwijs.call import Call, Role

_ONLY_TO_OBJECTIONS = ("go_along", "give_up", "lead_on")


def smooth(sure: NDArray[np.float32], labels: tuple[str, ...], roles: Sequence[Role], call: Call) -> NDArray[np.float32]:
    """The confidences after the rules of order.

    - an objection is an answer to a cold call: none on calls that come in, nor in calls made as a customer;
    - so are going along with one, leading on and giving up;
    - somebody is calm again only after having been emotional in an earlier turn.
    """
    sure = sure.copy()
    column = {label: i for i, label in enumerate(labels)}
    if call.direction == "inbound" or call.perspective == "customer":
        no_objection = [i for label, i in column.items() if label.startswith("obj=") or label in _ONLY_TO_OBJECTIONS]
        sure[:, no_objection] = 0.0
    if "calm_again" in column and "emotional" in column:
        upset = False
        for row, role in enumerate(roles):
            if role != "customer":
                continue
            if not upset:
                sure[row, column["calm_again"]] = 0.0
            upset = upset or bool(sure[row, column["emotional"]] >= 0.3)
    return sure
