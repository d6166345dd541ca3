"""What is reckoned over windows of values is what numpy reckons, window by window."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from belwijs.audio.stream import windows


@given(st.integers(1, 60), st.integers(0, 40), st.booleans())
def test_windows_of_any_size(size: int, more: int, rows: bool) -> None:
    shape = (size + more, 3) if rows else (size + more,)
    values = np.random.default_rng(size).integers(0, 4, shape).astype(np.uint8)
    each = np.lib.stride_tricks.sliding_window_view(values, size, axis=0)
    assert (windows(values, size) == each.sum(axis=-1)).all()
    assert (windows(values, size, np.maximum) == each.max(axis=-1)).all()
