"""Heavy parts, loaded when the first call needs them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from belwijs.speech.recogniser import Recogniser


@cache
def recogniser_loader(model: str | None) -> Callable[[], Recogniser]:
    """Loads the recogniser when the first recording needs it, once for all that come after it."""

    @cache
    def load() -> Recogniser:
        from belwijs.speech.engines.whisper import load_recogniser

        return load_recogniser(model)

    return load
