"""From odds to confidences."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def sigmoid(log_odds: Any) -> NDArray[Any]:
    """Probabilities 0-1 of log odds, of the same type; beyond 30 either way it makes no difference."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))
