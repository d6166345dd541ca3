"""Three short Dutch calls with sound, spoken by artificial voices, to try Belwijs with and to test it on.

`demo-reception`, `demo-complaint` and `demo-transfer` are written for this purpose; nobody in them exists.
`tools/voice_demo.py` makes them anew.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def demo_calls() -> list[Path]:
    """The call files (JSON), in order of name; the recording of each lies beside it.

    Raises:
        FileNotFoundError: the package is not installed as plain files (from a zip, for one).
    """
    folder = Path(str(files(__name__) / "calls"))
    if not folder.is_dir():
        raise FileNotFoundError(f"the demo calls are not there: {folder}")
    return sorted(folder.glob("*.json"))
